"""The clock of a deadline that starts and is paused: the examples of the law and the corners around them."""

from datetime import date, datetime

import pytest

from portal.cases.clock import FAR, ClockError, Event, Terms
from portal.workdays.arithmetic import Calendar
from tests.cases.clock_builders import ACT, DAY, INFORMATION, MOROCCO, NOTICE, event, on, stand, started


def test_a_complaint_received_a_minute_before_midnight_is_due_sixty_days_later():
    standing = stand(Event("started", on("2026-11-23", 23, 59), {"on": "2026-11-23"}))
    assert standing.state == "running"
    assert (standing.anchor, standing.begins_on) == (date(2026, 11, 23), date(2026, 11, 23))
    assert standing.last_day == date(2027, 1, 22)
    assert standing.due_at.isoformat() == "2027-01-23T00:00:00+00:00"
    assert (standing.remaining_days, standing.paused_days, standing.extended_days) == (None, 0, 0)
    assert (standing.met_at, standing.breached_at, standing.voided_at) == (None, None, None)


def test_a_letter_counts_from_the_day_it_arrived_not_from_the_day_it_was_entered():
    standing = stand(event("started", "2026-11-25", on="2026-11-23"))
    assert standing.last_day == date(2027, 1, 22)


def test_full_days_working_days_and_months():
    assert stand(started("2026-11-23"), terms=ACT).last_day == date(2026, 12, 24)
    assert stand(started("2026-11-23"), terms=INFORMATION).last_day == date(2026, 12, 21)
    assert stand(started("2027-01-31"), terms=Terms(1, "months")).last_day == date(2027, 2, 28)


def test_a_last_day_on_a_weekend_rolls_only_if_the_rule_says_so():
    assert stand(started("2026-11-24")).last_day == date(2027, 1, 23)
    assert stand(started("2026-11-24"), terms=Terms(60, "calendar_days", roll="next_working_day")).last_day == date(
        2027, 1, 25
    )


def test_the_due_moment_follows_the_change_of_legal_time():
    assert (
        stand(started("2026-09-10"), terms=Terms(9, "calendar_days")).due_at.isoformat() == "2026-09-19T23:00:00+00:00"
    )
    assert (
        stand(started("2026-09-10"), terms=Terms(10, "calendar_days")).due_at.isoformat() == "2026-09-21T00:00:00+00:00"
    )


def test_what_is_owed_before_a_meeting_is_counted_back_from_it():
    standing = stand(event("started", "2026-12-01", on="2027-02-04"), terms=NOTICE)
    assert standing.last_day == date(2027, 1, 25)
    assert (standing.anchor, standing.begins_on) == (date(2027, 2, 4), date(2026, 12, 1))


def test_a_deadline_may_start_with_what_was_left_of_an_earlier_one():
    assert stand(started("2027-03-01", days=12)).last_day == date(2027, 3, 13)
    assert stand(started("2027-03-01", days=12), terms=ACT).last_day == date(2027, 3, 13)
    assert stand(started("2027-03-01", days=5), terms=Terms(3, "months")).last_day == date(2027, 3, 6)
    assert stand(started("2027-03-01", days=5), terms=Terms(20, "working_days"), calendar=Calendar()).last_day == date(
        2027, 3, 8
    )


# Pausing


def test_a_pause_stops_the_clock_and_keeps_what_is_left():
    standing = stand(started("2026-11-23"), event("paused", "2026-12-03"))
    assert standing.state == "paused"
    assert (standing.last_day, standing.due_at) == (None, FAR)
    assert standing.held_last_day == date(2027, 1, 22)
    assert standing.remaining_days == 50


def test_after_a_pause_the_remaining_days_resume():
    standing = stand(started("2026-11-23"), event("paused", "2026-12-03"), event("resumed", "2026-12-13"))
    assert standing.state == "running"
    assert standing.paused_days == 10
    assert standing.last_day == date(2027, 2, 1) == date(2026, 12, 13) + 50 * DAY
    assert (standing.remaining_days, standing.held_last_day) == (None, None)


def test_a_pause_counts_local_days_whatever_the_hour():
    events = started("2026-11-23"), Event("paused", on("2026-12-03", 23, 59)), Event("resumed", on("2026-12-04", 0, 1))
    assert stand(*events).paused_days == 1
    events = started("2026-11-23"), Event("paused", on("2026-12-03", 0, 1)), Event("resumed", on("2026-12-03", 23, 59))
    assert stand(*events).paused_days == 0


def test_a_pause_over_the_change_of_legal_time_is_counted_in_days_not_hours():
    paused, resumed = Event("paused", on("2026-09-19", 0, 30)), Event("resumed", on("2026-09-21", 0, 30))
    assert stand(started("2026-09-10"), paused, resumed).paused_days == 2


def test_an_answer_that_arrived_before_it_was_entered_ends_the_pause_on_its_own_day():
    events = started("2026-11-23"), event("paused", "2026-12-03"), event("resumed", "2026-12-20", on="2026-12-08")
    assert stand(*events).paused_days == 5


def test_an_answer_older_than_the_request_takes_no_time_away():
    events = started("2026-11-23"), event("paused", "2026-12-03"), event("resumed", "2026-12-05", on="2026-12-01")
    assert (stand(*events).paused_days, stand(*events).last_day) == (0, date(2027, 1, 22))


def test_an_answer_from_the_future_is_refused():
    with pytest.raises(ClockError, match="cannot be of"):
        stand(started("2026-11-23"), event("paused", "2026-12-03"), event("resumed", "2026-12-05", on="2026-12-06"))


def test_working_days_are_paused_in_working_days():
    events = [started("2026-11-23"), event("paused", "2026-11-27"), event("resumed", "2026-12-07")]
    assert stand(*events[:2], terms=INFORMATION).remaining_days == 16
    standing = stand(*events, terms=INFORMATION)
    assert standing.paused_days == 6
    assert standing.last_day == date(2026, 12, 29)
    assert MOROCCO.working_days_between(date(2026, 12, 7), standing.last_day) == 16


def test_an_answer_on_a_weekend_to_a_request_of_the_last_day_leaves_the_next_worked_day():
    terms = Terms(5, "working_days")
    events = started("2026-11-23"), event("paused", "2026-11-30"), event("resumed", "2026-12-05")
    assert stand(*events[:2], terms=terms).remaining_days == 0
    standing = stand(*events, terms=terms)
    assert standing.last_day == date(2026, 12, 7)
    assert not standing.is_overdue(on("2026-12-07"))


def test_a_request_on_a_rolled_last_day_keeps_the_days_it_was_rolled_by():
    terms = Terms(60, "calendar_days", roll="next_working_day")
    events = started("2026-11-24"), event("paused", "2027-01-24"), event("resumed", "2027-01-27")
    assert stand(*events[:2], terms=terms).remaining_days == 1
    assert stand(*events, terms=terms).last_day == date(2027, 1, 28)


def test_two_pauses_add_up():
    events = [started("2026-11-23"), event("paused", "2026-11-25"), event("resumed", "2026-11-30")]
    events += [event("paused", "2026-11-30"), event("resumed", "2026-12-02")]
    assert (stand(*events).paused_days, stand(*events).last_day) == (7, date(2027, 1, 29))


def test_days_before_the_period_begins_are_not_paused_days():
    events = (
        event("started", "2026-11-01", on="2026-11-23"),
        event("paused", "2026-11-10"),
        event("resumed", "2026-11-25"),
    )
    assert (stand(*events).paused_days, stand(*events).last_day) == (2, date(2027, 1, 24))


# What cannot have happened


@pytest.mark.parametrize(
    ("events", "message"),
    [
        ([], "without a started event"),
        ([event("paused", "2026-12-03")], "starts once, and first"),
        ([started("2026-11-23"), started("2026-11-24")], "starts once, and first"),
        ([started("2026-11-23"), event("paused", "2026-12-03"), event("paused", "2026-12-04")], "Paused while paused"),
        ([started("2026-11-23"), event("resumed", "2026-12-03")], "not paused"),
        (
            [started("2026-11-23"), event("paused", "2026-12-03"), event("breached", "2027-02-03")],
            "Breached while paused",
        ),
        ([started("2026-11-23"), event("forgotten", "2026-12-03")], "Not an event"),
        ([started("2026-11-23"), Event("met", datetime(2026, 12, 3))], "Not an event"),
        ([Event("started", on("2026-11-23"))], "needs a date in 'on'"),
        (
            [started("23/11/2026")] if False else [event("started", "2026-11-23", on="23/11/2026")],
            "needs a date in 'on'",
        ),
        ([started("2026-11-23", days="7")], "whole number of days"),
        ([started("2026-11-23"), event("extended", "2026-12-03")], "whole number of days"),
        ([started("2026-11-23"), event("extended", "2026-12-03", days=True)], "whole number of days"),
        ([started("2026-11-23"), event("moved", "2026-12-03")], "needs a date in 'on'"),
        ([started("2026-11-23"), event("breached", "2027-02-03", due_at="soon")], "needs a moment"),
        ([started("2026-11-23"), event("breached", "2027-02-03", due_at="2027-01-23T00:00")], "no time zone"),
        (
            [started("2026-11-23"), event("breached", "2027-01-03", due_at="2027-01-23T00:00Z")],
            "cannot have been recorded",
        ),
    ],
)
def test_an_impossible_sequence_is_refused(events, message):
    with pytest.raises(ClockError, match=message):
        stand(*events)
