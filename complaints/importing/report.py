"""The report of an import: a CSV that spreadsheets open, one line for each refused row and each warning."""

import csv
from collections import Counter

HEADER = ("line", "number", "refused", "reason", "sentence")
EXAMPLES = 5


class Report:
    """Counts reasons, keeps a few examples of each, and writes every remark to `file` when there is one."""

    def __init__(self, file=None):
        self.file, self.counts, self.examples = file, Counter(), {}
        self.writer = csv.writer(file) if file else None
        if self.writer:
            self.writer.writerow(HEADER)

    def add(self, remark):
        key = (not remark.refused, remark.code)
        self.counts[key] += 1
        self.examples.setdefault(key, [])
        if len(self.examples[key]) < EXAMPLES:
            self.examples[key].append(remark)
        if self.writer:
            refused = "yes" if remark.refused else "no"
            cells = (remark.line, remark.reference, refused, remark.code, remark.sentence)
            self.writer.writerow([_harmless(cell) for cell in cells])
            self.file.flush()  # a killed import leaves a report of what it had read

    def lines(self):
        """The reasons with their numbers and examples, refusals first."""
        for (warning, code), count in sorted(self.counts.items()):
            yield f"{'Warning' if warning else 'Refused'} ({code}): {count}"
            for remark in self.examples[warning, code]:
                yield f"  line {remark.line}: {remark.sentence}"
            if count > EXAMPLES:
                yield f"  … and {count - EXAMPLES} more"


def _harmless(cell):
    """A cell that a spreadsheet takes for text, not for a formula."""
    text = str(cell)
    return f"'{text}" if text[:1] in "=+-@\t" and text else text
