"""Tables that leave the house as CSV or XLSX: sent row by row, in bounded memory, and never with a formula in them.

CSV is what Excel in French or Arabic opens with a double click: UTF-8 with its mark, semicolons, CRLF. A text that a
spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV injection). XLSX is written by workbooks.py.
"""

import csv
import io
import re
from datetime import date

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from . import workbooks

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BLOCK = 32 * 1024  # characters that are sent at once
MARK = "\ufeff"
FORMULA = re.compile(r"^[\s\ufeff\u200b-\u200f\u202a-\u202e\u2066-\u2069]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]")


def csv_text(rows):
    """The text of a CSV file, some lines at a time, with the mark first. A cell is a text, a number, a date or None."""
    block = io.StringIO(MARK, newline="")
    block.seek(0, io.SEEK_END)
    writer = csv.writer(block, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
        if block.tell() >= BLOCK:
            yield block.getvalue()
            block.seek(0)
            block.truncate()
    yield block.getvalue()


def _plain(cell):
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, int | float):
        return cell
    text = workbooks.UNWRITABLE.sub("", str(cell))
    return f"'{text}" if FORMULA.match(text) else text


def csv_answer(name, rows):
    """The answer that streams rows as a CSV file of this name."""
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return StreamingHttpResponse(csv_text(rows), content_type=CSV_TYPE, headers=headers)


def xlsx_answer(name, title, headings, rows, *, rtl):
    """The answer that streams rows as a workbook of one sheet; `rtl`: it reads from the right."""
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return StreamingHttpResponse(
        workbooks.xlsx(title, headings, rows, rtl=rtl), content_type=XLSX_TYPE, headers=headers
    )
