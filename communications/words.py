"""Which words a publication needs in a language before it can be read in it: by what it is."""

from .states.decisions import DECISION
from .states.library import DOCUMENT

ALL = ("title", "summary", "body")
NEEDED = {DECISION: ("title",), DOCUMENT: ("title",)}  # the rest stands on their papers


def needed(model):
    return NEEDED.get(model, ALL)
