"""How a deadline ends: met in time or late, broken, voided. A breach is for ever."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.cases.clock import Event, Terms, breach_moment
from portal.workdays.arithmetic import Calendar, end_of
from tests.cases.clock_builders import DAY, INFORMATION, INSTANT, event, on, stand, started


def test_an_answer_in_the_last_instant_of_the_last_day_is_in_time():
    due_at = stand(started("2026-11-23")).due_at
    standing = stand(started("2026-11-23"), Event("met", due_at - INSTANT))
    assert (standing.state, standing.met_at, standing.breached_at) == ("met", due_at - INSTANT, None)
    assert standing.is_met_in_time


def test_an_answer_at_midnight_is_late_even_if_nobody_noticed_the_breach():
    due_at = stand(started("2026-11-23")).due_at
    standing = stand(started("2026-11-23"), Event("met", due_at))
    assert (standing.state, standing.met_at, standing.breached_at) == ("met", due_at, due_at)
    assert not standing.is_met_in_time


def test_an_answer_after_a_breach_meets_the_deadline_and_keeps_the_breach():
    breach = Event("breached", on("2027-01-23", 0, 5), {"due_at": "2027-01-23T00:00:00+00:00"})
    standing = stand(started("2026-11-23"), breach, event("met", "2027-02-10"))
    assert (standing.state, standing.met_at) == ("met", on("2027-02-10"))
    assert standing.breached_at == standing.due_at == datetime(2027, 1, 23, tzinfo=UTC)
    assert not standing.is_met_in_time


def test_the_breach_moment_is_the_due_moment_and_not_the_minute_the_job_ran():
    breach = Event("breached", on("2027-01-25", 9), {"due_at": "2027-01-23T00:00:00Z"})
    standing = stand(started("2026-11-23"), breach)
    assert standing.state == "running"
    assert standing.breached_at == standing.due_at == breach_moment(standing) == datetime(2027, 1, 23, tzinfo=UTC)
    assert standing.last_day == date(2027, 1, 22)
    assert standing.is_overdue(on("2027-01-23", 0))


def test_a_breach_without_its_moment_happened_when_it_was_recorded():
    standing = stand(started("2026-11-23"), Event("breached", datetime(2027, 1, 23, tzinfo=UTC)))
    assert standing.breached_at == standing.due_at == datetime(2027, 1, 23, tzinfo=UTC)
    odd = stand(started("2026-11-23"), Event("breached", on("2027-01-25", 9)))
    assert odd.breached_at == odd.due_at == on("2027-01-25", 9)


@pytest.mark.parametrize(
    "too_late",
    [
        [event("paused", "2027-01-25")],
        [event("paused", "2027-01-25"), event("resumed", "2027-02-25")],
        [event("extended", "2027-01-25", days=30)],
        [event("extended", "2027-01-25", until="2027-06-01")],
        [event("moved", "2027-01-25", on="2027-01-25")],
    ],
)
def test_nothing_moves_a_deadline_that_is_broken_recorded_or_not(too_late):
    breach = Event("breached", on("2027-01-23", 0, 5), {"due_at": "2027-01-23T00:00:00+00:00"})
    for events in ([started("2026-11-23"), *too_late], [started("2026-11-23"), breach, *too_late]):
        standing = stand(*events)
        assert (standing.state, standing.last_day) == ("running", date(2027, 1, 22))
        assert standing.breached_at == standing.due_at == datetime(2027, 1, 23, tzinfo=UTC)
        assert (standing.paused_days, standing.extended_days) == (0, 0)
        assert (standing.anchor, standing.trace) == (date(2026, 11, 23), ())


def test_a_promise_does_not_undo_a_recorded_breach():
    breach = Event("breached", on("2027-01-23", 0), {"due_at": "2027-01-23T00:00:00+00:00"})
    standing = stand(started("2026-11-23"), breach, event("moved", "2027-01-25", not_before="2027-01-30"))
    assert (standing.last_day, standing.breached_at) == (date(2027, 1, 22), datetime(2027, 1, 23, tzinfo=UTC))
    assert standing.trace == ()


def test_a_recorded_breach_stands_whatever_the_calendar_became():
    now = Calendar(frozenset({date(2027, 3, 11), date(2027, 3, 12)}))
    breach = Event("breached", end_of(date(2027, 3, 10)))
    standing = stand(
        started("2027-02-09"), breach, event("met", "2027-03-11"), terms=Terms(22, "working_days"), calendar=now
    )
    assert stand(started("2027-02-09"), terms=Terms(22, "working_days"), calendar=now).last_day == date(2027, 3, 15)
    assert (standing.last_day, standing.is_met_in_time) == (date(2027, 3, 10), False)
    assert standing.breached_at == standing.due_at == end_of(date(2027, 3, 10))


def test_a_holiday_moved_after_the_last_day_does_not_undo_a_breach_nobody_had_recorded():
    now = Calendar(frozenset({date(2027, 3, 11), date(2027, 3, 12)}))
    terms = Terms(22, "working_days")
    assert stand(started("2027-02-09"), terms=terms, calendar=now).last_day == date(2027, 3, 15)
    moved = event("moved", "2027-03-13", not_before="2027-03-12")
    standing = stand(started("2027-02-09"), moved, terms=terms, calendar=now)
    assert standing.breached_at == standing.due_at == end_of(date(2027, 3, 12))
    in_time = event("moved", "2027-03-12", not_before="2027-03-12")
    assert stand(started("2027-02-09"), in_time, terms=terms, calendar=now).last_day == date(2027, 3, 15)


def test_a_second_breach_changes_nothing():
    breach = Event("breached", datetime(2027, 1, 23, tzinfo=UTC))
    again = Event("breached", on("2027-02-23"))
    assert stand(started("2026-11-23"), breach, again) == stand(started("2026-11-23"), breach)


def test_an_answer_during_a_pause_is_in_time():
    standing = stand(started("2026-11-23"), event("paused", "2026-12-03"), event("met", "2027-06-01"))
    assert (standing.state, standing.is_met_in_time) == ("met", True)
    assert (standing.remaining_days, standing.paused_days) == (50, 180)
    assert standing.last_day == date(2027, 6, 1) + 50 * DAY
    assert standing.due_at == end_of(standing.last_day)


def test_an_answer_is_judged_by_the_last_day_as_it_stood_whatever_the_calendar_became():
    now = Calendar(frozenset({date(2027, 3, 10), date(2027, 3, 11)}))
    met = event("met", "2027-03-11", last_day="2027-03-11")
    standing = stand(started("2027-02-09"), met, terms=INFORMATION, calendar=now)
    assert (standing.is_met_in_time, standing.last_day) == (True, date(2027, 3, 11))


def test_nothing_that_happens_after_the_end_changes_it():
    for end in (event("met", "2026-12-20"), event("voided", "2026-12-20", reason="duplicate")):
        ended = stand(started("2026-11-23"), end)
        later = [event("paused", "2026-12-21"), event("extended", "2026-12-22", days=9), event("met", "2027-06-01")]
        later += [event("voided", "2027-06-02", reason="other"), event("breached", "2027-06-03")]
        later += [event("resumed", "2027-06-04"), event("moved", "2027-06-05", on="2027-06-05")]
        assert stand(started("2026-11-23"), end, *later) == ended
        assert ended.due_at == datetime(2027, 1, 23, tzinfo=UTC)


def test_a_voided_deadline_keeps_its_reason_and_a_breach_that_came_before():
    standing = stand(started("2026-11-23"), event("voided", "2026-12-20", reason="duplicate"))
    assert (standing.state, standing.void_reason) == ("voided", "duplicate")
    assert (standing.voided_at, standing.met_at, standing.breached_at) == (on("2026-12-20"), None, None)
    late = stand(started("2026-11-23"), event("voided", "2027-02-20", reason="duplicate"))
    assert (late.state, late.breached_at) == ("voided", datetime(2027, 1, 23, tzinfo=UTC))


def test_overdue_is_running_and_at_or_past_the_due_moment():
    running = stand(started("2026-11-23"))
    assert [running.is_overdue(running.due_at + shift) for shift in (-INSTANT, timedelta(0), DAY)] == [
        False,
        True,
        True,
    ]
    late = on("2028-01-01")
    assert not stand(started("2026-11-23"), event("paused", "2026-12-03")).is_overdue(late)
    assert not stand(started("2026-11-23"), event("met", "2027-12-03")).is_overdue(late)
    assert not stand(started("2026-11-23"), event("voided", "2026-12-03")).is_overdue(late)


def test_only_a_running_or_broken_deadline_has_a_breach_moment():
    assert breach_moment(stand(started("2026-11-23"))) == datetime(2027, 1, 23, tzinfo=UTC)
    assert breach_moment(stand(started("2026-11-23"), event("paused", "2026-12-03"))) is None
    assert breach_moment(stand(started("2026-11-23"), event("met", "2026-12-03"))) is None
    assert breach_moment(stand(started("2026-11-23"), event("met", "2027-12-03"))) == datetime(2027, 1, 23, tzinfo=UTC)
