"""Which column of a file is what, and which of its subjects is which category: data, read from a JSON file."""

import json
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..states import Kind

NEEDED = ("external_reference", "opened", "topic")
KNOWN = (
    *NEEDED,
    "closed",
    "detail",
    "place",
    "latitude",
    "longitude",
    "subject",
    "description",
    "district",
    "kind",
    "name",
    "phone",
    "email",
)


class MappingRefused(Exception):
    """The mapping cannot be used: one sentence per reason in `reasons`."""

    def __init__(self, reasons):
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Mapping:
    """How a file becomes cases. `columns`: our name -> theirs (or several of theirs, joined).

    `kinds` and `topics`: their word -> our kind or category code. `shift_from` (south, west, north, east in degrees):
    positions are moved from there into the bounds of the commune, for demonstrations; `keep_places` False drops them.
    """

    external_system: str
    columns: dict
    empty: frozenset
    date_formats: tuple
    zone: ZoneInfo
    encoding: str
    delimiter: str | None
    language: str
    kind: str
    kinds: dict
    topics: dict
    default_topic: str | None
    keep_places: bool
    shift_from: tuple | None

    @property
    def file_columns(self):
        """Every column of the file that is read."""
        return {name for theirs in self.columns.values() for name in (theirs if isinstance(theirs, list) else [theirs])}

    @property
    def codes(self):
        """Every category code that is named."""
        return {*self.topics.values(), *([self.default_topic] if self.default_topic else [])}


def load(path):
    """Read a mapping file. Raise MappingRefused with a sentence for each reason."""
    try:
        given = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise MappingRefused([f"The mapping {path} cannot be read: {error.strerror}."]) from error
    except ValueError as error:
        raise MappingRefused([f"The mapping {path} is not JSON in UTF-8: {error}."]) from error
    reasons = list(_reasons(given))
    if reasons:
        raise MappingRefused(reasons)
    return _made(given)


def _made(given):
    formats = given["date_format"]
    places = given.get("places", {})
    return Mapping(
        external_system=given["external_system"],
        columns=given["columns"],
        empty=frozenset(word.strip().casefold() for word in [*given.get("empty", []), ""]),
        date_formats=tuple([formats] if isinstance(formats, str) else formats),
        zone=ZoneInfo(given["timezone"]),
        encoding=given.get("encoding", "utf-8"),
        delimiter=given.get("delimiter"),
        language=given["language"],
        kind=given.get("kind", Kind.COMPLAINT),
        kinds=given.get("kinds", {}),
        topics=given.get("topics", {}),
        default_topic=given.get("default_topic"),
        keep_places=not places.get("drop"),
        shift_from=tuple(places["from"]) if places.get("shift_into_bounds") else None,
    )


def _reasons(given):
    if not isinstance(given, dict):
        yield "A mapping is a JSON object."
        return
    for key in ("external_system", "columns", "date_format", "timezone", "language"):
        if not given.get(key):
            yield f"The mapping lacks {key!r}."
    columns = given.get("columns") or {}
    if lacking := [name for name in NEEDED if not columns.get(name)]:
        yield f"The mapping names no column for {', '.join(lacking)}."
    if strange := sorted(set(columns) - set(KNOWN)):
        yield f"These are not columns of ours: {', '.join(strange)}; known are {', '.join(KNOWN)}."
    if given.get("language", "ar") not in ("ar", "fr"):
        yield "'language' is ar or fr: the language in which citizens are answered."
    for kind in {given.get("kind", Kind.COMPLAINT), *given.get("kinds", {}).values()} - set(Kind.values):
        yield f"{kind!r} is no kind of message; known are {', '.join(Kind.values)}."
    yield from _technical_reasons(given)


def _technical_reasons(given):
    try:
        ZoneInfo(str(given.get("timezone", "UTC")))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield f"{given['timezone']!r} is no time zone; write for instance Africa/Casablanca."
    try:
        "".encode(given.get("encoding", "utf-8"))
    except LookupError:
        yield f"{given['encoding']!r} is no encoding; write for instance utf-8 or windows-1256."
    places = given.get("places", {})
    corners = places.get("from") or []
    if places.get("shift_into_bounds") and not _is_box(corners):
        yield "'places' with 'shift_into_bounds' needs 'from': [south, west, north, east] in degrees."


def _is_box(corners):
    numbers = len(corners) == 4 and all(isinstance(n, (int, float)) and not isinstance(n, bool) for n in corners)
    return numbers and corners[0] < corners[2] and corners[1] < corners[3]
