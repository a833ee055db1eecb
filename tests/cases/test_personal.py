"""What in a text may name a person, found by its shape and by the citizen's own name."""

from itertools import pairwise

import pytest

from portal.cases import personal
from portal.cases.personal import Kind


def kinds(text, **known):
    return [(finding.kind, finding.passage) for finding in personal.find(text, **known)]


@pytest.mark.parametrize(
    ("kind", "passage"),
    [
        (Kind.PHONE, "06 12 34 56 78"),
        (Kind.PHONE, "0612345678"),
        (Kind.PHONE, "٠٦١٢٣٤٥٦٧٨"),
        (Kind.PHONE, "+212 6-12-34-56-78"),
        (Kind.PHONE, "00212 612 345 678"),
        (Kind.PHONE, "0539.91.00.00"),
        (Kind.EMAIL, "fatima.z@example.ma"),
        (Kind.CIN, "AB123456"),
        (Kind.CIN, "k 12345"),
        (Kind.PLATE, "12345-أ-6"),
        (Kind.PLATE, "12345 | A | 6"),
        (Kind.BANK, "MA64 0110 0000 0000 0000 0000 0012"),
        (Kind.BANK, "230 450 1234567890123456 78"),
        (Kind.NAME, "السيد أحمد العلوي"),
        (Kind.NAME, "Mme Alaoui Nadia"),
        (Kind.NAME, "M. Tazi"),
    ],
)
@pytest.mark.parametrize("around", ["{}", "اتصلوا ب {} من فضلكم", "voyez {}, merci"])
def test_what_looks_like_a_number_or_a_name_is_found(kind, passage, around):
    assert kinds(around.format(passage)) == [(kind, passage)]


@pytest.mark.parametrize(
    "text",
    [
        "منذ 3 أيام والمصابيح 14 معطلة",
        "Depuis le 23/11/2026, dossier LAR-2026-000123, 150 m de câble",
        "En 2025-2026, au numéro 45, à 22 h 30",
        "3 000 DH, 2 bennes, ligne 12",
        "",
    ],
)
def test_dates_measures_and_references_are_left_alone(text):
    assert kinds(text) == []


@pytest.mark.parametrize("word", ["فاطمة", "وفاطمة", "الزهراء", "فاطِمة"])
def test_the_citizens_own_name_is_found_as_it_is_written(word):
    assert kinds(f"أنا {word} من الحي", names=["فاطمة الزهراء"]) == [(Kind.OWN_NAME, word)]


@pytest.mark.parametrize(
    ("name", "word"),
    [("فاطمة", "Fatima"), ("خديجة", "Khadija"), ("محمد بناني", "Bennani"), ("Youssef", "يوسف"), ("Karima", "كريمة")],
)
def test_the_citizens_own_name_is_found_in_the_other_script(name, word):
    assert kinds(f"x {word} y", names=[name]) == [(Kind.NAME, word)]


def test_short_words_are_no_names_in_the_other_script():
    assert kinds("Je vais sur la place, bien sûr", names=["الزهراء", "بناني"]) == []


def test_the_exact_place_is_found():
    assert kinds("الإنارة، قرب المدرسة", place="قرب المدرسة") == [(Kind.PLACE, "قرب المدرسة")]


def test_passages_do_not_overlap_and_the_pieces_make_the_text_again():
    text = "Mme Fatima Bennani, 06 12 34 56 78, fatima@example.ma"
    found = personal.find(text, names=["Fatima Bennani"])
    assert all(one.end <= next_.start for one, next_ in pairwise(found))
    assert "".join(words for words, _finding in personal.marked(text, found)) == text


def test_numbers_are_grave_and_a_title_is_a_hint():
    grave = {finding.kind: finding.grave for finding in personal.find("Mme Tazi, AB123456, 0612345678, a@b.ma")}
    assert grave == {Kind.NAME: False, Kind.CIN: True, Kind.PHONE: True, Kind.EMAIL: True}


def test_long_texts_are_searched_quickly():
    text = ("1 " * 5_000 + "a@" * 3_000 + "السيد " * 2_000)[:20_000]
    assert personal.find(text, names=["فاطمة الزهراء"]) is not None
