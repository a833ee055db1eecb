"""The arithmetic shown to the citizen adds up."""

from datetime import UTC, date, datetime

import pytest

from portal.cases.clock import ClockError, Event, Terms, explain
from tests.cases.clock_builders import ACT, ANSWER, NOTICE, event, on, stand, started


def test_the_arithmetic_of_a_pause_adds_up():
    events = started("2026-11-23"), event("paused", "2026-12-03"), event("resumed", "2026-12-13")
    assert explain(stand(*events), ANSWER, events) == [
        ("received_on", {"day": date(2026, 11, 23)}),
        ("length", {"n": 60, "unit": "calendar_days", "direction": "after"}),
        ("paused", {"since": date(2026, 12, 3), "until": date(2026, 12, 13), "n": 10}),
        ("last_day", {"day": date(2027, 2, 1)}),
    ]


def test_the_arithmetic_shows_full_days_extension_and_answer():
    events = started("2026-11-23"), event("extended", "2026-12-10", days=20), event("met", "2026-12-30")
    assert explain(stand(*events, terms=ACT), ACT, events)[2:] == [
        ("full_days", {}),
        ("extended", {"n": 20, "day": date(2027, 1, 13)}),
        ("last_day", {"day": date(2027, 1, 13)}),
        ("met", {"at": on("2026-12-30")}),
    ]


def test_the_arithmetic_shows_what_is_left_during_a_pause_and_no_last_day():
    events = started("2026-11-23"), event("paused", "2026-12-03")
    assert explain(stand(*events), ANSWER, events)[2:] == [("paused_since", {"since": date(2026, 12, 3), "n": 50})]


def test_the_arithmetic_shows_a_rolled_day_a_promise_and_a_breach():
    rolling = Terms(60, "calendar_days", roll="next_working_day")
    assert explain(stand(started("2026-11-24"), terms=rolling), rolling, [started("2026-11-24")])[2:] == [
        ("rolled", {"was": date(2027, 1, 23), "day": date(2027, 1, 25)}),
        ("last_day", {"day": date(2027, 1, 25)}),
    ]
    events = started("2026-11-23"), event("moved", "2026-12-05", not_before="2027-01-24")
    events += (Event("breached", on("2027-01-25", 0)),)
    assert explain(stand(*events), ANSWER, events)[2:] == [
        ("held_by_promise", {"day": date(2027, 1, 24)}),
        ("last_day", {"day": date(2027, 1, 24)}),
        ("breached", {"at": datetime(2027, 1, 25, tzinfo=UTC)}),
    ]


def test_the_arithmetic_of_a_moved_meeting_and_of_a_rest():
    events = event("started", "2026-12-01", on="2027-02-04"), event("moved", "2026-12-10", on="2027-02-11")
    assert explain(stand(*events, terms=NOTICE), NOTICE, events) == [
        ("event_on", {"day": date(2027, 2, 4)}),
        ("length", {"n": 10, "unit": "calendar_days", "direction": "before"}),
        ("moved_to", {"day": date(2027, 2, 11), "carried": 0}),
        ("last_day", {"day": date(2027, 2, 1)}),
    ]
    rest = [started("2027-03-01", days=12)]
    assert explain(stand(*rest, terms=ACT), ACT, rest)[1:3] == [
        ("length", {"n": 12, "unit": "calendar_days", "direction": "after"}),
        ("last_day", {"day": date(2027, 3, 13)}),
    ]


def test_a_deadline_never_started_has_no_arithmetic():
    with pytest.raises(ClockError, match="no arithmetic"):
        explain(stand(started("2026-11-23")), ANSWER, [])
