"""Where local days begin and end, and how much of a period is behind and ahead."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.workdays.arithmetic import CASABLANCA, days_left, end_of, in_first_half, local_day, start_of
from tests.cases.clock_oracle import all_days

DAY = timedelta(days=1)


def test_the_day_of_the_change_of_legal_time_has_25_hours():
    assert end_of(date(2026, 9, 18)).isoformat() == "2026-09-18T23:00:00+00:00"
    assert end_of(date(2026, 9, 19)).isoformat() == "2026-09-19T23:00:00+00:00"
    assert end_of(date(2026, 9, 20)).isoformat() == "2026-09-21T00:00:00+00:00"
    assert end_of(date(2026, 9, 20)) - start_of(date(2026, 9, 20)) == timedelta(hours=25)


def test_both_passages_of_the_repeated_hour_belong_to_the_same_day():
    first, second = (datetime(2026, 9, 20, 0, 30, tzinfo=UTC), datetime(2026, 9, 20, 1, 30, tzinfo=UTC))
    assert [m.astimezone(CASABLANCA).strftime("%H:%M") for m in (first, second)] == ["01:30", "01:30"]
    assert local_day(first) == local_day(second) == date(2026, 9, 20)


def test_the_day_of_a_moment_is_the_local_one():
    assert local_day(datetime(2026, 9, 18, 23, 30, tzinfo=UTC)) == date(2026, 9, 19)
    assert local_day(datetime(2026, 11, 23, 23, 30, tzinfo=UTC)) == date(2026, 11, 23)
    assert local_day(datetime(2026, 11, 23, 23, 30, tzinfo=ZoneInfo("America/New_York"))) == date(2026, 11, 24)


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        local_day(datetime(2026, 11, 23, 12))


def test_a_midnight_skipped_by_summer_time_begins_the_day_at_the_jump():
    assert start_of(date(2008, 6, 1)).isoformat() == "2008-06-01T00:00:00+00:00"
    assert start_of(date(2008, 6, 1)).astimezone(CASABLANCA).hour == 1


def test_each_day_of_forty_years_ends_where_the_next_begins():
    instant = timedelta(microseconds=1)
    for day in all_days(date(2000, 1, 1), date(2040, 1, 1)):
        assert local_day(end_of(day)) == day + DAY
        assert local_day(end_of(day) - instant) == day
        assert local_day(start_of(day)) == day


# Halves and what is left


def test_the_first_half_of_sixty_days_is_thirty_of_fifteen_seven():
    anchor = date(2026, 11, 23)
    for length, half in ((60, 30), (15, 7), (1, 0), (0, 0)):
        inside = [n for n in range(length + 1) if in_first_half(anchor, anchor + length * DAY, anchor + n * DAY)]
        assert inside == list(range(half + 1))


def test_days_left_reach_zero_on_the_last_day_and_go_below_after_it():
    last = date(2027, 1, 22)
    assert [days_left(last, date(2027, 1, day)) for day in (20, 22, 25)] == [2, 0, -3]
    assert days_left(last, date(2026, 11, 23)) == 60
