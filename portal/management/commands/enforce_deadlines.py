"""Does what the beat task does, and prints what it fired."""

from datetime import date, datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, no_translations
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from portal.cases.models import Deadline
from portal.cases.services import sweep
from portal.workdays.arithmetic import CASABLANCA, start_of


class Command(BaseCommand):
    help = "Fire every warning, escalation and breach that is due, each once, and print them."

    def add_arguments(self, parser):
        parser.add_argument("--at", help="as if it were this moment (ISO 8601; Moroccan time unless it names another)")

    @no_translations
    def handle(self, *, at, **options):
        now = timezone.now()
        moment = _moment(at) if at else now
        if moment > now and not settings.DEMO:
            raise CommandError(f"{at} lies in the future: what is not due yet would be recorded as late, for ever.")
        fired = sweep.enforce(at=moment)
        for line in _lines(fired):
            self.stdout.write(line)
        self.stdout.write(f"Fired at {moment.isoformat()}: {len(fired)}.")


def _lines(fired, chunk=500):
    for start in range(0, len(fired), chunk):
        part = fired[start : start + chunk]
        rows = Deadline.objects.select_related("case", "rule").in_bulk([pk for pk, _ in part])
        for pk, code in part:
            deadline = rows[pk]
            what = deadline.case.reference if deadline.case else f"{deadline.subject_type}:{deadline.subject_id}"
            yield f"{what} {deadline.rule.code}: {code or 'breach'} (due {deadline.due_at.isoformat()})"


def _moment(text):
    try:
        moment: datetime | date | None = parse_datetime(text) or parse_date(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"{text!r} is not a moment; write for instance 2026-11-23T08:00 or 2026-11-23T08:00+00:00.")
    if not isinstance(moment, datetime):
        return start_of(moment)
    return moment if moment.tzinfo else moment.replace(tzinfo=CASABLANCA)
