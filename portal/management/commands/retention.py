"""Anonymises the closed cases whose time is over, or says how many these are."""

from django.core.management.base import BaseCommand, no_translations
from django.utils import timezone

from portal import formats
from portal.cases.services import retention
from portal.communes.models import Commune


class Command(BaseCommand):
    help = "Anonymise closed cases whose time of keeping is over, in communes that have confirmed their period."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="change nothing, say what would be done")
        parser.add_argument("--commune", help="the official code of one commune; without it, all")

    @no_translations
    def handle(self, *, dry_run, commune, **options):
        at = timezone.now()
        communes = Commune.objects.order_by("pk")
        for row in communes.filter(code=commune) if commune else communes:
            self.stdout.write(f"{row.code} {row.prefix}")
            self.stdout.write("\n".join(f"  {line}" for line in self._lines(row, dry_run, at)))

    def _lines(self, commune, dry_run, at):
        for found in retention.forecast(commune, at=at):
            name = found.topic.code if found.topic else "without a subject"
            oldest = f", the oldest closed on {formats.local(found.oldest):%Y-%m-%d}" if found.oldest else ""
            yield f"{name} ({found.months} months): {found.due} due{oldest}; {found.soon} more within 30 days"
        if not commune.retention_confirmed:
            yield f"The period of {commune.retention_months} months is not confirmed: nothing is anonymised here."
        elif dry_run:
            yield "Nothing was changed."
        else:
            done = retention.run(commune, at=at)
            yield f"Today {done.anonymised} cases were anonymised, {done.failed} failed."
