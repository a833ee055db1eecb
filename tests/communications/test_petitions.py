"""Petitions to the council: begun, read, signed on the portal and on paper, deposited, answered within three months."""

import threading
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from communications.models import Petition, PetitionTerms, Signature, SignatureSheet
from communications.services import petitioning
from communications.services.errors import NotPossible
from portal.cases.codes import sealed
from portal.cases.models import Deadline
from portal.cases.models.case import ForbiddenMove
from portal.cases.services import contacts, erasure, lifecycle
from portal.cases.states import FAR, State
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, make_commune, make_member
from tests.fixtures.citizens import in_language, opened
from tests.fixtures.decisions import publish_decision
from tests.fixtures.desk import HOST, act, case_url, sign_in, text_of
from tests.fixtures.events import publish_event
from tests.fixtures.petitions import ASKED, begin_petition, show_petition, sign_petition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "seeded")]
FORM, LIST = "/fr/news/petitions/start/", "/fr/news/petitions/"
TYPED = {**ASKED, "public": "on", "agree": "on"}
SIGN = {"name": "Nadia", "quarter": "Hay Al Manar", "resident": "on", "email": "nadia@example.org", "agree": "on"}


@pytest.fixture
def petition(commune, answerer):
    """One that everybody can read and sign."""
    return show_petition(begin_petition(commune), by=answerer)


def page_of(petition):
    return f"{LIST}{petition.reference}/"


def again(petition):
    return Petition.objects.select_related("commune", "department", "topic").get(pk=petition.pk)


def link_of(signature):
    return f"/fr/news/petitions/signature/{sealed('signature', signature.pk)}/"


def test_from_the_form_to_the_decision_of_the_council(reader, commune, answerer, publisher):
    reader.post(FORM, TYPED)
    case = Petition.objects.get()
    assert (case.kind, case.due_at, case.department.code) == ("petition_collecting", FAR, "complaints_unit")
    assert reader.get(page_of(case)).status_code == 404, "nobody has read it yet"
    act(answerer, case, "publish", subject=ASKED["subject"], text=ASKED["description"])
    assert ASKED["subject"] in text_of(reader.get(LIST))
    assert ASKED["name"] not in reader.get(page_of(case)).content.decode()
    sign_petition(case)
    act(answerer, case, "sheet", count="230", on="2026-11-20", note="classeur 4")
    mine = opened(case)
    mine.post(f"{page_of(case)}deposit/")
    case = again(case)
    assert (case.kind, case.signed, case.online) == ("petition", 231, 1)
    assert [deadline.last_on for deadline in case.deadlines.all()] == [date(2027, 2, 23)]
    assert "23 février 2027" in text_of(mine.get(in_language("fr", "cases:case", case.reference))).replace("\xa0", " ")
    assert Notification.objects.filter(template="cases/mail/deposited").count() == 1
    receipt = text_of(mine.get(in_language("fr", "cases:receipt", case.reference))).replace("\xa0", " ")
    assert "Déposée le lundi 23 novembre 2026 Signatures 231" in receipt
    act(answerer, case, "answer", outcome="admitted", text="مقبولة.")
    assert again(case).deadlines.get().state == "met"
    dashboard = sign_in(answerer).get("/backoffice/")
    assert case_url(case, "agenda") in dashboard.content.decode(), "nobody forgets it"
    session = publish_event(commune, by=publisher, kind="session", title_fr="Session de février")
    act(answerer, case, "agenda", session=session.pk)
    assert case_url(case, "agenda") not in sign_in(answerer).get("/backoffice/").content.decode()
    shown = text_of(reader.get(page_of(case)))
    assert "Session de février" in shown
    decision = publish_decision(commune, by=publisher, session=session, title_fr="Passage piéton devant l’école")
    act(answerer, case, "decided", decision=decision.pk)
    assert "Passage piéton devant l’école" in text_of(reader.get(page_of(case)))
    assert Notification.objects.filter(template="cases/mail/on_agenda").count() == 1


def test_three_months_and_not_a_day_more(commune, answerer):
    case = begin_petition(commune)
    petitioning.deposit(case, by=None, at=NOW)
    deadline = Deadline.objects.get(case=case.pk)
    assert (deadline.kind, deadline.rule.length, deadline.rule.unit) == ("legal", 3, "months")
    assert again(case).is_overdue(deadline.due_at)
    assert not again(case).is_overdue(deadline.due_at - timedelta(microseconds=1))


def test_a_petition_is_deposited_once(commune, petition):
    petitioning.deposit(petition, by=None, at=NOW)
    with pytest.raises(ForbiddenMove):
        petitioning.deposit(again(petition), by=None, at=NOW)
    assert Deadline.objects.filter(case=petition.pk).count() == 1
    mine = opened(petition)
    assert "déjà été déposée" in text_of(mine.post(f"{page_of(petition)}deposit/", follow=True))
    assert "déjà été déposée" in text_of(mine.get(f"{page_of(petition)}deposit/"))


@pytest.mark.postgres(reason="SQLite lets one write at a time")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_deposit_at_once_one_does(commune):
    case, done = begin_petition(commune), []

    def press():
        try:
            petitioning.deposit(Petition.objects.get(pk=case.pk), by=None, at=NOW)
            done.append(True)
        except ForbiddenMove:
            done.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, True]
    assert Deadline.objects.filter(case=case.pk).count() == 1


def test_only_its_representative_deposits_it(reader, petition):
    for client in (reader, Client(headers={"host": HOST})):
        assert client.get(f"{page_of(petition)}deposit/").status_code == 404
        assert client.post(f"{page_of(petition)}deposit/").status_code == 404
    page = text_of(opened(petition).get(f"{page_of(petition)}deposit/"))
    assert "0 sur 200 signatures" in page
    assert "sera refusée" in page


def test_how_many_are_needed_is_the_commune_s_to_say(reader, commune, petition):
    PetitionTerms.objects.filter(commune=commune).update(signatures=100)
    assert "0 sur 100 signatures" in text_of(reader.get(page_of(petition)))
    PetitionTerms.objects.all().delete()
    assert petitioning.needed(commune) == 200
    with pytest.raises(IntegrityError), transaction.atomic():
        PetitionTerms.objects.create(commune=commune, signatures=0)


def test_what_is_not_deposited_is_not_answered(petition, answerer):
    desk = sign_in(answerer)
    assert desk.get(case_url(petition, "answer")).status_code == 409
    act(answerer, petition, "deposit")
    assert desk.get(case_url(petition, "answer")).status_code == 200
    assert again(petition).kind == "petition"


def test_a_refusal_says_why_and_the_public_page_says_so(reader, petition, answerer):
    petitioning.deposit(petition, by=None, at=NOW)
    silent = act(answerer, petition, "answer", outcome="not_admitted", text="")
    assert silent.status_code == 200
    act(answerer, petition, "answer", outcome="not_admitted", text="لا يكفي عدد التوقيعات.")
    case = again(petition)
    assert case.state == State.ANSWERED
    assert sign_in(answerer).get(case_url(case, "agenda")).status_code == 409
    with pytest.raises(ForbiddenMove):
        petitioning.put_on_agenda(case, by=answerer, at=NOW, session=None)
    assert "Non admise" in text_of(reader.get(page_of(case)))
    assert "Médiateur" not in text_of(opened(case).get(in_language("fr", "cases:case", case.reference)))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"subject": ""}, "subject"), ({"description": " "}, "description"), ({"name": ""}, "name"),
        ({"email": ""}, "phone"), ({"email": "x"}, "email"), ({"agree": ""}, "agree"),
        ({"subject": "x" * 141}, "subject"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_beside_it_and_what_was_typed_stays(reader, commune, wrong, field):
    answer = reader.post(FORM, {**TYPED, **wrong})
    assert list(answer.context["form"].errors) == [field]
    assert ASKED["name"] in answer.content.decode() or "name" in wrong
    assert not Petition.objects.exists()


def test_staff_enter_one_that_comes_with_its_signatures(answerer):
    desk = sign_in(answerer)
    entered = {**TYPED, "email": "", "channel": "counter", "received_on": "2026-11-20", "on_paper": "212"}
    desk.post(f"{FORM}?for=citizen", entered)
    case = Petition.objects.get()
    assert (case.kind, case.on_paper, case.received_on) == ("petition", 212, date(2026, 11, 20))
    assert case.deadlines.get().last_on == date(2027, 2, 20)
    token = {"submission_token": str(case.submission_token)}
    desk.post(f"{FORM}?for=citizen", {**entered, **token})
    assert Petition.objects.count() == 1
    assert Client(headers={"host": HOST}).get(f"{FORM}?for=citizen").status_code == 302


def test_a_count_that_was_wrong_stays_with_its_reason(petition, answerer):
    sheet = petitioning.enter_sheet(petition, by=answerer, at=NOW, count=120, on=NOW.date())
    petitioning.enter_sheet(petition, by=answerer, at=NOW, count=80, on=NOW.date())
    assert again(petition).on_paper == 200
    act(answerer, petition, "strike-sheet", sheet=sheet.pk, why="comptées deux fois")
    assert again(petition).on_paper == 80
    assert SignatureSheet.objects.get(pk=sheet.pk).why == "comptées deux fois"
    assert "comptées deux fois" in text_of(sign_in(answerer).get(case_url(petition)))
    with pytest.raises(NotPossible):
        petitioning.strike(sheet, by=answerer, at=NOW, why="encore")
    for count in ("0", "-3", "x", ""):
        assert act(answerer, petition, "sheet", count=count, on="2026-11-20").status_code == 200
    assert act(answerer, petition, "sheet", count="5", on="2027-11-20").status_code == 200
    assert again(petition).on_paper == 80


def test_nothing_is_counted_after_the_answer(petition, answerer):
    petitioning.deposit(petition, by=None, at=NOW)
    lifecycle.answer(again(petition), by=answerer, at=NOW, outcome="not_admitted", text="نص")
    with pytest.raises(ForbiddenMove):
        petitioning.enter_sheet(again(petition), by=answerer, at=NOW, count=1, on=NOW.date())
    assert sign_in(answerer).get(case_url(petition, "sheet")).status_code == 409


def test_another_department_and_another_commune_see_nothing(commune, petition):
    other = make_commune("AUT")
    stranger = sign_in(make_member(commune, "clerk", "roads", email="roads@example.org"))
    assert stranger.get(f"/backoffice/petitions/{petition.reference}/signatures/").status_code == 404
    there = Client(headers={"host": "aut.localhost"})
    assert there.get(page_of(petition)).status_code == 404
    assert not Petition.objects.of(other).exists()


def test_names_are_read_on_the_record_alone(petition, answerer):
    sign_petition(petition, name="فدوى")
    page, desk = f"/backoffice/petitions/{petition.reference}/signatures/", sign_in(answerer)
    assert "فدوى" not in desk.get(page).content.decode()
    contacts.show(petition, by=answerer, at=NOW)
    assert "فدوى" in desk.get(page).content.decode()


def test_erasing_the_case_leaves_numbers_and_nobody(petition, answerer):
    sign_petition(petition)
    petitioning.enter_sheet(petition, by=answerer, at=NOW, count=5, on=NOW.date(), note="chez Karim")
    petitioning.deposit(petition, by=None, at=NOW)
    case = again(petition)
    lifecycle.withdraw(case, at=NOW)
    assert erasure.erase(case, by=None, at=NOW, words=True)
    assert not Signature.objects.exists()
    assert SignatureSheet.objects.get().note == ""
    assert again(case).signed == 6
    assert not Notification.objects.filter(recipient="nadia@example.org").exists()
    assert not erasure.erase(case, by=None, at=NOW, words=True)


def test_the_number_of_petitions_asks_the_database_nothing_more(reader, commune, answerer):
    counts = []
    for number in (1, 3):
        while Petition.objects.count() < number:
            show_petition(begin_petition(commune, submission_token=uuid4()), by=answerer)
        reader.get(LIST)
        with CaptureQueriesContext(connection) as caught:
            reader.get(LIST)
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_each_stage_has_its_list(reader, commune, petition, answerer):
    before, done = (show_petition(begin_petition(commune), by=answerer) for _ in range(2))
    for one in (before, done):
        petitioning.deposit(one, by=None, at=NOW)
    lifecycle.answer(again(done), by=answerer, at=NOW, outcome="not_admitted", text="نص")
    found = {
        stage: [row.reference for row in reader.get(f"{LIST}?show={stage}").context["rows"]]
        for stage in ("collecting", "deposited", "answered", "nonsense")
    }
    assert found["collecting"] == [petition.reference]
    assert found["deposited"] == [before.reference]
    assert found["answered"] == [done.reference]
    assert len(found["nonsense"]) == 3
