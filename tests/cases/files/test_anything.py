"""Whatever is sent: a Checked file or a sentence, soon; never another exception."""

import time

from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.cases.files.checking import Refused
from portal.cases.files.content import EXTENSIONS

from .sending import SAMPLES, check, encoded, pdf, pdf_stream, phone_exif, quarters, sample

CODES = {"empty", "type", "too_big", "too_many_pixels", "too_long", "damaged", "timeout", "dangerous", "locked"}
FILES = [sample(path.name) for path in sorted(SAMPLES.iterdir()) if path.suffix not in {".md", ".heic"}]
FILES += [pdf(b"<< /Type /Catalog >>", pdf_stream(b"7 0 << /Type /Page >>"))]
PHOTOS = [encoded(quarters(size=(64, 48)), form, exif=phone_exif(6)) for form in ("JPEG", "PNG", "WEBP")]
PHOTOS += [sample("photo.heic")]
PHOTO_SIGNS = [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"\0\0\0\x18ftypheic"]
SIGNS = [
    b"%PDF-",
    b"\0\0\0\x18ftypisom",
    b"\x1a\x45\xdf\xa3",
    b"OggS\0\x02",
    b"ID3\x04\0\0\0\0\0\0",
    b"\xff\xfb\x90",
    b"",
]


def assert_answered(data):
    """Accepted or refused, within ten seconds of our own processor time; an accepted file is whole."""
    started = time.process_time()
    try:
        with check(data, "something.jpg") as checked:
            assert checked.content_type in EXTENSIONS
            assert checked.path.stat().st_size == checked.size > 0
    except Refused as refused:
        assert refused.code in CODES
        assert refused.message
    assert time.process_time() - started < 10


@st.composite
def harmed(draw, files):
    """A real file, cut short, with a few bytes or a slice of it changed."""
    data = bytearray(draw(st.sampled_from(files)))
    for at, byte in draw(st.lists(st.tuples(st.integers(0, len(data) - 1), st.integers(0, 255)), max_size=12)):
        data[at] = byte
    if draw(st.booleans()):
        at = draw(st.integers(0, len(data) - 1))
        data[at : at + draw(st.integers(0, 64))] = draw(st.binary(max_size=64))
    return bytes(data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data)


@given(st.sampled_from(SIGNS), st.binary(max_size=3000))
@settings(max_examples=300, deadline=None)
@example(b"\0\0\0\x01ftypisom", b"\0" * 8)
@example(b"\0\0\0\0ftypisom", b"")
def test_random_bytes_after_any_beginning_are_answered(sign, rest):
    assert_answered(sign + rest)


@given(st.sampled_from(PHOTO_SIGNS), st.binary(max_size=3000))
@settings(max_examples=30, deadline=None)
def test_random_bytes_that_begin_like_a_photo_are_answered(sign, rest):
    assert_answered(sign + rest)


@given(harmed(FILES))
@settings(max_examples=500, deadline=None)
def test_harmed_recordings_and_documents_are_answered(data):
    assert_answered(data)


@given(harmed(PHOTOS))
@settings(max_examples=60, deadline=None)
def test_harmed_photos_are_answered(data):
    assert_answered(data)
