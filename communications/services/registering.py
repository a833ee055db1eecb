"""The register of decisions: entering one, what it does to earlier ones, and the day on which it was posted."""

from contextlib import contextmanager

from django.db import IntegrityError, transaction

from portal.cases.search import normalise

from ..models import Decision, DecisionEffect
from ..states.decisions import DECISION, POSTING, Effect
from . import editing, owing

KEYED = ("kind", "number", "decided_on")


class Taken(Exception):
    """This number of this kind and year stands in the register already."""


def begin(commune, *, by, at, amends=(), repeals=(), **fields):
    """A draft of a decision; that it be posted is owed from now on. Raise Taken."""
    fields["key"] = key_of(commune, **{name: fields[name] for name in KEYED})
    with _once(fields["key"]):
        decision = editing.begin(commune, child=Decision, by=by, at=at, **fields)
        _affect(decision, amends, repeals)
        _owe(decision, by=by, at=at)
    return decision


def change(decision, *, by, at, amends=None, repeals=None, **fields):
    """Change a decision. Raise Taken; editing.Incomplete for a public one that would lack something."""
    fields["key"] = key_of(decision.commune, **{name: fields.get(name, getattr(decision, name)) for name in KEYED})
    with _once(fields["key"], but=decision.pk):
        editing.change(decision, by=by, at=at, **fields)
        if amends is not None and repeals is not None:
            _affect(decision, amends, repeals)
        _owe(decision, by=by, at=at)
    return decision


def key_of(commune, *, kind, number, decided_on):
    return f"{commune.pk}:{kind}:{decided_on.year}:{''.join(normalise(number).split()) or number}"


def _owe(decision, *, by, at):
    """Posting is owed until it is done; nothing for what was posted before it was entered."""
    if decision.posted_on:
        return owing.met(DECISION, decision.pk, kind=POSTING, by=by, at=at)
    subject = owing.subject_of(decision, type=DECISION, link=f"/backoffice/decisions/{decision.pk}/")
    return owing.owe_once(subject, {POSTING: decision.decided_on}, by=by, at=at)


def _affect(decision, amends, repeals):
    decision.effects.all().delete()
    DecisionEffect.objects.bulk_create(
        DecisionEffect(decision=decision, on=earlier, what=what)
        for what, found in ((Effect.AMENDS, amends), (Effect.REPEALS, repeals))
        for earlier in found
    )


@contextmanager
def _once(key, but=None):
    """A transaction in which the database may refuse a key that another decision has."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refused:
        if Decision.objects.filter(key=key).exclude(pk=but).exists():
            raise Taken(key) from refused
        raise
