"""Files are told by their content: what is accepted, as what, and what is refused whatever its name."""

import io
import zipfile

import pytest
from PIL import Image

from portal.cases.files.checking import Refused
from portal.cases.files.limits import STARTING_LIMITS

from .sending import check, encoded, pdf, quarters, sample

SOUNDS_AND_VIDEOS = {
    "voice.ogg": "audio/ogg",
    "vorbis.ogg": "audio/ogg",
    "voice.m4a": "audio/mp4",
    "fragmented.m4a": "audio/mp4",
    "recorded-opus.mp4": "audio/mp4",
    "recorded-opus.webm": "audio/webm",
    "vbr.mp3": "audio/mpeg",
    "cbr.mp3": "audio/mpeg",
    "voice.3gp": "audio/3gpp",
    "clip.mp4": "video/mp4",
    "recorded-vp9.mp4": "video/mp4",
    "clip.mov": "video/quicktime",
    "clip.3gp": "video/3gpp",
    "clip.webm": "video/webm",
    "recorded-vp8.webm": "video/webm",
}
# What stands beside sound and picture in these is blanked (test_places.py)
WITH_NOTES = ("voice.m4a", "fragmented.m4a", "clip.mp4", "clip.mov", "clip.webm")


@pytest.mark.parametrize(("name", "content_type"), SOUNDS_AND_VIDEOS.items())
def test_sounds_and_videos_are_told_apart_by_their_tracks_and_kept_as_they_are(name, content_type):
    with check(sample(name), "whatever.bin", content_type="text/html") as checked:
        assert (checked.kind, checked.content_type) == (content_type.split("/")[0], content_type)
        assert len(kept := checked.path.read_bytes()) == len(sample(name))
        assert name in WITH_NOTES or kept == sample(name)
        assert checked.seconds == pytest.approx(2, abs=0.15)
        assert (checked.width, checked.thumbnail) == (None, None)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_accepted_under_any_name(form):
    with check(encoded(quarters(), form), "scan") as checked:
        assert (checked.kind, checked.content_type, checked.name) == ("photo", "image/jpeg", "scan.jpg")


def test_a_heic_photo_of_a_phone_is_accepted():
    with check(sample("photo.heic"), "IMG_0001.HEIC") as checked:
        assert (checked.kind, checked.content_type, checked.name) == ("photo", "image/jpeg", "IMG_0001.jpg")
        assert (checked.width, checked.height) == (320, 240)


def test_a_pdf_is_accepted_and_kept_as_it_is():
    data = pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>")
    with check(data, "طلب.pdf") as checked:
        assert (checked.kind, checked.content_type, checked.name) == ("pdf", "application/pdf", "طلب.pdf")
        assert checked.path.read_bytes() == data


def zipped(name="word/document.xml"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "text")
    return buffer.getvalue()


NOT_ACCEPTED = {
    "a program": b"MZ\x90\x00\x03" + bytes(200),
    "a Linux program": b"\x7fELF\x02\x01\x01" + bytes(200),
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "SVG with a declaration": b'<?xml version="1.0"?><svg onload="alert(1)"/>',
    "HTML": b"<!doctype html><script>alert(1)</script>",
    "a zip archive, or Word": zipped(),
    "old Word": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
    "GIF": encoded(quarters(), "GIF"),
    "BMP": encoded(quarters(), "BMP"),
    "TIFF": encoded(quarters(), "TIFF"),
    "AVIF": encoded(quarters(), "AVIF"),
    "WAV": b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(100),
    "FLAC": b"fLaC" + bytes(100),
    "AAC without a container": b"\xff\xf1\x50\x80\x02\x1f\xfc" * 50,
    "a PDF after something else": b"<script>alert(1)</script>" + pdf(b"<<>>"),
    "a shell script": b"#!/bin/sh\nrm -rf /\n",
    "text": "صورة".encode(),
    "one byte": b"\xff",
    "zeros": bytes(5000),
}


@pytest.mark.parametrize("data", NOT_ACCEPTED.values(), ids=NOT_ACCEPTED)
def test_what_is_not_on_the_list_is_refused_although_it_calls_itself_a_jpg(data):
    with pytest.raises(Refused) as refused:
        check(data, "photo.jpg", content_type="image/jpeg")
    assert refused.value.code == "type"
    assert "photo.jpg" in refused.value.message and "HEIC" in refused.value.message


OTHER_CODECS = {
    "recorded-opus.webm": (b"A_OPUS", b"A_DTS\0"),
    "clip.webm": (b"V_VP8", b"V_MS\0"),
    "voice.m4a": (b"mp4a", b"enca"),
    "clip.mp4": (b"avc1", b"encv"),
    "voice.ogg": (b"OpusHead", b"Speex   "),
}


@pytest.mark.parametrize(("name", "change"), OTHER_CODECS.items())
def test_an_accepted_container_with_a_foreign_codec_is_refused(name, change):
    with pytest.raises(Refused) as refused:
        check(sample(name).replace(*change))
    assert refused.value.code == "type"


def test_matroska_that_is_not_webm_is_refused():
    with pytest.raises(Refused) as refused:
        check(sample("recorded-vp8.webm").replace(b"\x42\x82\x84webm", b"\x42\x82\x84mkv\0"))
    assert refused.value.code == "type"


@pytest.mark.parametrize("name", ["clip.mp4", "clip.webm"])
def test_a_video_where_only_sound_is_accepted_is_refused(name):
    with pytest.raises(Refused) as refused:
        check(sample(name), limits={"audio": STARTING_LIMITS["audio"]})
    assert refused.value.code == "type"
    assert "MP3" in refused.value.message and "JPEG" not in refused.value.message


def test_a_kind_without_a_limit_is_not_accepted():
    with pytest.raises(Refused) as refused:
        check(encoded(Image.new("RGB", (9, 9))), limits={"pdf": STARTING_LIMITS["pdf"]})
    assert refused.value.code == "type"


def test_an_empty_file_is_refused_with_its_own_sentence():
    with pytest.raises(Refused) as refused:
        check(b"", "photo.jpg")
    assert refused.value.code == "empty"
