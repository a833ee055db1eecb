"""Each action of the case page, from its form to what it leaves behind; and what the form refuses."""

from datetime import date, timedelta

import pytest

from portal.cases.models import Case
from portal.cases.services import correspondence, lifecycle
from portal.cases.states import FAR
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, file_complaint, make_category, make_member
from tests.fixtures.citizens import photo
from tests.fixtures.desk import act, case_url, fresh, sign_in, text_of

pytestmark = pytest.mark.usefixtures("now", "watched")
TODAY = NOW.date()


def told(name):
    return Notification.objects.filter(template=f"cases/mail/{name}").count()


def test_taking_a_case_is_one_button(complaint, clerk):
    seen = complaint.moves.last().pk
    answer = sign_in(clerk).post(case_url(complaint, "take"), {"seen": seen})
    assert answer["Location"] == case_url(complaint)
    assert (fresh(complaint).state, fresh(complaint).assignee) == ("in_progress", clerk)
    assert "messages" in sign_in(clerk).get(case_url(complaint)).context


def test_looking_at_the_form_of_an_action_does_nothing(complaint, officer):
    for action in ("take", "answer", "close", "withdraw", "split"):
        sign_in(officer).get(case_url(complaint, action))
    assert fresh(complaint).state == "received"
    assert complaint.moves.count() == 1


def test_a_head_assigns_to_a_member_of_the_department_who_is_there(complaint, head, clerk):
    answer = act(head, complaint, "assign", assignee=clerk.pk)
    assert answer.status_code == 302
    assert fresh(complaint).assignee == clerk


def test_nobody_of_another_department_or_commune_or_absent_can_be_assigned(
    commune, other_commune, complaint, head, clerk
):
    away = make_member(commune, "clerk", "lighting")
    away.memberships.get().absences.create(from_on=TODAY, to_on=TODAY)
    strangers = [make_member(commune, "clerk", "roads"), make_member(other_commune, "clerk", "lighting"), away]
    for stranger in strangers:
        assert act(head, complaint, "assign", assignee=stranger.pk).status_code == 200
    assert fresh(complaint).assignee is None


def test_a_transfer_leaves_a_trace_and_the_deadline_runs_on(commune, complaint, clerk):
    due = complaint.due_at
    roads = commune.departments.get(code="roads")
    assert act(clerk, complaint, "transfer", department=roads.pk).status_code == 302
    case = fresh(complaint)
    assert (case.department, case.assignee, case.due_at) == (roads, None, due)
    assert case.moves.last().reason == "transferred"
    assert case.deadlines.get().department == roads


def test_a_department_of_another_commune_is_no_choice(other_commune, complaint, clerk):
    theirs = other_commune.departments.first()
    assert act(clerk, complaint, "transfer", department=theirs.pk).status_code == 200
    assert act(clerk, complaint, "consult", department=theirs.pk, question="?", due_on="2026-12-01").status_code == 200
    assert fresh(complaint).department.code == "lighting"


def test_a_consultation_reaches_the_department_and_its_reply_comes_back(commune, complaint, clerk):
    colleague = make_member(commune, "clerk", "roads")
    roads = commune.departments.get(code="roads")
    act(clerk, complaint, "consult", department=roads.pk, question="هل هو لكم؟", due_on="2026-11-30")
    assert told("consultation") == 1
    assert act(colleague, complaint, "reply", text="نعم، لنا").status_code == 302
    row = complaint.consultations.get()
    assert (row.reply, row.replied_by, fresh(complaint).due_at) == ("نعم، لنا", colleague, complaint.due_at)


def test_a_consultation_of_another_department_cannot_be_replied_to(commune, complaint, clerk, officer):
    roads, unit = (commune.departments.get(code=code) for code in ("roads", "complaints_unit"))
    for department in (roads, unit):
        correspondence.consult(complaint, by=clerk, at=NOW, department=department, question="?", due_on=TODAY)
    colleague = make_member(commune, "clerk", "roads")
    theirs = complaint.consultations.get(department=unit)
    assert act(colleague, complaint, "reply", consultation=theirs.pk, text="x").status_code == 200
    theirs.refresh_from_db()
    assert theirs.reply == ""


def test_asking_in_time_stops_the_count_and_the_form_says_so_before(complaint, clerk):
    page = sign_in(clerk).get(case_url(complaint, "ask"))
    assert page.context["outlook"]["stops"]
    act(clerk, complaint, "ask", text="أي عمود؟")
    assert (fresh(complaint).state, fresh(complaint).due_at) == ("incomplete", FAR)
    assert told("question") == 1


def test_asking_later_lets_the_count_run_and_the_form_says_why(commune, now, clerk):
    case = file_complaint(commune, at=NOW - timedelta(days=20))
    page = sign_in(clerk).get(case_url(case, "ask"))
    assert not page.context["outlook"]["stops"]
    assert "18 novembre 2026" in text_of(page)
    act(clerk, case, "ask", text="أي عمود؟")
    assert fresh(case).due_at == case.due_at < FAR


def test_a_second_question_says_that_the_count_was_stopped_once(complaint, clerk):
    act(clerk, complaint, "ask", text="أي عمود؟")
    correspondence.reply(fresh(complaint), at=NOW, text="الثالث")
    outlook = sign_in(clerk).get(case_url(complaint, "ask")).context["outlook"]
    assert not outlook["stops"]
    act(clerk, complaint, "ask", text="وأي زقاق؟")
    assert fresh(complaint).state == "in_progress"


def test_what_was_said_at_the_counter_lets_the_count_run_again(complaint, clerk):
    correspondence.ask(complaint, by=clerk, at=NOW, text="أي عمود؟")
    assert act(clerk, complaint, "enter-reply", text="الثالث، قاله في الشباك").status_code == 302
    assert fresh(complaint).state == "in_progress"
    message = complaint.messages.last()
    assert (message.inbound, message.by) == (True, clerk)


def test_an_intervention_is_planned_and_told(complaint, clerk):
    assert act(clerk, complaint, "plan", on="2026-12-03").status_code == 302
    case = fresh(complaint)
    assert (case.state, case.planned_on, case.due_at) == ("planned", date(2026, 12, 3), complaint.due_at)
    assert told("planned") == 1


@pytest.mark.parametrize("typed", ["2026-11-22", "", "hier", "31/31/2026"])
def test_an_intervention_is_never_planned_in_the_past_or_without_a_day(typed, complaint, clerk):
    page = act(clerk, complaint, "plan", on=typed)
    assert page.status_code == 200
    assert page.context["form"].errors["on"]
    assert fresh(complaint).state == "received"


def test_an_answer_ends_the_wait_and_tells_the_person(complaint, clerk):
    assert act(clerk, complaint, "answer", outcome="resolved", text="تم إصلاح العمود.").status_code == 302
    verdict = complaint.answers.get()
    assert (verdict.text, verdict.language, verdict.by, verdict.number) == ("تم إصلاح العمود.", "ar", clerk, 1)
    assert complaint.deadlines.get().met_at == NOW
    assert told("answer") == 1


def test_photos_after_the_work_go_with_the_answer(complaint, clerk):
    client = sign_in(clerk)
    token = client.get(case_url(complaint, "answer")).context["form"]["token"].value()
    data = {
        "token": token,
        "outcome": "resolved",
        "text": "تم",
        "files": [photo("apres.jpg"), photo("apres2.jpg", color="red")],
    }
    assert client.post(case_url(complaint, "answer"), data).status_code == 302
    assert complaint.answers.get().attachments.count() == 2


def test_a_refused_file_is_named_and_the_good_ones_and_the_text_stay(complaint, clerk):
    client = sign_in(clerk)
    token = client.get(case_url(complaint, "answer")).context["form"]["token"].value()
    bad = photo("virus.jpg")
    bad.file.seek(0)
    bad.file.write(b"MZ" + b"\0" * 2000)
    bad.file.seek(0)
    page = client.post(
        case_url(complaint, "answer"), {"token": token, "outcome": "resolved", "text": "تم", "files": [photo(), bad]}
    )
    assert page.status_code == 200
    assert len(page.context["refusals"]) == 1
    assert [file.name for file in page.context["kept"]] == ["IMG_2041.jpg"]
    assert "تم" in page.content.decode()
    key = page.context["kept"][0].key
    page = client.post(case_url(complaint, "answer"), {"token": token, "text": "تم", "discard": key})
    assert list(page.context["kept"]) == []
    assert page.context["form"]["text"].value() == "تم"
    assert fresh(complaint).state == "received"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"outcome": "resolved", "text": ""}, {"text"}),
        ({"outcome": "resolved", "text": "   \n "}, {"text"}),
        ({"outcome": "resolved", "text": "👍👍"}, {"text"}),
        ({"outcome": "resolved", "text": "x" * 20_001}, {"text"}),
        ({"outcome": "resolved", "text": "a\x00b"}, {"text"}),
        ({"outcome": "resolved", "text": "تم يوم [... التاريخ]"}, {"text"}),
        ({"outcome": "resolved", "text": "تحية {competent_body}"}, {"text"}),
        ({"outcome": "", "text": "تم"}, {"outcome"}),
        ({"outcome": "duplicate", "text": "تم"}, {"outcome"}),
        ({"outcome": "not_completed", "text": "تم"}, {"outcome"}),
        ({"outcome": "inadmissible", "text": "لا"}, {"ground"}),
        ({"outcome": "not_competent", "text": "لا"}, {"competent_body"}),
        ({"outcome": "inadmissible", "text": "لا", "ground": "999999"}, {"ground"}),
        ({"outcome": "resolved", "text": "تم", "token": "nonsense"}, {"token"}),
    ],
)
def test_an_answer_without_what_it_needs_is_refused_and_kept(fields, wrong, complaint, clerk):
    page = act(clerk, complaint, "answer", **fields)
    assert page.status_code == 200
    assert set(page.context["form"].errors) == wrong
    typed = fields["text"].strip().replace("\x00", "")
    assert typed in page.content.decode().replace("\r\n", "\n")
    assert fresh(complaint).state == "received"


def test_a_ground_of_another_commune_is_no_ground(other_commune, complaint, clerk):
    theirs = other_commune.grounds.get().pk
    page = act(clerk, complaint, "answer", outcome="inadmissible", ground=theirs, text="لا")
    assert set(page.context["form"].errors) == {"ground"}


def test_inadmissible_names_its_ground_and_not_competent_who_is(commune, complaint, clerk):
    other = file_complaint(commune)
    ground = commune.grounds.get()
    act(clerk, complaint, "answer", outcome="inadmissible", ground=ground.pk, text="لا", competent_body="left over")
    act(clerk, other, "answer", outcome="not_competent", competent_body="Amendis", text="لا", ground=ground.pk)
    assert (complaint.answers.get().ground, complaint.answers.get().competent_body) == (ground, "")
    assert (other.answers.get().ground, other.answers.get().competent_body) == (None, "Amendis")


def test_a_template_is_filled_with_what_is_known_and_shown_before_it_is_sent(commune, complaint, clerk):
    words = {"commune": commune, "model": "complaints.complaint", "outcome": "explained", "language": "ar"}
    template = commune.answer_templates.create(
        **words, code="e", title="شرح", text="تحية {name}، ملفكم {reference} {ground}."
    )
    page = act(clerk, complaint, "answer", template=template.pk, text="قديم", insert="1")
    form = page.context["form"]
    assert page.status_code == 200
    assert form["text"].value() == f"تحية مواطنة، ملفكم {complaint.reference} {{ground}}."
    assert form["outcome"].value() == "explained"
    assert "is-danger" not in page.content.decode()
    assert fresh(complaint).state == "received"


def test_only_templates_of_the_persons_language_and_the_commune_are_offered(commune, other_commune, clerk):
    words = {"model": "complaints.complaint", "outcome": "explained", "code": "e", "text": "x"}
    here = commune.answer_templates.create(**words, language="fr", title="Expliqué")
    commune.answer_templates.create(**words, language="ar", title="شرح")
    other_commune.answer_templates.create(**words, language="fr", title="Ailleurs")
    case = file_complaint(commune, language="fr")
    form = sign_in(clerk).get(case_url(case, "answer")).context["form"]
    assert [row.pk for row in form.fields["template"].queryset] == [here.pk]


def test_an_answer_without_contact_counts_when_it_is_handed_over(commune, clerk):
    case = file_complaint(commune, email="", channel="counter")
    act(clerk, case, "answer", outcome="resolved", text="تم")
    assert case.deadlines.get().met_at is None
    assert act(clerk, fresh(case), "deliver", means="handed", on="2026-11-23").status_code == 302
    assert case.deadlines.get().met_at == NOW
    assert case.answers.get().deliveries.get().means == "handed"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"means": "post", "on": "2026-11-23"}, "post_number"),
        ({"means": "handed", "on": "2026-11-24"}, "on"),
        ({"means": "handed", "on": ""}, "on"),
        ({"means": "email", "on": "2026-11-23"}, "means"),
    ],
)
def test_a_delivery_says_how_when_and_with_which_number(fields, wrong, commune, clerk):
    case = file_complaint(commune, email="", channel="counter")
    lifecycle.answer(case, by=clerk, at=NOW, outcome="resolved", text="تم")
    assert wrong in act(clerk, case, "deliver", **fields).context["form"].errors
    assert not case.answers.get().deliveries.exists()


def test_messages_reach_the_person_and_notes_do_not(complaint, clerk, president):
    act(clerk, complaint, "message", text="سنمر غدا")
    act(president, complaint, "note", text="أولوية")
    assert complaint.messages.get().text == "سنمر غدا"
    assert complaint.notes.get().by == president
    assert told("message") == 1
    assert Notification.objects.count() == 2  # the receipt and the message


@pytest.mark.parametrize("action", ["ask", "message", "note", "enter-reply", "answer"])
def test_an_empty_text_is_refused(action, complaint, clerk):
    page = act(clerk, complaint, action, text=" ", outcome="resolved")
    assert page.status_code == 200
    assert "text" in page.context["form"].errors
    assert "error-summary" in page.content.decode()


def test_topic_and_place_are_corrected_and_the_promise_stays(commune, complaint, clerk):
    holes = make_category(commune, code="holes", department=commune.departments.get(code="roads"))
    district = commune.districts.last()
    act(clerk, complaint, "correct", topic=holes.pk, district=district.pk, address="قرب السوق")
    case = fresh(complaint)
    assert (case.topic.pk, case.district, case.address) == (holes.pk, district, "قرب السوق")
    assert (case.received_on, case.due_at, case.department.code) == (
        complaint.received_on,
        complaint.due_at,
        "lighting",
    )
    assert case.moves.last().reason == "corrected"


def test_a_correction_that_changes_nothing_or_leads_elsewhere_is_refused(other_commune, complaint, clerk):
    same = {"topic": complaint.topic_id, "address": "", "district": ""}
    assert act(clerk, complaint, "correct", **same).status_code == 200
    assert act(clerk, complaint, "correct", **{**same, "topic": other_commune.topics.first().pk}).status_code == 200
    assert (
        act(clerk, complaint, "correct", **{**same, "district": other_commune.districts.first().pk}).status_code == 200
    )
    assert complaint.moves.count() == 1


def test_splitting_opens_a_second_case_with_the_same_day_of_receipt(commune, clerk):
    case = file_complaint(commune, received_on=date(2026, 11, 13))
    holes = make_category(commune, code="holes", department=commune.departments.get(code="roads"))
    answer = act(clerk, case, "split", subject="حفرة", description="وأيضا حفرة كبيرة", topic=holes.pk, department="")
    part = Case.objects.get(split_from=case.pk)
    assert answer["Location"] == case_url(part)
    assert (part.received_on, part.department.code, part.email) == (date(2026, 11, 13), "roads", case.email)
    assert told("split") == 1


def test_an_answered_case_is_closed(complaint, clerk):
    lifecycle.answer(complaint, by=clerk, at=NOW, outcome="resolved", text="تم")
    assert act(clerk, complaint, "close").status_code == 302
    assert fresh(complaint).state == "closed"


FORBIDDEN = [
    "answer",
    "take",
    "ask",
    "plan",
    "assign",
    "transfer",
    "consult",
    "message",
    "correct",
    "split",
    "close",
    "deliver",
]


@pytest.mark.parametrize("action", [*FORBIDDEN, "reply", "enter-reply", "withdraw", "duplicate", "change-kind"])
def test_a_president_may_read_and_note_only(action, complaint, president):
    client = sign_in(president)
    assert client.get(case_url(complaint, action)).status_code == 403
    assert client.post(case_url(complaint, action), {"text": "x"}).status_code == 403
    assert fresh(complaint).state == "received"


@pytest.mark.parametrize("action", ["withdraw", "duplicate", "change-kind", "assign"])
def test_a_clerk_takes_no_decision(action, complaint, clerk):
    assert sign_in(clerk).get(case_url(complaint, action)).status_code == 403
    assert sign_in(clerk).post(case_url(complaint, action), {"text": "x"}).status_code == 403


def test_an_action_that_does_not_exist_is_a_404(complaint, director):
    assert sign_in(director).get(case_url(complaint, "explode")).status_code == 404
    assert sign_in(director).put(case_url(complaint, "take")).status_code == 405
