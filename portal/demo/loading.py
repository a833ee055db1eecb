"""Loads the demonstration into an empty database, in one transaction, and checks that it shows everything."""

from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction
from django.db.models import F

from portal import append_only, pillars
from portal.cases.models import Answer, Case
from portal.cases.models.attachment import StoredFile
from portal.cases.services import counting
from portal.cases.states import Channel, Outcome, State
from portal.communes.models import Commune
from portal.notifications.models import Notification
from portal.workdays import seeding
from portal.workdays.arithmetic import local_day

from . import timeline
from .commune import facts, open_larache

PAST = timedelta(days=200)  # how long ago the commune was opened


class DemoRefused(Exception):
    """The demonstration cannot be loaded, or does not show what it should; the message is a sentence."""


@dataclass(frozen=True)
class Loaded:
    commune: Commune
    cases: int
    unsent: int


def existing():
    """The demonstration commune, or None. Raise DemoRefused when the database holds another commune."""
    others = Commune.objects.exclude(code=facts()["commune"]["code"])
    if others.exists():
        names = ", ".join(others.order_by("code").values_list("code", flat=True)[:5])
        raise DemoRefused(f"This database is not empty: it holds the commune {names}. Nothing was changed.")
    return Commune.objects.first()


@transaction.atomic
def load(*, at, password):
    """Open Larache, play its past up to `at`, and return what was Loaded. Raise DemoRefused when something is missing.

    Messages of the past are recorded as sent, and are not sent.
    """
    opened_at = at - PAST
    commune = open_larache(at=opened_at, password=password)
    seeding.add_years(commune, range(local_day(opened_at).year, local_day(at).year + seeding.YEARS_AHEAD + 1))
    scenes = [scene for stage in pillars.demos() for scene in stage(commune, at)]
    timeline.play(scenes, until=at)
    counting.count(commune, at=at)
    waiting = Notification.objects.of(commune).filter(sent_at=None, given_up_at=None)
    unsent = waiting.update(sent_at=F("queued_at"), next_try_at=None)
    _refuse_incomplete(commune, at)
    return Loaded(commune, Case.objects.of(commune).count(), unsent)


def remove():
    """Empty the database, stored files included. For demonstrations only: history goes too."""
    for model in (found for found in apps.get_models() if issubclass(found, StoredFile)):
        for path, thumbnail in model._default_manager.values_list("path", "thumbnail"):
            for name in filter(None, (path, thumbnail)):
                default_storage.delete(name)
    append_only.remove()
    try:
        call_command("flush", interactive=False, verbosity=0)
    finally:
        append_only.install()


def _refuse_incomplete(commune, at):
    cases = Case.objects.of(commune)
    shown = {
        "state": (State, set(cases.values_list("state", flat=True))),
        "channel": (Channel, set(cases.values_list("channel", flat=True))),
        "outcome": (Outcome, set(Answer.objects.filter(case__in=cases).values_list("outcome", flat=True))),
    }
    missing = [f"{what} {value}" for what, (choices, seen) in shown.items() for value in set(choices.values) - seen]
    if not cases.overdue(at).exists():
        missing.append("an overdue case")
    if missing:
        raise DemoRefused(f"The demonstration does not show: {', '.join(sorted(missing))}. Nothing was written.")
