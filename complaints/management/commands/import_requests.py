"""Brings the export of another register (a 311 service) into a commune."""

import sys
import time
from contextlib import ExitStack
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from complaints.importing import writer
from complaints.importing.mapping import MappingRefused, load
from complaints.importing.reader import FileRefused
from complaints.importing.report import Report
from portal.communes.models import Commune

DEFAULT_MAPPING = Path(__file__).resolve().parents[2] / "seed" / "nyc311.json"
WIDTH = 30


class Command(BaseCommand):
    help = "Import the requests of another register. May be run again: what is there already is left alone."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="CSV, with a header")
        parser.add_argument("--commune", required=True, help="code of the commune")
        parser.add_argument("--mapping", type=Path, default=DEFAULT_MAPPING, help="columns and categories (JSON)")
        parser.add_argument("--dry-run", action="store_true", help="read and judge everything, write nothing")
        parser.add_argument("--report", type=Path, help="CSV file for refused rows and warnings, with line and reason")
        parser.add_argument("--language", choices=["ar", "fr"], help="of the reasons in the report (else English)")

    def handle(self, *, file, report, language, **options):
        with ExitStack() as stack:
            stack.enter_context(_speaking(language))
            source = stack.enter_context(_opened(file, "rb"))
            target = report and stack.enter_context(_opened(report, "w", encoding="utf-8-sig", newline=""))
            self._import(source, file.stat().st_size, Report(target), **options)

    def _import(self, source, size, report, *, commune, mapping, dry_run, **options):
        progress, started = _Progress(source, size, self.stderr), time.monotonic()
        try:
            rules = load(mapping)
            figures = writer.run(
                _commune(commune),
                source,
                mapping=rules,
                at=timezone.now(),
                dry_run=dry_run,
                told=report.add,
                progress=progress.show,
            )
        except (MappingRefused, FileRefused) as refusal:
            raise CommandError("\n".join(getattr(refusal, "reasons", [str(refusal)]))) from refusal
        except KeyboardInterrupt as stop:
            raise CommandError("Stopped; what was written stays. Run it again to go on.") from stop
        progress.end()
        for line in [*report.lines(), *_summary(figures, time.monotonic() - started, rules, dry_run)]:
            self.stdout.write(line)


def _summary(figures, seconds, mapping, dry_run):
    yield f"{figures.rows} rows in {seconds:.1f} s ({figures.rows / max(seconds, 0.001):.0f}/s)."
    verb = "Would bring in" if dry_run else "Brought in"
    yield f"{verb} {figures.accepted}: {figures.open} open, {figures.accepted - figures.open} closed."
    yield f"There already: {figures.known}. Refused: {figures.refused}. Warnings: {figures.warnings}."
    if mapping.shift_from:
        yield (
            "Positions were moved into the bounds of the commune, for demonstration: they are not real ones."
            " Where the commune has no bounds they were left out."
        )
    if dry_run:
        yield "Nothing was written."
    else:
        yield "Nobody was written to; warnings of the past are recorded as imported, the next ones will be sent."


def _commune(code):
    found = Commune.objects.filter(code=code).first()
    if found is None:
        codes = ", ".join(Commune.objects.order_by("code").values_list("code", flat=True)) or "none"
        raise CommandError(f"There is no commune {code}; open ones: {codes}.")
    return found


def _opened(path, mode, **options):
    try:
        return path.open(mode, **options)
    except OSError as error:
        raise CommandError(f"{path} cannot be opened: {error.strerror}.") from error


def _speaking(language):
    """In the language asked for; with none, the sentences as they stand in the source."""
    if language:
        return translation.override(language)
    return translation.override(None)


class _Progress:
    """A bar that moves on a terminal; elsewhere a line for each tenth of the file."""

    def __init__(self, source, size, out):
        self.source, self.size, self.out = source, max(size, 1), out
        self.moves, self.tenth = sys.stderr.isatty(), 0

    def show(self, figures):
        part = min(self.source.tell() / self.size, 1)
        text = f"{part:4.0%}  {figures.rows} rows, {figures.accepted} new, {figures.refused} refused"
        if self.moves:
            bar = "#" * int(part * WIDTH)
            self.out.write(f"\r[{bar:<{WIDTH}}] {text}", ending="")
        elif int(part * 10) > self.tenth:
            self.tenth = int(part * 10)
            self.out.write(text)

    def end(self):
        if self.moves:
            self.out.write("")
