"""A workbook of one sheet in the format of Excel, written while it is read: rows go in, bytes come out.

Made by hand (ECMA-376, parts 1 and 2): a library makes the whole file before its first byte, in five times the time.
A text is always an inline string, so that no cell is ever a formula or a link.
"""

import re
import zipfile
from datetime import date
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
LONGEST = 32_767  # characters of a cell, in the units of UTF-16
ESCAPE_OF_EXCEL = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
IN_A_TITLE = re.compile(r"[\[\]:*?/\\']")
EPOCH = date(1899, 12, 30).toordinal()  # Excel counts a 29 February 1900 that never was
BLOCK = 64 * 1024
BOLD, DAY = 1, 2  # the styles of PARTS["xl/styles.xml"], in their order
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


def xlsx(title, headings, rows, *, rtl):
    """The bytes of a workbook, block by block, as its rows come. A cell is a text, a number, a date or None."""
    out: Any = _Blocks()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as book:
        for name, part in {**PARTS, "xl/workbook.xml": _book(title)}.items():
            book.writestr(name, HEAD + part)
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write((HEAD + _top(len(headings), rtl) + _row(1, headings, style=BOLD)).encode())
            for number, row in enumerate(rows, start=2):
                sheet.write(_row(number, row).encode())
                if out.size >= BLOCK:
                    yield out.take()
            sheet.write(b"</sheetData></worksheet>")
    yield out.take()


class _Blocks:
    """What the archive is written into: it keeps the bytes until they are taken, and cannot go back."""

    def __init__(self):
        self.parts, self.size = [], 0

    def write(self, data):
        self.parts.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self):
        """Nothing is held back."""

    def take(self):
        data = b"".join(self.parts)
        self.parts, self.size = [], 0
        return data


def _book(title):
    name = escape(fitted(IN_A_TITLE.sub(" ", title)).strip()[:31], {'"': "&quot;"})
    return (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><bookViews><workbookView/></bookViews>'
        f'<sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _top(columns, rtl):
    """The first row and the first column stay in sight."""
    direction = ' rightToLeft="1"' if rtl else ""
    return (
        f'<worksheet xmlns="{MAIN}"><sheetViews><sheetView{direction} tabSelected="1" workbookViewId="0">'
        '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>'
        "</sheetView></sheetViews>"
        f'<cols><col min="1" max="{columns}" width="18" customWidth="1"/></cols><sheetData>'
    )


def _row(number, cells, style=0):
    inner = "".join(
        f'<c r="{_letters(place)}{number}"{_content(cell, style)}</c>'
        for place, cell in enumerate(cells)
        if cell is not None and cell != ""
    )
    return f'<row r="{number}">{inner}</row>'


def _content(cell, style):
    if isinstance(cell, date):
        return f' s="{DAY}"><v>{cell.toordinal() - EPOCH}</v>'
    if isinstance(cell, int | float):
        return f"><v>{+cell}</v>"
    return f' s="{style}" t="inlineStr"><is><t xml:space="preserve">{_text(str(cell))}</t></is>'


@lru_cache(maxsize=2000)  # states, channels, departments: the same words in every row
def _text(text):
    text = ESCAPE_OF_EXCEL.sub("_x005F_", fitted(text))
    return escape(text.replace("\r\n", "\n").replace("\r", "\n"))


@lru_cache(maxsize=200)
def _letters(place):
    """The name of a column: 0 is A, 26 is AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def fitted(text):
    """A text that a cell can hold: nothing that XML forbids, and no longer than a spreadsheet takes."""
    text = UNWRITABLE.sub("", text)
    if len(text) <= LONGEST // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"
