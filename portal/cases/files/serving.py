"""How a stored file is answered to a browser: headers that keep it harmless, and parts of it for players that seek."""

import re

from django.utils.http import content_disposition_header

from .content import EXTENSIONS

UNPLAYABLE = frozenset({"audio/3gpp", "video/3gpp"})  # AMR and H.263: browsers cannot, a downloaded file can be played
# A file opened by itself may load itself (a browser's own player does) and nothing else. Sandboxed, a sound or a
# video could not: Chromium then takes the player for a stranger to the file.
ALONE = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'"
SANDBOXED = f"{ALONE}; sandbox"
RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)


def serving_headers(content_type, name):
    """Headers for a stored file: shown in place when its type is one of ours, else only ever saved to disk."""
    ours = content_type in EXTENSIONS
    played = ours and content_type.startswith(("audio/", "video/"))
    return {
        "Content-Type": content_type if ours else "application/octet-stream",
        "Content-Disposition": content_disposition_header(not ours, name),
        "Content-Security-Policy": ALONE if played else SANDBOXED,
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }


def plays_in_browsers(content_type):
    """False when a page should offer a recording to be saved rather than put a player that stays silent."""
    return content_type.startswith(("audio/", "video/")) and content_type not in UNPLAYABLE


def byte_range(header, size):
    """The (first, last) byte that a Range header asks of `size` bytes; None to send the whole file (RFC 9110, 14.2).

    Safari plays no sound or video without it. Raise ValueError when nothing of the file is asked for (status 416).
    """
    asked = RANGE.fullmatch(header.strip()) if header else None
    if not asked or asked[1] == asked[2] == "":
        return None
    if asked[1] == "":
        first, last = max(0, size - int(asked[2])), size - 1
    else:
        first, last = int(asked[1]), min(int(asked[2] or size), size - 1)
    if asked[1] and asked[2] and int(asked[2]) < int(asked[1]):
        return None
    if first > last:
        raise ValueError(f"no byte of {size} in {header[:50]!r}")
    return first, last
