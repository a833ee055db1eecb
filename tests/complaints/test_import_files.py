"""Files as they come: other encodings and separators, broken quotes, nonsense in cells. Each bad row has its line."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from complaints.importing.mapping import MappingRefused
from complaints.importing.reader import MOST_CHARACTERS, FileRefused
from complaints.importing.reasons import SENTENCES
from portal.cases.models import Case
from tests.fixtures.builders import NOW

from .exports import BOUNDS, EXCERPT, HEADER, Importer, export, load_mapping, open_test_commune, row

GOOD = row("1", detail="Été")


def references():
    return list(Case.objects.order_by("reference").values_list("external_reference", flat=True))


@pytest.mark.parametrize(
    "data",
    [
        export(GOOD).decode().encode("utf-8-sig"),
        export(GOOD).decode().encode("utf-16"),
        export(GOOD).replace(b"\n", b"\r\n"),
        export(GOOD).replace(b",", b";"),
        export(GOOD).replace(b",", b"\t"),
        b"\n\n" + export(GOOD) + b"\n\n  \n",
        export(GOOD).rstrip(b"\n"),
        export(GOOD, header=HEADER.replace("id,", '"id",')),
        export(GOOD + ",more", header=HEADER + ",unknown"),
    ],
    ids=[
        "bom",
        "utf-16",
        "crlf",
        "semicolons",
        "tabs",
        "blank lines",
        "no last line end",
        "quoted header",
        "more columns",
    ],
)
def test_the_form_of_a_file_does_not_matter(importer, data):
    figures, refused, warned = importer(data=data)
    assert (figures.accepted, refused, warned) == (1, {}, {})
    assert Case.objects.get().description == "Été"


def test_a_file_in_an_older_encoding_is_read_when_the_mapping_names_it(started_commune, tmp_path):
    arabic = Importer(started_commune, load_mapping(tmp_path, encoding="windows-1256"))
    arabic(data=export(row("1", detail="مصباح")).decode().encode("windows-1256"))
    assert Case.objects.get().description == "مصباح"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "The file is empty."),
        (b"\n \n", "The file is empty."),
        (b"\xef\xbb\xbf", "The file is empty."),
        (b"id,opened\n1,2026-01-01\n", "lacks the columns closed, detail, district"),
        (b"%PDF-1.7\n\x00\xff\xfe", "lacks the columns"),
        (b"\x00" * 200_000, "lacks the columns"),
    ],
    ids=["empty", "blank", "only a mark", "columns missing", "pdf", "nul"],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(importer, data, told):
    with pytest.raises(FileRefused, match=told):
        importer(data=data)


def test_a_header_without_rows_brings_nothing(importer):
    assert importer()[0].rows == 0


@pytest.mark.parametrize("bad", [b"D\xe9truit", b"D\x00truit"], ids=["latin-1 byte", "nul"])
def test_a_character_that_cannot_be_read_costs_a_warning_not_the_row(importer, bad):
    figures, refused, warned = importer(data=export(row("1", detail="HERE")).replace(b"HERE", bad))
    assert (figures.accepted, refused, warned) == (1, {}, {2: ["characters"]})
    assert Case.objects.get().description == "D�truit"


@pytest.mark.parametrize("bad", [b"\xe9", b"\x00"], ids=["latin-1 byte", "nul"])
def test_a_number_that_cannot_be_read_refuses_the_row_two_might_look_alike(importer, bad):
    _, refused, _ = importer(data=export(row("NUMBER"), row("2")).replace(b"NUMBER", b"1" + bad))
    assert (refused, references()) == ({2: "reference_unreadable"}, ["2"])


def test_a_quotation_mark_that_never_closes_swallows_no_other_row(importer):
    rows = [row("1"), row("2", detail='"never closed'), *[row(str(n)) for n in range(3, 60)]]
    figures, refused, _ = importer(*rows)
    assert (figures.accepted, refused) == (58, {3: "quotes"})
    assert "3" in references() and "59" in references()


def test_quoted_text_may_hold_separators_quotation_marks_and_line_ends(importer):
    importer(row("1", detail='"a, ""b""\nsecond line\n\nthird"'), row("2"))
    assert Case.objects.get(external_reference="1").description == 'a, "b"\nsecond line\n\nthird'
    assert references() == ["1", "2"]


def test_inches_in_a_plain_cell_are_no_quotation_mark(importer):
    importer(row("1", detail='trou de 5" de large'))
    assert Case.objects.get().description == 'trou de 5" de large'


def test_text_after_a_closing_quotation_mark_refuses_the_row_alone(importer):
    _, refused, _ = importer(row("1", detail='"a"b'), row("2"))
    assert (refused, references()) == ({2: "quotes"}, ["2"])


def test_a_file_of_nothing_but_open_quotation_marks_ends_soon(importer):
    rows = [row(str(n), detail='"open') + '"' * (n % 2) for n in range(3000)]
    figures, refused, _ = importer(*rows)
    assert figures.rows == figures.accepted + len(refused)


def test_a_line_without_end_is_refused_and_the_next_is_read(importer):
    _, refused, _ = importer(row("1", detail="x" * 3 * MOST_CHARACTERS), row("2"))
    assert (refused, references()) == ({2: "too_long"}, ["2"])


def test_rows_with_too_few_or_too_many_cells_are_refused(importer):
    _, refused, _ = importer("1,2026-01-01", row("2") + ",x", row("3"))
    assert (refused, references()) == ({2: "columns", 3: "columns"}, ["3"])


REFUSED = {
    "no_reference": row(""),
    "reference_unreadable": row("9" * 61),
    "no_date": row("1", opened="N/A"),
    "date_unreadable": row("1", opened="31/12/2026"),
    "opened_in_future": row("1", opened=(NOW + timedelta(days=1)).strftime("%Y-%m-%d")),
    "closed_in_future": row("1", closed=(NOW + timedelta(days=1)).strftime("%Y-%m-%d")),
    "closed_before_opened": row("1", opened="2026-06-02", closed="2026-06-01"),
    "unknown_topic": row("1", topic="ovni"),
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_row_that_cannot_become_a_case_is_refused_with_its_reason(importer, code):
    _, refused, _ = importer(REFUSED[code], row("next"))
    assert (refused, references()) == ({2: code}, ["next"])


@pytest.mark.parametrize("opened", ["0001-01-01", "1066-10-14", "9999-12-31", "2026-02-30", "2026-06-01 25:00", "-1"])
def test_impossible_dates_are_refused(importer, opened):
    assert set(importer(row("1", opened=opened))[1]) == {2}


def test_the_second_row_of_the_same_number_is_refused_and_names_the_first(importer):
    _, refused, _ = importer(row("1", opened="never"), row("1"), row("1"))
    assert (refused, references()) == ({2: "date_unreadable", 3: "repeated", 4: "repeated"}, [])


PLACES = {
    "place_incomplete": [("35.19", ""), ("", "-6.15")],
    "place_unreadable": [("1e308", "-6.15"), ("nan", "-6.15"), ("inf", "-inf"), ("91", "0"), ("north", "west")],
    "place_outside": [("40.7", "-73.9"), ("0", "0")],
}


@pytest.mark.parametrize(("code", "lat", "lon"), [(c, *pair) for c, pairs in PLACES.items() for pair in pairs])
def test_a_position_that_is_none_is_left_out_and_the_case_kept(importer, code, lat, lon):
    _, refused, warned = importer(row("1", lat=lat, lon=lon))
    case = Case.objects.get()
    assert (case.latitude, case.longitude, refused, warned) == (None, None, {}, {2: [code]})


def test_a_position_inside_the_commune_is_kept(importer):
    importer(row("1", lat='"35,19"', lon="-6.15"))
    assert (Case.objects.get().latitude, Case.objects.get().longitude) == (35.19, -6.15)


def test_positions_are_moved_into_the_commune_only_when_the_mapping_says_so(started_commune, tmp_path):
    places = {"shift_into_bounds": True, "from": [40, -75, 41, -73]}
    importer = Importer(started_commune, load_mapping(tmp_path, places=places))
    importer(row("middle", lat="40.5", lon="-74"), row("outside", lat="39", lon="-74"))
    middle, outside = (
        Case.objects.order_by("external_reference").reverse()[1],
        Case.objects.get(external_reference="outside"),
    )
    assert middle.latitude == pytest.approx((BOUNDS["south"] + BOUNDS["north"]) / 2, abs=1e-5)
    assert middle.longitude == pytest.approx((BOUNDS["west"] + BOUNDS["east"]) / 2, abs=1e-5)
    assert outside.latitude is None


def test_a_commune_without_bounds_keeps_no_moved_position(tmp_path, db):
    nowhere = open_test_commune("TNG", **dict.fromkeys(BOUNDS))
    places = {"shift_into_bounds": True, "from": [40, -75, 41, -73]}
    Importer(nowhere, load_mapping(tmp_path, places=places))(row("1", lat="40.5", lon="-74"))
    assert Case.objects.get().latitude is None


def test_what_hides_or_controls_text_is_taken_out(importer):
    importer(row("1", detail="a\u202eb\u2066c\x07d"))
    assert Case.objects.get().description == "abcd"


def test_an_address_that_is_none_is_left_out_with_a_warning(importer):
    _, _, warned = importer(row("1", phone="06 12", email="nobody", district="Atlantide"))
    case = Case.objects.get()
    assert (case.phone, case.email, case.district) == ("", "", None)
    assert sorted(warned[2]) == ["email", "phone", "unknown_district"]


def test_a_long_headline_is_shortened_and_kept_whole_in_the_text(importer):
    _, _, warned = importer(row("1", detail="mot " * 100))
    case = Case.objects.get()
    assert (len(case.subject), warned) == (160, {2: ["shortened"]})
    assert ("mot " * 100).strip() in case.description


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"topics": {"light": "atlantis"}}, "no category atlantis"),
        ({"default_topic": "atlantis"}, "no category atlantis"),
        ({"timezone": "Mars/Base"}, "no time zone"),
        ({"encoding": "klingon"}, "no encoding"),
        ({"language": "en"}, "ar or fr"),
        ({"kind": "prayer"}, "no kind of message"),
        ({"columns": {"opened": "x"}}, "no column for external_reference, topic"),
        ({"columns": {**dict.fromkeys(("external_reference", "opened", "topic"), "x"), "colour": "y"}}, "colour"),
        ({"external_system": ""}, "lacks 'external_system'"),
        ({"places": {"shift_into_bounds": True}}, "needs 'from'"),
        ({"places": {"shift_into_bounds": True, "from": [1, 1, 0, 0]}}, "needs 'from'"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused_before_the_first_row(started_commune, tmp_path, changes, told):
    with pytest.raises(MappingRefused, match=told):
        Importer(started_commune, load_mapping(tmp_path, **changes))(row("1"))
    assert references() == []


def test_the_command_reports_each_refused_row_with_its_line_in_the_language_asked_for(started_commune, tmp_path):
    file, report, mapping = tmp_path / "x.csv", tmp_path / "report.csv", tmp_path / "mapping.json"
    load_mapping(tmp_path)
    file.write_bytes(export(row("=cmd|' /C calc'", opened="never"), row("ok", lat="1", lon="")))
    out = io.StringIO()
    words = {"commune": "01.LAR", "mapping": mapping, "report": report, "stdout": out, "stderr": io.StringIO()}
    call_command("import_requests", file, language="fr", **words)
    lines = list(csv.DictReader(report.read_text(encoding="utf-8-sig").splitlines()))
    with translation.override("fr"):
        sentence = str(SENTENCES["date_unreadable"]) % {"value": "never"}
    assert [(r["line"], r["refused"], r["reason"]) for r in lines] == [
        ("2", "yes", "date_unreadable"), ("3", "no", "place_incomplete"),
    ]  # fmt: skip
    assert (lines[0]["number"], lines[0]["sentence"]) == ("'=cmd|' /C calc'", sentence)
    assert "Brought in 1: 1 open, 0 closed." in out.getvalue() and "Refused: 1. Warnings: 1." in out.getvalue()


@pytest.mark.parametrize(
    ("file", "commune", "told"),
    [
        (EXCERPT, "99", "There is no commune 99; open ones: 01.LAR"),
        (EXCERPT.with_name("no.csv"), "01.LAR", "No such file"),
    ],
)
def test_the_command_says_what_it_cannot_find(started_commune, file, commune, told):
    with pytest.raises(CommandError, match=told):
        call_command("import_requests", file, commune=commune)
