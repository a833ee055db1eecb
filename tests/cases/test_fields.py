"""What citizens type is taken generously, and refused with a sentence that says what to do."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from portal.cases.fields import DegreeField, EmailField, PhoneField, TextField, is_wordless


def refusal(field, value):
    with pytest.raises(ValidationError) as refused:
        field.clean(value)
    return refused.value.messages


@pytest.mark.parametrize(
    "typed",
    ["0612345678", "٠٦ ١٢ ٣٤ ٥٦ ٧٨", "۰۶۱۲۳۴۵۶۷۸", "06-12-34-56-78", "+212 6 12 34 56 78", "00212612345678",
     "\u202d0612345678\u202c", " 06 12 34 56 78 "],
)  # fmt: skip
def test_a_moroccan_number_is_stored_the_same_however_it_is_typed(typed):
    assert PhoneField().clean(typed) == "+212612345678"


def test_a_number_from_abroad_keeps_its_country():
    assert PhoneField().clean("+33 6 12 34 56 78") == "+33612345678"


@pytest.mark.parametrize("typed", ["06 12", "0612345678901234", "abc", "\x00", "061234567٨٩", "+999 1"])
@pytest.mark.parametrize("language", ["ar", "fr"])
def test_what_is_no_number_is_refused_with_an_example(typed, language):
    with translation.override(language):
        assert "06 12 34 56 78" in refusal(PhoneField(), typed)[0]


def test_text_loses_the_marks_that_turn_its_direction_and_keeps_the_harmless_ones():
    assert TextField(longest=99).clean("\u202eabc\u202c \u2066def\u2069 \u200fغ") == "abc def \u200fغ"


def test_a_title_is_one_line_and_a_description_keeps_its_lines():
    assert TextField(longest=99).clean(" a \r\n b\tc ") == "a b c"
    assert TextField(longest=99, lines=True).clean("a\r\nb\u2028c\x0bd\n") == "a\nb\ncd"


@pytest.mark.parametrize("typed", ["a\x00b", "\x00", "caf\ufffd"])
def test_bytes_that_are_no_text_are_refused(typed):
    assert len(refusal(TextField(longest=99), typed)) == 1


@pytest.mark.parametrize("typed", ["😀😀", "👨‍👩‍👧", "!!! ???", "🇲🇦"])
def test_drawings_alone_are_refused(typed):
    assert refusal(TextField(longest=99), typed)


@pytest.mark.parametrize("typed", ["٣", "ⵜⴰⵎⴰⵣⵉⵖⵜ", "a 😀", "ضوء"])
def test_words_of_any_script_are_text(typed):
    assert TextField(longest=99).clean(typed) == typed
    assert not is_wordless(typed)


def test_the_length_is_that_of_what_is_kept():
    field = TextField(longest=5, lines=True)
    assert field.clean("a\r\nb\r\nc") == "a\nb\nc"
    assert field.clean("   abcde   ") == "abcde"
    assert "6" in refusal(field, "abcdef")[0]


def test_the_browser_is_not_told_to_cut_the_text():
    assert "maxlength" not in TextField(longest=5).widget_attrs(TextField(longest=5).widget)


def test_what_is_shown_again_holds_no_nul():
    for field in (TextField(longest=9), PhoneField(), EmailField(), DegreeField(most=90)):
        assert field.bound_data("a\x00b", None) == "ab"


@pytest.mark.parametrize("typed", ["a@", "@b.ma", "a\x00@b.ma", "x" * 300 + "@b.ma", "غ"])
def test_what_is_no_address_is_refused_with_an_example(typed):
    assert "@" in refusal(EmailField(), typed)[0]


@pytest.mark.parametrize(("typed", "degrees"), [("٣٥٫١٩", 35.19), ("35,1932", 35.1932), ("−6.15°", -6.15), ("", None)])
def test_degrees_take_any_digits_and_decimal_mark(typed, degrees):
    assert DegreeField(most=90, required=False).clean(typed) == degrees


@pytest.mark.parametrize("typed", ["nan", "inf", "1e400", "91", "-91", "35°11'"])
def test_what_is_no_place_on_earth_is_refused(typed):
    assert refusal(DegreeField(most=90), typed)
