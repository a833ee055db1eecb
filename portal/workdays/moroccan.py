"""The public holidays of Morocco: seed of a commune's own table, which people then confirm, move or complete.

The fixed ones are listed here with their names (seed rows); the dates of the lunar ones are computed by the package
`holidays` from the calendar of Umm al-Qura. The moon sighted in Morocco may make them a day later, so they are
provisional until someone confirms them. Source: decree 2.77.169 on the holidays of public administrations, as amended.
"""

from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from holidays import country_holidays

FIRST_YEAR, LAST_YEAR = 2001, 2076  # what the fixed list and the package's lunar table both cover


class MoroccanHoliday(NamedTuple):
    """A holiday of one year. `code` is unique within the year and stays when the date is moved."""

    code: str
    on: date
    name_ar: str
    name_fr: str
    provisional: bool


# month, day, first year, code, Arabic, French
FIXED = (
    (1, 1, 1, "new_year", "رأس السنة الميلادية", "Nouvel An"),
    (1, 11, 1, "independence_manifesto", "ذكرى تقديم وثيقة الاستقلال", "Manifeste de l’Indépendance"),
    (1, 14, 2024, "amazigh_new_year", "رأس السنة الأمازيغية", "Nouvel An amazigh"),
    (5, 1, 1, "labour_day", "عيد الشغل", "Fête du Travail"),
    (7, 30, 1, "throne_day", "عيد العرش", "Fête du Trône"),
    (8, 14, 1, "oued_ed_dahab", "ذكرى استرجاع إقليم وادي الذهب", "Récupération d’Oued Ed-Dahab"),
    (8, 20, 1, "revolution_day", "ذكرى ثورة الملك والشعب", "Révolution du Roi et du Peuple"),
    (8, 21, 1, "youth_day", "عيد الشباب", "Fête de la Jeunesse"),
    (10, 31, 2026, "unity_day", "عيد الوحدة", "Fête de l’Unité"),
    (11, 6, 1, "green_march", "ذكرى المسيرة الخضراء", "Marche Verte"),
    (11, 18, 1, "independence_day", "عيد الاستقلال", "Fête de l’Indépendance"),
)

# code, the package's English name, days, Arabic, French
LUNAR = (
    ("fitr", "Eid al-Fitr", 2, "عيد الفطر", "Aïd Al-Fitr"),
    ("adha", "Eid al-Adha", 2, "عيد الأضحى", "Aïd Al-Adha"),
    ("moharram", "Islamic New Year", 1, "فاتح محرم", "1er Moharram"),
    ("mawlid", "Prophet's Birthday", 2, "عيد المولد النبوي", "Aïd Al-Mawlid Annabaoui"),
)


def fixed_holidays(year: int) -> list[MoroccanHoliday]:
    """The holidays of a year whose date is in the law, in order of date. Raise ValueError outside 2001–2076."""
    _refuse_unknown(year)
    return [
        MoroccanHoliday(code, date(year, month, day), name_ar, name_fr, False)
        for month, day, first_year, code, name_ar, name_fr in FIXED
        if year >= first_year
    ]


def lunar_holidays(year: int) -> list[MoroccanHoliday]:
    """The lunar holidays that are computed to fall in a year, all provisional, in order of date.

    Codes are feast and day ("fitr_1", "fitr_2"). A feast that comes round twice in one year has a "b" the second time
    ("moharram_1", "moharram_1b"); one that straddles the year's end gives each year its own day.
    Raise ValueError outside 2001–2076, LookupError if the package no longer knows a feast.
    """
    _refuse_unknown(year)
    found = []
    for code, english, days, name_ar, name_fr in LUNAR:
        for suffix, first in zip(("", "b"), _feasts_touching(year, english, days), strict=False):
            for number in range(1, days + 1):
                on = first + timedelta(days=number - 1)
                if on.year == year:
                    found.append(MoroccanHoliday(f"{code}_{number}{suffix}", on, name_ar, name_fr, True))
    return sorted(found, key=lambda holiday: holiday.on)


def _feasts_touching(year, english, days):
    """First days of the celebrations of a feast that have a day in this year."""
    firsts = [day for y in (year - 1, year) for day in _first_days(y, english)]
    touching = [day for day in firsts if year in (day.year, (day + timedelta(days=days - 1)).year)]
    if not touching:
        raise LookupError(f"The package `holidays` gives no {english} in {year}.")
    return touching


@cache
def _first_days(year, english):
    known = country_holidays("MA", years=(year - 1, year), language="en_US", islamic_show_estimated=False)
    days = {day for day in known if english in known.get_list(day)}
    return sorted(day for day in days if day.year == year and day - timedelta(days=1) not in days)


def _refuse_unknown(year):
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"Moroccan holidays are known for the years {FIRST_YEAR} to {LAST_YEAR}, not {year}.")
