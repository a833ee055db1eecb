"""When the steps of the ladder fall, and which is next."""

from datetime import UTC

from portal.cases.clock import Event, Step, Terms, next_step, step_moments
from tests.cases.clock_builders import DAY, INSTANT, LADDER, NOTICE, event, on, stand, started


def codes(pairs):
    return [(step.code, moment.astimezone(UTC).strftime("%m-%d %H:%M")) for moment, step in pairs]


def test_the_steps_of_sixty_days_fall_at_local_midnights():
    assert codes(step_moments(stand(started("2026-11-23")), LADDER)) == [
        ("half", "12-23 00:00"),
        ("before_7", "01-16 00:00"),
        ("before_2", "01-21 00:00"),
        ("breach", "01-23 00:00"),
        ("after_7", "01-30 00:00"),
        ("after_30", "02-22 00:00"),
    ]


def test_steps_before_and_after_the_change_of_legal_time_keep_to_local_midnight():
    moments = codes(step_moments(stand(started("2026-09-01"), terms=Terms(19, "calendar_days")), LADDER))
    assert moments[:4] == [
        ("half", "09-10 23:00"),
        ("before_7", "09-13 23:00"),
        ("before_2", "09-18 23:00"),
        ("breach", "09-21 00:00"),
    ]


def test_half_of_an_odd_number_of_days_is_rounded_down_to_a_midnight():
    halves = [
        step_moments(stand(started("2026-11-23"), terms=Terms(n, "calendar_days")), LADDER[:1]) for n in (1, 2, 3, 4)
    ]
    assert [codes(pairs)[0][1] for pairs in halves] == ["11-24 00:00", "11-24 00:00", "11-25 00:00", "11-25 00:00"]


def test_the_steps_move_with_the_due_moment():
    events = started("2026-11-23"), event("paused", "2026-12-03"), event("resumed", "2026-12-13")
    assert codes(step_moments(stand(*events), LADDER))[:2] == [("half", "12-28 00:00"), ("before_7", "01-26 00:00")]


def test_no_step_falls_while_paused_or_after_the_end():
    for end in ("paused", "met", "voided"):
        standing = stand(started("2026-11-23"), event(end, "2026-12-03"))
        assert step_moments(standing, LADDER) == []
        assert next_step(standing, LADDER, set()) is None


def test_the_steps_of_a_broken_deadline_stay_where_they_are():
    running = step_moments(stand(started("2026-11-23")), LADDER)
    breach = Event("breached", on("2027-01-25", 9), {"due_at": "2027-01-23T00:00:00Z"})
    assert step_moments(stand(started("2026-11-23"), breach, event("paused", "2027-01-26")), LADDER) == running


def test_a_warning_that_would_fall_before_a_short_deadline_began_has_no_moment():
    urgent = stand(started("2026-11-23"), terms=Terms(3, "working_days"))
    assert [code for code, _ in codes(step_moments(urgent, LADDER))] == [
        "half",
        "before_2",
        "breach",
        "after_7",
        "after_30",
    ]


def test_a_warning_needs_the_day_of_receipt_to_be_over():
    moments = [step_moments(stand(started("2026-11-23"), terms=Terms(n, "calendar_days")), LADDER) for n in (6, 7)]
    assert [("before_7", "11-24 00:00") in codes(pairs) for pairs in moments] == [False, True]
    assert "before_7" not in dict(codes(moments[0]))


def test_steps_at_the_same_moment_are_ordered_by_position():
    same = [Step("b", 2, "due"), Step("c", 3, "due"), Step("a", 1, "due")]
    assert [step.code for _, step in step_moments(stand(started("2026-11-23")), same)] == ["a", "b", "c"]


def test_half_of_what_is_owed_before_a_meeting_is_counted_from_the_day_it_was_known():
    standing = stand(event("started", "2026-12-01", on="2027-02-04"), terms=NOTICE)
    assert codes(step_moments(standing, LADDER[:1])) == [("half", "12-29 00:00")]


def test_a_meeting_called_too_late_has_its_breach_and_what_follows_but_no_warning():
    standing = stand(event("started", "2027-02-01", on="2027-02-04"), terms=NOTICE)
    assert codes(step_moments(standing, LADDER)) == [
        ("half", "01-26 00:00"),
        ("breach", "01-26 00:00"),
        ("after_7", "02-02 00:00"),
        ("after_30", "02-25 00:00"),
    ]


def test_the_next_step_is_the_first_that_has_not_fired():
    standing = stand(started("2026-11-23"))
    assert next_step(standing, LADDER, set())[1].code == "half"
    assert next_step(standing, LADDER, {"half"})[1].code == "before_7"
    assert next_step(standing, LADDER, ["half", "before_7", "breach"])[1].code == "before_2"
    assert next_step(standing, LADDER, {step.code for step in LADDER}) is None


def test_the_next_step_after_a_moment_ignores_what_falls_up_to_it():
    standing = stand(started("2026-11-23"))
    at_due = next_step(standing, LADDER, set(), after=standing.due_at)
    assert (at_due[1].code, at_due[0]) == ("after_7", standing.due_at + 7 * DAY)
    assert next_step(standing, LADDER, set(), after=standing.due_at - INSTANT)[1].code == "breach"
    assert next_step(standing, LADDER, set(), after=on("2030-01-01")) is None
