"""Dates, times, sizes and lists as Morocco writes them."""

from datetime import UTC, date, datetime, time

import pytest

from portal import formats

MONTHS = ["يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو", "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر"]
FIVE_PAST_TWO = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(("number", "name"), list(enumerate(MONTHS, start=1)))
def test_months_have_their_moroccan_names(number, name):
    assert formats.month_year(date(2026, number, 15), "ar") == f"{name} 2026"


def test_the_last_day_of_august_is_in_ghusht():
    assert formats.day(date(2026, 8, 31), "ar") == "31\u00a0غشت 2026"


def test_a_day_in_both_languages():
    assert formats.day(date(2026, 11, 23), "ar") == "23\u00a0نونبر 2026"
    assert formats.day(date(2026, 11, 23), "fr") == "23\u00a0novembre 2026"


def test_the_first_of_a_month_is_an_ordinal_in_french_only():
    assert formats.day(date(2026, 5, 1), "fr") == "1er\u00a0mai 2026"
    assert formats.day_month(date(2026, 5, 1), "ar") == "1\u00a0ماي"


def test_a_weekday_comes_before_its_day():
    assert formats.weekday_day(date(2026, 11, 23), "ar") == "الاثنين 23\u00a0نونبر 2026"
    assert formats.weekday_day(date(2026, 11, 23), "fr") == "lundi 23\u00a0novembre 2026"


def test_digits_are_european_in_arabic():
    shown = formats.moment(FIVE_PAST_TWO, "ar") + formats.number(1234567, "ar") + formats.filesize(2_345_678, "ar")
    assert not set("٠١٢٣٤٥٦٧٨٩") & set(shown)


def test_a_moment_has_24_hours_and_the_comma_of_its_language():
    assert formats.moment(FIVE_PAST_TWO, "ar") == "23\u00a0نونبر 2026، 14:05"
    assert formats.moment(FIVE_PAST_TWO, "fr") == "23\u00a0novembre 2026, 14:05"


def test_the_clock_follows_the_legal_time_of_its_day():
    """UTC+01 until 19 September 2026, UTC+00 since the 20th."""
    assert formats.clock(datetime(2026, 9, 19, 12, 0, tzinfo=UTC)) == "13:00"
    assert formats.clock(datetime(2026, 11, 23, 12, 0, tzinfo=UTC)) == "12:00"
    assert formats.clock(time(8, 30)) == "08:30"


def test_a_moment_near_midnight_falls_on_its_local_day():
    assert formats.day(datetime(2026, 9, 18, 23, 30, tzinfo=UTC), "fr") == "19\u00a0septembre 2026"


def test_a_moment_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        formats.moment(datetime(2026, 11, 23, 14, 5), "fr")


@pytest.mark.parametrize(
    ("size", "arabic", "french"),
    [
        (5, "5 بايت", "5 o"),
        (640_000, "640 كيلوبايت", "640 ko"),
        (999_999, "1 ميغابايت", "1 Mo"),
        (2_345_678, "2,3 ميغابايت", "2,3 Mo"),
        (15_000_000, "15 ميغابايت", "15 Mo"),
        (3_200_000_000, "3,2 غيغابايت", "3,2 Go"),
    ],
)
def test_sizes_are_rounded_and_stay_with_their_unit(size, arabic, french):
    assert formats.filesize(size, "fr").replace("\u00a0", " ") == french
    assert formats.filesize(size, "ar").replace("\u00a0", " ") == arabic
    assert " " not in formats.filesize(size, "fr") + formats.filesize(size, "ar")


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (42, "0:42"), (42.6, "0:43"), (300, "5:00"), (3723, "1:02:03")]
)
def test_durations(seconds, shown):
    assert formats.duration(seconds) == shown


def test_lists_end_with_and():
    assert formats.listing(["a", "b", "c"], "fr") == "a, b et c"
    assert formats.listing(["الإنارة", "الطرق"], "ar") == "الإنارة والطرق"
    assert formats.listing([], "ar") == ""


def test_languages_are_named_in_themselves():
    assert [formats.language_name(code) for code in ("ar", "fr")] == ["العربية", "Français"]


def test_a_percentage_stands_with_its_sign():
    assert (formats.percent(77, "ar"), formats.percent(77, "fr")) == ("77%", "77\u00a0%")


def test_a_month_is_short_where_the_language_has_short_ones():
    assert (formats.month_short(date(2026, 11, 1), "ar"), formats.month_short(date(2026, 8, 1), "fr")) == (
        "نونبر",
        "août",
    )


def test_a_phone_number_stands_in_one_piece_and_other_numbers_as_typed():
    phone, kept = "05\u00a039\u00a000\u00a000\u00a011", "12 34، 2026 2027، LAR-2026-000384، 10 000 000"
    typed = f"مصلحة الإنارة 05 39 00 00 11، {kept}"
    assert formats.phones(typed, "ar") == f"مصلحة الإنارة \u2066{phone}\u2069، {kept}"
    assert formats.phones("+212 539 00 00 11", "ar") == "\u2066+212\u00a0539\u00a000\u00a000\u00a011\u2069"
    assert formats.phones("Tél. 05 39 00 00 11", "fr") == f"Tél. {phone}"
