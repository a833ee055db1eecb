"""The page of a case: what it shows, to whom, and what may be done from it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from portal.cases.models import Case
from portal.cases.services import contacts, correspondence, decisions, lifecycle, responses, splitting, sweep, uploads
from tests.fixtures.builders import NOW, file_complaint, make_member
from tests.fixtures.citizens import photo, voice
from tests.fixtures.desk import case_url, fresh, sign_in, text_of

pytestmark = pytest.mark.usefixtures("now", "watched")


def page_of(user, case):
    return sign_in(user).get(case_url(case))


def offered(user, case):
    found = page_of(user, case).context["actions"]
    actions = [found["primary"], *found["main"], *found["other"], *found["words"], *found["decision"]]
    return {action.name for action in actions if action}


def test_what_may_not_be_seen_does_not_exist(commune, complaint):
    assert page_of(make_member(commune, "clerk", "roads"), complaint).status_code == 404
    assert sign_in(make_member(commune, "director")).get("/backoffice/cases/LAR-2026-999999/").status_code == 404


def test_a_case_of_another_commune_does_not_exist(other_commune, commune, director):
    theirs = file_complaint(other_commune)
    assert page_of(director, theirs).status_code == 404
    assert sign_in(director).get(case_url(theirs, "answer")).status_code == 404


def test_it_tells_the_whole_story(commune, clerk, officer, director):
    token = uuid4()
    case = file_complaint(commune, description="العمود مائل", address="قرب المسجد", latitude=35.19, longitude=-6.15)
    uploads.keep(commune, token=token, files=[photo("mur.jpg"), voice("note.ogg")], at=NOW)
    uploads.attach(case, token=token, by=None, at=NOW)
    lifecycle.take(case, by=clerk, at=NOW)
    correspondence.note(case, by=clerk, at=NOW, text="à vérifier sur place")
    correspondence.write(case, by=clerk, at=NOW, text="سنمر غدا")
    roads = commune.departments.get(code="roads")
    correspondence.consult(case, by=clerk, at=NOW, department=roads, question="Qui ?", due_on=date(2026, 12, 1))
    correspondence.reply_to_consultation(case.consultations.get(), by=director, at=NOW, text="Nous")
    correspondence.ask(case, by=clerk, at=NOW, text="أي عمود؟")
    correspondence.reply(case, at=NOW + timedelta(days=2), text="الثالث")
    lifecycle.plan(case, by=clerk, at=NOW, on=date(2026, 12, 3))
    page = page_of(clerk, case)
    text, markup = text_of(page), page.content.decode()
    said = [
        "العمود مائل",
        "قرب المسجد",
        "à vérifier",
        "سنمر غدا",
        "Qui ?",
        "Nous",
        "أي عمود؟",
        "الثالث",
        "3 décembre 2026",
    ]
    assert [words for words in said if words not in text] == []
    keys = list(case.attachments.values_list("key", flat=True))
    assert all(f"/files/{key}/" in markup for key in keys)
    assert "<audio" in markup
    assert 'data-pin-latitude="35.19"' in markup
    assert "مواطنة" in text


def test_the_deadline_is_shown_with_its_sum_its_basis_and_its_alerts(commune, clerk):
    case = file_complaint(commune, at=NOW - timedelta(days=31))
    sweep.enforce(at=NOW)
    text = text_of(page_of(clerk, case))
    assert "22 décembre 2026" in text
    assert "+ 60" in text
    assert "décret 2.17.265" in text
    assert "Alerte half" in text
    assert "Alerte minus7 · 16 décembre 2026" in text


def test_the_internal_target_of_a_subject_is_shown_apart(commune, clerk):
    category = commune.topics.get()
    category.internal_days = 5
    category.save()
    case = file_complaint(commune, at=NOW - timedelta(days=10))
    sweep.enforce(at=NOW)
    watched = page_of(clerk, case).context["deadlines"]
    assert [(one.is_internal, one.row.last_on) for one in watched] == [
        (False, date(2027, 1, 12)), (True, date(2026, 11, 18)),
    ]  # fmt: skip


def test_linked_cases_are_named(commune, officer):
    case = file_complaint(commune)
    part = splitting.split(
        case, by=officer, at=NOW, subject="الثاني", description="…", topic=case.topic, department=case.department
    )
    twin = file_complaint(commune)
    decisions.mark_duplicate(twin, by=officer, at=NOW, original=case, text="نفسه")
    assert {other.reference for _how, other in page_of(officer, case).context["dossier"].linked} == {
        part.reference, twin.reference,
    }  # fmt: skip
    assert case.reference in text_of(page_of(officer, fresh(twin)))


def test_only_those_who_handle_the_case_read_who_the_person_is(commune, clerk, president):
    case = file_complaint(commune, name="فاطمة بناني", phone="+212612345678", email="fatima@example.org")
    roads = make_member(commune, "clerk", "roads")
    question = {"department": commune.departments.get(code="roads"), "question": "?", "due_on": date(2026, 12, 1)}
    correspondence.consult(case, by=clerk, at=NOW, **question)
    assert "فاطمة بناني" in {fact[1] for fact in page_of(clerk, case).context["person"]}
    contacts.show(case, by=clerk, at=NOW)
    assert {"فاطمة بناني", "06 12 34 56 78", "fatima@example.org"} <= {
        fact[1] for fact in page_of(clerk, case).context["person"]
    }
    for reader in (president, roads):
        page = page_of(reader, case).content.decode()
        assert [secret for secret in ("بناني", "345678", "fatima") if secret in page] == []


HANDLING = {
    "answer",
    "take",
    "ask",
    "enter-reply",
    "plan",
    "transfer",
    "consult",
    "message",
    "note",
    "correct",
    "split",
}
DECIDING = {"change-kind", "duplicate", "withdraw"}


@pytest.mark.parametrize(
    ("role", "department", "actions"),
    [
        ("clerk", "lighting", HANDLING),
        ("head", "lighting", HANDLING | {"assign"}),
        ("complaints_officer", None, HANDLING | {"assign"} | DECIDING),
        ("director", None, HANDLING | {"assign"}),
        ("president", None, {"note"}),
        ("administrator", None, set()),
    ],
)
def test_each_role_is_offered_what_it_may_do(role, department, actions, commune, complaint):
    assert offered(make_member(commune, role, department), complaint) == actions


def test_a_consulted_department_may_reply_and_note_only(commune, clerk, complaint):
    roads = make_member(commune, "clerk", "roads")
    question = {"department": commune.departments.get(code="roads"), "question": "?", "due_on": date(2026, 12, 1)}
    correspondence.consult(complaint, by=clerk, at=NOW, **question)
    assert offered(roads, complaint) == {"reply", "note"}
    assert page_of(roads, complaint).context["actions"]["primary"].name == "reply"


def test_what_is_offered_follows_the_state(commune, clerk, complaint):
    primary = lambda: page_of(clerk, complaint).context["actions"]["primary"]  # noqa: E731
    assert primary().name == "take"
    lifecycle.take(complaint, by=clerk, at=NOW)
    assert primary().name == "answer"
    correspondence.ask(complaint, by=clerk, at=NOW, text="أين؟")
    assert not {"ask", "plan"} & offered(clerk, complaint)
    correspondence.reply(complaint, at=NOW, text="هنا")
    lifecycle.answer(complaint, by=clerk, at=NOW, outcome="resolved", text="تم")
    assert offered(clerk, complaint) == {"deliver", "enter-review", "message", "note"}
    assert "8 décembre 2026" in text_of(page_of(clerk, complaint))
    responses.accept(fresh(complaint), at=NOW)
    assert offered(clerk, complaint) == {"deliver", "message", "note"}


def test_an_answer_that_nobody_has_received_is_to_be_delivered_first(commune, clerk):
    case = file_complaint(commune, email="", channel="counter")
    lifecycle.answer(case, by=clerk, at=NOW, outcome="resolved", text="تم")
    assert page_of(clerk, fresh(case)).context["actions"]["primary"].name == "deliver"


def test_receipt_and_answers_are_there_to_print(commune, clerk, complaint):
    assert f"/fr/cases/{complaint.reference}/receipt/" in page_of(clerk, complaint).content.decode()
    lifecycle.answer(complaint, by=clerk, at=NOW, outcome="resolved", text="تم")
    assert f"/fr/cases/{complaint.reference}/answers/1.pdf" in page_of(clerk, complaint).content.decode()


def test_a_case_whose_person_was_not_reached_says_so(commune, clerk, complaint):
    Case.objects.filter(pk=complaint.pk).update(unreached_at=NOW)
    before = text_of(page_of(clerk, complaint))
    Case.objects.filter(pk=complaint.pk).update(unreached_at=None)
    assert before != text_of(page_of(clerk, complaint))


def test_what_a_citizen_typed_is_escaped_and_keeps_its_own_direction(commune, clerk):
    case = file_complaint(commune, subject="<script>alert(1)</script>", description="<img src=x onerror=alert(1)>")
    markup = page_of(clerk, case).content.decode()
    assert "<script>alert" not in markup
    assert "<img src=x" not in markup
    assert "&lt;img src=x" in markup
    assert 'dir="auto"' in markup


@pytest.mark.parametrize("times", [1, 3])
def test_the_number_of_queries_does_not_grow_with_what_was_said(times, commune, clerk, django_assert_num_queries):
    case = file_complaint(commune, at=NOW - timedelta(days=31))
    sweep.enforce(at=NOW)
    lifecycle.take(case, by=clerk, at=NOW)
    roads = commune.departments.get(code="roads")
    for _ in range(times):
        correspondence.note(case, by=clerk, at=NOW, text="x")
        correspondence.write(case, by=clerk, at=NOW, text="x")
        correspondence.consult(case, by=clerk, at=NOW, department=roads, question="?", due_on=date(2026, 12, 1))
        uploads.keep(commune, token=(token := uuid4()), files=[photo()], at=NOW)
        uploads.attach(case, token=token, by=clerk, at=NOW)
    client = sign_in(clerk)
    client.get(case_url(case))
    with django_assert_num_queries(18):
        client.get(case_url(case))
