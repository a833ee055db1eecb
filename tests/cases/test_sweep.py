from datetime import UTC, date, datetime, timedelta

import pytest

from portal.accounts.models import Absence, Membership
from portal.cases.models import Deadline, DeadlineEvent, DeadlineRule, Escalation
from portal.cases.services import calendar, deadlines, lifecycle, sweep, verification
from portal.notifications.models import Notification
from portal.workdays.models import Holiday
from tests.fixtures.builders import NOW, file_complaint, make_member
from tests.fixtures.obligations import assert_each_step_fired_once, owe

DAY = timedelta(days=1)


def sweep_every_day(start, days):
    for n in range(days + 1):
        sweep.enforce(at=start + n * DAY)


def test_a_day_by_day_sweep_fires_the_ladder_to_the_right_people(commune, complaint, clerk, head, officer, director):
    president = make_member(commune, "president")
    sweep_every_day(NOW, 95)
    told = {}
    for row in Notification.objects.filter(template="cases/mail/escalation").order_by("pk"):
        told.setdefault(Escalation.objects.get(step=row.context["step"]).step.code, []).append(row.recipient)
    assert told == {
        "half": [clerk.email],
        "minus7": [clerk.email, head.email],
        "minus2": [officer.email],
        "breach": [director.email],
        "plus7": [director.email],
        "plus30": [president.email],
    }
    assert list(verification.differences()) == []


def test_sweeping_twice_at_the_same_moment_is_sweeping_once(complaint, director):
    at = NOW + 61 * DAY
    assert len(sweep.enforce(at=at)) == 4
    assert sweep.enforce(at=at) == []
    assert Escalation.objects.count() == 4
    assert DeadlineEvent.objects.filter(type="breached").count() == 1


def test_an_answer_in_the_last_second_is_in_time_and_one_at_the_due_moment_is_not(commune, clerk):
    first, second = file_complaint(commune), file_complaint(commune)
    due = first.due_at
    lifecycle.answer(first, by=clerk, at=due - timedelta(seconds=1), outcome="resolved", text="تم")
    lifecycle.answer(second, by=clerk, at=due, outcome="resolved", text="تم")
    assert first.deadlines.get().breached_at is None
    assert second.deadlines.get().breached_at == due


def test_no_step_fires_after_the_answer(complaint, clerk, director):
    lifecycle.answer(complaint, by=clerk, at=NOW + DAY, outcome="resolved", text="تم")
    assert sweep.enforce(at=NOW + 100 * DAY) == []
    assert not Escalation.objects.exists()


@pytest.mark.parametrize(
    ("filed", "due"),
    [
        (datetime(2026, 11, 23, 23, 59, tzinfo=UTC), datetime(2027, 1, 23, tzinfo=UTC)),
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(2027, 3, 2, tzinfo=UTC)),
        (datetime(2027, 12, 31, 12, tzinfo=UTC), datetime(2028, 3, 1, tzinfo=UTC)),  # over 29 February 2028
    ],
)
def test_the_breach_falls_on_the_due_moment_over_year_end_and_leap_day(commune, director, filed, due):
    complaint = file_complaint(commune, at=filed)
    sweep.enforce(at=due - timedelta(seconds=1))
    assert complaint.deadlines.get().breached_at is None
    sweep.enforce(at=due + timedelta(hours=30))
    assert complaint.deadlines.get().breached_at == due


def test_the_reference_of_a_year_follows_the_day_of_registration(commune):
    last = file_complaint(commune, at=datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC))
    first = file_complaint(commune, at=datetime(2027, 1, 1, tzinfo=UTC))
    assert [last.reference, first.reference] == ["LAR-2026-000001", "LAR-2027-000001"]


def test_beat_down_for_days_then_up_loses_nothing_and_writes_once(complaint, clerk, head, officer, director):
    sweep.enforce(at=NOW + 29 * DAY)
    sweep.enforce(at=NOW + 63 * DAY)
    rows = assert_each_step_fired_once(at=NOW + 63 * DAY)
    assert [row.late for row in rows[0].escalations.all()] == [True, True, True, False]
    assert Notification.objects.filter(template="cases/mail/escalation").count() == 1


def test_a_role_without_anybody_goes_to_the_next_one_up_and_the_row_says_so(complaint, administrator):
    sweep.enforce(at=NOW + 61 * DAY)
    row = Escalation.objects.get(step__code="breach")
    assert (row.roles, row.reached) == (["director"], ["administrator"])
    assert Notification.objects.get(template="cases/mail/escalation").recipient == administrator.email


def test_who_is_absent_is_replaced_by_the_substitute(commune, complaint, director):
    deputy = make_member(commune, "publisher")
    membership, stand_in = Membership.objects.get(user=director), Membership.objects.get(user=deputy)
    on = date(2027, 1, 23)
    Absence.objects.create(membership=membership, from_on=on - DAY, to_on=on + DAY, substitute=stand_in)
    sweep.enforce(at=NOW + 61 * DAY)
    assert Notification.objects.get(template="cases/mail/escalation").recipient == deputy.email


def test_a_deadline_of_a_subject_that_is_not_a_case_is_enforced_too(commune, director):
    owe(commune, 3, at=NOW, days_ago=61)
    assert len(sweep.enforce(at=NOW)) == 12
    assert_each_step_fired_once(at=NOW)
    assert Notification.objects.filter(recipient=director.email).count() == 3


def test_more_deadlines_than_a_batch_are_all_swept(commune, director):
    owe(commune, 25, at=NOW, days_ago=61, spread=5)
    sweep.enforce(at=NOW, batch=4)
    assert_each_step_fired_once(at=NOW)


class TestMovedHoliday:
    @pytest.fixture
    def working_rule(self, commune):
        complaint_rule = DeadlineRule.objects.get(commune=commune, code="complaint")
        complaint_rule.pk, complaint_rule.code = None, "working"
        complaint_rule.unit, complaint_rule.length = "working_days", 10
        complaint_rule.save()
        return complaint_rule

    @pytest.fixture
    def eid(self, commune):
        return Holiday.objects.create(
            commune=commune,
            code="fitr_1",
            year=2026,
            on=date(2026, 11, 28),
            name_fr="Aïd",
            name_ar="عيد",
            provisional=True,
        )

    def start(self, commune, rule):
        titles = {"ar": "محضر", "fr": "Procès-verbal"}
        return deadlines.start_for(
            commune, subject_type="council.meeting", subject_id=1, rule=rule, on=date(2026, 11, 23), by=None, at=NOW,
            titles=titles,
        )  # fmt: skip

    def test_moving_onto_a_working_day_moves_the_due_date_and_logs_both(self, commune, working_rule, eid, director):
        deadline = self.start(commune, working_rule)
        assert deadline.last_on == date(2026, 12, 7)
        moved = calendar.move_holiday(eid, by=director, at=NOW, on=date(2026, 11, 30))
        assert [row.last_on for row in moved] == [date(2026, 12, 8)]
        event = DeadlineEvent.objects.get(type="moved")
        assert (event.data["was"], event.data["now"]) == ("2026-12-07", "2026-12-08")
        assert (eid.moves.get().was, eid.moves.get().now) == (date(2026, 11, 28), date(2026, 11, 30))

    def test_a_promise_never_comes_nearer(self, commune, working_rule, eid, director):
        calendar.move_holiday(eid, by=director, at=NOW, on=date(2026, 11, 30))
        deadline = self.start(commune, working_rule)
        assert deadline.last_on == date(2026, 12, 8)
        calendar.move_holiday(eid, by=director, at=NOW, on=date(2026, 11, 29))
        deadline.refresh_from_db()
        assert deadline.last_on == date(2026, 12, 8)
        assert list(verification.differences()) == []

    def test_a_suspended_deadline_keeps_the_days_it_was_promised(self, commune, working_rule, eid, director):
        calendar.move_holiday(eid, by=director, at=NOW, on=date(2026, 11, 30))
        deadline = self.start(commune, working_rule)
        deadlines.apply(deadline, "paused", by=director, at=NOW + DAY)
        assert calendar.move_holiday(eid, by=director, at=NOW + 2 * DAY, on=date(2026, 11, 29))
        deadline = deadlines.apply(deadline, "resumed", by=director, at=NOW + 2 * DAY)
        assert deadline.last_on >= date(2026, 12, 9)
        assert list(verification.differences()) == []

    def test_a_new_day_off_moves_open_working_day_deadlines(self, commune, working_rule, director):
        deadline = self.start(commune, working_rule)
        _, moved = calendar.add_holiday(
            commune, by=director, at=NOW, on=date(2026, 12, 1), code="one-off", name_ar="عطلة", name_fr="Jour férié"
        )
        assert [(row.pk, row.last_on) for row in moved] == [(deadline.pk, date(2026, 12, 8))]

    def test_calendar_day_deadlines_do_not_move(self, complaint, eid, director):
        assert calendar.move_holiday(eid, by=director, at=NOW, on=date(2026, 11, 30)) == []
        assert complaint.deadlines.get().last_on == date(2027, 1, 22)

    def test_the_second_director_to_move_the_same_holiday_is_told(self, eid, director):
        same = Holiday.objects.get(pk=eid.pk)
        calendar.move_holiday(eid, by=director, at=NOW, on=date(2026, 11, 30))
        with pytest.raises(calendar.HolidayChanged):
            calendar.move_holiday(same, by=director, at=NOW, on=date(2026, 12, 1))


def test_verification_finds_a_due_date_that_is_not_what_the_events_say(complaint):
    Deadline.objects.update(due_at=NOW)
    assert [field for _, field, _, _ in verification.differences()] == ["due_at"]
