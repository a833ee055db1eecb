"""Questions to a meeting while it lasts: asked by those who are there, read by somebody, sorted, answered aloud.

Each is a case like every question: what nobody gets round to in the hall is answered in writing, in its time.
"""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from portal import formats, localized
from portal.cases.services import approvals, publishing
from portal.cases.states import OPEN, Outcome

from ..models import AskedSubject, Event, MemberQuestion
from ..states.questions import Live
from ..states.requests import QUESTION
from . import questioning
from .errors import NotPossible

OPEN_TO = (Live.SHORTLISTED, Live.NOW, Live.ASKED)


def ask(event, *, at, subject, language, submission_token):
    """Register a question to a meeting; return it. Raise NotPossible when the meeting takes none (any more).

    It goes to the department of the questions, where there is one subject for them.
    """
    if not event.may_ask(at):
        raise NotPossible(event)
    subjects = AskedSubject.objects.of(event.commune).active().filter(model=QUESTION)
    rows = list(subjects.select_related("department")[:2])
    words = {"subject": subject, "language": language, "submission_token": submission_token}
    row = rows[0] if len(rows) == 1 else None
    return questioning.file(event.commune, by=None, at=at, subject_row=row, public=True, event=event, **words)


@transaction.atomic
def show(question, *, by, at, words):
    """Let everybody read a question in these words. Raise NotPossible for one that was answered meanwhile."""
    _open(question).update(live=Live.ASKED)
    publishing.publish(question, by=by, at=at, subject=words, text="")


@transaction.atomic
def leave_out(question, *, by, at):
    """Nobody reads it in the hall; its author is answered in writing all the same. Raise NotPossible."""
    _open(question).update(live=Live.LEFT_OUT)
    publishing.unpublish(question, by=by, at=at)


@transaction.atomic
def place(question, live):
    """Put a question that everybody reads on the shortlist, before the hall, or back. Raise NotPossible.

    One at a time is before the hall: the one that was there goes back to the shortlist. The event's row is the lock.
    """
    if live not in OPEN_TO:
        raise ValueError(live)
    Event.objects.select_for_update().get(pk=question.event_id)
    mine = _open(question).filter(published_at__isnull=False)
    if live == Live.NOW:
        others = MemberQuestion.objects.filter(event=question.event_id, live=Live.NOW).exclude(pk=question.pk)
        others.update(live=Live.SHORTLISTED)
    if not mine.update(live=live):
        raise NotPossible(question)


@transaction.atomic
def answered(question, *, by, at, said=""):
    """It was answered aloud: that is the answer of the case, with `said`, what was said in a few words.

    Raise NotPossible when it was answered before. Where the department works with four eyes, the answer of the case
    waits for the second pair; the hall reads at once what it heard.
    """
    _open(question).filter(published_at__isnull=False).update(live=Live.ASKED)
    text = "\n\n".join(part for part in (_aloud(question.event, question.language), said) if part)
    approvals.answer(question, by=by, at=at, outcome=Outcome.EXPLAINED, text=text)
    row = question.publication
    publishing.publish(question, by=by, at=at, subject=row.subject, text=row.text, answer=text)


def _open(question):
    """The row, while it waits for an answer; raise NotPossible when it does not."""
    mine = MemberQuestion.objects.filter(pk=question.pk, event__isnull=False, state__in=OPEN)
    if not mine.exists():
        raise NotPossible(question)
    return mine


def _aloud(event, language):
    with translation.override(language):
        return _("Answered aloud on %(day)s at the meeting “%(title)s”.") % {
            "day": formats.day(event.first_day, language),
            "title": localized.text(event, "title"),
        }
