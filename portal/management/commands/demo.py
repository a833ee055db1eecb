"""Loads the demonstration commune into an empty database."""

import os
from collections import Counter

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, no_translations
from django.utils import timezone

from portal.accounts.models import Membership
from portal.cases.codes import tracking_code
from portal.cases.models import Case
from portal.demo import loading

PASSWORD = "larache-2026"  # noqa: S105  (printed on purpose; DEMO_PASSWORD sets another)


class Command(BaseCommand):
    help = "Load the demonstration commune of Larache into an empty database; what is there already is left alone."

    def add_arguments(self, parser):
        parser.add_argument("--reset", action="store_true", help="empty the demonstration first: all that was entered")

    @no_translations
    def handle(self, *, reset, **options):
        if not settings.DEMO:
            raise CommandError("This installation is in production (DEMO is off): no demonstration is loaded here.")
        password = os.environ.get("DEMO_PASSWORD") or PASSWORD
        try:
            commune = loading.existing()
            if commune and reset:
                loading.remove()
                commune = None
            if commune is None:
                loaded = loading.load(at=timezone.now(), password=password)
                commune = loaded.commune
                self.stdout.write(f"Larache is loaded: {loaded.cases} cases with their past.")
                self.stdout.write(f"Its {loaded.unsent} messages of the past are recorded as sent; none was sent.")
            else:
                self.stdout.write("Larache is there already; nothing was changed. (--reset begins anew.)")
        except loading.DemoRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("\n".join(_who_and_what(commune, password)))


def _who_and_what(commune, password):
    states = Counter(Case.objects.of(commune).values_list("state", flat=True))
    yield "Cases: " + ", ".join(f"{number} {state}" for state, number in sorted(states.items()))
    case = Case.objects.of(commune).open().filter(channel="web").order_by("opened_at").first()
    if case:
        yield f"Follow a case as its citizen: {case.reference} with the code {tracking_code(case)}"
    yield f"People who sign in at /backoffice/, password {password}"
    members = Membership.objects.of(commune).active().select_related("user", "department").order_by("pk")
    for member in members:
        yield f"  {member.role:<20} {member.user.email:<36} {member.department.code if member.department else ''}"
