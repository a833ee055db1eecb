"""Which words a publication needs in a language before it can be read in it: by what it is."""

from .states_decisions import DECISION
from .states_library import DOCUMENT

ALL = ("title", "summary", "body")
NEEDED = {DECISION: ("title",), DOCUMENT: ("title",)}  # the rest stands on their papers


def needed(model):
    return NEEDED.get(model, ALL)
