"""Requests for information in the backoffice: entered for somebody, published in the library, counted."""

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communications.models import AskedSubject, Collection, Document, InformationRequest
from communications.services import publishing, requesting
from portal.cases.models.case import ForbiddenMove
from portal.cases.services import counting
from tests.fixtures.builders import NOW, file_complaint, make_member
from tests.fixtures.citizens import in_language, opened, photo
from tests.fixtures.decisions import paper
from tests.fixtures.desk import act, case_url, save, sign_in, text_of
from tests.fixtures.requests_of import TYPED, ask_information, give, make_ground, make_subject

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "seeded")]
ENTER = "/fr/news/information/?for=citizen"
FIGURES = "/fr/news/information/figures/"
AT_DESK = {**TYPED, "channel": "counter", "received_on": "2026-11-20"}
TITLES = {"title_ar": "ميزانية 2025", "title_fr": "Budget 2025", "language": "ar"}


# Entered for somebody


def test_staff_enter_what_came_on_the_national_portal(answerer, commune):
    desk = sign_in(answerer)
    assert ENTER in [entry["url"] for entry in desk.get("/backoffice/").context["filings"]]
    missing = desk.post(ENTER, {**AT_DESK, "channel": "chafafiya"})
    assert list(missing.context["form"].errors) == ["external_reference"]
    desk.post(ENTER, {**AT_DESK, "channel": "chafafiya", "external_reference": "ch-٢٠٢٦/77"})
    case = InformationRequest.objects.get()
    assert (case.channel, case.external_system, case.external_reference) == ("chafafiya", "chafafiya", "CH-2026/77")
    assert (case.received_on.isoformat(), case.filed_by) == ("2026-11-20", answerer)
    page = desk.get(case_url(case))
    assert "https://www.chafafiya.ma" in page.content.decode()
    assert "CH-2026/77" in text_of(page)
    twice = desk.post(ENTER, {**AT_DESK, "channel": "chafafiya", "external_reference": "CH-2026/77"})
    assert case_url(case) in twice.content.decode()
    assert InformationRequest.objects.count() == 1


def test_the_desk_says_why_it_asks_no_identity_number(answerer, commune):
    desk = sign_in(answerer)
    assert "autorisation de la CNDP" in text_of(desk.get(ENTER))
    commune.cndp_authorisation = "A-1"
    commune.save()
    assert "autorisation de la CNDP" not in text_of(desk.get(ENTER))


def test_who_does_not_take_filings_does_not_enter_requests(desk, reader, commune):
    assert desk.get(ENTER).status_code == 403
    assert reader.get(ENTER).status_code == 302


def test_what_goes_with_the_answer_to_a_request_is_documents_and_not_photos(officer, commune):
    desk, labels = sign_in(officer), ("Documents joints à la réponse", "Photos après travaux")
    request, complaint = ask_information(commune), file_complaint(commune)
    for case, says in ((request, (True, False)), (complaint, (False, True))):
        page = text_of(desk.get(case_url(case, "answer")))
        assert tuple(label in page for label in labels) == says, case


def test_requests_stand_in_the_inbox_and_in_a_register_of_their_own(answerer, officer, commune):
    case = ask_information(commune)
    assert case.reference in text_of(sign_in(answerer).get("/backoffice/cases/"))
    register = sign_in(officer).get("/backoffice/register/?model=communications.informationrequest")
    assert case.reference in text_of(register)


# Published in the library


@pytest.fixture
def given(commune, answerer):
    return give(ask_information(commune), by=answerer)


def publish(user, case, *files, **changes):
    collection = Collection.objects.of(case.commune_id).first()
    return act(user, case, "publish-answer", collection=collection.pk, **TITLES, files=files, **changes)


def test_what_one_person_was_given_goes_into_the_library_once_a_publisher_has_read_it(given, answerer, publisher):
    answer = publish(answerer, given, paper())
    assert answer.status_code == 302
    document = Document.objects.get()
    assert (document.title_fr, document.publish_at, document.dated_on) == ("Budget 2025", None, NOW.date())
    assert [file.language for file in document.files.all()] == ["ar"]
    address = in_language("fr", "cases:case", given.reference)
    assert "La réponse dans la bibliothèque" not in text_of(opened(given).get(address))
    words = {"summary_ar": "الميزانية", "summary_fr": "Le budget", "contact_ar": "ا", "contact_fr": "c"}
    Document.objects.filter(pk=document.pk).update(**words)
    publishing.publish(Document.objects.get(), by=publisher, at=NOW)
    assert "La réponse dans la bibliothèque" in text_of(opened(given).get(address))


def test_it_is_published_once(given, answerer):
    publish(answerer, given, paper())
    assert sign_in(answerer).get(case_url(given, "publish-answer")).status_code == 409
    facts = {"collection": Collection.objects.first(), "dated_on": NOW.date(), **TITLES}
    with pytest.raises(ForbiddenMove):
        requesting.publish_answer(given, by=answerer, at=NOW, token=UUID(int=1), **facts)
    assert Document.objects.count() == 1


@pytest.mark.parametrize("files", [(), "photo", "two"])
def test_one_pdf_is_needed(given, answerer, files):
    sent = {"photo": (photo(),), "two": (paper(), photo())}.get(files, ())
    assert list(publish(answerer, given, *sent).context["form"].errors) == ["files"]
    assert not Document.objects.exists()


def test_what_was_refused_is_not_offered(commune, answerer):
    refused = give(ask_information(commune), by=answerer, outcome="refused", ground=make_ground(commune))
    assert sign_in(answerer).get(case_url(refused, "publish-answer")).status_code == 409


# Figures, subjects


def test_everybody_reads_what_became_of_the_requests(reader, commune, answerer):
    assert "Personne n'a demandé" in text_of(reader.get(FIGURES)).replace("&#x27;", "'")
    give(ask_information(commune), by=answerer)
    give(ask_information(commune), by=answerer, outcome="refused", ground=make_ground(commune))
    ask_information(commune, urgent=True, urgent_reason="خطر")
    file_complaint(commune)
    counting.count(commune, at=NOW)
    page = reader.get(FIGURES)
    tables = {part["table"].name: part["table"] for part in page.context["parts"]}
    assert [(row.label, row.cells) for row in tables["replies"].rows] == [
        ("Information donnée", [1]),
        ("Information refusée", [1]),
    ]
    assert page.context["board"].whole.received == 3
    assert "samira" not in page.content.decode().lower()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_figures_cost_the_same_however_many_there_are(reader, commune, rows):
    for _ in range(rows):
        ask_information(commune)
    counting.count(commune, at=NOW)
    reader.get(FIGURES)
    with CaptureQueriesContext(connection) as asked:
        reader.get(FIGURES)
    assert len(asked) == 7


def test_a_subject_is_given_to_another_department_in_the_configuration(commune):
    admin = sign_in(make_member(commune, "administrator"))
    roads = commune.departments.get(code="roads")
    subject = AskedSubject.objects.get(model="communications.informationrequest")
    save(admin, AskedSubject, "change", subject.pk, department=roads.pk)
    assert ask_information(commune).department == roads


def test_a_topic_is_corrected_to_one_for_the_same_cases_alone(commune, answerer):
    case = ask_information(commune)
    make_subject(commune, "budget", name_fr="Budget")
    form = sign_in(answerer).get(case_url(case, "correct")).context["form"]
    offered = {row.model for row in form.fields["topic"].queryset}
    assert offered == {"communications.informationrequest"}
