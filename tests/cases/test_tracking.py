"""Following a case: who may open it, what its citizen reads there, and what the citizen may do."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from portal.cases.codes import tracking_code
from portal.cases.models import Case
from portal.cases.services import correspondence, lifecycle, sweep, uploads
from portal.cases.services.splitting import split
from tests.cases.pages import page_of, say, titles
from tests.fixtures.builders import NOW, file_complaint, make_category
from tests.fixtures.citizens import in_language, later, opened, photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


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
