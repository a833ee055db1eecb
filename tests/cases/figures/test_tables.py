"""Shares and percentiles of a tally; what everybody sees of small numbers; and where a chart draws them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cases.figures import charts, periods, tables
from portal.cases.figures.fate import Fate
from portal.cases.figures.tally import Tally, total


def tally(in_time=0, late=0, owed=0, running=0, days=5):
    found = Tally()
    for name, count in {"in_time": in_time, "late": late, "owed": owed, "running": running}.items():
        for _ in range(count):
            found.add(Fate(name, days=days if name in ("in_time", "late") else None))
    return found


def table(**rows):
    return tables.Table("x", "x", ["x"], [tables._row(label, found) for label, found in rows.items()])


def seen(found):
    return {row.label: row.cells[0] for row in found.rows}


@given(st.lists(st.integers(0, 400), min_size=1), st.integers(1, 100))
def test_a_percentile_is_the_least_day_that_holds_enough(days, percent):
    found = Tally()
    for number in days:
        found.add(Fate("in_time", days=number))
    enough = [d for d in days if sum(other <= d for other in days) * 100 >= percent * len(days)]
    assert found.days_within(percent) == min(enough)


def test_a_share_is_rounded_down_so_that_a_hundred_means_all():
    assert tally(in_time=999, late=1).share == 99
    assert tally(in_time=3).share == 100
    assert tally(running=3).share is None


def test_what_is_not_yet_due_is_in_neither_number():
    assert tally(in_time=1, owed=1, running=50).share == 50


def test_adding_up_leaves_the_parts_as_they_were():
    one, other = tally(in_time=2), tally(late=1)
    assert (total([one, other]).received, one.received, other.received) == (3, 2, 1)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=9))
def test_no_number_under_five_is_shown_or_can_be_worked_out(sizes):
    rows = {f"r{place}": tally(in_time=size) for place, size in enumerate(sizes) if size}
    found = tables.guarded(table(**rows))
    shown = seen(found)
    assert all(count >= tables.LEAST for count in shown.values())
    if shown:
        assert sum(shown.values()) == sum(sizes)
    small = [size for size in sizes if 0 < size < tables.LEAST]
    assert not small or not shown or len(shown) <= len(rows)


def test_a_single_small_row_takes_the_next_smallest_with_it():
    found = tables.guarded(table(a=tally(in_time=20), b=tally(in_time=7), c=tally(in_time=2)))
    assert list(seen(found).values()) == [20, 9]


def test_few_cases_in_all_are_not_shown_apart():
    found = tables.guarded(table(a=tally(in_time=2), b=tally(in_time=1)))
    assert found.rows == [] and found.note


def test_rates_over_few_cases_are_left_out():
    found = tables.guarded(table(a=tally(in_time=4, running=10), b=tally(in_time=5)))
    names = [name for name, _heading in tables.COLUMNS]
    rates = [[row.cells[names.index(name)] for name in tables.RATES] for row in found.rows]
    assert rates == [[None, None, None], [100, 5, 5]]


def test_the_oldest_month_stands_where_one_begins_to_read():
    entries = [("old", 10), ("middle", None), ("new", 0)]
    left, right = charts.columns(entries), charts.columns(entries, rtl=True)
    assert left.columns[0].x < left.columns[-1].x
    assert right.columns[0].x > right.columns[-1].x
    assert left.axis_x < left.begin and right.axis_x > right.end
    assert [column.empty for column in left.columns] == [False, True, False]


@pytest.mark.parametrize(("value", "top"), [(0, 4), (4, 4), (5, 8), (9, 20), (21, 40), (81, 200), (100_001, 200_000)])
def test_a_chart_ends_above_its_largest_number(value, top):
    assert charts.columns([("x", value)]).lines[-1].label == f"{top:g}"


def test_no_chart_divides_by_nothing():
    assert charts.columns([]).columns == []


def test_periods_are_offered_from_the_first_case_on():
    found = periods.offered(date(2026, 11, 23), date(2025, 3, 1))
    assert [period.name for period in found] == [
        "12-months", "2026", "2026-q4", "2026-q3", "2026-q2", "2026-q1",
        "2025", "2025-q4", "2025-q3", "2025-q2", "2025-q1",
    ]  # fmt: skip
    assert (found[0].first, found[0].last) == (date(2025, 12, 1), date(2026, 11, 30))
    assert periods.named("1999", found) == periods.named("x' OR 1=1", found) == found[0]
