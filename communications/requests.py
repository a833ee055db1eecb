"""How requests for information are answered and contested (law 31.13 arts 16 to 21), in words of the active language.

Every figure is a rule of the commune; where one is missing, the sentence goes without it.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.cases.procedures import Procedure
from portal.cases.promise import count
from portal.cases.services import rules_in_force
from portal.cases.states import COURT, OTHER_BODY, Outcome

GIVEN = (Outcome.RELEASED, Outcome.PARTLY_RELEASED)


def remedy(case):
    """The ways that stay open beside the head of the commune."""
    return " ".join([_("If that does not help:"), _further(case)])


def after_review(case):
    """The ways that stay open once the head has answered."""
    return " ".join([_("The commune has looked at it again and does not do so twice."), _further(case)])


def _further(case):
    rules = rules_in_force.by_kind(case, on=case.received_on)
    commission, court = _within(rules.get(OTHER_BODY)), _within(rules.get(COURT))
    return (
        _("You may turn to the Commission for the right of access to information (CDAI)%(commission)s, then to the"
          " administrative court%(court)s.")
        % {"commission": commission, "court": court}
    )  # fmt: skip


def _within(rule):
    return _(" within %(length)s") % {"length": count(rule.length, rule.unit)} if rule else ""


PROCEDURE = Procedure(
    outcomes=(
        Outcome.RELEASED,
        Outcome.PARTLY_RELEASED,
        Outcome.REFUSED,
        Outcome.EXPLAINED,
        Outcome.NOT_COMPETENT,
    ),
    remedy=remedy,
    after_review=after_review,
    review_by_day=gettext_lazy(
        "If you do not agree with this answer, complain to the president of the commune by %(day)s, on the portal with"
        " your code, at the counter or by letter. You are answered within %(length)s."
    ),
    review_within=gettext_lazy(
        "If you do not agree with this answer, complain to the president of the commune within %(days)s of receiving"
        " it, on the portal with your code, at the counter or by letter. You are answered within %(length)s."
    ),
    review_to_come=gettext_lazy(
        "If no answer comes in time, or you do not agree with it, you may complain to the president of the commune"
        " within %(days)s."
    ),
    asks_review=gettext_lazy("No, I complain to the president of the commune"),
    of_review=gettext_lazy("Somebody else than who answered looks at your request again, once, and answers you."),
    ask_review=gettext_lazy("Complain to the president of the commune"),
    of_silence=gettext_lazy(
        "You may complain to the president of the commune: somebody else takes your request in hand and answers you."
    ),
)
