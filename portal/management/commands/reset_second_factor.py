"""Take a lost second factor away, for whoever runs the installation: of the last administrator, say."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.accounts import security
from portal.accounts.models import User


class Command(BaseCommand):
    help = "Takes the second factor of an account away; its sessions end, the person is told and sets up a new one."

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, *, email, **options):
        user = User.objects.filter(email=email.strip().lower()).first()
        commune = user and user.communes().order_by("pk").first()
        if commune is None:
            raise CommandError(f"No member of staff has the address {email}.")
        security.clear_second_factor(user, by=None, at=timezone.now(), commune=commune)
        self.stdout.write(f"The second factor of {email} is taken away.")
