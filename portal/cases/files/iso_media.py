"""MP4, M4A, 3GP and QuickTime (ISO/IEC 14496-12): which tracks, which codecs, how long."""

from dataclasses import dataclass, field

from .bytesource import Budget, number
from .content import Kind, Media, Unfit

AUDIO_CODECS = frozenset({b"mp4a", b"Opus", b"alac", b"samr", b"sawb", b".mp3"})
VIDEO_CODECS = frozenset(
    {b"avc1", b"avc3", b"hvc1", b"hev1", b"dvh1", b"dvhe", b"mp4v", b"s263", b"h263", b"vp08", b"vp09", b"av01"}
)
HANDLERS = {b"soun": Kind.AUDIO, b"vide": Kind.VIDEO}
INSIDE = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"mvex", b"moof", b"traf"})
DEEPEST = 8  # a sample description lies six boxes deep
MOST_PARTS = 300_000  # boxes and samples of fragments: ten times what five minutes of video need


@dataclass
class Track:
    number: int = 0
    scale: int = 0
    handler: bytes = b""
    codec: bytes = b""


@dataclass
class Film:
    """What the boxes say, gathered while walking them in the order of the file."""

    tracks: list[Track] = field(default_factory=list)
    default_durations: dict[int, int] = field(default_factory=dict)  # of a fragment's samples, by track number
    seconds: float = 0
    fragment: dict = field(default_factory=dict)  # of the `traf` being read
    has_data: bool = False
    budget: Budget = field(default_factory=lambda: Budget(MOST_PARTS))

    def track(self, number):
        return next((track for track in self.tracks if track.number == number), Track())


def read(data):
    """Return the Media of a mapped file that begins with `ftyp`. Raise Unfit."""
    film = Film()
    for kind, start, end in boxes(data, 0, len(data), film.budget):
        if kind in READERS:
            READERS[kind](film, data, start, end)
    sounds = [track for track in film.tracks if track.handler == b"soun"]
    pictures = [track for track in film.tracks if track.handler == b"vide"]
    if not film.has_data or not (sounds or pictures):
        raise Unfit("damaged", why="no track, or no data")
    if pictures:
        return media(Kind.VIDEO, data, film, pictures, VIDEO_CODECS)
    return media(Kind.AUDIO, data, film, sounds, AUDIO_CODECS)


def media(kind, data, film, tracks, codecs):
    if any(track.codec not in codecs for track in tracks):
        raise Unfit("type", why=f"codec {[track.codec for track in tracks]}")
    form = "quicktime" if data[8:12] == b"qt  " else "3gpp" if data[8:10] == b"3g" else "mp4"
    if (kind, form) == (Kind.AUDIO, "quicktime"):
        raise Unfit("type", why="QuickTime without a picture")
    return Media(kind, f"{kind}/{form}", film.seconds or None)


def boxes(data, start, end, budget, depth=0):
    """Walk the boxes between two places, going inside those that hold what we look for: (type, from, to) each."""
    while end - start >= 8:
        budget.spend()
        size, kind, body = number(data, start, 4), data[start + 4 : start + 8], start + 8
        if size == 1:
            size, body = number(data, start + 8, 8), start + 16
        elif size == 0:
            size = end - start
        if size < body - start or start + size > end:
            raise Unfit("damaged", why=f"box {kind} of {size} bytes at {start}")
        yield kind, body, start + size
        if kind in INSIDE and depth < DEEPEST:
            yield from boxes(data, body, start + size, budget, depth + 1)
        start += size


def read_film_header(film, data, start, end):
    """`mvhd` and `mehd`: time scale and duration; all ones, or zero while recording, mean unknown."""
    scale, duration = scale_and_duration(data, start)
    if scale and duration:
        film.seconds = max(film.seconds, duration / scale)


def scale_and_duration(data, start):
    """The two numbers, as `mvhd` and `mdhd` have them in common: 32 bits in version 0, 64 in version 1."""
    long = number(data, start, 1) == 1
    scale = number(data, start + (20 if long else 12), 4)
    duration = number(data, start + (24 if long else 16), 8 if long else 4)
    return scale, 0 if duration == (2 ** (64 if long else 32) - 1) else duration


def begin_track(film, data, start, end):
    film.tracks.append(Track())


def read_track_header(film, data, start, end):
    if film.tracks:
        film.tracks[-1].number = number(data, start + (20 if number(data, start, 1) == 1 else 12), 4)


def read_track_scale(film, data, start, end):
    if film.tracks:
        film.tracks[-1].scale = scale_and_duration(data, start)[0]


def read_handler(film, data, start, end):
    """QuickTime has a second `hdlr` (of the data) in each track: the first that names sound or picture counts."""
    if film.tracks and film.tracks[-1].handler not in HANDLERS:
        film.tracks[-1].handler = data[start + 8 : start + 12]


def read_codec(film, data, start, end):
    if film.tracks and number(data, start + 4, 4):
        film.tracks[-1].codec = data[start + 12 : start + 16]


def read_fragment_defaults(film, data, start, end):
    film.default_durations[number(data, start + 4, 4)] = number(data, start + 12, 4)


def begin_fragment(film, data, start, end):
    """`tfhd`: which track, and where flagged, how long its samples last by default."""
    flags, track = number(data, start + 1, 3), number(data, start + 4, 4)
    at = start + 8 + (8 if flags & 0x1 else 0) + (4 if flags & 0x2 else 0)
    each = number(data, at, 4) if flags & 0x8 else film.default_durations.get(track, 0)
    film.fragment = {"track": track, "each": each, "at": 0}


def read_fragment_time(film, data, start, end):
    film.fragment["at"] = number(data, start + 4, 8 if number(data, start, 1) == 1 else 4)


def read_run(film, data, start, end):
    """`trun`: the samples of a fragment; the film lasts at least until their end."""
    flags, count = number(data, start + 1, 3), number(data, start + 4, 4)
    at = start + 8 + (4 if flags & 0x1 else 0) + (4 if flags & 0x4 else 0)
    step = 4 * bin(flags & 0xF00).count("1")
    if at + count * step > end:
        raise Unfit("damaged", why="samples beyond the end of their box")
    if flags & 0x100:
        film.budget.spend(count)
        length = sum(number(data, at + index * step, 4) for index in range(count))
    else:
        length = count * film.fragment.get("each", 0)
    scale = film.track(film.fragment.get("track")).scale
    film.fragment["at"] = film.fragment.get("at", 0) + length
    if scale:
        film.seconds = max(film.seconds, film.fragment["at"] / scale)


def note_data(film, data, start, end):
    film.has_data = film.has_data or end > start


READERS = {
    b"mvhd": read_film_header,
    b"trak": begin_track,
    b"tkhd": read_track_header,
    b"mdhd": read_track_scale,
    b"hdlr": read_handler,
    b"stsd": read_codec,
    b"trex": read_fragment_defaults,
    b"tfhd": begin_fragment,
    b"tfdt": read_fragment_time,
    b"trun": read_run,
    b"mdat": note_data,
}
