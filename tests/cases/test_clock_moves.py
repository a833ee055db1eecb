"""What lengthens or moves a deadline: extensions, a meeting that moves, a holiday that moves."""

from datetime import date

import pytest

from portal.cases.clock import ClockError, Terms
from portal.workdays.arithmetic import Calendar
from tests.cases.clock_builders import ACT, ANSWER, INFORMATION, NOTICE, event, stand, started


def test_an_extension_is_in_the_rules_own_days():
    standing = stand(started("2026-11-23"), event("extended", "2026-12-10", days=20), terms=INFORMATION)
    assert (standing.last_day, standing.extended_days) == (date(2027, 1, 21), 20)
    standing = stand(started("2026-11-23"), event("extended", "2026-12-10", days=20), terms=ACT)
    assert (standing.last_day, standing.extended_days) == (date(2027, 1, 13), 20)


def test_an_extension_until_a_day_ends_on_that_day():
    standing = stand(started("2026-11-23"), event("extended", "2026-12-10", until="2027-02-28"))
    assert (standing.last_day, standing.extended_days) == (date(2027, 2, 28), 37)


def test_an_extension_never_shortens():
    standing = stand(started("2026-11-23"), event("extended", "2026-12-10", until="2026-12-31"))
    assert (standing.last_day, standing.extended_days) == (date(2027, 1, 22), 0)
    with pytest.raises(ClockError, match="whole number of days"):
        stand(started("2026-11-23"), event("extended", "2026-12-10", days=-1))


def test_an_extension_during_a_pause_adds_to_what_is_left():
    events = started("2026-11-23"), event("paused", "2026-12-03"), event("extended", "2026-12-05", days=10)
    assert stand(*events).remaining_days == 60
    assert stand(*events, event("resumed", "2026-12-13")).last_day == date(2027, 2, 11)


def test_a_meeting_that_moves_takes_its_deadlines_with_it():
    notice = event("started", "2026-12-01", on="2027-02-04"), event("moved", "2026-12-10", on="2027-01-28")
    assert stand(*notice, terms=NOTICE).last_day == date(2027, 1, 18)
    assert stand(*notice, terms=NOTICE).begins_on == date(2026, 12, 1)
    minutes = event("started", "2026-12-01", on="2027-02-04"), event("moved", "2026-12-10", on="2027-02-11")
    assert stand(*minutes, terms=Terms(15, "calendar_days")).last_day == date(2027, 2, 26)


def test_a_moved_meeting_keeps_the_days_already_granted():
    events = (
        started("2026-12-01"),
        event("extended", "2026-12-02", days=4),
        event("moved", "2026-12-03", on="2026-12-20"),
    )
    assert stand(*events, terms=Terms(15, "calendar_days")).last_day == date(2027, 1, 8)


def test_a_moved_eid_lengthens_a_working_day_deadline():
    was = Calendar(frozenset({date(2027, 3, 6), date(2027, 3, 7)}))  # on a weekend
    now = Calendar(frozenset({date(2027, 3, 7), date(2027, 3, 8)}))
    assert stand(started("2027-02-09"), terms=INFORMATION, calendar=was).last_day == date(2027, 3, 9)
    assert stand(started("2027-02-09"), terms=INFORMATION, calendar=now).last_day == date(2027, 3, 10)


def test_a_moved_eid_never_shortens_what_was_promised():
    now = Calendar(frozenset({date(2027, 3, 10), date(2027, 3, 11)}))
    events = started("2027-02-09"), event("moved", "2027-03-08", not_before="2027-03-11")
    assert stand(events[0], terms=INFORMATION, calendar=now).last_day == date(2027, 3, 9)
    assert stand(*events, terms=INFORMATION, calendar=now).last_day == date(2027, 3, 11)


def test_a_promise_is_lengthened_by_a_later_pause():
    now = Calendar(frozenset({date(2027, 3, 10), date(2027, 3, 11)}))
    events = [started("2027-02-09"), event("moved", "2027-03-05", not_before="2027-03-11")]
    events += [event("paused", "2027-03-08"), event("resumed", "2027-03-09")]
    assert stand(*events, terms=INFORMATION, calendar=now).last_day == date(2027, 3, 12)


def test_a_promise_made_after_the_newly_computed_day_is_no_breach():
    now = Calendar(frozenset({date(2027, 3, 10), date(2027, 3, 11)}))  # it now ends on 9 March; 11 March was promised
    events = [started("2027-02-09"), event("extended", "2027-03-10", days=0)]
    events += [event("moved", "2027-03-10", not_before="2027-03-11")]
    standing = stand(*events, terms=INFORMATION, calendar=now)
    assert (standing.breached_at, standing.last_day) == (None, date(2027, 3, 11))


def test_a_promise_to_a_paused_deadline_is_kept_for_when_it_resumes():
    now = Calendar(frozenset({date(2027, 3, 10), date(2027, 3, 11)}))
    events = [started("2027-02-09"), event("paused", "2027-03-01")]
    events += [event("moved", "2027-03-02", not_before="2027-03-11"), event("resumed", "2027-03-03")]
    assert stand(*events[:3], terms=INFORMATION, calendar=now).held_last_day == date(2027, 3, 11)
    assert stand(*events, terms=INFORMATION, calendar=now).last_day == date(2027, 3, 15)


def test_only_rules_that_look_at_worked_days_depend_on_the_calendar():
    assert INFORMATION.depends_on_calendar
    assert Terms(60, "calendar_days", roll="next_working_day").depends_on_calendar
    assert not ANSWER.depends_on_calendar
    assert not Terms(3, "months").depends_on_calendar
