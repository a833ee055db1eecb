"""How the cases of one model are answered and contested, where a pillar says it differently from complaints.

Its AppConfig declares `procedures = {"communications.informationrequest": "communications.requests.PROCEDURE"}`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from .states import Outcome

DOCUMENTS = _("Documents that go with the answer"), "paper"


@dataclass(frozen=True)
class Procedure:
    """What may be decided, and what the person is told of the ways that are open.

    `outcomes`: what a clerk decides; a duplicate is decided by the complaints officer, "not completed" by the calendar.
    `remedy(case)`, `after_review(case)`: where to turn beside the commune, before and after a review, in the active
    language; None: the words of the commune and of the decree. `review_…`: sentences about a review, under an answer
    and on a receipt. `receipt(case)`: further [(label, value)] of its receipt. `of_silence`: what may be done when the
    deadline passed without an answer; "": nothing. `answer_files`: what the files of an answer are, and their icon.
    """

    outcomes: tuple[Outcome, ...]
    review_by_day: Any
    review_within: Any
    review_to_come: Any
    asks_review: Any
    of_review: Any
    ask_review: Any
    of_silence: Any = ""
    remedy: Callable[..., str] | None = None
    after_review: Callable[..., str] | None = None
    receipt: Callable[..., list] | None = None
    answer_files: tuple[Any, str] = DOCUMENTS


# What holds where a pillar declares nothing else: of complaints, and a start for others (dataclasses.replace).
COMMON = Procedure(
    outcomes=(
        Outcome.RESOLVED,
        Outcome.PARTLY,
        Outcome.EXPLAINED,
        Outcome.NOT_COMPETENT,
        Outcome.INADMISSIBLE,
        Outcome.JUSTICE,
    ),
    review_by_day=_(
        "If this answer does not convince you, ask for a review by %(day)s, on the portal with your code or at the"
        " complaints unit. Somebody else looks at it, and answers within %(length)s."
    ),
    review_within=_(
        "If this answer does not convince you, ask for a review within %(days)s of receiving it, on the portal with"
        " your code or at the complaints unit. Somebody else looks at it, and answers within %(length)s."
    ),
    review_to_come=_("If the answer does not convince you, you may ask for a review within %(days)s of receiving it."),
    asks_review=_("No, I ask for a review"),
    of_review=_(
        "Somebody else than who answered looks at your case again and gives you a second answer. It can be asked once."
    ),
    ask_review=_("Ask for a review"),
    answer_files=(_("Photos after the work"), "camera"),
)


def of(case) -> Procedure:
    """The procedure of a case: its pillar's, else the common one."""
    return _declared().get(case.model, COMMON)


@cache
def _declared():
    found = {}
    for config in apps.get_app_configs():
        found |= getattr(config, "procedures", {})
    return {model: import_string(path) for model, path in found.items()}
