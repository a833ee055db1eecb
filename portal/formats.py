"""Dates, times, sizes and lists as Morocco writes them, in Arabic or French. Pure functions; `lang` is "ar" or "fr".

Month names are those of Babel's ar_MA (غشت, not أغسطس), digits are 0-9, the clock has 24 hours. A number never
stands on another line than its month or unit.
"""

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit
from django.utils import translation
from django.utils.translation import gettext, ngettext

ZONE = ZoneInfo("Africa/Casablanca")
LOCALES = {"ar": "ar_MA", "fr": "fr"}
NBSP = "\u00a0"
SIZES = (("gigabyte", 1_000_000_000), ("megabyte", 1_000_000), ("kilobyte", 1_000))
LARGE = ("gigabyte", "megabyte")
COMMAS = {"ar": "،", "fr": ","}


def local(at):
    """The moment `at` (aware) on the clock of Africa/Casablanca. Raise ValueError for a naive one."""
    if at.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return at.astimezone(ZONE)


def on_date(value):
    """The local date of a date or of an aware moment."""
    return local(value).date() if isinstance(value, datetime) else value


def day(value, lang):
    """`23 نونبر 2026` or `23 novembre 2026` for a date or an aware moment."""
    on = on_date(value)
    return f"{_number(on, lang)}{NBSP}{_date(on, 'MMMM y', lang)}"


def day_month(value, lang):
    """`23 نونبر` or `23 novembre`: a day whose year is plain from what stands around it."""
    on = on_date(value)
    return f"{_number(on, lang)}{NBSP}{_date(on, 'MMMM', lang)}"


def weekday_day(value, lang):
    """`الاثنين 23 نونبر 2026` or `lundi 23 novembre 2026`."""
    on = on_date(value)
    return f"{_date(on, 'EEEE', lang)} {day(on, lang)}"


def month_year(value, lang):
    """`نونبر 2026` or `novembre 2026`."""
    return _date(on_date(value), "MMMM y", lang)


def month_short(value, lang):
    """`نونبر` or `nov.`: a month in the little room of a chart; Arabic has no short names."""
    return _date(on_date(value), "LLL", lang)


def clock(value):
    """`14:05` for an aware moment (local time) or for a time of day."""
    return (local(value) if isinstance(value, datetime) else value).strftime("%H:%M")


def moment(at, lang):
    """`23 نونبر 2026، 14:05` or `23 novembre 2026, 14:05`, local time."""
    return f"{day(at, lang)}{COMMAS[lang]} {clock(at)}"


def relative_days(days, lang):
    """A number of days from today in words: today, tomorrow, yesterday, in 5 days, 5 days ago."""
    with translation.override(lang):
        if days == 0:
            return gettext("today")
        if days in (1, -1):
            return gettext("tomorrow") if days == 1 else gettext("yesterday")
        if days > 0:
            return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}
        return ngettext("%(days)s day ago", "%(days)s days ago", -days) % {"days": -days}


def number(value, lang):
    """`1 234,5` in French, `1.234,5` in Arabic of Morocco; digits are 0-9."""
    return format_decimal(value, locale=LOCALES[lang])


def percent(value, lang):
    """`77%` in Arabic, `77 %` in French."""
    return f"{number(value, lang)}{NBSP if lang == 'fr' else ''}%"


def filesize(size, lang):
    """`640 ko`, `2,3 Mo`; `640 كيلوبايت`, `2,3 ميغابايت` for a number of bytes (thousands, as phones show them)."""
    unit, factor = next((step for step in SIZES if size >= step[1] * 0.9995), ("byte", 1))
    tenths = 1 if unit in LARGE and size < 9.95 * factor else 0
    amount = round(size / factor, tenths)
    # Arabic writes large units out: its abbreviations (م.ب) are read by nobody.
    length: Literal["long", "short"] = "long" if lang == "ar" and unit in LARGE else "short"
    text = format_unit(amount, f"digital-{unit}", length=length, locale=LOCALES[lang])
    return NBSP.join(text.split())


def duration(seconds):
    """`0:42`, `12:05`, `1:02:03` for a number of seconds; the same in both languages, always left to right."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def listing(items, lang):
    """`a, b et c` or `a، b وc`."""
    return format_list([str(item) for item in items], locale=LOCALES[lang])


PHONE = re.compile(r"\+?\d{2,4}(?: \d{2,3}){3,}")


def phones(text, lang):
    """A text with its phone numbers readable: among Arabic letters their groups would turn around, the last one first.

    They are isolated from what is around them (UAX 9), and never broken over lines.
    """
    isolated = "\u2066{}\u2069" if lang == "ar" else "{}"
    return PHONE.sub(lambda found: isolated.format(found[0].replace(" ", NBSP)), text)


def language_name(lang):
    """The name of a language in itself: `العربية`, `Français`."""
    locale = Locale.parse(lang)
    return locale.get_display_name(lang).capitalize()


@lru_cache(maxsize=4096)  # a page names the same days again and again
def _date(on: date, pattern, lang):
    return format_date(on, pattern, locale=LOCALES[lang])


def _number(on, lang):
    return "1er" if lang == "fr" and on.day == 1 else str(on.day)
