"""Counting days: the examples of the law, the corners of the calendar, and a second opinion on thousands of cases."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.workdays.arithmetic import (
    CASABLANCA,
    Calendar,
    days_between,
    end_of,
    last_day,
    local_day,
    months_later,
    prolonged,
    rolled,
)
from portal.workdays.moroccan import fixed_holidays, lunar_holidays
from tests.cases.clock_oracle import all_days, is_off, naive_last_day

DAY = timedelta(days=1)
SEEDED = [h.on for year in range(2026, 2031) for h in [*fixed_holidays(year), *lunar_holidays(year)]]
MOROCCO = Calendar(frozenset(SEEDED))
NO_HOLIDAYS = Calendar()

often = settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
days = st.dates(date(2026, 1, 1), date(2030, 12, 31))
calendars = st.builds(Calendar, st.frozensets(days, max_size=60) | st.just(MOROCCO.holidays))
units = st.sampled_from(["calendar_days", "working_days", "months"])
directions = st.sampled_from(["after", "before"])
rolls = st.sampled_from(["none", "next_working_day"])


def counted(anchor, length, unit="calendar_days", calendar=MOROCCO, **terms):
    return last_day(date.fromisoformat(anchor), length=length, unit=unit, calendar=calendar, **terms).isoformat()


# The examples of the law


def test_sixty_calendar_days_from_a_receipt_one_minute_before_midnight():
    received = datetime(2026, 11, 23, 23, 59, tzinfo=CASABLANCA)
    last = last_day(local_day(received), length=60, unit="calendar_days", calendar=MOROCCO)
    assert last == date(2027, 1, 22)
    assert end_of(last).isoformat() == "2027-01-23T00:00:00+00:00"


def test_full_days_count_neither_the_first_day_nor_the_last():
    assert counted("2026-11-23", 30, full_days=True) == "2026-12-24"


def test_working_days_are_counted_from_the_day_after_receipt():
    assert counted("2026-11-23", 1, "working_days") == "2026-11-24"
    assert counted("2026-11-23", 20, "working_days") == "2026-12-21"


def test_a_month_ends_on_the_same_day_number_or_on_the_last_of_the_month():
    assert counted("2026-11-23", 3, "months") == "2027-02-23"
    assert counted("2026-11-30", 3, "months") == "2027-02-28"


def test_members_are_called_ten_days_before_the_session():
    assert counted("2027-02-04", 10, direction="before") == "2027-01-25"


# The corners of the calendar


def test_a_period_runs_over_the_end_of_a_year():
    assert counted("2026-12-31", 1) == "2027-01-01"
    assert counted("2026-12-31", 1, "working_days") == "2027-01-04"  # Friday was New Year's Day
    assert counted("2026-12-15", 1, "months") == "2027-01-15"


def test_the_29th_of_february_is_a_day_like_others():
    assert counted("2027-12-31", 60) == "2028-02-29"
    assert counted("2028-02-28", 1) == "2028-02-29"
    assert counted("2028-02-28", 1, "working_days") == "2028-02-29"
    assert counted("2028-02-29", 12, "months") == "2029-02-28"
    assert counted("2028-02-29", 48, "months") == "2032-02-29"


def test_one_month_after_the_31st_of_january_is_the_end_of_february():
    assert counted("2027-01-31", 1, "months") == "2027-02-28"
    assert counted("2028-01-31", 1, "months") == "2028-02-29"
    assert counted("2027-03-31", 1, "months", direction="before") == "2027-02-28"
    assert counted("2027-01-31", 1, "months", full_days=True) == "2027-03-01"


def test_a_long_run_of_holidays_and_weekends_is_stepped_over():
    long_eid = Calendar(MOROCCO.holidays | {date(2026, 5, 29)})  # the Friday after Adha given as well
    assert counted("2026-05-26", 1, "working_days", MOROCCO) == "2026-05-29"
    assert counted("2026-05-26", 1, "working_days", long_eid) == "2026-06-01"
    assert counted("2026-06-01", 1, "working_days", long_eid, direction="before") == "2026-05-26"


def test_holidays_that_fall_on_a_weekend_cost_no_working_day():
    assert date(2027, 8, 14).strftime("%A") == "Saturday"
    assert counted("2027-08-13", 1, "working_days") == "2027-08-16"


def test_a_holiday_moved_by_a_day_moves_a_working_day_deadline():
    before = Calendar(frozenset({date(2027, 3, 9), date(2027, 3, 10)}))
    after = Calendar(frozenset({date(2027, 3, 10), date(2027, 3, 11)}))
    assert counted("2027-02-09", 20, "working_days", before) == "2027-03-11"
    assert counted("2027-02-09", 20, "working_days", after) == "2027-03-09"
    assert counted("2027-02-09", 30, "calendar_days", before) == counted("2027-02-09", 30, "calendar_days", after)


def test_a_last_day_that_is_not_worked_stays_unless_the_rule_rolls_it():
    saturday = "2027-01-23"
    assert counted("2026-11-24", 60) == saturday
    assert counted("2026-11-24", 60, roll="next_working_day") == "2027-01-25"
    assert counted("2026-11-23", 60, roll="next_working_day") == "2027-01-22"


def test_what_is_owed_before_a_meeting_rolls_back_so_that_the_notice_is_not_shortened():
    assert counted("2027-02-03", 10, direction="before") == "2027-01-24"  # a Sunday
    assert counted("2027-02-03", 10, direction="before", roll="next_working_day") == "2027-01-22"


def test_extra_days_are_of_the_rules_own_kind_and_always_give_more_time():
    assert counted("2026-11-23", 20, "working_days", extra_days=20) == counted("2026-11-23", 40, "working_days")
    assert counted("2026-11-23", 1, "months", extra_days=3) == "2026-12-26"
    assert counted("2027-02-04", 10, direction="before", extra_days=2) == "2027-01-27"


def test_impossible_terms_are_refused():
    for terms in (
        {"length": -1, "unit": "calendar_days"},
        {"length": 1, "unit": "calendar_days", "extra_days": -1},
        {"length": 1, "unit": "weeks"},
        {"length": 1, "unit": "months", "direction": "sideways"},
        {"length": 1, "unit": "months", "roll": "previous"},
    ):
        with pytest.raises(ValueError, match=r"Unknown|counted from zero"):
            last_day(date(2026, 11, 23), calendar=MOROCCO, **terms)


# The calendar


def test_a_calendar_without_a_worked_day_is_refused():
    with pytest.raises(ValueError, match="seven days"):
        Calendar(weekend=frozenset(range(7)))


def test_saturdays_sundays_and_holidays_are_not_worked():
    assert [MOROCCO.is_worked(date(2026, 11, day)) for day in (18, 19, 20, 21, 22, 23)] == [
        False,  # Independence Day
        True,
        True,
        False,
        False,
        True,
    ]


def test_the_next_and_the_previous_worked_day_may_be_the_day_itself():
    monday, sunday = date(2026, 11, 23), date(2026, 11, 22)
    assert MOROCCO.next_worked(monday) == MOROCCO.previous_worked(monday) == monday
    assert MOROCCO.next_worked(sunday) == monday
    assert MOROCCO.previous_worked(sunday) == date(2026, 11, 20)


def test_a_negative_number_of_working_days_is_refused():
    with pytest.raises(ValueError, match="zero"):
        MOROCCO.nth_working_day_after(date(2026, 11, 23), -1)


@often
@given(days, st.integers(0, 60), calendars)
def test_the_nth_working_day_is_worked_and_has_n_working_days_up_to_it(day, n, calendar):
    after, before = calendar.nth_working_day_after(day, n), calendar.nth_working_day_before(day, n)
    assert calendar.working_days_between(day, after) == n
    assert n == 0 or (calendar.is_worked(after) and calendar.is_worked(before))
    inside = [d for d in all_days(before, day) if not is_off(d, calendar.holidays) and d < day]
    assert len(inside) == n


@often
@given(days, days, days, calendars)
def test_working_days_add_up_and_are_never_negative(a, b, c, calendar):
    a, b, c = sorted((a, b, c))
    assert calendar.working_days_between(a, b) + calendar.working_days_between(b, c) == calendar.working_days_between(
        a, c
    )
    assert calendar.working_days_between(c, a) == 0
    walked = [d for d in all_days(a, b) if d > a and not is_off(d, calendar.holidays)]
    assert calendar.working_days_between(a, b) == len(walked)


# A second opinion


@often
@given(days, st.integers(0, 120), units, directions, st.booleans(), rolls, calendars, st.integers(0, 40))
def test_every_last_day_is_where_one_gets_walking_day_by_day(
    anchor, length, unit, direction, full_days, roll, calendar, extra
):
    length = length % 25 if unit == "months" else length
    terms = {"length": length, "unit": unit, "direction": direction, "full_days": full_days, "roll": roll}
    ours = last_day(anchor, **terms, calendar=calendar, extra_days=extra)
    assert ours == naive_last_day(anchor, **terms, holidays=calendar.holidays, extra=extra)


@often
@given(days, days, st.integers(0, 90), st.integers(0, 90), units, directions, st.booleans(), rolls, calendars)
def test_a_later_anchor_or_a_longer_term_never_ends_earlier(a, b, n, m, unit, direction, full_days, roll, calendar):
    (a, b), (n, m) = sorted((a, b)), sorted((n, m))
    terms = {"unit": unit, "direction": direction, "full_days": full_days, "roll": roll, "calendar": calendar}
    assert last_day(a, length=n, **terms) <= last_day(b, length=n, **terms)
    shorter, longer = last_day(a, length=n, **terms), last_day(a, length=m, **terms)
    assert shorter <= longer if direction == "after" else shorter >= longer


@often
@given(days, st.integers(0, 60), calendars, st.frozensets(days, max_size=20))
def test_one_more_holiday_never_ends_a_period_earlier(anchor, length, calendar, more):
    richer = Calendar(calendar.holidays | more)
    terms = {"length": length, "unit": "working_days"}
    assert last_day(anchor, **terms, calendar=calendar) <= last_day(anchor, **terms, calendar=richer)


@often
@given(days, st.integers(0, 60), st.integers(0, 60), units, calendars)
def test_putting_off_twice_is_putting_off_by_the_sum(day, n, m, unit, calendar):
    kind = {"unit": unit, "calendar": calendar}
    assert prolonged(prolonged(day, n, **kind), m, **kind) == prolonged(day, n + m, **kind)
    assert days_between(day, prolonged(day, n, **kind), **kind) == n
    assert days_between(day, day - DAY, **kind) == 0


@often
@given(days, directions, calendars)
def test_a_rolled_day_is_the_nearest_worked_one_in_the_direction_of_counting(day, direction, calendar):
    found = rolled(day, roll="next_working_day", direction=direction, calendar=calendar)
    assert calendar.is_worked(found)
    skipped = all_days(min(day, found), max(day, found))
    assert all(is_off(d, calendar.holidays) for d in skipped if d != found)
    assert found >= day if direction == "after" else found <= day


@often
@given(days, st.integers(-48, 48))
def test_months_keep_the_day_number_unless_the_month_is_too_short(day, months):
    found = months_later(day, months)
    assert (found.year - day.year) * 12 + found.month - day.month == months
    assert found.day == day.day or (found.day < day.day and (found + DAY).day == 1)
