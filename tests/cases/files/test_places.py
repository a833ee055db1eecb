"""A recording does not keep the place where it was made, and plays as before."""

import struct

import pytest

from portal.cases.files import iso_media, placeless

from .sending import check, sample

PLACE = b"+35.1934-006.1557/"


def box(kind, body):
    return struct.pack(">I", 8 + len(body)) + kind + body


def long_box(kind, body):
    return struct.pack(">I", 1) + kind + struct.pack(">Q", 16 + len(body)) + body


NOTES = {
    "of a telephone": box(b"udta", box(b"\xa9xyz", b"\0\x12\x15\xc7" + PLACE)),
    "of an iPhone": box(b"meta", box(b"ilst", b"com.apple.quicktime.location.ISO6709" + PLACE)),
    "of 3GP": box(b"udta", box(b"loci", b"\0\0\0\0\x15\xc7" + PLACE)),
    "with a size of 64 bits": long_box(b"udta", PLACE),
    "as XMP": box(b"uuid", b"\xbe" * 16 + PLACE),
}


def with_notes(data, notes):
    """The film with notes at the end of its `moov`, which must be the last box of the file."""
    start = data.index(b"moov") - 4
    size = int.from_bytes(data[start : start + 4])
    assert start + size == len(data)
    return data[:start] + struct.pack(">I", size + len(notes)) + data[start + 4 :] + notes


def moov_last(name):
    """A sample with its `moov` moved to the end, where notes can be added to it."""
    data = sample(name)
    start = data.index(b"moov") - 4
    size = int.from_bytes(data[start : start + 4])
    return data[:start] + data[start + size :] + data[start : start + size]


@pytest.mark.parametrize("notes", NOTES.values(), ids=NOTES)
@pytest.mark.parametrize("name", ["clip.mp4", "clip.mov", "clip.3gp", "voice.m4a"])
def test_the_place_of_a_film_is_blanked_and_nothing_else_moves(name, notes):
    data = with_notes(moov_last(name), notes)
    assert PLACE in data
    with check(moov_last(name)) as plain, check(data) as checked:
        stored = checked.path.read_bytes()
        assert PLACE not in stored
        assert len(stored) == len(data)
        assert (checked.kind, checked.seconds) == (plain.kind, plain.seconds)
        assert iso_media.read(stored).seconds == iso_media.read(data).seconds


def test_sound_and_picture_are_not_touched():
    data = moov_last("clip.mp4")
    at = data.index(b"mdat") + 4
    length = int.from_bytes(data[at - 8 : at - 4]) - 8
    with check(with_notes(data, NOTES["of a telephone"])) as checked:
        assert checked.path.read_bytes()[at : at + length] == data[at : at + length]


@pytest.mark.parametrize("extra", [0, 1, 200])
def test_the_tags_of_a_film_in_webm_are_blanked(extra):
    body = (b"\x73\x73\x40\x20" + b"LOCATION" + PLACE).ljust(40 + extra, b".")
    data = sample("clip.webm") + b"\x12\x54\xc3\x67" + (0x4000 | len(body)).to_bytes(2) + body
    with check(sample("clip.webm")) as plain, check(data) as checked:
        stored = checked.path.read_bytes()
        assert PLACE not in stored
        assert len(stored) == len(data)
        assert checked.seconds == plain.seconds
        assert stored.startswith(sample("clip.webm")[:1000])


@pytest.mark.parametrize("room", [2, 8, 9, 300])
def test_a_void_element_fills_the_room_it_is_given(room):
    head = placeless.void_head(room)
    length = 9 - head[1].bit_length()
    told = int.from_bytes(head[1 : 1 + length]) & ((1 << 7 * length) - 1)
    assert len(head) + told == room
