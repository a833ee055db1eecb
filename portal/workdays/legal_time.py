"""The legal time of Morocco, and the proof that this machine's time tables know it.

Decree 2.26.530: UTC+00 all year since 20 September 2026; before that UTC+01, but UTC+00 in Ramadan, since 2018.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ZONE_NAME = "Africa/Casablanca"

# The offset from UTC on a day before the change, and on one after it.
KNOWN_OFFSETS = (
    (date(2026, 9, 19), timedelta(hours=1)),
    (date(2026, 11, 23), timedelta(0)),
)


class LegalTimeError(RuntimeError):
    """The time tables of this machine do not give Morocco's legal time; every due date would be an hour off."""


def verify_legal_time(zone: ZoneInfo | None = None) -> None:
    """Raise LegalTimeError unless the zone (default: the Africa/Casablanca that `zoneinfo` finds) is the legal time.

    Source: decree 2.26.530. To be called at every start, before any date is computed.
    """
    zone = zone or _installed_zone()
    for day, expected in KNOWN_OFFSETS:
        found = datetime.combine(day, time(12), tzinfo=zone).utcoffset()
        if found != expected:
            raise LegalTimeError(
                f"The time tables are out of date: {ZONE_NAME} on {day} must be {_signed(expected)}, "
                f"here it is {_signed(found)}. Install the PyPI package tzdata>=2026.3 and let zoneinfo use it alone."
            )


def _installed_zone():
    try:
        return ZoneInfo(ZONE_NAME)
    except ZoneInfoNotFoundError as error:
        raise LegalTimeError(f"No time table for {ZONE_NAME}. Install the PyPI package tzdata>=2026.3.") from error


def _signed(offset):
    minutes = int(offset.total_seconds()) // 60
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
