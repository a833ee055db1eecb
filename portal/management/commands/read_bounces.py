import sys
from email import message_from_binary_file
from mailbox import Maildir

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.notifications import bounces


class Command(BaseCommand):
    help = (
        "Takes in e-mails that came back to BOUNCE_ADDRESS: one from standard input, as a mail server pipes it, or all "
        "that wait in a Maildir, which are then marked as read."
    )

    def add_arguments(self, parser):
        parser.add_argument("--maildir", help="folder with new/ and cur/")

    def handle(self, *, maildir=None, **options):
        at, counted = timezone.now(), 0
        for message in self._waiting(maildir) if maildir else [message_from_binary_file(sys.stdin.buffer)]:
            counted += bounces.record(message, at=at) is not None
        self.stdout.write(f"bounces: {counted}")

    @staticmethod
    def _waiting(folder):
        box = Maildir(folder, create=False)
        for key in list(box.keys()):
            message = box[key]
            if message.get_subdir() == "new":
                yield message
                message.set_subdir("cur")
                message.add_flag("S")
                box[key] = message
