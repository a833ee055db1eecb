"""A service that did not answer is left alone for some seconds: of those who need it, one waits and not each.

For what can be done without (a cache, a nudge to the worker). Each process has its own pauses.
"""

import time

_ends: dict[object, float] = {}


def is_left_alone(service):
    """Whether this service (any hashable name of it) failed a moment ago."""
    return time.monotonic() < _ends.get(service, 0)


def leave_alone(service, *, seconds):
    _ends[service] = time.monotonic() + seconds
