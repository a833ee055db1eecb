"""Files of cases: served to those who may read the case, harmless, in parts where a player asks; to nobody else."""

import io

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from portal.cases.models import Attachment, Upload
from portal.cases.services import uploads
from tests.cases.files.sending import phone_exif, sample
from tests.fixtures.builders import NOW, file_complaint, make_member
from tests.fixtures.citizens import file_at, filing_url, filled, in_language, opened, photo, voice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def fetch(client, file, small=False, **headers):
    name = "cases:thumbnail" if small else "cases:attachment"
    return client.get(in_language("ar", name, file.key), headers=headers)


@pytest.fixture
def case(client, commune):
    return file_at(client, commune, files=[photo("حفرة.jpg"), voice()])


@pytest.fixture
def recording(case):
    return case.attachments.get(kind="audio")


@pytest.fixture
def picture(case):
    return case.attachments.get(kind="photo")


def test_who_filed_and_who_has_the_code_read_the_files(client, case, picture, recording):
    for browser in (client, opened(case)):
        assert b"".join(fetch(browser, recording)) == sample("voice.ogg")
        shown = Image.open(io.BytesIO(b"".join(fetch(browser, picture))))
        assert (shown.format, shown.size) == ("JPEG", (320, 240))
        small = Image.open(io.BytesIO(b"".join(fetch(browser, picture, small=True))))
        assert max(small.size) <= 480


def test_nobody_else_reads_them(commune, picture):
    for stranger in (Client(), opened(file_complaint(commune))):
        assert fetch(stranger, picture).status_code == 404
        assert fetch(stranger, picture, small=True).status_code == 404


def test_an_unknown_key_is_answered_like_one_that_is_not_ours(client, case):
    assert client.get("/ar/files/" + "0" * 40 + "/").status_code == 404


@pytest.mark.parametrize(
    ("role", "department", "status"),
    [("clerk", "lighting", 200), ("clerk", "roads", 404), ("director", None, 200), ("publisher", None, 404)],
)
def test_staff_read_the_files_of_the_cases_they_see(commune, picture, role, department, status):
    browser = Client()
    browser.force_login(make_member(commune, role, department))
    assert fetch(browser, picture).status_code == status


def test_another_commune_has_no_such_file(client, picture, other_commune):
    assert fetch(client, picture, host="tng.localhost").status_code == 404
    director = Client()
    director.force_login(make_member(other_commune, "director"))
    for host in ("lar.localhost", "tng.localhost"):
        assert fetch(director, picture, host=host).status_code == 404


def test_an_internal_file_is_for_staff_alone(client, commune, clerk, case, picture):
    Attachment.objects.filter(pk=picture.pk).update(internal=True)
    assert fetch(client, picture).status_code == 404
    page = client.get(in_language("ar", "cases:case", case.reference)).content.decode()
    assert picture.key not in page
    client.force_login(clerk)
    assert fetch(client, picture).status_code == 200


def test_the_address_without_a_language_finds_the_file_too(client, picture):
    answer = client.get(f"/files/{picture.key}/", follow=True)
    assert answer.status_code == 200 and b"".join(answer)


def test_a_file_can_do_nothing_in_the_browser(client, picture):
    answer = fetch(client, picture)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("inline")
    assert "sandbox" in answer["Content-Security-Policy"] and "script" not in answer["Content-Security-Policy"]
    assert "private" in answer["Cache-Control"] and "public" not in answer["Cache-Control"]


@pytest.mark.parametrize(("asked", "status", "part"), [
    ("bytes=0-9", 206, slice(0, 10)), ("bytes=10-", 206, slice(10, None)), ("bytes=-5", 206, slice(-5, None)),
    ("bytes=0-99999999", 206, slice(0, None)), ("bytes=5-2", 200, slice(0, None)), ("pages=1-2", 200, slice(0, None)),
])  # fmt: skip
def test_a_player_gets_the_part_it_asks_for(client, recording, asked, status, part):
    answer = fetch(client, recording, range=asked)
    assert answer.status_code == status
    body = b"".join(answer)
    assert body == sample("voice.ogg")[part]
    assert answer["Content-Length"] == str(len(body)) and answer["Accept-Ranges"] == "bytes"


def test_a_part_beyond_the_end_is_refused_with_the_size(client, recording):
    answer = fetch(client, recording, range="bytes=9999999-")
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{recording.size}")


def test_a_file_that_is_away_is_not_found_and_no_fault(client, picture):
    default_storage.delete(picture.path)
    assert fetch(client, picture).status_code == 404


def test_a_recording_has_no_small_picture(client, recording):
    assert fetch(client, recording, small=True).status_code == 404


def test_the_place_where_a_photo_was_taken_is_gone(client, commune):
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(buffer, "JPEG", exif=phone_exif())
    taken = photo()
    taken.file = io.BytesIO(buffer.getvalue())
    taken.size = len(buffer.getvalue())
    case = file_at(client, commune, files=[taken])
    stored = b"".join(fetch(client, case.attachments.get()))
    assert b"SecretPhone" in buffer.getvalue() and b"SecretPhone" not in stored and b"Exif" not in stored


# Files of a form that is not sent yet


@pytest.fixture
def waiting(client, commune):
    """The photo of a form that came back with an error."""
    client.post(filing_url(), filled(commune, agree=None, files=[photo()]))
    return Upload.objects.get()


def test_the_browser_that_sent_a_file_sees_it_before_the_form_is_filed(client, commune, waiting):
    assert fetch(client, waiting, small=True).status_code == 200
    assert (
        waiting.key
        in client.post(filing_url(), filled(commune, agree=None, submission_token=waiting.token)).content.decode()
    )


def test_no_other_browser_and_no_staff_see_it(clerk, waiting):
    other = Client()
    assert fetch(other, waiting).status_code == 404
    other.force_login(clerk)
    assert fetch(other, waiting).status_code == 404


def test_a_form_that_was_never_sent_leaves_nothing_behind(waiting):
    assert uploads.remove_stale(at=NOW) == 0
    assert uploads.remove_stale(at=NOW.replace(day=25)) == 1
    assert not default_storage.exists(waiting.path) and not default_storage.exists(waiting.thumbnail)
