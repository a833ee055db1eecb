"""Tables that leave the house as CSV or XLSX: sent row by row, in bounded memory, and never with a formula in them.

CSV is what Excel in French or Arabic opens with a double click: UTF-8 with its mark, semicolons, CRLF. A text that a
spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV injection). XLSX is written by workbooks.py.
"""

import csv
import re
from datetime import date

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from . import workbooks

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MARK = "\ufeff"
FORMULA = re.compile(r"^[\s\ufeff\u200b-\u200f\u202a-\u202e\u2066-\u2069]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]")


def csv_lines(rows):
    """The lines of a CSV file as text, the first one with the mark. A cell is a text, a number, a date or None."""
    line = _Line()
    writer = csv.writer(line, delimiter=";", lineterminator="\r\n")
    mark = MARK
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
        yield mark + line.text
        mark = ""
    if mark:
        yield mark


def _plain(cell):
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, int | float):
        return cell
    text = workbooks.UNWRITABLE.sub("", str(cell))
    return f"'{text}" if FORMULA.match(text) else text


class _Line:
    """What csv writes into: it keeps the last line only."""

    text = ""

    def write(self, text):
        self.text = text


def csv_answer(name, rows):
    """The answer that streams rows as a CSV file of this name."""
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return StreamingHttpResponse(csv_lines(rows), content_type=CSV_TYPE, headers=headers)


def xlsx_answer(name, title, headings, rows, *, rtl):
    """The answer that streams rows as a workbook of one sheet; `rtl`: it reads from the right."""
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return StreamingHttpResponse(
        workbooks.xlsx(title, headings, rows, rtl=rtl), content_type=XLSX_TYPE, headers=headers
    )
