"""Following a case: who may open it, what its citizen reads there, and what the citizen may do."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.html import escape

from portal.cases.codes import tracking_code
from portal.cases.models import Case, Upload
from portal.cases.services import correspondence, decisions, lifecycle, sweep, uploads
from portal.cases.services.splitting import split
from tests.fixtures.builders import NOW, file_complaint, make_category
from tests.fixtures.citizens import in_language, later, opened, photo, voice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def page_of(client, case, lang="fr"):
    answer = client.get(in_language(lang, "cases:case", case.reference))
    assert answer.status_code == 200
    return answer.content.decode()


def titles(client, case):
    """The timeline of the page, the newest first."""
    answer = client.get(in_language("fr", "cases:case", case.reference))
    return [entry.title for entry in answer.context["entries"]]


def say(words):
    with translation.override("fr"):
        return translation.gettext(words)


def give(client, reference, code, lang="ar"):
    return client.post(in_language(lang, "cases:track"), {"reference": reference, "code": code})


# Opening


@pytest.mark.parametrize(
    "typed",
    [
        lambda r, c: (r, c),
        lambda r, c: (r.lower(), c.lower()),
        lambda r, c: (r.replace("-", " "), c.replace("-", " ")),
        lambda r, c: (r.replace("-", ""), c.replace("-", "")),
        lambda r, c: ("LAR 2026 1", f"  {c} "),
        lambda r, c: ("LAR-٢٠٢٦-٠٠٠٠٠١", c.translate(str.maketrans("234567", "٢٣٤٥٦٧"))),
        lambda r, c: (r, c.replace("O", "0").replace("I", "1").replace("B", "8")),
        lambda r, c: (f"\u200f{r}\u2069", c.replace("-", "–")),
    ],
)
def test_reference_and_code_open_the_case_however_they_are_typed(client, complaint, typed):
    answer = give(client, *typed(complaint.reference, tracking_code(complaint)))
    assert answer.url == in_language("ar", "cases:case", complaint.reference)
    assert complaint.description in page_of(client, complaint)


def test_an_unknown_reference_and_a_wrong_code_get_the_same_answer(client, complaint):
    wrong = give(client, complaint.reference, "AAAA-BBBB-CCCC-DDDD")
    unknown = give(client, "LAR-2026-000999", "AAAA-BBBB-CCCC-DDDD")
    foreign = give(client, "TNG-2026-000001", "AAAA-BBBB-CCCC-DDDD")
    pages = {re.sub(r"csrfmiddlewaretoken\" value=\"\w+|(LAR|TNG)-2026-\d+", "", a.content.decode())
             for a in (wrong, unknown, foreign)}  # fmt: skip
    assert len(pages) == 1
    assert [a.status_code for a in (wrong, unknown, foreign)] == [200, 200, 200]
    assert "sessionid" not in wrong.cookies


def test_they_take_the_same_work(client, complaint):
    spent = []
    for reference in (complaint.reference, "LAR-2026-000999"):
        with CaptureQueriesContext(connection) as queries:
            give(client, reference, "AAAA-BBBB-CCCC-DDDD")
        spent.append([re.sub(r"LAR-2026-\d+", "", query["sql"]) for query in queries])
    assert spent[0] == spent[1]


@pytest.mark.parametrize("typed", ["", "hello", "LAR", "2026-000001", "LAR-2026-", "\x00", "LAR-2026-" + "9" * 40])
def test_what_has_not_the_shape_of_a_reference_is_told(client, complaint, typed):
    answer = give(client, typed, tracking_code(complaint))
    assert list(answer.context["form"].errors) == ["reference"]


@pytest.mark.parametrize("typed", ["", "ABCD", "AAAA-BBBB-CCCC-DDD", "😀" * 16, "A" * 17, "\x00" * 16])
def test_a_code_that_is_not_whole_is_told(client, complaint, typed):
    answer = give(client, complaint.reference, typed)
    assert list(answer.context["form"].errors) == ["code"]


def test_the_code_of_one_case_opens_no_other(client, commune, complaint):
    second = file_complaint(commune)
    give(client, second.reference, tracking_code(complaint))
    assert client.get(in_language("ar", "cases:case", second.reference)).status_code == 302


def test_a_new_code_shuts_the_sessions_of_the_old_one(complaint):
    citizen = opened(complaint)
    page_of(citizen, complaint)
    Case.objects.filter(pk=complaint.pk).update(code_version=2)
    assert citizen.get(in_language("fr", "cases:case", complaint.reference)).status_code == 302


def test_without_the_right_every_address_of_a_case_leads_to_the_form_with_its_number(client, complaint):
    for name in ("case", "receipt", "receipt_pdf", "withdraw"):
        known = client.get(in_language("fr", f"cases:{name}", complaint.reference))
        unknown = client.get(in_language("fr", f"cases:{name}", "LAR-2026-000999"))
        assert known.url.replace(complaint.reference, "") == unknown.url.replace("LAR-2026-000999", "")
    page = client.get(known.url).content.decode()
    assert f'value="{complaint.reference}"' in page


def test_who_has_the_case_open_already_is_not_asked_again(complaint):
    citizen = opened(complaint)
    answer = citizen.get(in_language("fr", "cases:track"), {"reference": complaint.reference})
    assert answer.url == in_language("fr", "cases:case", complaint.reference)


def test_a_citizen_of_one_commune_opens_nothing_in_another(complaint, other_commune):
    theirs = file_complaint(other_commune)
    citizen = opened(complaint)
    there = {"host": "tng.localhost"}
    assert citizen.get(in_language("fr", "cases:case", complaint.reference), headers=there).status_code == 302
    assert citizen.get(in_language("fr", "cases:case", theirs.reference), headers=there).status_code == 302


def test_leaving_shuts_the_case_on_this_device(complaint):
    citizen = opened(complaint)
    citizen.post(in_language("fr", "cases:leave", complaint.reference))
    assert citizen.get(in_language("fr", "cases:case", complaint.reference)).status_code == 302


def test_staff_are_led_to_their_own_page_of_the_case(client, clerk, complaint):
    client.force_login(clerk)
    answer = client.get(in_language("fr", "cases:case", complaint.reference))
    assert answer.url == f"/backoffice/cases/{complaint.reference}/"


# Reading


def test_the_page_says_the_day_the_days_left_and_their_sum(complaint, now):
    citizen = opened(complaint)
    now.move_to(later(days=10))
    page = page_of(citizen, complaint)
    assert "22\u00a0janvier 2027" in page
    assert "<b>50</b>" in page
    assert re.search(r"60\D{1,3}(jours|days)", page)


def test_the_timeline_tells_what_happened_and_nothing_internal(commune, complaint, clerk):
    roads = commune.departments.get(code="roads")
    lifecycle.take(complaint, by=clerk, at=later(hours=1))
    correspondence.note(complaint, by=clerk, at=later(hours=2), text="سر بين الموظفين")
    correspondence.consult(
        complaint, by=clerk, at=later(hours=2), department=roads, question="سؤال داخلي", due_on=date(2026, 12, 1)
    )
    correspondence.write(complaint, by=clerk, at=later(hours=3), text="سنمر غدا")
    lifecycle.plan(complaint, by=clerk, at=later(hours=4), on=date(2026, 12, 3))
    lifecycle.answer(complaint, by=clerk, at=later(hours=5), outcome="resolved", text="تم الإصلاح")
    citizen = opened(complaint)
    page = page_of(citizen, complaint)
    assert "سر بين الموظفين" not in page and "سؤال داخلي" not in page
    assert clerk.name_latin not in page and clerk.email not in page
    assert page.index("تم الإصلاح") < page.index("سنمر غدا") < page.rindex(complaint.description)
    assert page.count("تم الإصلاح") == 1
    assert "jeudi 3\u00a0décembre 2026" in page


def test_an_internal_target_is_never_shown(commune):
    case = file_complaint(commune, category=make_category(commune, code="fast", internal_days=3))
    assert case.deadlines.count() == 2
    page = page_of(opened(case), case)
    assert "22\u00a0janvier 2027" in page and "26\u00a0novembre 2026" not in page


def test_a_late_answer_is_called_late(complaint, now):
    now.move_to(later(days=62))
    sweep.enforce(at=later(days=62))
    citizen = opened(complaint)
    assert "is-late" in page_of(citizen, complaint)
    assert say("The promised day passed without an answer") in titles(citizen, complaint)


def test_an_answer_in_time_is_called_in_time(complaint, clerk):
    lifecycle.answer(complaint, by=clerk, at=later(days=3), outcome="resolved", text="تم")
    assert escape(say("That was in time.")) in page_of(opened(complaint), complaint)


def test_the_photo_of_an_answer_stands_with_it(complaint, clerk):
    token = uuid4()
    uploads.keep(complaint.commune, token=token, files=[photo("after.jpg")], at=NOW)
    lifecycle.answer(complaint, by=clerk, at=NOW, outcome="resolved", text="تم", token=token)
    page = page_of(opened(complaint), complaint)
    assert page.index("after.jpg") < page.index("h-story")


def test_a_passed_on_case_names_the_department_that_has_it(commune, complaint, clerk):
    lifecycle.transfer(complaint, by=clerk, at=NOW, department=commune.departments.get(code="roads"))
    assert "Service roads" in page_of(opened(complaint), complaint)


def test_a_split_case_names_its_part(commune, complaint, clerk):
    part = split(
        complaint, by=clerk, at=NOW, subject="حفرة", description="حفرة", topic=complaint.topic,
        department=commune.departments.get(code="roads"),
    )  # fmt: skip
    page = page_of(opened(complaint), complaint)
    assert part.reference in page
    assert opened(complaint).get(in_language("fr", "cases:case", part.reference)).status_code == 302


def test_reading_a_case_takes_the_same_queries_with_one_message_and_with_thirty(complaint, clerk):
    citizen = opened(complaint)
    here = {"host": "lar.localhost"}
    address = in_language("fr", "cases:case", complaint.reference)

    def spent():
        with CaptureQueriesContext(connection) as queries:
            assert citizen.get(address, headers=here).status_code == 200
        return len(queries)

    correspondence.write(complaint, by=clerk, at=NOW, text="1")
    with_one = spent()
    for n in range(29):
        correspondence.write(complaint, by=clerk, at=later(minutes=n), text="x")
    assert spent() == with_one <= 19


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


def test_every_page_of_a_case_forbids_to_be_kept_by_others(complaint):
    citizen = opened(complaint)
    for name in ("case", "receipt", "receipt_pdf", "withdraw"):
        answer = citizen.get(in_language("fr", f"cases:{name}", complaint.reference))
        assert "no-store" in answer["Cache-Control"], name


def test_the_session_holds_ids_and_no_personal_text(complaint):
    citizen = opened(complaint)
    assert dict(citizen.session) == {"cases": {str(complaint.pk): 1}}


def test_a_session_remembers_the_last_fifty_cases(commune, complaint):
    citizen = opened(complaint)
    session = citizen.session
    session["cases"] = {str(10_000 + n): 1 for n in range(50)}
    session.save()
    give(citizen, complaint.reference, tracking_code(complaint))
    assert len(citizen.session["cases"]) == 50 and str(complaint.pk) in citizen.session["cases"]
