"""Writes the database and the files into one verified archive, while the portal goes on working."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import DatabaseError
from django.utils import timezone

from portal.backup import making
from portal.backup.refusal import BackupRefused


class Command(BaseCommand):
    help = "Back up database and files into one archive, in a folder (under a name with the time) or to a file."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("place", type=Path, help="a folder, or a file that is not there yet")
        parser.add_argument("--recipient", help="encrypt to this public key (age1…); default: BACKUP_RECIPIENT")
        parser.add_argument(
            "--with-keys", action="store_true", help="keep TRACKING_KEY and SECRET_KEY in it, encrypted"
        )
        parser.add_argument("--keep", type=int, help="afterwards keep only so many archives in the folder")

    @no_translations
    def handle(self, *, place, recipient, with_keys, keep, **options):
        if keep is not None and (keep < 1 or not place.is_dir()):
            raise CommandError("--keep needs a folder and a number from 1.")
        try:
            made = making.make(
                place.resolve(),
                at=timezone.now(),
                recipient=settings.BACKUP_RECIPIENT if recipient is None else recipient,
                with_keys=with_keys,
            )
        except (BackupRefused, DatabaseError, OSError) as error:
            raise CommandError(f"No backup was made. {error}") from error
        self.stdout.write(f"{made.path}: {made.cases} cases, {made.files} files, {made.path.stat().st_size:,} bytes.")
        if not with_keys:
            self.stdout.write("It holds no keys: without TRACKING_KEY the codes on paper open nothing. Keep it apart.")
        for path in making.remove_old(place, keep=keep) if keep else ():
            self.stdout.write(f"Removed {path.name}.")
        if made.missing:
            raise CommandError(
                f"The backup is complete, but {len(made.missing)} files that the database names are not there, the"
                f" first is {made.missing[0]}. Look for them in an older backup."
            )
