"""What a citizen does with an open case: reply, take back, object."""

from datetime import date

import pytest
from django.utils.html import escape

from portal.cases.models import Case, Upload
from portal.cases.services import correspondence, decisions, lifecycle
from tests.cases.pages import page_of, say, titles
from tests.fixtures.builders import NOW, file_complaint
from tests.fixtures.citizens import in_language, later, opened, photo, voice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

# Replying


def reply_to(client, case, lang="fr", **fields):
    return client.post(in_language(lang, "cases:reply", case.reference), {"text": "قرب المدرسة", **fields})


def asked(complaint, clerk, days=5):
    return correspondence.ask(complaint, by=clerk, at=later(days=days), text="أي زقاق؟")


def test_a_question_stands_on_top_with_its_day(complaint, clerk, now):
    asked(complaint, clerk)
    now.move_to(later(days=6))
    page = page_of(opened(complaint), complaint)
    assert page.index("أي زقاق؟") < page.index("h-story")
    assert "lundi 28\u00a0décembre 2026" in page
    assert "is-held" in page and "<b>55</b>" in page


def test_the_reply_lets_the_rest_of_the_time_run(complaint, clerk, now):
    asked(complaint, clerk)
    now.move_to(later(days=15))
    citizen = opened(complaint)
    assert reply_to(citizen, complaint).status_code == 302
    case = Case.objects.get(pk=complaint.pk)
    assert case.state == "in_progress"
    assert case.deadlines.get().last_on == date(2027, 2, 1)
    assert "قرب المدرسة" in page_of(citizen, complaint)


def test_what_an_answer_today_would_mean_is_what_it_then_means(complaint, clerk, now):
    asked(complaint, clerk)
    now.move_to(later(days=15))
    citizen = opened(complaint)
    assert "1er\u00a0février 2027" in page_of(citizen, complaint)
    reply_to(citizen, complaint)
    assert complaint.deadlines.get().last_on == date(2027, 2, 1)


def test_a_photo_or_a_recording_is_a_reply_too(complaint):
    citizen = opened(complaint)
    assert reply_to(citizen, complaint, text="", files=[photo(), voice()]).status_code == 302
    message = complaint.messages.get()
    assert sorted(message.attachments.values_list("kind", flat=True)) == ["audio", "photo"]
    assert "<audio" in page_of(citizen, complaint)


@pytest.mark.parametrize("fields", [{"text": ""}, {"text": "😀"}, {"text": "a\x00b"}, {"text": "ك" * 5001}])
def test_a_reply_that_says_nothing_is_refused_and_stays(complaint, fields):
    answer = reply_to(opened(complaint), complaint, **fields)
    assert answer.status_code == 200
    assert list(answer.context["reply"].errors) == ["text"]
    assert fields["text"].replace("\x00", "") in answer.content.decode()
    assert not complaint.messages.exists()


def test_a_refused_file_of_a_reply_is_named_and_the_good_one_kept(complaint):
    citizen = opened(complaint)
    bad = photo("bad.jpg")
    bad.file.truncate(200)
    answer = reply_to(citizen, complaint, files=[photo("good.jpg"), bad])
    assert list(answer.context["reply"].errors) == ["files"]
    assert [file.name for file in answer.context["reply"].kept] == ["good.jpg"]
    token, key = answer.context["reply"]["submission_token"].value(), answer.context["reply"].kept[0].key
    emptied = reply_to(citizen, complaint, submission_token=token, remove=key)
    assert emptied.context["reply"].kept == [] and "قرب المدرسة" in emptied.content.decode()
    assert not Upload.objects.exists()


def test_the_button_pressed_twice_is_one_message(complaint, now):
    citizen = opened(complaint)
    reply_to(citizen, complaint)
    reply_to(citizen, complaint)
    assert complaint.messages.count() == 1
    now.move_to(later(minutes=10))
    reply_to(citizen, complaint)
    assert complaint.messages.count() == 2


def test_a_closed_case_takes_no_message(complaint, clerk):
    citizen = opened(complaint)
    lifecycle.answer(complaint, by=clerk, at=NOW, outcome="resolved", text="تم")
    answer = citizen.post(in_language("fr", "cases:reply", complaint.reference), {"text": "لا"}, follow=True)
    assert escape(say("This case takes no more messages.")) in answer.content.decode()
    assert not complaint.messages.exists()


def test_a_case_that_was_not_completed_comes_back_to_work_by_a_reply(complaint, clerk, now):
    asked(complaint, clerk)
    lifecycle.answer(complaint, by=None, at=later(days=36), outcome="not_completed", text="لم نتوصل بشيء")
    now.move_to(later(days=40))
    citizen = opened(complaint)
    assert reply_to(citizen, complaint).status_code == 302
    assert Case.objects.get(pk=complaint.pk).state == "in_progress"
    assert complaint.deadlines.get().state == "running"


def test_the_address_of_a_form_that_came_back_shows_the_case(complaint):
    citizen = opened(complaint)
    for name in ("reply", "object"):
        answer = citizen.get(in_language("ar", f"cases:{name}", complaint.reference))
        assert answer.url == in_language("ar", "cases:case", complaint.reference)


def test_nobody_replies_without_the_code(client, complaint):
    assert reply_to(client, complaint).url.startswith(in_language("fr", "cases:track"))
    assert not complaint.messages.exists()


# Taking back, objecting


def test_taking_back_asks_first_then_ends_the_case_without_an_answer(complaint):
    citizen = opened(complaint)
    address = in_language("fr", "cases:withdraw", complaint.reference)
    assert citizen.get(address).status_code == 200
    assert Case.objects.get().state == "received"
    citizen.post(address)
    case = Case.objects.get()
    assert (case.state, case.deadlines.get().state) == ("closed", "voided")
    assert say("You took your message back") in titles(citizen, complaint)


def test_what_is_answered_cannot_be_taken_back(complaint, clerk):
    citizen = opened(complaint)
    lifecycle.answer(complaint, by=clerk, at=NOW, outcome="resolved", text="تم")
    for method in (citizen.get, citizen.post):
        answer = method(in_language("fr", "cases:withdraw", complaint.reference), follow=True)
        assert escape(say("This case is answered or closed already: there is nothing to take back.")) in (
            answer.content.decode()
        )
    assert Case.objects.get().state == "answered"


@pytest.fixture
def noted(complaint, officer):
    """A withdrawal that staff entered for the citizen."""
    return decisions.withdraw_for(complaint, by=officer, at=NOW, text="صرح بذلك في الشباك")


def object_to(client, case, text="لم أسحبها"):
    return client.post(in_language("fr", "cases:object", case.reference), {"objection": text}, follow=True)


def test_a_decision_is_shown_with_its_reason_and_the_day_to_object(complaint, noted):
    page = page_of(opened(complaint), complaint)
    assert "صرح بذلك في الشباك" in page
    assert "8\u00a0décembre 2026" in page


def test_an_objection_in_time_brings_the_case_and_its_promise_back(complaint, noted):
    citizen = opened(complaint)
    page = object_to(citizen, complaint).content.decode()
    assert "لم أسحبها" in page and "22\u00a0janvier 2027" in page
    assert Case.objects.get().state == "in_progress"


def test_an_objection_needs_words(complaint, noted):
    answer = object_to(opened(complaint), complaint, text="  ")
    assert list(answer.context["objection"].errors) == ["objection"]
    assert Case.objects.get().state == "closed"


def test_an_objection_too_late_or_twice_is_told(complaint, noted, now):
    citizen = opened(complaint)
    object_to(citizen, complaint)
    words = escape(say("The time to object is over, or your objection has reached us already."))
    assert words in object_to(citizen, complaint).content.decode()
    other = file_complaint(complaint.commune)
    decisions.withdraw_for(other, by=noted.by, at=NOW, text="صرح بذلك")
    now.move_to(later(days=16))
    assert words in object_to(opened(other), other).content.decode()
