"""The name of a file is shown to people and used for nothing else."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cases.files.content import EXTENSIONS
from portal.cases.files.names import LONGEST, shown_name, stored_name

DIRECTIONS = {"RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI", "FSI", "PDI"}
CLEANED = {
    "photo.jpg": "photo.jpg",
    "/etc/passwd": "passwd",
    "..\\..\\C:\\temp\\a b.png": "a b.png",
    "../../x": "x",
    ".htaccess": "htaccess",
    "a\x00b\r\nc.jpg": "ab c.jpg",
    "invoice\u202egpj.exe": "invoicegpj.exe",
    "\u2067\u200fشكاية\u2069.pdf": "شكاية.pdf",
    "cafe\u0301.jpg": "café.jpg",
    "  two   spaces .jpg ": "two spaces.jpg",
    "\ufeffa\u2028b.jpg": "a b.jpg",
    "👨\u200d👩\u200d👧.jpg": "👨\u200d👩\u200d👧.jpg",
    "\ud800lone.jpg": "lone.jpg",
}


@pytest.mark.parametrize(("name", "shown"), CLEANED.items())
def test_a_name_is_cleaned_of_folders_and_of_what_cannot_be_seen(name, shown):
    assert shown_name(name) == shown


@pytest.mark.parametrize("name", ["", None, "...", "/", "\u202e", "\n"])
def test_a_file_without_a_name_gets_one(name):
    assert shown_name(name)


def test_a_long_name_keeps_its_ending():
    assert shown_name("ش" * 300 + ".jpeg") == "ش" * 115 + ".jpeg"
    assert stored_name("x" * 300 + ".exe", "image/jpeg") == "x" * 112 + ".exe.jpg"


ENDINGS = [
    ("IMG_1.HEIC", "image/jpeg", "IMG_1.jpg"),
    ("IMG_1.JPEG", "image/jpeg", "IMG_1.JPEG"),
    ("scan.png", "image/jpeg", "scan.jpg"),
    ("facture.exe", "image/jpeg", "facture.exe.jpg"),
    ("page.html", "application/pdf", "page.html.pdf"),
    ("voice", "audio/webm", "voice.webm"),
    ("note.mp4", "audio/mp4", "note.m4a"),
    ("clip.MOV", "video/quicktime", "clip.MOV"),
    ("St. Louis", "application/pdf", "St. Louis.pdf"),
    ("rapport v1.2", "application/pdf", "rapport v1.2.pdf"),
    ("song.opus", "audio/ogg", "song.opus"),
]


@pytest.mark.parametrize(("name", "content_type", "stored"), ENDINGS)
def test_the_stored_name_ends_as_the_content_is(name, content_type, stored):
    assert stored_name(name, content_type) == stored


@given(st.text(max_size=300), st.sampled_from(sorted(EXTENSIONS)))
def test_any_name_becomes_one_that_is_safe_to_print_and_to_save(name, content_type):
    for shown in (shown_name(name), stored_name(name, content_type)):
        assert 0 < len(shown) <= LONGEST
        assert not set("/\\\x00\n\r") & set(shown)
        assert not {"Cc", "Cs", "Zl", "Zp"} & {unicodedata.category(character) for character in shown}
        assert not DIRECTIONS & {unicodedata.bidirectional(character) for character in shown}
        assert unicodedata.is_normalized("NFC", shown)
        assert shown == shown_name(shown)
        shown.encode()
