"""The whole of a case on paper: everything for the desk, nothing internal for who is outside, no contact in full."""

import io
import resource
from datetime import date, timedelta
from uuid import uuid4

import pypdf
import pytest
from django.urls import reverse

from portal.cases.letters import compiling
from portal.cases.models import Detail, Message, TopicQuestion
from portal.cases.services import correspondence, lifecycle, sweep, uploads
from tests.fixtures.builders import NOW, file_complaint, make_member
from tests.fixtures.citizens import photo, voice
from tests.fixtures.desk import case_url, sign_in, text_of

pytestmark = pytest.mark.usefixtures("now", "watched")


def answer(user, case, **query):
    return sign_in(user).get(reverse("backoffice:case_paper", args=[case.reference]), query)


def paper(user, case, **query):
    """(text, reader) of the PDF, with single spaces."""
    got = answer(user, case, **query)
    assert (got.status_code, got["Content-Type"]) == (200, "application/pdf")
    reader = pypdf.PdfReader(io.BytesIO(got.content))
    text = " ".join(page.extract_text() for page in reader.pages).replace("\u00a0", " ")
    return " ".join(text.split()), reader


@pytest.fixture
def told(commune, clerk, director):
    """A case about which everything was said that can be said, in words that stand nowhere else."""
    case = file_complaint(
        commune, name="Fatima Zahra", phone="+212612345678", email="fatima@example.org", subject="Lampadaire",
        description="POTEAU penche", address="RUE", latitude=35.19, longitude=-6.15,
    )  # fmt: skip
    question = TopicQuestion.objects.create(topic=case.topic, kind="text", label_ar="رقم العمود", label_fr="Poteau")
    label = {"label_ar": question.label_ar, "label_fr": question.label_fr}
    Detail.objects.create(case=case, question=question, **label, value="P-77", text_ar="P-77", text_fr="P-77")
    uploads.keep(commune, token=(token := uuid4()), files=[photo("mur.jpg"), voice("note.ogg")], at=NOW)
    uploads.attach(case, token=token, by=None, at=NOW)
    case.attachments.filter(kind="audio").update(transcript="PAROLES", transcribed_by=clerk, transcribed_at=NOW)
    lifecycle.take(case, by=clerk, at=NOW)
    correspondence.note(case, by=clerk, at=NOW, text="SECRET note")
    correspondence.write(case, by=clerk, at=NOW, text="DEMAIN matin")
    roads = commune.departments.get(code="roads")
    correspondence.consult(
        case, by=clerk, at=NOW, department=roads, question="SECRET question", due_on=date(2026, 12, 1)
    )
    correspondence.reply_to_consultation(case.consultations.get(), by=director, at=NOW, text="SECRET reply")
    correspondence.ask(case, by=clerk, at=NOW, text="LEQUEL donc")
    correspondence.reply(case, at=NOW + timedelta(days=2), text="TROISIEME poteau")
    lifecycle.answer(case, by=clerk, at=NOW + timedelta(days=3), outcome="resolved", text="REPARE hier")
    return case


OPEN_TO_ALL = (
    "POTEAU penche", "P-77", "RUE", "DEMAIN matin", "LEQUEL donc", "TROISIEME poteau", "REPARE hier", "mur.jpg",
    "note.ogg", "décret 2.17.265", "+ 60 jours", "Lampadaire", "35.19000, -6.15000",
)  # fmt: skip


def test_the_desk_prints_everything_and_what_is_internal_bears_the_mark(told, clerk):
    text, _reader = paper(clerk, told)
    assert [part for part in OPEN_TO_ALL if part not in text] == []
    assert text.count("SECRET") == 3
    assert "PAROLES" in text
    assert text.count("interne") >= 4
    assert "Fatima Zahra" in text
    assert clerk.get_full_name() in text


def test_the_copy_to_hand_over_holds_nothing_internal_and_names_no_staff(told, clerk):
    uploads.keep(told.commune, token=(token := uuid4()), files=[photo("dedans.jpg")], at=NOW)
    uploads.attach(told, token=token, by=clerk, at=NOW)
    told.attachments.filter(name="dedans.jpg").update(internal=True)
    assert "dedans.jpg" in paper(clerk, told)[0]
    text, _reader = paper(clerk, told, **{"for": "person"})
    assert [part for part in OPEN_TO_ALL if part not in text] == []
    inside = ("SECRET", "PAROLES", "interne ", "dedans.jpg", clerk.get_full_name())
    assert [part for part in inside if part in text.replace("sans notes internes", "")] == []


def test_telephone_and_e_mail_stand_in_full_on_no_copy_even_when_they_are_shown(told, clerk):
    sign_in(clerk).post(case_url(told, "show-contacts"))
    for copy in ({}, {"for": "person"}):
        text, _reader = paper(clerk, told, **copy)
        assert "345678" not in text.replace(" ", "")
        assert "fatima@" not in text
        assert "masqués" in text


def test_who_does_not_handle_the_case_prints_no_name(told, president):
    text, _reader = paper(president, told)
    assert "POTEAU" in text
    assert "Fatima" not in text


def test_a_case_that_may_not_be_seen_has_no_paper(commune, other_commune, complaint, director):
    assert answer(make_member(commune, "clerk", "roads"), complaint).status_code == 404
    assert answer(director, file_complaint(other_commune)).status_code == 404


def test_each_sheet_bears_the_reference_and_its_number(told, clerk):
    for n in range(40):
        correspondence.write(told, by=clerk, at=NOW + timedelta(days=4, minutes=n), text="Ligne " * 60)
    _text, reader = paper(clerk, told)
    count = len(reader.pages)
    assert count > 2
    for number, page in enumerate(reader.pages, start=1):
        text = page.extract_text()
        assert told.reference in text
        assert f"{number} / {count}" in text


def test_the_paper_is_in_the_language_of_the_person_at_work(told, clerk):
    clerk.language = "ar"
    clerk.save()
    text, reader = paper(clerk, told)
    assert reader.trailer["/Root"]["/Lang"] == "ar"
    assert "POTEAU penche" in text
    assert told.reference in text
    assert "Case file" not in text


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize(("copy", "queries"), [("", 15), ("person", 22)])
def test_the_number_of_queries_does_not_grow(times, copy, queries, commune, clerk, django_assert_num_queries):
    case = file_complaint(commune, at=NOW - timedelta(days=31))
    sweep.enforce(at=NOW)
    lifecycle.take(case, by=clerk, at=NOW)
    for _ in range(times):
        correspondence.note(case, by=clerk, at=NOW, text="x")
        correspondence.write(case, by=clerk, at=NOW, text="x")
        uploads.keep(commune, token=(token := uuid4()), files=[photo()], at=NOW)
        uploads.attach(case, token=token, by=None, at=NOW)
    client, url = sign_in(clerk), reverse("backoffice:case_paper", args=[case.reference])
    client.get(url)
    with django_assert_num_queries(queries):
        client.get(url, {"for": copy})


def test_a_case_with_a_hundred_messages_takes_half_of_the_time_it_may_at_most(told, clerk):
    Message.objects.bulk_create(
        Message(case_id=told.pk, kind="message", inbound=bool(n % 2), text="كلمة ⵣ mot " * 40, at=NOW)
        for n in range(100)
    )
    spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    assert answer(clerk, told)["Content-Type"] == "application/pdf"
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - spent < compiling.PROCESSOR_SECONDS / 2


def test_a_paper_that_cannot_be_made_leads_back_with_a_sentence(told, clerk, monkeypatch):
    monkeypatch.setattr(compiling, "SECONDS", 0.001)
    got = sign_in(clerk).get(reverse("backoffice:case_paper", args=[told.reference]), follow=True)
    assert got.redirect_chain[-1][0] == case_url(told)
    assert "PDF" in text_of(got)


def test_the_case_page_leads_to_both_copies(told, clerk):
    page = sign_in(clerk).get(case_url(told)).content.decode()
    url = reverse("backoffice:case_paper", args=[told.reference])
    assert f'href="{url}"' in page
    assert f'href="{url}?for=person"' in page
