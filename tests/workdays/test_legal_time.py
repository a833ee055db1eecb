"""The legal time is verified against real time tables, right and wrong ones."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from importlib import resources
from zoneinfo import ZoneInfo

import pytest

from portal.workdays.arithmetic import CASABLANCA
from portal.workdays.legal_time import LegalTimeError, verify_legal_time


def table_of(place):
    """The time table of another place under the name of Casablanca, as an out-of-date system would have it."""
    with resources.files("tzdata").joinpath("zoneinfo", *place.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key="Africa/Casablanca")


def test_the_installed_time_tables_know_the_legal_time():
    verify_legal_time()
    verify_legal_time(CASABLANCA)


def test_a_table_that_keeps_the_hour_after_september_2026_is_refused():
    with pytest.raises(LegalTimeError, match=r"2026-11-23 must be UTC\+00:00, here it is UTC\+01:00.*tzdata>=2026\.3"):
        verify_legal_time(table_of("Africa/Lagos"))


def test_a_table_that_drops_the_hour_before_september_2026_is_refused():
    with pytest.raises(LegalTimeError, match=r"2026-09-19 must be UTC\+01:00, here it is UTC\+00:00"):
        verify_legal_time(table_of("Africa/Abidjan"))


def test_an_offset_west_of_greenwich_is_written_with_its_minutes():
    with pytest.raises(LegalTimeError, match=r"here it is UTC-02:30"):
        verify_legal_time(table_of("America/St_Johns"))


def test_a_machine_without_any_time_table_is_refused_with_the_same_error():
    program = (
        "import sys, zoneinfo, portal\n"
        "sys.modules.update({name: None for name in [*sys.modules, 'tzdata'] if name.split('.')[0] == 'tzdata'})\n"
        "zoneinfo.ZoneInfo.clear_cache()\n"
        "from portal.workdays.legal_time import LegalTimeError, verify_legal_time\n"
        "try: verify_legal_time()\n"
        "except LegalTimeError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "No time table for Africa/Casablanca. Install the PyPI package tzdata>=2026.3.\n"


def test_the_legal_time_changed_once_at_two_in_the_morning_of_20_september_2026():
    before = datetime(2026, 9, 20, 0, 59, 59, tzinfo=UTC).astimezone(CASABLANCA)
    after = datetime(2026, 9, 20, 1, 0, 0, tzinfo=UTC).astimezone(CASABLANCA)
    assert (before.isoformat(), after.isoformat()) == ("2026-09-20T01:59:59+01:00", "2026-09-20T01:00:00+00:00")
    noons = [datetime(2026, 9, 21, 12, tzinfo=UTC) + timedelta(days=n) for n in range(366 * 5)]
    assert {noon.astimezone(CASABLANCA).utcoffset() for noon in noons} == {timedelta(0)}
