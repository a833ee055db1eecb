"""Charts as numbers for an SVG template: where each column stands. The time axis runs the way one reads."""

from dataclasses import dataclass

WIDTH, HEIGHT = 720, 250
START, END = 40, 714
TOP, BOTTOM = 30, 210
LINES = 4
INSIDE = 26  # a column this high has its value inside
WIDEST = 56


@dataclass(frozen=True)
class Column:
    x: float
    y: float
    width: float
    height: float
    middle: float
    label: str
    value: str
    value_y: float
    inside: bool
    empty: bool


@dataclass(frozen=True)
class Line:
    y: float
    label_y: float
    label: str


@dataclass(frozen=True)
class Chart:
    """`begin` and `end` bound the grid; the numbers of the axis stand at `axis_x`."""

    columns: list[Column]
    lines: list[Line]
    begin: float
    end: float
    axis_x: float
    width: int = WIDTH
    height: int = HEIGHT


def columns(entries, *, most=None, rtl=False, unit=""):
    """A chart of (label, value) entries in the order of time; a value of None is an empty, dashed column.

    `most` is the top of the scale, else a round number above the largest value. From right to left the first entry
    stands at the right and the scale too.
    """
    top = most or _round_up(max((value or 0 for _label, value in entries), default=0))
    step = (END - START) / max(1, len(entries))
    drawn = [_column(place, step, label, value, top, rtl, unit) for place, (label, value) in enumerate(entries)]
    lines = [_line(top * part / LINES, top) for part in range(LINES + 1)]
    begin, end = (_mirrored(END), _mirrored(START)) if rtl else (START, END)
    axis = 20
    return Chart(drawn, lines, begin, end, _mirrored(axis) if rtl else axis)


def _column(place, step, label, value, top, rtl, unit):
    middle = START + step * (place + 0.5)
    middle = _mirrored(middle) if rtl else middle
    width = min(WIDEST, step * 0.62)
    height = (BOTTOM - TOP) * (1 if value is None else value / top)
    y = BOTTOM - height
    inside = height >= INSIDE
    text = "" if value is None else f"{value}{unit}"
    numbers = (middle - width / 2, y, width, height, middle)
    x, y, width, height, middle = (round(number, 1) for number in numbers)
    return Column(x, y, width, height, middle, label, text, y + 18 if inside else y - 6, inside, value is None)


def _line(value, top):
    y = round(BOTTOM - (BOTTOM - TOP) * value / top, 1)
    return Line(y, y + 4, f"{value:g}")


def _mirrored(x):
    return round(WIDTH - x, 1)


def _round_up(value):
    """The next number that four lines divide evenly and that reads well: 4, 8, 20, 40, 80, 200…"""
    size = 4
    while size < value:
        size = size * 5 // 2 if str(size)[0] == "8" else size * 2
    return size
