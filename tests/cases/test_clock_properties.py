"""The clock against one who lives through the days one by one, and what must hold for any history."""

import json
from datetime import UTC, date, datetime, time
from itertools import pairwise

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from portal.cases.clock import Event, Step, Terms, fold, next_step, step_moments
from portal.workdays.arithmetic import CASABLANCA, Calendar, end_of, local_day
from tests.cases.clock_builders import DAY, MOROCCO
from tests.cases.clock_oracle import NaiveDeadline

patient = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much]}
often = settings(**patient, max_examples=300)
anchors = st.dates(date(2026, 6, 1), date(2029, 12, 31))
calendars = st.builds(
    Calendar, st.frozensets(st.dates(date(2026, 6, 1), date(2031, 12, 31)), max_size=80) | st.just(MOROCCO.holidays)
)
all_terms = st.builds(
    lambda unit, length, full: Terms(1 + length % 6 if unit == "months" else length, unit, full_days=full),
    st.sampled_from(["calendar_days", "working_days", "months"]),
    st.integers(1, 60),
    st.booleans(),
)
rolling_terms = st.builds(
    lambda terms, roll: Terms(terms.length, terms.unit, full_days=terms.full_days, roll=roll),
    all_terms,
    st.sampled_from(["none", "next_working_day"]),
)
hours = st.integers(0, 24 * 60 - 1)


@st.composite
def scripts(draw, ends=("meet", None), longest=8):
    """(days after the one before, kind, number): pauses and resumes in turn, extensions between, perhaps an end."""
    paused, script = False, []
    for _ in range(draw(st.integers(0, longest))):
        kind = draw(st.sampled_from(["resume" if paused else "pause", "extend"]))
        script.append((draw(st.integers(0, 25)), kind, draw(st.integers(1, 15)) if kind == "extend" else 0))
        paused = paused if kind == "extend" else not paused
    if end := draw(st.sampled_from(ends)):
        script.append((draw(st.integers(0, 60)), end, 0))
    return script


def dated(anchor, script):
    day = anchor
    for gap, kind, number in script:
        day += gap * DAY
        yield day, kind, number


TYPES = {"pause": "paused", "resume": "resumed", "extend": "extended", "meet": "met"}


def history(anchor, script, minute=720):
    """The same script as events; those of one day share their minute and keep their order."""
    at = datetime.combine(anchor, time(minute // 60, minute % 60), tzinfo=CASABLANCA)
    events = [Event("started", at, {"on": anchor.isoformat()})]
    for day, kind, number in dated(anchor, script):
        at = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=CASABLANCA)
        events.append(Event(TYPES[kind], at, {"days": number} if kind == "extend" else {}))
    return events


@settings(**patient, max_examples=1000)
@given(anchors, all_terms, calendars, scripts(), hours)
def test_the_clock_agrees_with_one_who_lived_through_the_days(anchor, terms, calendar, script, minute):
    standing = fold(history(anchor, script, minute), terms, calendar)
    lived = NaiveDeadline(
        anchor,
        length=terms.length,
        unit=terms.unit,
        full_days=terms.full_days,
        holidays=calendar.holidays,
        script=dated(anchor, script),
    )
    assert (standing.breached_at is not None) == lived.broken
    assert (standing.met_at and local_day(standing.met_at)) == lived.met_on
    assert (standing.paused_days, standing.extended_days) == (lived.spent_paused, lived.given)
    if lived.over:
        assert standing.last_day == lived.last
        assert standing.due_at == end_of(lived.last)
    elif not lived.met_on:
        assert (standing.state, standing.remaining_days) == ("paused", lived.tokens)


@often
@given(anchors, rolling_terms, calendars, scripts())
def test_folding_again_or_from_stored_json_gives_the_same(anchor, terms, calendar, script):
    events = history(anchor, script)
    stored = json.loads(json.dumps([[e.type, e.at.astimezone(UTC).isoformat(), e.data] for e in events]))
    read = [Event(kind, datetime.fromisoformat(at), data) for kind, at, data in stored]
    once, twice, again = fold(events, terms, calendar), fold(iter(events), terms, calendar), fold(read, terms, calendar)
    assert once == twice == again
    assert once.trace == twice.trace == again.trace


@often
@given(anchors, rolling_terms, calendars, scripts())
def test_nothing_in_a_history_ever_shortens_what_was_due(anchor, terms, calendar, script):
    events = history(anchor, script)
    standings = [fold(events[: n + 1], terms, calendar) for n in range(len(events))]
    promised = [standing.held_last_day or standing.last_day for standing in standings]
    assert promised == sorted(promised)
    breaches = [standing.breached_at for standing in standings if standing.breached_at]
    assert len(set(breaches)) <= 1
    assert all(later.breached_at for first, later in pairwise(standings) if first.breached_at)


@often
@given(anchors, rolling_terms, calendars, st.integers(0, 80), st.integers(0, 80))
def test_what_is_left_at_the_request_is_what_is_left_at_the_answer(
    anchor, terms, calendar, until_request, until_answer
):
    request, answer = anchor + until_request * DAY, anchor + (until_request + until_answer) * DAY
    events = history(anchor, [(until_request, "pause", 0), (until_answer, "resume", 0)])
    paused, resumed = fold(events[:2], terms, calendar), fold(events, terms, calendar)
    assume(paused.state == "paused")
    assert not resumed.is_overdue(events[-1].at)
    if terms.unit == "working_days":
        assert resumed.paused_days == calendar.working_days_between(request, answer)
        left = calendar.working_days_between(answer, resumed.last_day)
        assert left == paused.remaining_days or (paused.remaining_days == 0 and not calendar.is_worked(answer))
    else:
        assert resumed.paused_days == until_answer
        unrolled = answer + paused.remaining_days * DAY
        assert resumed.last_day == (calendar.next_worked(unrolled) if terms.roll != "none" else unrolled)


@often
@given(anchors, rolling_terms, calendars, scripts(), st.integers(30, 200), st.data())
def test_it_makes_no_difference_whether_the_sweep_recorded_the_breach(anchor, terms, calendar, script, gap, data):
    events = [*history(anchor, script)]
    events.append(Event("met", events[-1].at + gap * DAY))
    unswept = fold(events, terms, calendar)
    assume(unswept.breached_at)
    place = next(n for n, e in enumerate(events) if n and e.at >= unswept.breached_at and not paused_before(events, n))
    delay = data.draw(st.floats(0, 1))
    swept_at = unswept.breached_at + delay * (events[place].at - unswept.breached_at)
    breach = Event("breached", swept_at, {"due_at": unswept.breached_at.isoformat()})
    assert fold([*events[:place], breach, *events[place:]], terms, calendar) == unswept


def paused_before(events, n):
    types = [e.type for e in events[:n]]
    return types.count("paused") > types.count("resumed")


@often
@given(anchors, st.integers(1, 40), calendars, calendars, scripts(ends=(None,)))
def test_a_moved_holiday_never_shortens_a_promise(anchor, length, was, now, script):
    terms = Terms(length, "working_days")
    events = history(anchor, script)
    promised = fold(events, terms, was)
    assume(promised.breached_at is None and promised.state == "running" and not promised.is_overdue(events[-1].at))
    kept = Event("moved", events[-1].at, {"not_before": promised.last_day.isoformat()})
    standing = fold([*events, kept], terms, now)
    assert standing.breached_at is None
    assert standing.last_day >= promised.last_day
    assert fold([*events, kept], terms, was).last_day == promised.last_day


@often
@given(anchors, rolling_terms, calendars, scripts(ends=(None,)), st.lists(st.integers(-60, 60), max_size=6))
def test_the_steps_come_in_order_at_local_midnights_and_all_fire(anchor, terms, calendar, script, offsets):
    standing = fold(history(anchor, script), terms, calendar)
    steps = [Step(f"s{n}", n, "due", offset) for n, offset in enumerate(offsets)] + [Step("half", 99, "half")]
    pairs, fired = step_moments(standing, steps), []
    assert pairs == sorted(pairs, key=lambda pair: (pair[0], pair[1].position))
    assert all(moment.astimezone(CASABLANCA).time() == time(0) for moment, _ in pairs)
    while following := next_step(standing, steps, [step.code for _, step in fired]):
        fired.append(following)
    assert fired == pairs
    due = {step.code for step in steps if step.offset_days >= 0 and step.anchor == "due"}
    assert standing.state != "running" or due <= {step.code for _, step in fired}
