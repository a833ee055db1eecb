"""Somebody who wants to know who complained, and where: all that is public is searched for all that is personal."""

import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portal.cases.codes import tracking_code
from portal.cases.models import PublishedPhoto
from portal.cases.services import correspondence, lifecycle, publishing, uploads
from tests.fixtures.builders import NOW, file_complaint, make_user
from tests.fixtures.citizens import in_language, later, voice

pytestmark = pytest.mark.usefixtures("now", "open_to_publication")
PERSON = {
    "name": "Zineb Bennouna",
    "phone": "+212661223344",
    "email": "zineb.b@example.org",
    "address": "زنقة الياسمين رقم 9",
    "latitude": 35.187654,
    "longitude": -6.154321,
    "subject": "عنوان زينب",
    "description": "أنا زينب وهاتفي 0661223344",
}
NOTE, MESSAGE, QUESTION, ANSWER = "NOTE-INTERNE", "MESSAGE-PRIVE", "QUESTION-INTERNE", "REPONSE-A-ZINEB"


def exif_photo():
    exif, buffer = Image.Exif(), io.BytesIO()
    exif[0x010E] = "Zineb Bennouna"
    Image.new("RGB", (300, 200), "white").save(buffer, "JPEG", exif=exif)
    return SimpleUploadedFile("Zineb devant chez elle.jpg", buffer.getvalue(), "image/jpeg")


@pytest.fixture
def case(commune, clerk, officer):
    """A complaint with all that a case can hold, published with other words than the citizen's."""
    token = uuid4()
    uploads.keep(commune, token=token, files=[exif_photo(), voice("zineb.ogg")], at=NOW)
    citizen = make_user(name_ar="زينب بنونة", name_latin="Zineb Bennouna", email="zineb@example.net")
    case = file_complaint(commune, publish=True, district=commune.districts.first(), citizen=citizen, **PERSON)
    uploads.attach(case, token=token, by=None, at=NOW)
    correspondence.note(case, by=clerk, at=NOW, text=NOTE)
    correspondence.write(case, by=clerk, at=NOW, text=MESSAGE)
    roads = commune.departments.get(code="roads")
    correspondence.consult(case, by=clerk, at=NOW, department=roads, question=QUESTION, due_on=later(days=5).date())
    lifecycle.answer(case, by=clerk, at=NOW, outcome="resolved", text=ANSWER)
    photos = [(case.attachments.get(kind="photo"), [(0, 0, 50, 100)])]
    publishing.publish(case, by=officer, at=NOW, subject="مصباح", text="المصباح مطفأ", photos=photos)
    return case


def secrets(case):
    people = [case.citizen, *(move.by for move in case.moves.all() if move.by)]
    yield from (value for name, value in PERSON.items() if isinstance(value, str))
    yield from ("0661223344", "06 61 22 33 44", "661223344", "Zineb", "زينب", "بنونة")
    yield from (NOTE, MESSAGE, QUESTION, ANSWER, tracking_code(case), str(case.submission_token))
    yield from (text for person in people for text in (person.name_ar, person.name_latin, person.email))
    yield from ("35.1876", "-6.1543", "35,1876", "6,1543")
    for file in case.attachments.all():
        yield from (file.key, file.path, file.sha256, file.name)
    yield from (copy.path for copy in PublishedPhoto.objects.all())


def public_addresses(case):
    yield from ("/ar/", "/fr/")
    for lang in ("ar", "fr"):
        yield in_language(lang, "complaints:complaint_show", case.reference)
        for name in ("complaint_list", "complaint_feed", "complaint_map"):
            address = in_language(lang, f"complaints:{name}")
            yield from (address, f"{address}?q=المصباح", f"{address}?district={case.district_id}&state=answered")


def test_no_public_page_holds_anything_personal(case, client):
    known = list(secrets(case))
    assert all(known) and len(known) > 30
    for address in public_addresses(case):
        answer = client.get(address)
        body = answer.content.decode() + str(dict(answer.headers))
        assert "مصباح" in body, address
        assert [secret for secret in known if secret.casefold() in body.casefold()] == [], address


@pytest.mark.parametrize("query", ["زينب", "Zineb", "0661223344", "661223344", "الياسمين", "zineb.b@example.org"])
def test_nobody_finds_a_complaint_by_what_is_not_public(query, case, client):
    for name in ("complaint_list", "complaint_feed", "complaint_map"):
        answer = client.get(in_language("fr", f"complaints:{name}"), {"q": query})
        assert case.reference not in answer.content.decode()


def test_the_public_photo_is_blacked_out_and_carries_no_data(case, client):
    copy = PublishedPhoto.objects.get()
    for name in ("published_photo", "published_photo_small"):
        answer = client.get(in_language("fr", f"complaints:{name}", case.reference, copy.key))
        data = b"".join(answer)
        assert "Zineb" not in answer["Content-Disposition"]
        assert b"Zineb" not in data and b"Exif" not in data
        with Image.open(io.BytesIO(data)) as picture:
            assert sum(picture.getpixel((picture.width // 4, picture.height // 2))) < 20


def test_the_original_has_no_public_address(case, client):
    for file in case.attachments.all():
        for name, args in [
            ("cases:attachment", [file.key]),
            ("cases:thumbnail", [file.key]),
            ("complaints:published_photo", [case.reference, file.key]),
            ("complaints:published_photo_small", [case.reference, file.key]),
        ]:
            assert client.get(in_language("fr", name, *args)).status_code == 404, (name, file.kind)


def test_the_copy_is_no_attachment_and_hangs_on_its_own_case(case, commune, clerk, client):
    copy = PublishedPhoto.objects.get()
    assert client.get(in_language("fr", "cases:attachment", copy.key)).status_code == 404
    other = file_complaint(commune, publish=True)
    publishing.publish(other, by=clerk, at=NOW, subject="x", text="y")
    wrong = in_language("fr", "complaints:published_photo", other.reference, copy.key)
    assert client.get(wrong).status_code == 404
    assert client.get(in_language("fr", "cases:case", case.reference)).status_code == 302, "the case itself stays shut"


def test_what_was_taken_off_leaves_no_photo_behind(case, clerk, client):
    address = in_language("fr", "complaints:published_photo", case.reference, PublishedPhoto.objects.get().key)
    assert client.get(address).status_code == 200
    publishing.unpublish(case, by=clerk, at=NOW)
    assert client.get(address).status_code == 404


MARKUP = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>]]></title>{{ 7|add:7 }}"


def test_markup_in_published_words_stays_text(commune, clerk, client):
    case = file_complaint(commune, publish=True, latitude=35.19, longitude=-6.15)
    publishing.publish(case, by=clerk, at=NOW, subject=MARKUP[:160], text=MARKUP, answer=MARKUP)
    for address in (
        in_language("fr", "complaints:complaint_show", case.reference),
        in_language("fr", "complaints:complaint_list"),
        in_language("fr", "complaints:complaint_feed"),
        "/fr/",
    ):
        body = client.get(address).content.decode()
        assert "<script>alert" not in body and "<img src=x" not in body, address
    assert client.get(in_language("fr", "complaints:complaint_map"))["Content-Type"] == "application/json"
