"""How a citizen is reached: corrected without a trace of the address, and nobody left who should not read on."""

from datetime import timedelta

import pytest
from django.test import Client

from portal.cases.codes import is_code_of, tracking_code
from portal.cases.models import Case, ContactEvent
from portal.cases.models.case import ForbiddenMove
from portal.cases.services import contacts, correspondence, lifecycle, reach
from portal.notifications import rendering
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, file_complaint
from tests.fixtures.desk import fresh, sign_in

NEW, OLD = "new@example.org", "old@example.org"
PHONE = "+212612345678"


@pytest.fixture
def case(commune):
    return file_complaint(commune, email=OLD)


def sent(template):
    return Notification.objects.filter(template=f"cases/mail/{template}")


def correct(case, by, **changed):
    given = {"phone": case.phone, "email": case.email, **changed}
    contacts.correct(case, by=by, at=NOW + timedelta(hours=1), **given)


def test_a_new_address_gets_a_new_code_and_the_old_one_a_farewell(case, clerk):
    old_code = tracking_code(case)
    sent("receipt").update(sent_at=NOW, next_try_at=None)
    correct(case, clerk, email=NEW)
    assert (fresh(case).email, fresh(case).code_version) == (NEW, 2)
    assert not is_code_of(fresh(case), old_code)
    assert [row.recipient for row in sent("contact_corrected")] == [NEW]
    assert [row.recipient for row in sent("contact_gone")] == [OLD]
    assert tracking_code(fresh(case)) in rendering.render(sent("contact_corrected").get()).text


def test_the_farewell_says_nothing_of_the_case(case, clerk):
    correct(case, clerk, email=NEW)
    text = str(vars(rendering.render(sent("contact_gone").get())))
    for secret in (case.reference, case.subject, case.name, NEW, tracking_code(fresh(case))):
        assert secret not in text


def test_a_first_address_needs_no_new_code_and_no_farewell(commune, clerk):
    case = file_complaint(commune, email="", channel="counter", by=clerk)
    correct(case, clerk, phone=PHONE)
    assert fresh(case).code_version == 1
    assert sent("contact_corrected").get().channel == "sms"
    assert not sent("contact_gone").exists()


def test_what_waited_for_the_wrong_address_goes_to_the_right_one(case, clerk):
    correspondence.write(case, by=clerk, at=NOW, text="نشتغل")
    correct(case, clerk, email="", phone=PHONE)
    waiting = Notification.objects.filter(next_try_at__isnull=False)
    assert {(row.template.rpartition("/")[2], row.recipient) for row in waiting} == {
        ("receipt", PHONE), ("message", PHONE), ("contact_corrected", PHONE), ("contact_gone", OLD),
    }  # fmt: skip
    assert {row.channel for row in waiting.filter(recipient=PHONE)} == {"sms"}


def test_without_any_address_left_the_case_stands_as_not_reached(case, clerk):
    correct(case, clerk, email="")
    reach.note_unreached(since=NOW)
    assert fresh(case).unreached_at
    assert not Notification.objects.filter(recipient=OLD, next_try_at__isnull=False).exclude(
        template="cases/mail/contact_gone"
    )


def test_the_answer_that_did_not_arrive_is_sent_again_once(case, clerk):
    lifecycle.answer(case, by=clerk, at=NOW, outcome="resolved", text="تم")
    Notification.objects.update(next_try_at=None, given_up_at=NOW)
    reach.note_unreached(since=NOW)
    case = fresh(case)
    correct(case, clerk, email=NEW)
    assert fresh(case).unreached_at is None
    assert [row.recipient for row in sent("answer").filter(given_up_at=None)] == [NEW]


def test_an_answer_that_still_waits_is_not_sent_twice(case, clerk):
    lifecycle.answer(case, by=clerk, at=NOW, outcome="resolved", text="تم")
    correct(fresh(case), clerk, email=NEW)
    assert [row.recipient for row in sent("answer")] == [NEW]


def test_an_open_question_is_asked_again(case, clerk):
    correspondence.ask(case, by=clerk, at=NOW, text="أين؟")
    Notification.objects.update(next_try_at=None, sent_at=NOW)
    correct(fresh(case), clerk, email=NEW)
    assert [row.recipient for row in sent("question").filter(sent_at=None)] == [NEW]


def test_history_holds_no_address(case, clerk):
    correct(case, clerk, email=NEW, phone=PHONE)
    events = ContactEvent.objects.filter(case=case.pk)
    assert [event.what for event in events] == ["phone_corrected", "email_corrected", "code_renewed"]
    rows = str([list(model.objects.values()) for model in (ContactEvent, type(case.moves.first()))])
    assert not any(word in rows for word in (NEW, OLD, PHONE))


def test_the_case_is_found_by_the_new_phone_only(commune, clerk):
    case = file_complaint(commune, phone="+212611111111", email="")
    correct(case, clerk, phone=PHONE)
    assert list(Case.objects.matching(PHONE)) == [fresh(case)]
    assert not Case.objects.matching("611111111").exists()


def test_of_two_who_correct_together_one_wins(case, clerk, officer):
    other = fresh(case)
    correct(case, clerk, email=NEW)
    with pytest.raises(ForbiddenMove):
        correct(other, officer, email="third@example.org")
    assert fresh(case).email == NEW


def test_nothing_changed_writes_nothing(case, clerk):
    correct(case, clerk)
    assert not ContactEvent.objects.exists()
    assert fresh(case).code_version == 1


@pytest.mark.usefixtures("now")
def test_a_new_code_shuts_out_who_had_the_old_one(case, clerk):
    citizen = Client(headers={"host": "lar.localhost"})
    opened = {"reference": case.reference, "code": tracking_code(case)}
    assert citizen.post("/fr/track/", opened, follow=True).status_code == 200
    page = f"/fr/cases/{case.reference}/"
    assert citizen.get(page).status_code == 200
    contacts.renew_code(case, by=clerk, at=NOW)
    assert citizen.get(page).status_code != 200
    assert [row.recipient for row in sent("new_code")] == ["old@example.org"]
    assert citizen.post("/fr/track/", opened).status_code == 200, "the old code opens nothing"
    assert citizen.post("/fr/track/", {**opened, "code": tracking_code(fresh(case))}).status_code == 302
    assert ContactEvent.objects.get().what == "code_renewed"


@pytest.mark.usefixtures("now", "watched")
def test_a_code_made_by_staff_is_printed_on_the_receipt(case, clerk):
    contacts.renew_code(case, by=clerk, at=NOW)
    assert tracking_code(fresh(case)) in sign_in(clerk).get(f"/fr/cases/{case.reference}/receipt/").content.decode()
