"""Tables that leave the house as CSV or XLSX: written row by row, in bounded memory, and never with a formula in them.

CSV is what Excel in French or Arabic opens with a double click: UTF-8 with its mark, semicolons, CRLF. A text that a
spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV injection). XLSX holds texts as texts.
"""

import csv
import io
import re
import tempfile
from datetime import date

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BLOCK = 32 * 1024  # characters that are sent at once
MARK = "\ufeff"
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
LONGEST = 32_767  # characters of a cell, in the units of UTF-16
DAY_FORMAT = "dd/mm/yyyy"
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
    text = UNWRITABLE.sub("", str(cell))
    return f"'{text}" if FORMULA.match(text) else text


def xlsx(title, headings, rows, *, rtl):
    """A workbook of one sheet as an open temporary file, at its beginning. Rows go to the disk as they come."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it when it was sent)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, {**options, "strings_to_numbers": False, "default_date_format": DAY_FORMAT})
    sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:31])
    if rtl:
        sheet.right_to_left()
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(headings) - 1, 18)
    sheet.write_row(0, 0, headings, book.add_format({"bold": True, "text_wrap": True, "valign": "top"}))
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            _write(sheet, number, place, cell)
    book.close()
    file.seek(0)
    return file


def _write(sheet, row, column, cell):
    if cell is None or cell == "":
        return
    if isinstance(cell, date):
        sheet.write_datetime(row, column, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    else:
        sheet.write_string(row, column, fitted(str(cell)))


def fitted(text):
    """A text that a cell can hold: nothing that XML forbids, and no longer than a spreadsheet takes."""
    text = UNWRITABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"


def csv_answer(name, rows):
    """The answer that streams rows as a CSV file of this name."""
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return StreamingHttpResponse(csv_text(rows), content_type=CSV_TYPE, headers=headers)


def xlsx_answer(name, file):
    """The answer that sends an open workbook under this name, and closes it."""
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX_TYPE)
