"""What a question asked now would do to the clock of a case, in words: it stops once, and only in the first days."""

from datetime import timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal import formats
from portal.cases.promise import count
from portal.cases.services import correspondence, rules_in_force


def outlook(case, *, at):
    """{"stops": whether the count stops, "text": why, or why not} (decree 2.17.265 art. 11)."""
    rule = rules_in_force.rule_for(case)
    if correspondence.may_pause(case, at=at):
        days = count(rule.complete_within_days, "calendar_days")
        text = _(
            "The count stops until the person replies. They have %(days)s to complete the case; then it is answered"
            " as not completed."
        )
        return {"stops": True, "text": text % {"days": days}}
    return {"stops": False, "text": _why_not(case, rule)}


def _why_not(case, rule):
    if rule is None:
        return _("Nothing is counted for this case, so nothing stops.")
    if rule.pause_within_days is None:
        return _("The count runs on: its rule knows no suspension.")
    if case.messages.filter(pauses=True).exists():
        return _("The count runs on: it was stopped once already, and that is all the rule allows.")
    last = case.received_on + timedelta(days=rule.pause_within_days)
    words = {"day": formats.day(last, get_language()), "days": count(rule.pause_within_days, "calendar_days")}
    return _("The count runs on: it could be stopped until %(day)s only (%(days)s after receipt).") % words
