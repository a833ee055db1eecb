"""Plays a past in its order: every night the rounds that Celery would have made, by day what people did."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from portal.cases.services import correspondence, responses, sweep
from portal.cases.texts import not_completed_text
from portal.workdays.arithmetic import DAY, local_day, start_of

NIGHT = timedelta(minutes=1)  # after midnight


class Scene(NamedTuple):
    """Something that somebody did at a moment of the past: `act(moment)`."""

    at: datetime
    act: Callable[[datetime], Any]


def play(scenes, *, until):
    """Play scenes in the order of their moments, with the nightly rounds between them, up to the moment `until`."""
    scenes = sorted(scenes, key=lambda scene: scene.at)
    day = local_day(scenes[0].at) if scenes else local_day(until)
    for scene in scenes:
        day = _nights(day, local_day(scene.at))
        scene.act(scene.at)
    _nights(day, local_day(until))
    rounds(until)


def rounds(at):
    """What the recurring tasks do: enforce deadlines; remind, lapse and close what waits for the citizen."""
    sweep.enforce(at=at)
    correspondence.remind_waiting(at=at)
    correspondence.lapse_waiting(at=at, text_for=not_completed_text)
    responses.close_unanswered(at=at)


def _nights(day, until):
    while day < until:
        day += DAY
        rounds(start_of(day) + NIGHT)
    return day
