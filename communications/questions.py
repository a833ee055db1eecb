"""How questions to the council are answered, and one as everybody reads it: cleared words, never the case itself."""

from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse

from portal.cases.due import last_day
from portal.cases.procedures import COMMON, DOCUMENTS
from portal.cases.states import Outcome


def _nothing(_case):
    """A question is no claim: there is nowhere to appeal to."""
    return ""


PROCEDURE = replace(
    COMMON,
    outcomes=(Outcome.EXPLAINED, Outcome.NOT_COMPETENT, Outcome.INADMISSIBLE),
    remedy=_nothing,
    after_review=_nothing,
    answer_files=DOCUMENTS,
)


@dataclass(frozen=True)
class Public:
    """What pages may say of a question. `due_on`: the last day of the answer that is owed, None once it was given."""

    reference: str
    url: str
    subject: str
    text: str
    answer: str
    language: str
    to: Any
    supports: int
    asked_on: Any
    due_on: Any
    late: bool
    is_of_meeting: bool


def public(question, *, at):
    """The public side of a question that comes with its publication and whom it is for."""
    row = question.publication
    return Public(
        reference=question.reference,
        url=reverse("communications:question_show", args=[question.reference]),
        subject=row.subject,
        text=row.text,
        answer=row.answer,
        language=row.language,
        to=question.to,
        supports=question.supports,
        asked_on=question.received_on,
        due_on=last_day(question),
        late=question.is_overdue(at),
        is_of_meeting=question.event_id is not None,
    )
