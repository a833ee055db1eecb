"""What a decision promises, and what is reported of it: the day it is promised for is a Deadline that reminds staff."""

from django.db import transaction

from ..models import Commitment, Decision
from ..states.decisions import COMMITMENT, KEEPING, OPEN, Progress
from ..states.items import LANGUAGES, Happening
from . import owing
from .errors import NotPossible


@transaction.atomic
def promise(decision, *, by, at, **fields):
    """Add a commitment to a decision: text_ar, text_fr, department, due_on."""
    commitment = Commitment.objects.create(decision=decision, by=by, at=at, **fields)
    _owe(commitment, by=by, at=at)
    _changed(decision, Happening.PROMISED, by=by, at=at)
    return commitment


@transaction.atomic
def report(commitment, *, by, at, progress, due_on=None, **words):
    """Say how far it is, in words, and until when it is promised now. Raise NotPossible when it has ended."""
    on = due_on or commitment.due_on
    mine = Commitment.objects.filter(pk=commitment.pk, progress__in=OPEN)
    if not mine.update(progress=progress, due_on=on):
        raise NotPossible(commitment)
    commitment.progress, commitment.due_on = progress, on
    commitment.steps.create(progress=progress, due_on=on, by=by, at=at, **words)
    if progress == Progress.DONE:
        owing.met(COMMITMENT, commitment.pk, kind=KEEPING, by=by, at=at)
    elif progress == Progress.DROPPED:
        owing.fall_away(COMMITMENT, commitment.pk, by=by, at=at, reason="dropped")
    else:
        _owe(commitment, by=by, at=at)
    _changed(commitment.decision, Happening.REPORTED, by=by, at=at)


@transaction.atomic
def take_back(commitment, *, by, at):
    """Take away a commitment of which nothing was reported yet. Raise NotPossible for any other."""
    if commitment.steps.exists():
        raise NotPossible(commitment)
    owing.fall_away(COMMITMENT, commitment.pk, by=by, at=at, reason="taken_back")
    _changed(commitment.decision, Happening.CHANGED, by=by, at=at)
    commitment.delete()


def _owe(commitment, *, by, at):
    decision = commitment.decision
    names = {code: getattr(commitment, f"text_{code}") for code in LANGUAGES}
    link = f"/backoffice/decisions/{decision.pk}/commitments/{commitment.pk}/"
    department = commitment.department or decision.department
    subject = owing.Subject(COMMITMENT, commitment.pk, decision.commune, department, names, link)
    owing.owe_once(subject, {KEEPING: commitment.due_on}, by=by, at=at)


def _changed(decision, happening, *, by, at):
    Decision.objects.filter(pk=decision.pk).update(changed_at=at)
    decision.record(happening, by=by, at=at)
