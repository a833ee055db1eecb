"""How long a closed case keeps the person in it: pure arithmetic on local days.

A case closed on a day is kept through the day so many months later (the last of that month where there is no such
day), and may be anonymised from the local midnight at its end.
"""

from portal.workdays.arithmetic import DAY, months_later


def first_kept(on, months):
    """The first day of closing whose cases are still kept on a local day; all that closed before it are due."""
    day = months_later(on, -months)
    while months_later(day, months) < on:
        day += DAY
    while months_later(day - DAY, months) >= on:
        day -= DAY
    return day
