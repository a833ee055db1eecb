"""WebM (RFC 9559, RFC 8794): sound or video, which codecs, how long.

A browser that records writes no duration and leaves sizes unknown, so the elements are read in one flat walk: those
that hold others are simply entered, and the time of the last block is the duration.
"""

import math
import struct
from dataclasses import dataclass, field

from .bytesource import Budget, number
from .content import Kind, Media, Unfit

EBML, DOC_TYPE, SEGMENT = 0x1A45DFA3, 0x4282, 0x18538067
INFO, TIMESTAMP_SCALE, DURATION = 0x1549A966, 0x2AD7B1, 0x4489
TRACKS, TRACK_ENTRY, TRACK_TYPE, CODEC_ID = 0x1654AE6B, 0xAE, 0x83, 0x86
CLUSTER, TIMESTAMP, SIMPLE_BLOCK, BLOCK_GROUP, BLOCK = 0x1F43B675, 0xE7, 0xA3, 0xA0, 0xA1
ENTERED = frozenset({EBML, SEGMENT, INFO, TRACKS, TRACK_ENTRY, CLUSTER, BLOCK_GROUP})
SOUND, PICTURE = 2, 1
CODECS = {SOUND: {b"A_OPUS", b"A_VORBIS"}, PICTURE: {b"V_VP8", b"V_VP9", b"V_AV1"}}
MOST_ELEMENTS = 200_000
LONGEST = 1e6  # seconds; two honest-looking numbers can multiply to infinity


@dataclass
class Recording:
    doc_type: bytes = b""
    tracks: list[dict] = field(default_factory=list)
    scale: int = 1_000_000  # nanoseconds in one unit of time
    duration: float = 0
    cluster: int = 0
    last: int = 0
    blocks: int = 0


def read(data):
    """Return the Media of a mapped file that begins with an EBML header. Raise Unfit."""
    recording = Recording()
    for element, start, end in elements(data):
        if element in READERS:
            READERS[element](recording, data, start, end)
    if recording.doc_type != b"webm":
        raise Unfit("type", why=f"document type {recording.doc_type[:20]!r}")
    tracks = [track for track in recording.tracks if track.get("type") in CODECS]
    if not tracks or not recording.blocks:
        raise Unfit("damaged", why="no track, or no data")
    if any(track.get("codec") not in CODECS[track["type"]] for track in tracks):
        raise Unfit("type", why=f"codecs {tracks}"[:200])
    kind = Kind.VIDEO if any(track["type"] == PICTURE for track in tracks) else Kind.AUDIO
    seconds = max(recording.duration, recording.last) * recording.scale / 1e9
    return Media(kind, f"{kind}/webm", min(seconds, LONGEST) or None)


def elements(data):
    """(id, from, to) of each element in turn; a last one that is cut off ends the walk, as it ends the playing."""
    budget, at = Budget(MOST_ELEMENTS), 0
    while at < len(data):
        budget.spend()
        try:
            element, at = vint(data, at, marker=True)
            size, at = vint(data, at)
        except Unfit:
            return
        if element in ENTERED:
            yield element, at, at
        elif size is None or at + size > len(data):
            return
        else:
            yield element, at, at + size
            at += size


def vint(data, at, *, marker=False):
    """A variable-length number and the place after it. A size with all bits set is unknown: None (RFC 8794, 6.2)."""
    first = number(data, at, 1)
    length = 9 - first.bit_length()
    if length > 8:
        raise Unfit("damaged", why=f"no variable-length number at {at}")
    value = number(data, at, length)
    if marker:
        return value, at + length
    value &= (1 << 7 * length) - 1
    return None if value == (1 << 7 * length) - 1 else value, at + length


def whole(data, start, end):
    return number(data, start, min(end - start, 8))


def read_doc_type(recording, data, start, end):
    recording.doc_type = recording.doc_type or data[start:end].rstrip(b"\0")


def read_scale(recording, data, start, end):
    recording.scale = whole(data, start, end)


def read_duration(recording, data, start, end):
    form = {4: ">f", 8: ">d"}.get(end - start)
    duration = struct.unpack(form, data[start:end])[0] if form else 0
    recording.duration = duration if math.isfinite(duration) else 0


def begin_track(recording, data, start, end):
    recording.tracks.append({})


def read_track_type(recording, data, start, end):
    if recording.tracks:
        recording.tracks[-1]["type"] = whole(data, start, end)


def read_codec(recording, data, start, end):
    if recording.tracks:
        recording.tracks[-1]["codec"] = data[start:end].rstrip(b"\0")


def read_cluster_time(recording, data, start, end):
    recording.cluster = whole(data, start, end)


def read_block(recording, data, start, end):
    """Track number, then the time as a signed number relative to the cluster's."""
    _, at = vint(data, start)
    relative = number(data, at, 2)
    recording.blocks += 1
    recording.last = max(recording.last, recording.cluster + relative - (relative >> 15 << 16))


READERS = {
    DOC_TYPE: read_doc_type,
    TIMESTAMP_SCALE: read_scale,
    DURATION: read_duration,
    TRACK_ENTRY: begin_track,
    TRACK_TYPE: read_track_type,
    CODEC_ID: read_codec,
    TIMESTAMP: read_cluster_time,
    SIMPLE_BLOCK: read_block,
    BLOCK: read_block,
}
