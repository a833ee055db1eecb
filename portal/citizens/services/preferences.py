"""What a person sets for all their cases at once: name, language, and how the commune writes to them."""

from django.db import transaction

from portal.cases.models import Case
from portal.cases.services import finding
from portal.cases.states import Reason


@transaction.atomic
def change(commune, *, contact, at, **fields):
    """Set fields (name, language, reached_by) of all open cases that an address opens. Return how many changed.

    Each case that changes has a row of its history. A channel is set only where the case has an address for it.
    """
    cases = Case.objects.of(commune).opened_by(contact).open()
    return _change_all(cases, fields, at)


@transaction.atomic
def change_address(commune, *, contact, new, at):
    """A verified address takes the place of an old one, or stands beside it, in all cases the old one opens."""
    field = "email" if new.is_email else "phone"
    fields = {field: new.address}
    if not contact.is_email and new.is_email:
        fields["reached_by"] = "sms"  # who signs in by phone goes on to be reached, and to sign in, by phone
    return _change_all(Case.objects.of(commune).opened_by(contact), fields, at)


def _change_all(cases, fields, at):
    return sum(_change(case, fields, at) for case in cases.select_for_update(of=("self",)).order_by("pk"))


def _change(case, fields, at):
    new = {name: value for name, value in fields.items() if getattr(case, name) != value}
    if "reached_by" in new and not ((case.email and (case.phone or new.get("phone"))) or new.get("email")):
        del new["reached_by"]
    if not new:
        return False
    for name, value in new.items():
        setattr(case, name, value)
    Case.objects.filter(pk=case.pk).update(**new)
    finding.refresh(case)
    case.record(case.state, case.state, by=None, at=at, reason=Reason.PREFERENCES)
    return True
