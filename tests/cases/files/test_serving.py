"""How a stored file is answered to a browser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cases.files.content import EXTENSIONS
from portal.cases.files.serving import byte_range, plays_in_browsers, serving_headers


@pytest.mark.parametrize("content_type", EXTENSIONS)
def test_a_stored_file_is_shown_in_place_as_what_it_is_and_nothing_else(content_type):
    headers = serving_headers(content_type, "a.bin")
    assert headers["Content-Type"] == content_type
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"] == 'inline; filename="a.bin"'
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_documents_and_photos_opened_by_themselves_are_sandboxed():
    for content_type in ("application/pdf", "image/jpeg"):
        assert serving_headers(content_type, "a")["Content-Security-Policy"].endswith("; sandbox")


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "application/x-msdownload", "", "audio/x"])
def test_anything_else_is_only_ever_saved_to_disk(content_type):
    headers = serving_headers(content_type, "a.html")
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"] == 'attachment; filename="a.html"'
    assert headers["Content-Security-Policy"].endswith("sandbox")


def test_an_arabic_name_is_sent_as_rfc_5987_says():
    disposition = serving_headers("application/pdf", "شكاية 1.pdf")["Content-Disposition"]
    assert disposition == "inline; filename*=utf-8''%D8%B4%D9%83%D8%A7%D9%8A%D8%A9%201.pdf"


def test_a_name_cannot_add_a_header_or_a_parameter():
    disposition = serving_headers("application/pdf", 'a"; filename="b.exe')["Content-Disposition"]
    assert disposition == 'inline; filename="a\\"; filename=\\"b.exe"'


def test_only_recordings_that_browsers_know_get_a_player():
    assert plays_in_browsers("audio/webm") and plays_in_browsers("video/quicktime")
    assert not plays_in_browsers("audio/3gpp")
    assert not plays_in_browsers("image/jpeg")


RANGES = [
    ("bytes=0-1", (0, 1)),
    ("bytes=0-", (0, 99)),
    ("bytes=10-5000", (10, 99)),
    ("bytes=-10", (90, 99)),
    ("bytes=-500", (0, 99)),
    ("bytes=99-99", (99, 99)),
    ("", None),
    (None, None),
    ("bytes=-", None),
    ("bytes=9-3", None),
    ("bytes=0-1,5-6", None),
    ("lines=1-2", None),
    ("bytes=٠-١", None),
]


@pytest.mark.parametrize(("header", "asked"), RANGES)
def test_players_are_answered_the_part_they_ask_for(header, asked):
    assert byte_range(header, 100) == asked


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_a_part_beyond_the_end_cannot_be_answered(header):
    with pytest.raises(ValueError, match="no byte"):
        byte_range(header, 100)


@given(st.one_of(st.text(), st.from_regex(r"bytes=\d*-\d*", fullmatch=True)), st.integers(1, 10**9))
def test_any_header_gives_a_part_inside_the_file_or_none(header, size):
    try:
        asked = byte_range(header, size)
    except ValueError:
        return
    assert asked is None or 0 <= asked[0] <= asked[1] < size
