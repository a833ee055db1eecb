"""One message each working morning: what waits, for whom, in whose language; urgent things are told at once."""

from datetime import UTC, date, datetime

import pytest

from portal.accounts.models import Absence, Membership, User
from portal.cases.models import Case, Escalation
from portal.cases.services import approvals, correspondence, digests, lifecycle, responses, sweep
from portal.notifications import rendering
from portal.notifications.models import Notification
from portal.workdays.arithmetic import DAY
from portal.workdays.models import Holiday
from tests.fixtures.builders import NOW, file_complaint, make_member

pytestmark = pytest.mark.django_db
MORNING = datetime(2027, 1, 18, 7, 30, tzinfo=UTC)  # a Monday, four days before the due date of NOW


@pytest.fixture(autouse=True)
def _digests(clerk, head, officer, director):
    User.objects.update(alerts="digest")
    for person in (clerk, head, officer, director):
        person.refresh_from_db()


def again(case):
    return Case.objects.select_related("commune", "department", "topic").get(pk=case.pk)


def mails(template="digest"):
    return {row.recipient: row for row in Notification.objects.filter(template=f"cases/mail/{template}")}


def morning(at=MORNING):
    digests.send_all(at=at)
    return mails()


def found(person):
    return mails()[person.email].context["found"]


def test_approaching_alerts_are_read_in_the_morning_and_breaches_at_once(complaint, clerk, head, officer, director):
    sweep.enforce(at=NOW + 54 * DAY)
    assert Escalation.objects.filter(step__code="minus7").get().reached == ["clerk", "head"]
    assert mails("escalation") == {}
    sweep.enforce(at=NOW + 61 * DAY)
    assert set(mails("escalation")) == {director.email}


def test_who_wants_each_alert_has_each_and_no_morning_message(complaint, clerk, head):
    User.objects.filter(pk=head.pk).update(alerts="each")
    sweep.enforce(at=NOW + 54 * DAY)
    assert set(mails("escalation")) == {head.email}
    assert head.email not in morning() and clerk.email in mails()


def test_the_clerk_the_head_and_the_officer_read_what_is_due(complaint, clerk, head, officer, director):
    assert set(morning()) == {clerk.email, head.email, officer.email}
    assert found(clerk) == {"soon": [complaint.pk]}


def test_a_case_in_somebodys_hands_is_told_to_that_clerk_alone(commune, complaint, clerk):
    colleague = make_member(commune, "clerk", "lighting", alerts="digest")
    lifecycle.take(again(complaint), by=colleague, at=NOW)
    assert clerk.email not in morning() and colleague.email in mails()


def test_what_is_late_stands_first(commune, clerk):
    late, soon = file_complaint(commune, at=NOW - 40 * DAY), file_complaint(commune)
    morning()
    assert found(clerk) == {"late": [late.pk], "soon": [soon.pk]}
    assert list(found(clerk)) == ["late", "soon"]


def test_nobody_is_written_to_about_nothing(commune, clerk):
    file_complaint(commune, at=MORNING - DAY)
    assert morning() == {}


def test_once_a_day_however_often_the_round_comes(commune, complaint, clerk):
    morning()
    first = Notification.objects.count()
    file_complaint(commune, at=NOW)
    before = Notification.objects.count()
    morning(MORNING.replace(hour=9))
    assert Notification.objects.count() == before > first
    morning(MORNING + DAY)
    assert Notification.objects.filter(template="cases/mail/digest", recipient=clerk.email).count() == 2


@pytest.mark.parametrize("at", [MORNING - DAY, MORNING.replace(hour=6), MORNING.replace(hour=15)])
def test_not_on_sunday_not_at_night_not_in_the_afternoon(complaint, at):
    assert morning(at) == {}


def test_not_on_a_holiday(commune, complaint):
    Holiday.objects.create(commune=commune, code="x", year=2027, on=MORNING.date(), name_ar="عيد", name_fr="Fête")
    assert morning() == {}


def test_a_substitute_reads_what_the_absent_would(commune, complaint, clerk):
    other = make_member(commune, "clerk", "roads", alerts="digest")
    away, stands_in = (Membership.objects.get(user=user) for user in (clerk, other))
    Absence.objects.create(membership=away, substitute=stands_in, from_on=date(2027, 1, 10), to_on=date(2027, 1, 20))
    assert clerk.email not in morning() and complaint.pk in found(other)["soon"]


def test_an_answer_to_approve_is_told_to_the_head_never_to_its_author(commune, complaint, clerk, head):
    commune.departments.update(four_eyes=True)
    approvals.answer(again(complaint), by=clerk, at=NOW, outcome="resolved", text="تم")
    morning(datetime(2026, 11, 24, 7, 30, tzinfo=UTC))
    assert found(head) == {"approve": [complaint.pk]}
    assert clerk.email not in mails()


def test_a_review_is_told_to_its_reviewer_and_leaves_the_others_alone(complaint, clerk, head, officer):
    lifecycle.answer(again(complaint), by=clerk, at=NOW, outcome="resolved", text="تم")
    responses.ask_review(again(complaint), at=NOW, text="لا")
    morning(datetime(2026, 12, 22, 7, 30, tzinfo=UTC))
    assert set(mails()) == {officer.email}
    assert found(officer) == {"reviews": [complaint.pk]}


def test_a_question_to_a_department_is_told_to_its_people(commune, complaint, clerk):
    roads = make_member(commune, "clerk", "roads", alerts="digest")
    question = {"department": commune.departments.get(code="roads"), "question": "?", "due_on": date(2026, 11, 30)}
    correspondence.consult(again(complaint), by=clerk, at=NOW, **question)
    morning(datetime(2026, 11, 24, 7, 30, tzinfo=UTC))
    assert found(roads) == {"asked": [complaint.consultations.get().pk]}


@pytest.mark.parametrize(("language", "words"), [("fr", "À échéance dans les 7 jours (1)"), ("ar", "7 أيام (1)")])
def test_it_is_read_in_the_language_of_its_reader(language, words, complaint, clerk):
    User.objects.filter(pk=clerk.pk).update(language=language)
    mail = rendering.render(morning()[clerk.email])
    assert words in mail.text and complaint.reference in mail.text
    assert "مواطنة" not in mail.text and "/backoffice/" in mail.text


def test_a_long_list_is_cut_and_says_how_many_more(commune, clerk):
    for _n in range(digests.SHOWN + 3):
        file_complaint(commune)
    mail = rendering.render(morning()[clerk.email])
    assert mail.text.count("LAR-2026-") == digests.SHOWN and "et 3 autres" in mail.text


def test_what_was_answered_since_the_night_still_makes_a_whole_message(complaint, clerk):
    row = morning()[clerk.email]
    lifecycle.answer(again(complaint), by=clerk, at=MORNING, outcome="resolved", text="تم")
    assert complaint.reference in rendering.render(row).text


@pytest.mark.parametrize("cases", [1, 6])
def test_the_queries_of_a_morning_do_not_grow_with_the_cases(cases, commune, django_assert_num_queries):
    for _n in range(cases):
        file_complaint(commune)
    with django_assert_num_queries(17):
        digests.send(commune, at=MORNING)
