"""The public holidays a commune starts with: this year's and the next two, lunar ones provisional."""

from . import moroccan
from .arithmetic import local_day
from .models import Holiday

YEARS_AHEAD = 2


def seed(commune, at):
    """Give a new commune the holidays of the year of `at` and of the two that follow."""
    first = local_day(at).year
    add_years(commune, range(first, first + YEARS_AHEAD + 1))


def add_years(commune, years):
    """Add the holidays of these years; those that are there already keep the date people gave them."""
    Holiday.objects.bulk_create(
        (
            Holiday(
                commune=commune,
                code=day.code,
                year=year,
                on=day.on,
                name_ar=day.name_ar,
                name_fr=day.name_fr,
                provisional=day.provisional,
            )
            for year in years
            for day in (*moroccan.fixed_holidays(year), *moroccan.lunar_holidays(year))
        ),
        ignore_conflicts=True,
    )
