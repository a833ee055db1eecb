"""The import itself: rows in, batches of cases out, each batch in one transaction, so that a killed import goes on.

A row that is there already (by the name of the other system and its number) is left alone.
"""

from dataclasses import dataclass

from django.db import IntegrityError

from portal.cases.services.intake import Intake

from ..models import Complaint
from . import reader
from .conversion import Converter
from .reasons import Remark, RowRefused

# Also how long the counter of references is held: a citizen who files meanwhile waits for one batch.
BATCH = 250


@dataclass
class Figures:
    """What an import did. `accepted` rows became cases (or would, in a dry run); `known` ones were there already."""

    rows: int = 0
    accepted: int = 0
    open: int = 0
    known: int = 0
    refused: int = 0
    warnings: int = 0


def run(commune, file, *, mapping, at, dry_run=False, told=None, progress=None):
    """Bring the rows of a binary file into a commune; return the Figures.

    `told(remark)` is called for each refused row and each warning, `progress(figures)` after each batch.
    Raise MappingRefused or FileRefused before the first row is written.
    """
    return _Import(commune, mapping, at, dry_run, told or _nobody, progress or _nobody).read(file)


def _nobody(*told):
    """Nobody listens."""


class _Import:
    def __init__(self, commune, mapping, at, dry_run, told, progress):
        self.mapping, self.dry_run, self.told, self.progress = mapping, dry_run, told, progress
        self.converter = Converter(commune, mapping, at=at)
        self.intake = Intake(commune, child=Complaint, at=at)
        self.figures, self.first_lines, self.waiting = Figures(), {}, []

    def read(self, file):
        text = reader.open_text(file, self.mapping.encoding)
        columns, delimiter = self.mapping.file_columns, self.mapping.delimiter
        for row in reader.rows(text, columns=columns, delimiter=delimiter):
            self.figures.rows += 1
            self._take(row)
            if len(self.waiting) == BATCH:
                self._write()
        self._write()
        return self.figures

    def _take(self, row):
        reference = ""
        try:
            if row.problem:
                raise RowRefused(row.problem, **row.values)
            reference = self.converter.reference(row.cells)
            first = self.first_lines.setdefault(reference, row.line)
            if first != row.line:
                raise RowRefused("repeated", line=first)
            case, warnings = self.converter.convert(row.cells)
        except RowRefused as refusal:
            self.figures.refused += 1
            self.told(Remark(row.line, reference, refusal.code, True, refusal.values))
        else:
            self.waiting.append((row.line, case, warnings))

    def _write(self):
        batch, self.waiting = self.waiting, []
        if not batch:
            return
        written = self._bring_in([case for _, case, _ in batch])
        numbers = {case.external_reference for case in written}
        for line, case, warnings in batch:
            for code, values in warnings if case.external_reference in numbers else ():
                self.figures.warnings += 1
                self.told(Remark(line, case.external_reference, code, False, values))
        self.figures.accepted += len(written)
        self.figures.open += sum(case.is_open for case in written)
        self.figures.known += len(batch) - len(written)
        self.progress(self.figures)

    def _bring_in(self, cases):
        if self.dry_run:
            known = self.intake.known(cases)
            return [case for case in cases if case.external_reference not in known]
        try:
            return self.intake.bring_in(cases)
        except IntegrityError:  # another import of the same file was faster with some of these rows
            return self.intake.bring_in(cases)
