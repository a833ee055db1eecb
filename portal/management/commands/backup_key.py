"""Makes the pair of keys for encrypted backups."""

import os
from pathlib import Path

import pyrage
from django.core.management.base import BaseCommand, CommandError, no_translations


class Command(BaseCommand):
    help = "Make a private key in a file, for whoever restores, and print the public one, for BACKUP_RECIPIENT."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="where the private key is written; keep it away from this machine")

    @no_translations
    def handle(self, *, file, **options):
        key = pyrage.x25519.Identity.generate()
        public = str(key.to_public())
        try:
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as written:
                written.write(f"# public key: {public}\n{key}\n")
        except OSError as error:
            raise CommandError(f"No key was made: {error}.") from error
        self.stdout.write(f"BACKUP_RECIPIENT={public}")
        self.stdout.write(f"The private key is in {file}. Move it to two safe places off this machine: without it no")
        self.stdout.write("encrypted backup can ever be opened.")
