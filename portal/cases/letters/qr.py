"""A QR code as plain SVG: one path of modules, no style, so that it stands in a strict page and on paper alike."""

from itertools import groupby

import segno
from django.utils.html import format_html

QUIET = 2  # modules of white around it; the sheet around is white as well


def modules(text):
    """(side in modules, path) of the QR code of a text, with room for a torn or stained print."""
    code = segno.make(text, error="m", micro=False)
    lines = []
    for y, row in enumerate(code.matrix):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            lines += [f"M{x + QUIET} {y + QUIET}.5h{length}"] if dark else []
            x += length
    return len(code.matrix) + 2 * QUIET, "".join(lines)


def inline(text, label):
    """The <svg> element for a page."""
    side, path = modules(text)
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}"><path stroke="#000" d="{2}"/></svg>',
        side,
        label,
        path,
    )


def picture(text):
    """The SVG document for a letter."""
    side, path = modules(text)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}">'
        f'<path stroke="#000" stroke-width="1" fill="none" d="{path}"/></svg>'
    )
