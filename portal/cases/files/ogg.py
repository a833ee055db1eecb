"""Ogg (RFC 3533) with Opus (RFC 7845) or Vorbis: the codec, and the duration by the last page's granule position."""

from .bytesource import number
from .content import Kind, Media, Unfit

HEADER_BYTES = 27
NO_POSITION = 2**64 - 1
MOST_PAGES_BACK = 64
OPUS_RATE = 48_000


def read(data):
    """Return the Media of a mapped file that begins with `OggS`. Raise Unfit."""
    if number(data, 4, 1) != 0 or not number(data, 5, 1) & 2:
        raise Unfit("damaged", why="no first page")
    rate, skipped = codec(first_packet(data))
    position = last_position(data, data[14:18])
    return Media(Kind.AUDIO, "audio/ogg", max(position - skipped, 0) / rate or None)


def first_packet(data):
    start = HEADER_BYTES + number(data, 26, 1)
    return data[start : start + 64]


def codec(packet):
    """(samples in a second, samples not played) of the stream that the first packet describes."""
    if packet[:8] == b"OpusHead" and len(packet) >= 19:
        return OPUS_RATE, int.from_bytes(packet[10:12], "little")
    if packet[:7] == b"\x01vorbis" and len(packet) >= 16:
        rate = int.from_bytes(packet[12:16], "little")
        if rate:
            return rate, 0
        raise Unfit("damaged", why="no sampling rate")
    raise Unfit("type", why=f"stream {packet[:8]}")


def last_position(data, serial):
    """The granule position of the last page of the stream: the samples played by then."""
    at = len(data)
    for _ in range(MOST_PAGES_BACK):
        at = data.rfind(b"OggS", 0, at)
        if at <= 0:
            break
        position = int.from_bytes(data[at + 6 : at + 14], "little")
        if data[at + 14 : at + 18] == serial and position not in {0, NO_POSITION}:
            return position
    raise Unfit("damaged", why="no sound after the headers")
