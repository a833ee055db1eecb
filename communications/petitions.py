"""How petitions are answered, and one as everybody reads it: cleared words, never the case or its representative."""

from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal import formats
from portal.cases.due import last_day
from portal.cases.procedures import COMMON, DOCUMENTS
from portal.cases.states import DONE, Outcome
from portal.workdays.arithmetic import local_day


def _nothing(_case):
    """No way beside the council is in the law as it was checked."""
    return ""


def _receipt(case):
    """When it was deposited, and with how many signatures: the receipt that the law wants at once (art. 125)."""
    petition = case.concrete()
    if petition.deposited_at is None:
        return []
    on = formats.weekday_day(local_day(petition.deposited_at), get_language())
    return [(_("Deposited on"), on), (_("Signatures"), formats.number(petition.signed, get_language()))]


PROCEDURE = replace(
    COMMON,
    outcomes=(Outcome.ADMITTED, Outcome.NOT_ADMITTED, Outcome.NOT_COMPETENT),
    remedy=_nothing,
    after_review=_nothing,
    answer_files=DOCUMENTS,
    receipt=_receipt,
)


@dataclass(frozen=True)
class Public:
    """What pages may say of a petition. `needed`: signatures; `due_on`: the last day of the answer that is owed.

    `session`, `decision`: {"title", "url"} of what the council does with it, where that is public.
    """

    reference: str
    url: str
    subject: str
    text: str
    answer: str
    language: str
    signed: int
    needed: int
    began_on: Any
    deposited_on: Any
    due_on: Any
    late: bool
    is_collecting: bool
    outcome: str
    session: Any
    decision: Any

    @property
    def share(self):
        """How much of what is needed there is, in percent, 100 at most."""
        return min(100, self.signed * 100 // self.needed)

    @property
    def stage(self):
        """(words, tone) of where it stands."""
        if self.outcome:
            return Outcome(self.outcome).label, "is-answered"
        if self.late:
            return _("the answer is late"), "is-overdue"
        if self.deposited_on:
            return _("before the commune"), "is-progress"
        return (_("collects signatures"), "") if self.is_collecting else (_("ended"), "is-closed")


def public(petition, *, needed, at):
    """The public side of a petition that comes with its publication and its last outcome (`with_outcome`)."""
    row = petition.publication
    return Public(
        reference=petition.reference,
        url=reverse("communications:petition_show", args=[petition.reference]),
        subject=row.subject,
        text=row.text,
        answer=row.answer,
        language=row.language,
        signed=petition.signed,
        needed=needed,
        began_on=petition.received_on,
        deposited_on=local_day(petition.deposited_at) if petition.deposited_at else None,
        due_on=last_day(petition),
        late=petition.is_overdue(at),
        is_collecting=petition.is_collecting,
        outcome=(petition.outcome or "") if petition.state in DONE else "",
        session=_line(petition.session, at),
        decision=_line(petition.decision, at),
    )


def _line(item, at):
    """A publication that a petition led to, as it is named; None for one that nobody may read."""
    if item is None or not item.is_public(at):
        return None
    return {"title": str(item), "url": reverse("communications:item_show", args=[item.pk])}
