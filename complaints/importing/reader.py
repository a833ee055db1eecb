"""From bytes to rows. A file may have a byte-order mark, semicolons, Windows line ends, NUL bytes, broken UTF-8 and
quotation marks that never close: what can be read is read, the rest is named by its line, and nothing is swallowed."""

import codecs
import csv
import io
from collections import deque
from dataclasses import dataclass

DELIMITERS = ",;\t|"
UNREADABLE = "\ufffd"
MOST_CHARACTERS = 60_000  # of a row
MOST_LINES, MOST_TRIES = 500, 40  # of a row in quotation marks that go over line ends
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


class FileRefused(Exception):
    """The file as a whole is not what the mapping describes; the message is a sentence."""


@dataclass(frozen=True)
class Row:
    """A row by its first line: its cells by column, or the code of a reason why there are none."""

    line: int
    cells: dict | None = None
    problem: str = ""
    values: dict | None = None


def open_text(raw, encoding):
    """A binary stream as text: by its byte-order mark, else in `encoding`; bytes that are no text become U+FFFD."""
    head = raw.read(4)
    raw.seek(0)
    encoding = next((name for mark, name in MARKS.items() if head.startswith(mark)), encoding)
    return io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline=None)


def rows(text, *, columns, delimiter=None):
    """Yield the Rows under the header. Raise FileRefused when it is empty or lacks one of the `columns`."""
    lines = _Lines(text)
    header, delimiter = _header(lines, columns, delimiter)
    for line, found in _records(lines, delimiter):
        if isinstance(found, str):
            yield Row(line, problem=found, values={"most": MOST_CHARACTERS})
        elif len(found) != len(header):
            yield Row(line, problem="columns", values={"found": len(found), "wanted": len(header)})
        else:
            yield Row(line, dict(zip(header, found, strict=True)))


class _Lines:
    """The physical lines of a text with their numbers; those that were looked at ahead can be given back."""

    def __init__(self, text):
        self.text, self.number, self.given_back = text, 0, deque()

    def next(self):
        """(number, line) or None at the end. Of a line beyond measure only its beginning is kept."""
        if self.given_back:
            return self.given_back.popleft()
        line = self.text.readline(MOST_CHARACTERS + 1)
        if not line:
            return None
        self.number += 1
        rest = line
        while rest and not rest.endswith("\n") and len(rest) > MOST_CHARACTERS:
            rest = self.text.readline(MOST_CHARACTERS + 1)
        return self.number, line.replace("\x00", UNREADABLE)

    def give_back(self, lines):
        self.given_back.extendleft(reversed(lines))


def _header(lines, columns, delimiter):
    first = lines.next()
    while first and not first[1].strip():
        first = lines.next()
    if first is None:
        raise FileRefused("The file is empty.")
    found = {}
    for candidate in delimiter or DELIMITERS:
        cells = _parse(first[1], candidate)
        names = [name.strip().lstrip("\ufeff") for name in cells] if isinstance(cells, list) else []
        missing = sorted(set(columns) - set(names))
        if not missing:
            return names, candidate
        found[len(missing)] = missing, names
    missing, names = found[min(found)]
    raise FileRefused(f"The header lacks the columns {', '.join(missing)}; it has {', '.join(names)[:300]}.")


def _records(lines, delimiter):
    """(first line, cells) of each row, or (first line, code of a reason)."""
    while start := lines.next():
        number, text = start
        if not text.strip():
            continue
        if len(text) > MOST_CHARACTERS:
            yield number, "too_long"
            continue
        cells = _parse(text, delimiter)
        yield number, _over_line_ends(lines, text, delimiter) if cells is None else cells


def _over_line_ends(lines, text, delimiter):
    """The cells of a row whose quotation marks are open at the end of its first line."""
    ahead, tries = [], 0
    while len(ahead) < MOST_LINES and len(text) < MOST_CHARACTERS and tries < MOST_TRIES and (more := lines.next()):
        ahead.append(more)
        text += more[1]
        if '"' in more[1]:
            tries += 1
            cells = _parse(text, delimiter)
            if isinstance(cells, list):
                return cells
            if cells:
                break
    lines.give_back(ahead)
    return "quotes"


def _parse(text, delimiter):
    """The cells of a record; None when a quotation mark is still open; the code of a reason when it is none."""
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error as error:
        return None if "unexpected end" in str(error) else "quotes"
