"""The seed of the holiday table, against the list in the law and against a second Hijri calendar."""

from datetime import date, timedelta

import pytest
from hijridate import Hijri
from holidays import country_holidays

from portal.workdays import moroccan
from portal.workdays.moroccan import FIRST_YEAR, LAST_YEAR, fixed_holidays, lunar_holidays

FEASTS = {"fitr": (10, 1, 2), "adha": (12, 10, 2), "moharram": (1, 1, 1), "mawlid": (3, 12, 2)}
EVERY_YEAR = range(FIRST_YEAR, LAST_YEAR + 1)


def by_code(holidays):
    return {holiday.code: holiday.on.isoformat() for holiday in holidays}


def test_the_fixed_holidays_of_2026_are_those_of_the_law():
    days = [holiday.on.isoformat()[5:] for holiday in fixed_holidays(2026)]
    assert " ".join(days) == "01-01 01-11 01-14 05-01 07-30 08-14 08-20 08-21 10-31 11-06 11-18"
    assert not any(holiday.provisional for holiday in fixed_holidays(2026))


def test_unity_day_begins_in_2026_and_the_amazigh_new_year_in_2024():
    assert "unity_day" not in by_code(fixed_holidays(2025))
    assert by_code(fixed_holidays(2026))["unity_day"] == "2026-10-31"
    assert "amazigh_new_year" not in by_code(fixed_holidays(2023))
    assert by_code(fixed_holidays(2024))["amazigh_new_year"] == "2024-01-14"


@pytest.mark.parametrize("year", [2023, 2025, 2026, 2027, 2031])
def test_the_list_is_the_one_that_the_holidays_package_knows(year):
    ours = {holiday.on for holiday in [*fixed_holidays(year), *lunar_holidays(year)]}
    assert ours == set(country_holidays("MA", years=year))


def test_the_lunar_holidays_of_2026_and_their_codes():
    assert by_code(lunar_holidays(2026)) == {
        "fitr_1": "2026-03-20",
        "fitr_2": "2026-03-21",
        "adha_1": "2026-05-27",
        "adha_2": "2026-05-28",
        "moharram_1": "2026-06-16",
        "mawlid_1": "2026-08-25",
        "mawlid_2": "2026-08-26",
    }


def test_lunar_dates_are_provisional_because_the_moon_may_be_seen_a_day_later():
    fitr = next(holiday for holiday in lunar_holidays(2023) if holiday.code == "fitr_1")
    assert fitr.on == date(2023, 4, 21)  # Morocco celebrated on the 22nd
    assert all(holiday.provisional for year in EVERY_YEAR for holiday in lunar_holidays(year))


def test_a_feast_that_comes_twice_in_a_year_has_a_second_code():
    assert by_code(lunar_holidays(2008))["moharram_1"] == "2008-01-10"
    assert by_code(lunar_holidays(2008))["moharram_1b"] == "2008-12-29"
    adha = {code: on for code, on in by_code(lunar_holidays(2039)).items() if "adha" in code}
    assert adha == {
        "adha_1": "2039-01-05",
        "adha_2": "2039-01-06",
        "adha_1b": "2039-12-26",
        "adha_2b": "2039-12-27",
    }


def test_a_feast_that_straddles_the_end_of_a_year_gives_each_year_its_own_day():
    assert by_code(lunar_holidays(2006))["adha_1b"] == "2006-12-31"
    assert "adha_2b" not in by_code(lunar_holidays(2006))
    assert by_code(lunar_holidays(2007))["adha_2"] == "2007-01-01"
    assert by_code(lunar_holidays(2007))["adha_1b"] == "2007-12-20"


def test_codes_are_unique_within_a_year_and_days_lie_in_it_in_order():
    for year in EVERY_YEAR:
        for holidays in (fixed_holidays(year), lunar_holidays(year)):
            days = [holiday.on for holiday in holidays]
            assert {day.year for day in days} == {year}
            assert days == sorted(days)
        codes = [holiday.code for holiday in [*fixed_holidays(year), *lunar_holidays(year)]]
        assert len(codes) == len(set(codes))


def test_every_lunar_date_is_that_of_a_second_hijri_calendar():
    ours = {(h.code.split("_")[0], h.on) for year in EVERY_YEAR for h in lunar_holidays(year)}
    theirs = set()
    for hijri_year in range(1420, 1501):
        for feast, (month, day, length) in FEASTS.items():
            first = date(*Hijri(hijri_year, month, day).to_gregorian().datetuple())
            theirs |= {(feast, first + timedelta(days=n)) for n in range(length)}
    assert ours == {(feast, day) for feast, day in theirs if FIRST_YEAR <= day.year <= LAST_YEAR}


def test_every_holiday_has_an_arabic_and_a_french_name():
    for holiday in [*fixed_holidays(2026), *lunar_holidays(2026)]:
        assert any("\u0621" <= letter <= "\u064a" for letter in holiday.name_ar)
        assert holiday.name_fr.isprintable()
        assert not any("\u0600" <= letter <= "\u06ff" for letter in holiday.name_fr)


def test_years_that_the_tables_do_not_cover_are_refused():
    for year in (FIRST_YEAR - 1, LAST_YEAR + 1):
        for holidays in (fixed_holidays, lunar_holidays):
            with pytest.raises(ValueError, match="2001 to 2076"):
                holidays(year)


def test_a_feast_that_the_package_no_longer_knows_is_an_error_and_not_a_year_without_it():
    with pytest.raises(LookupError, match="gives no Feast of Nowhere in 2026"):
        moroccan._feasts_touching(2026, "Feast of Nowhere", 2)
