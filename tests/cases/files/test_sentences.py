"""What a person is told: one sentence, with the file's name, the reason and the limit."""

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils import translation
from PIL import Image

from portal.cases.files import refusals
from portal.cases.files.checking import Limit, Refused, check, check_total
from portal.cases.files.limits import MEGABYTE, STARTING_LIMITS

from .sending import encoded, pdf, png_claiming, sample, sent

BROKEN = {
    "empty": b"",
    "type": b"MZ\x90",
    "too_big": pdf(b"x" * (2 * MEGABYTE)),
    "too_many_pixels": png_claiming(20_000, 3000),
    "too_long": sample("voice.ogg"),
    "damaged": encoded(Image.new("RGB", (300, 300)))[:400],
    "dangerous": pdf(b"<< /S /JavaScript >>"),
    "locked": sample("locked.pdf"),
}
LIMITS = {
    "photo": Limit(MEGABYTE, max_pixels=50_000_000),
    "pdf": Limit(3 * MEGABYTE // 2),
    "audio": Limit(MEGABYTE, max_seconds=1),
}
NUMBERS = {"too_big": ("2,1", "1,5"), "too_many_pixels": ("60", "50"), "too_long": ("0:02", "0:01")}


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize(("code", "data"), BROKEN.items(), ids=BROKEN)
def test_every_refusal_names_the_file_and_gives_the_numbers(code, data, language):
    with translation.override(language), pytest.raises(Refused) as refused:
        check(sent(data, "../صورة\u202egpj.JPG"), limits=LIMITS)
    assert refused.value.code == code
    assert "\u2068صورةgpj.JPG\u2069" in refused.value.message
    for number in NUMBERS.get(code, ()):
        assert number in refused.value.message
    assert "%" not in refused.value.message


def test_the_refusal_of_a_type_says_what_is_accepted_here():
    with pytest.raises(Refused) as refused:
        check(sent(b"MZ", "a.jpg"), limits={"photo": LIMITS["photo"], "total": Limit(9, max_files=1)})
    assert "HEIC" in refused.value.message and "PDF" not in refused.value.message
    assert "MP4" not in refused.value.message


@pytest.mark.parametrize("kind", ["photo", "pdf", "audio", "video"])
def test_a_file_just_above_its_limit_never_reads_as_if_it_met_it(kind):
    message = refusals.too_big("a", kind, 15 * MEGABYTE + 1, 15 * MEGABYTE).message
    assert "15,1" in message


def test_six_files_of_ten_megabytes_are_accepted_together():
    check_total([10 * MEGABYTE] * 6, STARTING_LIMITS)
    check_total([], STARTING_LIMITS)


def test_a_seventh_file_is_refused():
    with pytest.raises(Refused) as refused:
        check_total([1] * 7, STARTING_LIMITS)
    assert refused.value.code == "too_many_files"
    assert "6" in refused.value.message


def test_files_too_big_together_are_refused_with_both_numbers():
    with pytest.raises(Refused) as refused:
        check_total([30 * MEGABYTE, 30 * MEGABYTE, 1], STARTING_LIMITS)
    assert refused.value.code == "total_too_big"
    assert "60,1" in refused.value.message and "60" in refused.value.message.replace("60,1", "")


def test_an_upload_of_which_only_a_part_reached_the_disk_is_refused():
    """The upload handler stops writing beyond the most that one request may bring, and tells the true size."""
    upload = sent(sample("cbr.mp3")[:3000], "note.mp3")
    upload.size = len(sample("cbr.mp3"))
    with pytest.raises(Refused) as refused:
        check(upload, limits=STARTING_LIMITS)
    assert refused.value.code == "damaged"


def test_an_upload_that_tells_too_small_a_size_is_still_measured():
    upload = sent(pdf(b"x" * 5000), "a.pdf")
    upload.size = 10
    with pytest.raises(Refused) as refused:
        check(upload, limits={"pdf": Limit(4000)})
    assert refused.value.code == "too_big"


def test_a_file_too_big_for_the_disk_is_refused_by_its_true_size():
    upload = sent(pdf(b"x" * 5000), "a.pdf")
    upload.size = 90 * MEGABYTE
    with pytest.raises(Refused) as refused:
        check(upload, limits=STARTING_LIMITS)
    assert refused.value.code == "too_big"
    assert "90" in refused.value.message


def test_a_file_on_the_disk_that_comes_in_tiny_pieces_is_recognised():
    data = sample("voice.m4a")
    with TemporaryUploadedFile("a.m4a", "audio/mp4", len(data), None) as upload:
        upload.write(data)
        upload.DEFAULT_CHUNK_SIZE = 3
        with check(upload, limits=STARTING_LIMITS) as checked:
            assert checked.content_type == "audio/mp4"
            assert checked.size == checked.received_size == len(data)


def test_size_and_fingerprint_are_of_what_is_stored_and_the_received_size_of_what_was_sent():
    data = encoded(Image.new("RGB", (3000, 2000), "red"), "PNG")
    with check(sent(data, "a.png"), limits=STARTING_LIMITS) as checked:
        assert checked.received_size == len(data)
        assert checked.size == checked.path.stat().st_size
        assert len(checked.sha256) == 64
