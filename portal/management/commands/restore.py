"""Brings a backup back, after every byte of it was verified."""

import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import DatabaseError

from portal.backup import keys, restoring, sealing
from portal.backup.refusal import BackupRefused


class Command(BaseCommand):
    help = "Verify a backup and restore it into an empty place. Stop web, worker and beat first."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("archive", type=Path)
        parser.add_argument("--identity", type=Path, help="the file with the private key of an encrypted archive")
        parser.add_argument("--check", action="store_true", help="verify every byte and change nothing")
        parser.add_argument("--keys-to", type=Path, help="write the keys in the archive to this new file; nothing else")
        parser.add_argument(
            "--other-key", action="store_true", help="TRACKING_KEY is lost: old codes shall open nothing"
        )
        parser.add_argument("--force", action="store_true", help="replace what is here: all of it is lost")

    @no_translations
    def handle(self, *, archive, identity, check, keys_to, other_key, force, **options):
        try:
            key = sealing.identity(identity) if identity else None
            with restoring.unpacked(archive, identity=key) as content:
                about, files = content.about, len(content.files)
                if keys_to:
                    return self._write_keys(content.keys, keys_to)
                if not check:
                    restoring.restore(content, force=force, other_key=other_key)
        except (BackupRefused, DatabaseError, OSError) as error:
            raise CommandError(str(error)) from error
        what = f"{about['cases']} cases and {files} files of {about['made_at']}"
        if check:
            return self.stdout.write(f"The archive is whole: {what}. Nothing was changed.")
        self.stdout.write(f"Restored: {what}. Now run manage.py verify_deadlines, then start web, worker and beat.")

    def _write_keys(self, found, path):
        if not found:
            raise BackupRefused("The archive holds no keys: it was made without --with-keys.")
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as written:
            written.write(keys.as_environment(found))
        self.stdout.write(f"The keys are in {path}. Put them into the environment of the portal, then restore.")
