"""Whatever arrives: a clear sentence in the reader's language, what was typed kept, nothing lost, never a fault."""

import re
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from complaints.models import Complaint
from portal.cases.models import Upload
from portal.notifications.models import Notification
from tests.cases.files.sending import encoded, png_claiming, quarters
from tests.fixtures.builders import NOW, make_commune
from tests.fixtures.citizens import filing_url, filled, photo, voice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

LANGUAGES = pytest.mark.parametrize("lang", ["ar", "fr"])
LETTERS = {"ar": re.compile("[\u0621-\u064a]{3}"), "fr": re.compile("[a-zéèêàç]{3}")}
TYPED = "نص طويل كتبته المواطنة بنفسها ولا ينبغي أن يضيع"


def send(client, commune, lang="ar", **changes):
    return client.post(filing_url(lang), filled(commune, **{"description": TYPED, **changes}))


def errors(answer, field, lang):
    """The sentences on a field, each in the language of the page, each with its link in the summary on top."""
    assert answer.status_code == 200
    form = answer.context["form"]
    assert list(form.errors) == [field], dict(form.errors)
    page = answer.content.decode()
    assert f'href="#{form[field].auto_id}' in page
    for sentence in form.errors[field]:
        assert LETTERS[lang].search(sentence), sentence
        assert escape(sentence) in page
    assert not Complaint.objects.exists()
    return form.errors[field]


def still_there(answer, text):
    return escape(text) in answer.content.decode()


@LANGUAGES
def test_an_empty_form_says_what_is_missing(client, commune, lang):
    answer = client.post(filing_url(lang), {})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["kind", "category", "description", "agree"]
    assert all(LETTERS[lang].search(texts[0]) for texts in answer.context["form"].errors.values())


def test_errors_stand_in_the_order_of_the_page(client, commune):
    answer = send(client, commune, latitude="1", longitude="1", phone="1", agree=None, files=[exe()], subject="😀")
    assert list(answer.context["form"].errors) == ["files", "subject", "latitude", "phone", "agree"]


@LANGUAGES
def test_fifty_thousand_characters_are_too_many_and_stay(client, commune, lang):
    text = "كلمة " * 10_000
    answer = send(client, commune, lang, description=text)
    [sentence] = errors(answer, "description", lang)
    assert "49999" in sentence and "5000" in sentence
    assert still_there(answer, text)


@LANGUAGES
@pytest.mark.parametrize("field", ["subject", "description", "address", "name"])
def test_drawings_alone_are_no_text(client, commune, lang, field):
    answer = send(client, commune, lang, **{field: "😀🔥🔥"})
    errors(answer, field, lang)
    assert still_there(answer, "😀🔥🔥")


@LANGUAGES
def test_bytes_that_are_no_utf8_are_told(client, commune, lang):
    boundary = "x"
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value + b"\r\n"
             for name, value in _bytes_of(commune, description=b"lumi\xe8re \xff\xfe")]  # fmt: skip
    body = b"".join(parts) + f"--{boundary}--\r\n".encode()
    answer = client.post(filing_url(lang), body, content_type=f"multipart/form-data; boundary={boundary}")
    errors(answer, "description", lang)
    assert still_there(answer, "lumi\ufffdre")


def _bytes_of(commune, **changes):
    fields = {name: str(value).encode() for name, value in filled(commune).items()} | changes
    return fields.items()


@LANGUAGES
@pytest.mark.parametrize("field", ["subject", "description", "address", "name", "phone", "email"])
def test_a_nul_is_refused_and_the_rest_stays(client, commune, lang, field):
    answer = send(client, commune, lang, **{field: "abc\x00def"})
    errors(answer, field, lang)
    assert still_there(answer, "abcdef")
    assert b"\x00" not in answer.content


@pytest.mark.parametrize(
    "field", ["kind", "category", "district", "latitude", "longitude", "language", "submission_token"]
)
@pytest.mark.parametrize("value", ["\x00", "' OR 1=1 --", "９", "1e999", "\ud83d".encode("utf-8", "replace").decode()])
def test_nonsense_in_a_choice_never_breaks_the_page(client, commune, field, value):
    answer = send(client, commune, **{"latitude": "35.19", "longitude": "-6.15", field: value})
    assert answer.status_code == (302 if field == "submission_token" else 200)


def test_marks_that_turn_the_direction_are_taken_out(client, commune):
    assert send(client, commune, subject="\u202eإنارة\u202c", name="a\u2066b\u2069").status_code == 302
    complaint = Complaint.objects.get()
    assert (complaint.subject, complaint.name) == ("إنارة", "ab")


@LANGUAGES
@pytest.mark.parametrize("field", ["category", "district"])
def test_a_choice_of_another_commune_is_none_of_ours(client, commune, lang, field):
    other = make_commune("TNG")
    foreign = {"category": other.topics.first().pk, "district": other.districts.first().pk}[field]
    answer = client.post(
        filing_url(lang), filled(commune, description=TYPED, **{field: foreign}), headers={"host": "lar.localhost"}
    )
    errors(answer, field, lang)
    assert still_there(answer, TYPED)


@LANGUAGES
@pytest.mark.parametrize("point", [("48.85", "2.35"), ("35.19", "-6.5"), ("٤٨٫٨", "٢")])
def test_a_place_outside_the_commune_is_told(client, commune, lang, point):
    answer = send(client, commune, lang, latitude=point[0], longitude=point[1])
    errors(answer, "latitude", lang)


@pytest.mark.parametrize(("latitude", "longitude"), [("nan", "-6.15"), ("35.19", "inf"), ("35.19", "")])
def test_half_a_place_is_no_place(client, commune, latitude, longitude):
    answer = send(client, commune, latitude=latitude, longitude=longitude)
    assert set(answer.context["form"].errors) <= {"latitude", "longitude"}
    assert answer.context["form"].errors


@pytest.mark.parametrize("typed", ["٠٦ ١٢ ٣٤ ٥٦ ٧٨", "06.12.34.56.78"])
def test_a_phone_in_any_digits_is_accepted(client, commune, typed):
    assert send(client, commune, phone=typed).status_code == 302
    assert Complaint.objects.get().phone == "+212612345678"


@LANGUAGES
def test_half_a_phone_is_refused(client, commune, lang):
    answer = send(client, commune, lang, phone="06 12")
    errors(answer, "phone", lang)
    assert still_there(answer, "06 12") and still_there(answer, TYPED)


# Files


@LANGUAGES
def test_of_twelve_photos_six_are_kept_and_one_sentence_says_so(client, commune, lang):
    answer = send(client, commune, lang, files=[photo(f"p{n}.jpg", color=(n, n, n)) for n in range(12)])
    [sentence] = errors(answer, "files", lang)
    assert "6" in sentence
    assert [file.name for file in answer.context["form"].kept] == [f"p{n}.jpg" for n in range(6)]


def exe():
    return SimpleUploadedFile("photo.jpg", b"MZ\x90\x00" + bytes(3000), "image/jpeg")


def svg():
    return SimpleUploadedFile("plan.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "image/svg+xml")


def bomb():
    return SimpleUploadedFile("small.png", png_claiming(60_000, 60_000), "image/png")


def cut():
    whole = encoded(quarters(size=(1200, 900)))
    return SimpleUploadedFile("cut.jpg", whole[: len(whole) // 2], "image/jpeg")


def heavy():
    """Sixty megabytes that begin like a photo; nothing but its beginning is ever looked at."""
    return SimpleUploadedFile("big.jpg", b"\xff\xd8\xff\xe0" + bytes(60_000_000), "image/jpeg")


def nothing():
    return SimpleUploadedFile("empty.jpg", b"", "image/jpeg")


@LANGUAGES
@pytest.mark.parametrize("bad", [exe, svg, bomb, cut, heavy, nothing])
def test_a_file_that_is_no_good_is_named_and_the_good_one_is_kept(client, commune, lang, bad):
    file = bad()
    answer = send(client, commune, lang, files=[photo("good.jpg"), file])
    [sentence] = errors(answer, "files", lang)
    assert file.name in sentence or "60" in sentence
    assert [kept.name for kept in answer.context["form"].kept] == ["good.jpg"]
    assert still_there(answer, TYPED) and still_there(answer, "good.jpg")


def test_more_than_the_sum_is_too_much(client, commune):
    commune.file_limits.filter(kind="total").update(max_bytes=5_000)
    answer = send(client, commune, files=[photo("a.jpg", size=(900, 900)), voice()])
    assert list(answer.context["form"].errors) == ["files"]


def test_kept_files_go_along_when_the_form_is_sent_again(client, commune):
    first = send(client, commune, agree=None, files=[photo("one.jpg"), voice()])
    token = first.context["form"]["submission_token"].value()
    again = send(client, commune, submission_token=token)
    assert again.status_code == 302
    assert sorted(Complaint.objects.get().attachments.values_list("name", flat=True)) == ["note.ogg", "one.jpg"]
    assert not Upload.objects.exists()


def test_a_refused_file_must_be_looked_at_once_then_the_form_passes(client, commune):
    first = send(client, commune, files=[exe()])
    token = first.context["form"]["submission_token"].value()
    assert send(client, commune, submission_token=token).status_code == 302


def test_the_same_file_chosen_again_is_kept_once(client, commune):
    first = send(client, commune, agree=None, files=[photo("one.jpg")])
    token = first.context["form"]["submission_token"].value()
    second = send(client, commune, agree=None, files=[photo("one.jpg")], submission_token=token)
    assert [file.name for file in second.context["form"].kept] == ["one.jpg"]


def test_a_kept_file_is_taken_away_by_its_button_and_all_that_was_typed_stays(client, commune):
    first = send(client, commune, agree=None, files=[photo("one.jpg"), photo("two.jpg", color="red")])
    form = first.context["form"]
    token, key = form["submission_token"].value(), form.kept[0].key
    answer = send(client, commune, "fr", agree=None, phone="06 12", submission_token=token, remove=key)
    assert [file.name for file in answer.context["form"].kept] == ["two.jpg"]
    assert not answer.context["form"].errors
    page = answer.content.decode()
    assert TYPED in page and 'value="06 12"' in page and str(token) in page
    assert re.search(r'value="complaint"[^>]*checked', page)


def test_nobody_takes_away_the_file_of_another_form(client, commune):
    mine = send(client, commune, agree=None, files=[photo()]).context["form"]
    send(Client(), commune, agree=None, remove=mine.kept[0].key)
    assert Upload.objects.filter(key=mine.kept[0].key).exists()


# The request itself


@LANGUAGES
def test_an_expired_form_keeps_the_text(commune, lang):
    careful = Client(enforce_csrf_checks=True)
    answer = careful.post(filing_url(lang), filled(commune, description=TYPED))
    assert answer.status_code == 403
    assert still_there(answer, TYPED)
    assert not Complaint.objects.exists()


@LANGUAGES
def test_a_text_of_megabytes_gets_a_page_that_says_it_is_too_much(commune, lang):
    client = Client(raise_request_exception=False)
    answer = send(client, commune, lang, description="ب" * 3_000_000)
    assert answer.status_code == 413
    assert LETTERS[lang].search(re.search(r"<h1[^>]*>(.*?)</h1>", answer.content.decode(), re.S)[1])


@LANGUAGES
def test_a_body_of_gigabytes_gets_the_same_page_before_it_is_read(commune, lang):
    client = Client(raise_request_exception=False)
    headers = {"CONTENT_LENGTH": str(2_000_000_000), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    answer = client.generic("POST", filing_url(lang), b"--x--", **headers)
    assert answer.status_code == 413


def test_with_the_broker_away_it_is_filed_and_its_message_waits(
    client, commune, broker_away, now, django_capture_on_commit_callbacks
):
    now.move_to(NOW, tick=True)  # the publisher waits for its second
    with django_capture_on_commit_callbacks(execute=True):
        assert send(client, commune, email="citizen@example.org").status_code == 302
    assert Complaint.objects.count() == 1
    [waiting] = Notification.objects.all()
    assert (waiting.recipient, waiting.sent_at) == ("citizen@example.org", None)


@pytest.mark.parametrize("body", [b"", b"--x", b"\x00\xff" * 50, b"--x\r\nContent-Disposition: form-data\r\n\r\n"])
def test_a_broken_body_never_breaks_the_page(commune, body):
    client = Client(raise_request_exception=False)
    answer = client.generic("POST", filing_url(), body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code in (200, 400)


def test_a_compressed_bomb_of_text_is_no_way_in(commune):
    packed = zlib.compress(b"a" * 10_000_000)
    client = Client(raise_request_exception=False, headers={"content-encoding": "deflate"})
    answer = client.generic("POST", filing_url(), packed, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
