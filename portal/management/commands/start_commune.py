"""Opens a real commune: calendar, rules, ladder, starter topics to be confirmed, and its administrator invited."""

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import transaction
from django.utils import timezone

from portal.accounts.roles import Role
from portal.accounts.services import MembershipRefused, invite
from portal.cases.models import DeadlineRule, Topic
from portal.communes.services import CannotOpen, open_commune
from portal.workdays.models import Holiday

TO_FILL = (
    ("address_ar", "address, in Arabic and French (printed on receipts and answers)"),
    ("phone", "phone"),
    ("email", "e-mail address of the commune"),
    ("website", "website"),
    ("opening_hours_ar", "opening hours"),
    ("signatory_ar", "who signs the letters, and the title"),
    ("south", "bounds or outline on the map"),
    ("cndp_declaration", "CNDP declaration number (law 09.08); without it no form should be opened to the public"),
    ("cndp_authorisation", "CNDP authorisation number; until then no identity number can be asked for"),
    ("privacy_contact", "data-protection contact"),
)


class Command(BaseCommand):
    help = "Open a commune that works at once, and invite its administrator. Prints what is still to be filled in."

    def add_arguments(self, parser):
        parser.add_argument("--code", required=True, help="official code, for instance 01.331.01.03")
        parser.add_argument("--name-ar", required=True)
        parser.add_argument("--name-fr", required=True)
        parser.add_argument("--prefix", required=True, help="two to five capital letters that begin every reference")
        parser.add_argument("--host", required=True, action="append", help="host name; may be given several times")
        parser.add_argument("--admin-email", required=True, help="the administrator of the commune, who is invited")
        parser.add_argument("--admin-language", default="ar", choices=["ar", "fr"])

    @no_translations
    def handle(self, **options):
        at = timezone.now()
        try:
            with transaction.atomic():
                commune = open_commune(
                    code=options["code"],
                    prefix=options["prefix"],
                    hosts=options["host"],
                    name_ar=options["name_ar"],
                    name_fr=options["name_fr"],
                    at=at,
                )
                language = options["admin_language"]
                email = options["admin_email"]
                invite(commune, email=email, role=Role.ADMINISTRATOR, by=None, at=at, language=language)
        except (CannotOpen, MembershipRefused) as refusal:
            reasons = getattr(refusal, "reasons", [str(refusal)])
            raise CommandError("\n".join(["The commune is not opened:", *(f"- {why}" for why in reasons)])) from refusal
        self.stdout.write("\n".join(_report(commune, options)))


def _report(commune, options):
    holidays = Holiday.objects.of(commune)
    years = sorted(set(holidays.values_list("year", flat=True)))
    topics = Topic.objects.of(commune).filter(to_confirm=True).count()
    rules = DeadlineRule.objects.of(commune).filter(to_confirm=True).count()
    yield f"Open: {options['name_fr']}, references {commune.prefix}-…, at {', '.join(options['host'])}."
    yield f"Invited as administrator: {options['admin_email']} (the message leaves with the next delivery)."
    yield ""
    yield "Still to be done by the commune, in the backoffice:"
    yield f"- confirm {topics} topics and {rules} deadline rules, which are proposals"
    moon = holidays.filter(provisional=True).count()
    yield f"- confirm or move {moon} lunar holidays of {years[0]}–{years[-1]} when they are announced"
    yield "- add the departments, and the members with their roles; until then everything goes to the complaints unit"
    yield "- add the districts"
    months = commune.retention_months
    yield f"- confirm for how long closed cases keep names and texts ({months} months proposed); till then all stays"
    for field, what in TO_FILL:
        if getattr(commune, field) in ("", None):
            yield f"- {what}"
