"""The figures that are counted, against a naive count of what a test did, with its own arithmetic."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from django.core.cache import cache

from portal.cases.figures import periods, reading
from portal.cases.models import Case, FigureCount, MonthFigure
from portal.cases.services import counting, decisions, deliveries, lifecycle, responses, sweep
from portal.cases.states import FAR
from tests.fixtures.builders import file_complaint, make_category

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MODEL = "complaints.complaint"
LENGTH = {"complaint": 60, "suggestion": 90, "remark": None}
EDGES = [datetime(2026, 8, 31, hour, minute, tzinfo=UTC) for hour, minute in ((22, 59), (23, 0), (23, 30))] + [
    datetime(2026, 10, 31, 23, 59, tzinfo=UTC),
    datetime(2026, 11, 1, 0, 0, tzinfo=UTC),
]


def local(moment):
    """The local date, by hand: +01 before 20 September 2026, +00 since."""
    return (moment + timedelta(hours=moment < datetime(2026, 9, 20, tzinfo=UTC))).date()


def figures(commune, period=None, **asked):
    counting.count(commune, at=NOW, anew=True)
    period = period or periods.last_12(NOW.date())
    return reading.of(commune, model=MODEL, period=period, counted_at=NOW + timedelta(seconds=random.random()), **asked)


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def acted(commune, officer):
    """Forty cases, some at the edges of a month, with what was done to each: written down beside the portal."""
    chance = random.Random(20261123)
    topics = [make_category(commune, code=f"topic-{n}") for n in range(3)]
    moments = EDGES + [
        NOW - timedelta(days=chance.randrange(1, 300), minutes=chance.randrange(1440)) for _ in range(40)
    ]
    deeds = []
    for filed_at in sorted(moments):
        kind = chance.choice(["complaint"] * 5 + ["suggestion", "remark"])
        category = chance.choice(topics)
        case = file_complaint(commune, at=filed_at, kind=kind, category=category)
        deeds.append({"case": case, "kind": kind, "topic": category, "on": local(filed_at)})
    for deed in deeds:
        deed["what"] = chance.choice(["answered", "answered", "answered", "nothing", "withdrawn"])
        deed["at"] = min(NOW, deed["case"].opened_at + timedelta(days=chance.randrange(0, 110), minutes=7))
        case = Case.objects.get(pk=deed["case"].pk)
        if deed["what"] == "answered":
            lifecycle.answer(case, by=officer, at=deed["at"], outcome="resolved", text="تم")
        elif deed["what"] == "withdrawn":
            lifecycle.withdraw(case, at=deed["at"])
    sweep.enforce(at=NOW)
    return deeds


def fate(deed):
    """What became of a case, by what was done and by counting days on the fingers."""
    length = LENGTH[deed["kind"]]
    if length is None:
        return "free"
    ended = deed["on"] + timedelta(days=length)
    match deed["what"]:
        case "withdrawn":
            return "voided"
        case "answered":
            return "in_time" if local(deed["at"]) <= ended else "late"
    return "owed" if local(NOW) > ended else "running"


def naive_days(deeds, percent):
    """The smallest number of days that holds at least so much of the answers."""
    days = sorted((local(d["at"]) - d["on"]).days for d in deeds if fate(d) in ("in_time", "late"))
    enough = [d for d in days if Fraction(sum(other <= d for other in days), len(days)) * 100 >= percent]
    return enough[0] if days else None


def assert_same(tally, deeds):
    fates = Counter(fate(deed) for deed in deeds)
    counted = {name: tally.fates[name] for name in ("in_time", "late", "owed", "running", "free", "voided")}
    assert counted == {name: fates[name] for name in counted}
    assert tally.received == len(deeds)
    judged = fates["in_time"] + fates["late"] + fates["owed"]
    assert tally.share == (100 * fates["in_time"] // judged if judged else None)
    assert (tally.median, tally.ninth) == (naive_days(deeds, 50), naive_days(deeds, 90))


def test_all_figures_are_those_of_a_naive_count(commune, acted):
    found = figures(commune)
    within = [deed for deed in acted if deed["on"] >= date(2025, 12, 1)]
    assert {fate(deed) for deed in within} == {"in_time", "late", "owed", "running", "free", "voided"}
    assert_same(found.whole, within)
    for month, tally in found.months.items():
        assert_same(tally, [d for d in within if (d["on"].year, d["on"].month) == (month.year, month.month)])
    for kind in LENGTH:
        assert_same(found.kinds[kind], [d for d in within if d["kind"] == kind])
    for topic in {deed["topic"] for deed in within}:
        assert_same(found.groups["topic"][str(topic.pk)], [d for d in within if d["topic"] == topic])


def test_one_kind_alone_is_counted_the_same_way(commune, acted):
    found = figures(commune, kind="suggestion")
    assert_same(found.whole, [d for d in acted if d["kind"] == "suggestion" and d["on"] >= date(2025, 12, 1)])


@pytest.mark.parametrize("place", [1, 2, 3, 4])
def test_quarters_make_the_year(place, commune, acted):
    found = figures(commune, periods.quarter(2026, place))
    assert_same(found.whole, [d for d in acted if d["on"].year == 2026 and (d["on"].month + 2) // 3 == place])


def test_a_case_belongs_to_the_month_of_its_local_date(commune):
    for moment in EDGES:
        file_complaint(commune, at=moment)
    months = {month.month: tally.received for month, tally in figures(commune).months.items() if tally.received}
    assert months == {8: 1, 9: 2, 10: 1, 11: 1}  # +01 in August: 23:00 UTC is September already


def test_overdue_cases_are_counted_by_their_age(commune):
    ages = {1: 0, 7: 0, 8: 1, 30: 1, 31: 2, 90: 2, 91: 3}
    for days in [0, *ages]:
        file_complaint(commune, at=NOW, received_on=NOW.date() - timedelta(days=60 + days))
    year = periods.Period("x", date(2025, 1, 1), date(2026, 12, 31))
    found = reading.overdue(commune, model=MODEL, period=year, at=NOW)
    assert [count for _age, count in found] == [2, 2, 2, 1]
    assert Case.objects.filter(due_at__lt=FAR).count() == 8


def test_the_day_on_which_a_letter_was_posted_counts_not_the_day_of_its_entry(commune, officer):
    case = file_complaint(commune, at=NOW - timedelta(days=20), email="", channel="letter")
    verdict = lifecycle.answer(case, by=officer, at=NOW - timedelta(days=12), outcome="resolved", text="تم")
    assert figures(commune).whole.running == 1  # nobody has handed it over yet
    on = (NOW - timedelta(days=10)).date()
    deliveries.enter(verdict, by=officer, at=NOW - timedelta(days=3), means="post", on=on, post_number="RR1")
    found = figures(commune).whole
    assert (found.in_time, dict(found.days)) == (1, {10: 1})


def test_a_case_whose_first_promise_was_voided_counts_by_the_one_that_stands(commune, officer):
    case = file_complaint(commune, at=NOW - timedelta(days=70))
    decisions.change_kind(case, by=officer, at=NOW - timedelta(days=60), kind="suggestion", text="اقتراح")
    duplicate = file_complaint(commune, at=NOW - timedelta(days=5))
    decisions.mark_duplicate(duplicate, by=officer, at=NOW, original=case, text="مكررة")
    found = figures(commune).whole
    assert (found.running, found.voided, dict(found.reasons)) == (1, 1, {"duplicate": 1})


def test_a_review_is_counted_and_leaves_the_first_result_as_it_was(commune, officer):
    case = file_complaint(commune, at=NOW - timedelta(days=70))
    lifecycle.answer(case, by=officer, at=NOW - timedelta(days=45), outcome="explained", text="تم")
    case = Case.objects.get(pk=case.pk)
    responses.ask_review(case, at=NOW - timedelta(days=40), text="لم يصلح شيء")
    found = figures(commune).whole
    assert (found.reviewed, found.in_time, dict(found.days)) == (1, 1, {25: 1})
    ages = reading.overdue(commune, model=MODEL, period=periods.last_12(NOW.date()), at=NOW)
    assert sum(count for _age, count in ages) == 1  # the review itself is late


def test_counting_again_changes_nothing_and_is_left_out_when_nothing_happened(commune, acted):
    assert counting.count(commune, at=NOW)
    before = list(MonthFigure.objects.order_by("month_on", "kind", "group", "key").values())
    assert not counting.count(commune, at=NOW + timedelta(minutes=15))
    assert counting.count(commune, at=NOW + timedelta(minutes=15), anew=True)
    after = list(MonthFigure.objects.order_by("month_on", "kind", "group", "key").values())
    assert [{**row, "id": 0} for row in before] == [{**row, "id": 0} for row in after]


def test_a_new_case_and_a_new_day_are_news(commune):
    assert counting.count(commune, at=NOW)
    file_complaint(commune, at=NOW)
    assert counting.count(commune, at=NOW + timedelta(minutes=15))
    assert not counting.count(commune, at=NOW + timedelta(minutes=30))
    assert counting.count(commune, at=NOW + timedelta(days=1))
    assert FigureCount.objects.get(commune=commune).counted_at == NOW + timedelta(days=1)


def test_another_commune_is_not_counted_in(commune, other_commune):
    file_complaint(other_commune, at=NOW)
    assert figures(commune).whole.received == 0
    assert figures(other_commune).whole.received == 1


def test_an_empty_commune_has_figures_of_nothing(commune):
    found = figures(commune)
    assert (found.whole.received, found.whole.share, found.whole.median) == (0, None, None)
    assert len(found.months) == 12


@pytest.mark.parametrize("cases", [1, 6])
def test_the_number_of_queries_does_not_grow_with_the_cases(cases, commune, django_assert_num_queries):
    for _ in range(cases):
        file_complaint(commune, at=NOW)
    with django_assert_num_queries(16):
        counting.count(commune, at=NOW)
