"""The copy of all that is kept: complete, without what is internal, and never whole in memory."""

import io
import json
import tracemalloc
import zipfile
from uuid import uuid4

import pytest
from django.utils import timezone

from portal.cases.contacts import Contact
from portal.cases.models import Attachment
from portal.cases.services import correspondence, decisions, lifecycle, uploads
from portal.citizens.download import archive
from portal.citizens.services import requests
from tests.citizens.browsers import EMAIL, go, signed_in
from tests.fixtures.builders import NOW, file_complaint
from tests.fixtures.citizens import later, photo
from tests.fixtures.publications import publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "commune")]
CONTACT = Contact("email", EMAIL)


def fetched(client, lang="fr"):
    answer = go(client, "download", lang)
    assert answer.status_code == 200 and answer.streaming and answer["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(b"".join(answer)))


@pytest.fixture
def story(commune, clerk, officer):
    token = uuid4()
    uploads.keep(commune, token=token, files=[photo("../../évil name.jpg")], at=NOW)
    case = file_complaint(commune, subject="عمود <b>مائل</b>", description="DESCRIPTION", phone="+212612345678")
    uploads.attach(case, token=token, by=None, at=NOW)
    uploads.keep(commune, token=token, files=[photo("internal.jpg", color="red")], at=NOW)
    uploads.attach(case, token=token, by=clerk, at=NOW, internal=True)
    correspondence.note(case, by=clerk, at=NOW, text="INTERNALNOTE")
    roads = commune.departments.get(code="roads")
    correspondence.consult(case, by=clerk, at=NOW, department=roads, question="INTERNALQUESTION", due_on=NOW.date())
    correspondence.ask(case, by=clerk, at=NOW, text="QUESTION")
    correspondence.reply(case, at=later(days=2), text="REPLY")
    decisions.change_kind(case, by=officer, at=later(days=3), kind="remark", text="DECISION")
    lifecycle.answer(case, by=clerk, at=later(days=4), outcome="explained", text="ANSWER")
    requests.ask(commune, contact=CONTACT, kind="correction", language="fr", at=later(days=5), text="REQUEST")
    file_complaint(commune, email="other@example.org", subject="FOREIGN")
    return case


@pytest.mark.parametrize("lang", ["ar", "fr"])
def test_the_page_and_the_data_say_all_and_nothing_internal(story, clerk, lang):
    zipped = fetched(signed_in(lang=lang), lang)
    assert zipped.testzip() is None
    page, data = (zipped.read(name).decode() for name in ("index.html", "data.json"))
    for text in (page, data):
        for word in ("DESCRIPTION", "QUESTION", "REPLY", "DECISION", "ANSWER", "REQUEST", EMAIL, "+212612345678"):
            assert word in text, word
        for word in ("INTERNALNOTE", "INTERNALQUESTION", "FOREIGN", "internal.jpg", clerk.email, clerk.name_latin):
            assert word not in text, word
    assert f'<html lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}">' in page
    assert "&lt;b&gt;" in page and "<b>مائل</b>" not in page


def test_the_data_have_dates_deadlines_history_and_what_was_sent(story):
    data = json.loads(fetched(signed_in()).read("data.json"))
    (case,) = data["cases"]
    assert case["reference"] == story.reference and case["opened_at"].startswith("2026-11-23T10:00")
    assert [row["from"] for row in case["messages"]] == ["commune", "you"]
    assert {row["reason"] for row in case["history"]} >= {"asked", "completed", "kind_changed", "answered"}
    assert case["deadlines"][0]["last_on"] == "2027-01-24" and case["answers"][0]["text"] == "ANSWER"
    assert {row["template"] for row in case["sent_to_you"]} >= {"cases/mail/receipt", "cases/mail/answer"}
    assert [row["kind"] for row in data["requests"]] == ["correction"]


def test_files_are_there_whole_under_harmless_names(story):
    zipped = fetched(signed_in())
    files = [name for name in zipped.namelist() if name.startswith("files/")]
    row = Attachment.objects.get(internal=False)
    assert len(files) == 1 and ".." not in files[0] and files[0].startswith(f"files/{story.reference}/01-")
    assert len(zipped.read(files[0])) == row.size
    assert json.loads(zipped.read("data.json"))["cases"][0]["files"][0]["path"] == files[0]


def test_an_address_without_cases_gets_a_whole_archive_too():
    zipped = fetched(signed_in("nobody@example.org"))
    assert json.loads(zipped.read("data.json"))["cases"] == []


def test_a_file_that_is_gone_leaves_the_rest_whole(story):
    Attachment.objects.filter(internal=False).update(path="cases/gone.jpg")
    assert fetched(signed_in()).testzip() is None


def test_big_files_pass_through_in_blocks(commune, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "big").write_bytes(b"\x00" * 24_000_000)
    case = file_complaint(commune)
    for number in range(2):
        Attachment.objects.create(
            case_id=case.pk, kind="video", content_type="video/mp4", name=f"{number}.mp4", path="big", size=1, at=NOW
        )
    tracemalloc.start()
    size = sum(len(piece) for piece in archive.stream(commune, CONTACT, language="fr", at=timezone.now()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 48_000_000 and peak < 8_000_000


def test_somebody_who_downloads_without_end_is_slowed(story):
    client = signed_in()
    assert [go(client, "download").status_code for _time in range(11)] == [200] * 10 + [429]


def test_without_sign_in_nothing_is_given(client, story):
    assert go(client, "download").status_code == 302


@pytest.mark.usefixtures("open_to_publication")
def test_what_is_public_and_how_the_answer_was_delivered_are_in_it(commune, clerk):
    case = publish(commune, by=clerk, subject="Lampes", text="CLEARED")
    lifecycle.answer(case, by=clerk, at=later(days=1), outcome="resolved", text="ANSWER")
    zipped = fetched(signed_in())
    (found,) = json.loads(zipped.read("data.json"))["cases"]
    assert (found["publication"]["subject"], found["publication"]["text"]) == ("Lampes", "CLEARED")
    assert found["published_at"] and found["publish_agreed_at"] and found["respond_until"] == "2026-12-09"
    assert found["answers"][0]["deliveries"] == [{"means": "email", "on": "2026-11-24", "post_number": ""}]
    assert "CLEARED" in zipped.read("index.html").decode()
