"""Sound and video: how long they last, what is damaged, and files made to keep us busy."""

import struct
import time

import pytest

from portal.cases.files import matroska
from portal.cases.files.bytesource import number
from portal.cases.files.checking import Refused
from portal.cases.files.content import Unfit
from portal.cases.files.limits import STARTING_LIMITS, Limit

from .sending import check, sample

LIMITS = {"audio": Limit(10**6, max_seconds=1), "video": Limit(10**6, max_seconds=1)}
RECORDINGS = [
    *("voice.ogg", "vorbis.ogg", "voice.m4a", "fragmented.m4a", "recorded-opus.mp4", "recorded-opus.webm"),
    *("vbr.mp3", "cbr.mp3", "voice.3gp", "clip.mp4", "recorded-vp9.mp4", "clip.mov", "clip.3gp", "clip.webm"),
]


def code_of(data, **more):
    with pytest.raises(Refused) as refused:
        check(data, "note.bin", **more)
    return refused.value.code


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_recording_longer_than_the_limit_is_refused_with_both_lengths(name):
    with pytest.raises(Refused) as refused:
        check(sample(name), "note.m4a", limits=LIMITS)
    assert refused.value.code == "too_long"
    assert "note.m4a" in refused.value.message
    assert "0:01" in refused.value.message and ("0:02" in refused.value.message or "0:03" in refused.value.message)


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_recording_bigger_than_the_limit_is_refused(name):
    tiny = {"audio": Limit(1000), "video": Limit(1000)}
    assert code_of(sample(name), limits=tiny) == "too_big"


def test_a_sound_below_the_limit_of_videos_but_above_its_own_is_refused_as_a_sound():
    limits = {"audio": Limit(4000), "video": Limit(10**6)}
    with pytest.raises(Refused) as refused:
        check(sample("voice.m4a"), limits=limits)
    with pytest.raises(Refused) as of_video:
        check(sample("clip.mp4"), limits={"audio": Limit(4000), "video": Limit(4000)})
    assert refused.value.code == of_video.value.code == "too_big"
    assert refused.value.message.split("“")[0] != of_video.value.message.split("“")[0]


def test_a_sound_too_big_for_everything_is_called_what_the_browser_calls_it():
    tiny = {"audio": Limit(1000), "video": Limit(2000)}
    messages = set()
    for told in ("audio/mp4", "video/mp4"):
        with pytest.raises(Refused) as refused:
            check(sample("voice.m4a"), limits=tiny, content_type=told)
        messages.add(refused.value.message)
    assert len(messages) == 2


def test_a_constant_bit_rate_mp3_of_six_minutes_is_too_long():
    data = sample("cbr.mp3")
    assert code_of(data * 180) == "too_long"  # a header-less MP3 repeated is a longer one


def test_a_browser_recording_without_a_duration_is_measured_by_its_last_block():
    assert b"\x44\x89\x88" not in sample("recorded-opus.webm")
    with check(sample("recorded-opus.webm")) as checked:
        assert checked.seconds == pytest.approx(1.92, abs=0.01)


def test_a_lying_duration_does_not_shorten_a_recording():
    data = sample("clip.webm")
    stated = data.index(b"\x44\x89\x88") + 3
    assert struct.unpack(">d", data[stated : stated + 8])[0] == pytest.approx(2003)
    shortened = data[:stated] + struct.pack(">d", 1.0) + data[stated + 8 :]
    with check(shortened) as checked:
        assert checked.seconds > 1.8


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -5.0])
def test_a_senseless_duration_is_not_believed(value):
    data = sample("clip.webm")
    stated = data.index(b"\x44\x89\x88") + 3
    with check(data[:stated] + struct.pack(">d", value) + data[stated + 8 :]) as checked:
        assert 1.8 < checked.seconds < 2.1


def test_a_duration_without_end_is_too_long_and_stays_a_number():
    data = sample("clip.webm").replace(b"\x2a\xd7\xb1\x83", b"\xec\x83", 1)  # the scale is passed over
    stated = data.index(b"\x44\x89\x88")
    scale = b"\x2a\xd7\xb1\x88" + b"\xff" * 8
    endless = data[:stated] + scale + b"\x44\x89\x88" + struct.pack(">d", 1e308) + data[stated + 11 :]
    with check(endless) as checked:
        assert checked.seconds == 1_000_000
    assert code_of(endless, limits=LIMITS) == "too_long"


def test_a_sound_of_unknown_length_is_accepted_by_its_size():
    data = sample("voice.m4a")
    header = data.index(b"mvhd") + 4
    unknown = data[: header + 16] + b"\xff\xff\xff\xff" + data[header + 20 :]
    with check(unknown) as checked:
        assert checked.seconds is None


@pytest.mark.parametrize("name", ["voice.m4a", "clip.mp4", "clip.mov", "clip.3gp", "voice.3gp", "recorded-opus.mp4"])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_a_truncated_film_is_damaged(name, share):
    data = sample(name)
    assert code_of(data[: int(len(data) * share)]) == "damaged"


HEADERS_ONLY = {"voice.ogg": 40, "recorded-opus.webm": 150, "vbr.mp3": 40, "clip.webm": 300}


@pytest.mark.parametrize(("name", "length"), HEADERS_ONLY.items())
def test_headers_without_sound_are_refused(name, length):
    assert code_of(sample(name)[:length]) in {"damaged", "type"}


@pytest.mark.parametrize("name", ["voice.ogg", "recorded-opus.webm", "cbr.mp3"])
def test_a_stream_cut_off_is_accepted_for_it_plays_until_there(name):
    data = sample(name)
    with check(data[: len(data) * 4 // 5]) as checked:
        assert 0.5 < checked.seconds < 2.1


def ogg_pages(data):
    starts = [at for at in range(len(data)) if data[at : at + 4] == b"OggS"]
    return [data[start:end] for start, end in zip(starts, [*starts[1:], len(data)], strict=True)]


def test_an_ogg_with_headers_only_is_damaged():
    headers = ogg_pages(sample("voice.ogg"))[:2]
    assert code_of(b"".join(headers)) == "damaged"


def test_a_last_page_without_a_position_is_passed_over():
    *pages, last = ogg_pages(sample("vorbis.ogg"))
    unfinished = last[:6] + b"\xff" * 8 + last[14:]
    with check(b"".join([*pages, last, unfinished])) as checked:
        assert checked.seconds == pytest.approx(2)


def test_an_ogg_without_a_sampling_rate_is_damaged():
    data = sample("vorbis.ogg")
    rate = data.index(b"\x01vorbis") + 12
    assert code_of(data[:rate] + bytes(4) + data[rate + 4 :]) == "damaged"


def test_an_ogg_that_ends_in_foreign_pages_is_damaged():
    assert code_of(sample("voice.ogg") + b"OggS" * 100) == "damaged"


def test_an_mp3_followed_by_something_else_is_damaged():
    assert code_of(sample("cbr.mp3") + b"<script>" * 2000) == "damaged"
    with check(sample("cbr.mp3") + b"TAG" + bytes(125)):
        pass


def test_a_tag_before_something_that_is_no_mp3_is_refused():
    assert code_of(b"ID3\x04\0\0\0\0\0\x0a" + bytes(10) + b"<html>" * 2000) == "type"
    assert code_of(b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + bytes(100)) == "damaged"


def box(kind, body=b""):
    return struct.pack(">I", 8 + len(body)) + kind + body


FTYP = box(b"ftyp", b"isom\0\0\0\0isom")


def nested(depth):
    body = b""
    for _ in range(depth):
        body = box(b"moov", body)
    return body


def test_a_film_without_a_picture_or_a_sound_is_damaged():
    data = sample("voice.m4a").replace(b"soun", b"meta")
    assert code_of(data) == "damaged"
    assert code_of(FTYP + box(b"moov") + box(b"mdat", b"x")) == "damaged"


def test_a_film_whose_data_is_missing_is_damaged():
    assert code_of(sample("voice.m4a").replace(b"mdat", b"free")) == "damaged"


def test_quicktime_without_a_picture_is_refused():
    assert code_of(sample("clip.mov").replace(b"vide", b"meta")) == "type"


WHOLE = 29_000_000
TRUN = box(b"trun", struct.pack(">II", 0x0000100, 7_000_000) + bytes(28_000_000))
TIRING = {
    "tiny boxes": FTYP + box(b"free") * (WHOLE // 8),
    "boxes in boxes": FTYP + nested(5000),
    "a fragment of seven million samples": FTYP + box(b"moof", box(b"traf", TRUN)),
    "tiny elements": sample("recorded-opus.webm") + b"\xec\x80" * (WHOLE // 2),
    "clusters in clusters": sample("recorded-opus.webm") + b"\x1f\x43\xb6\x75\xff" * (WHOLE // 5),
    "page marks": sample("voice.ogg")[:47] + b"OggS" * (9_000_000 // 4),
    "the smallest frames": b"\xff\xf3\x14\xc4" + (b"\0" * 20 + b"\xff\xf3\x14\xc4") * 400_000,
    "almost frames": b"ID3\x04\0\0\0\0\0\0" + b"\xff\xf3" * 4_500_000,
}


@pytest.mark.parametrize("data", TIRING.values(), ids=TIRING)
def test_a_recording_made_to_keep_us_busy_is_refused_soon(data):
    started = time.process_time()
    assert code_of(data) in {"damaged", "type", "too_long"}
    assert time.process_time() - started < 5


@pytest.mark.parametrize("name", ["tiny boxes", "a fragment of seven million samples", "tiny elements"])
def test_it_is_not_even_read_to_its_end(name):
    with pytest.raises(Refused) as refused:
        check(TIRING[name])
    assert refused.value.__cause__.why == "too many parts"


def test_a_number_that_is_cut_off_is_none():
    assert number(b"\x00\x01\x02", 1, 2) == 0x0102
    with pytest.raises(Unfit):
        number(b"\x00\x01\x02", 2, 2)


def test_a_length_that_says_it_has_nine_bytes_is_none():
    with pytest.raises(Unfit):
        matroska.vint(bytes(20), 0)


def test_the_starting_limit_of_a_voice_note_is_five_minutes():
    assert STARTING_LIMITS["audio"].max_seconds == 300
