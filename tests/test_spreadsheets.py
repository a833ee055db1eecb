"""Tables that leave the house: no cell is a formula, nothing typed breaks a file, and memory stays bounded."""

import csv
import io
import secrets
import tracemalloc
import zipfile
from datetime import date
from pathlib import Path
from resource import getpagesize

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from portal import spreadsheets

FORMULAS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://x\")",
    "＝1+1", "\u200f=1", "\ufeff=1", "\u202e=1",
]  # fmt: skip
TEXTS = [
    "الإنارة",
    'il a dit "non"; puis\nrien',
    "a;b",
    "'déjà",
    "_x0041_",
    "<b>&amp;</b>",
    "]]>",
    "😀" * 10,
    "x\ud800y",
]


def csv_of(*rows):
    return "".join(spreadsheets.csv_text(rows)).encode()


def read_csv(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def xlsx_of(rows, rtl=False):
    with spreadsheets.xlsx("Registre [2026]", ["a", "b"], rows, rtl=rtl) as file:
        return io.BytesIO(file.read())


def read_xlsx(rows, rtl=False):
    return openpyxl.load_workbook(xlsx_of(rows, rtl)).active


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    (cell,) = read_csv(csv_of([text]))[0]
    assert cell.startswith("'")


@pytest.mark.parametrize("cell", [-5, 12, 1.5, "LAR-2026-000001", "06 12", "a=b", ""])
def test_numbers_and_harmless_texts_stay_as_they_are(cell):
    assert read_csv(csv_of(["x", cell]))[0][1] == str(cell)


def test_csv_is_what_excel_opens_by_a_double_click():
    data = csv_of(["رقم", "Date"], ["é", date(2026, 11, 3)])
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\xef\xbb\xbf") == 1
    assert data.decode("utf-8-sig") == "رقم;Date\r\né;03/11/2026\r\n"
    assert csv_of() == b"\xef\xbb\xbf"


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_whatever_is_typed_can_be_read_back(rows):
    for row in read_csv(csv_of(*rows)):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
    sheet = read_xlsx(rows)
    assert all(cell.data_type in ("s", "n") for line in sheet.iter_rows() for cell in line)


@pytest.mark.parametrize("text", FORMULAS + TEXTS)
def test_a_cell_of_the_workbook_is_a_text_and_never_a_formula(text):
    cell = read_xlsx([["x", text]])["B2"]
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert unescape(cell.value).strip() == spreadsheets.fitted(text).strip()


def test_nothing_that_xml_forbids_reaches_the_file():
    book = xlsx_of([["x", "a\x00b\x0bc\x1f\ufffe\uffff\x7f"]])
    with zipfile.ZipFile(book) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "abc" in sheet


@pytest.mark.parametrize("text", ["ك" * 40_000, "😀" * 20_000, "a" * 32_767])
def test_a_long_text_is_cut_to_what_a_cell_holds_and_says_so(text):
    value = read_xlsx([["x", text]])["B2"].value
    assert len(value.encode("utf-16-le")) // 2 <= spreadsheets.LONGEST
    assert value == text or value.endswith("…")


def test_the_sheet_reads_from_the_right_in_arabic_and_keeps_dates_and_numbers():
    sheet = read_xlsx([[date(2026, 11, 3), 7], [None, ""]], rtl=True)
    assert sheet.sheet_view.rightToLeft
    assert (sheet["A2"].value.date(), sheet["B2"].value, sheet["A3"].value) == (date(2026, 11, 3), 7, None)
    assert not read_xlsx([]).sheet_view.rightToLeft


def test_memory_does_not_grow_with_the_rows():
    def peak(count):
        tracemalloc.start()
        rows = ([f"LAR-2026-{n:06}", "موضوع" * 10, n] for n in range(count))
        for _line in spreadsheets.csv_text(rows):
            pass
        spreadsheets.xlsx("x", ["a", "b", "c"], ([f"r{n}", "نص" * 10, n] for n in range(count)), rtl=True).close()
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    few, many = peak(300), peak(6000)
    assert many < few + 1_500_000


def test_the_sheet_has_a_name_headings_that_stand_out_and_columns_beyond_z():
    wide = [[f"c{n}" for n in range(60)]]
    sheet = read_xlsx(wide)
    assert sheet.title == "Registre  2026"
    assert [cell.value for cell in sheet[2]] == wide[0]
    assert (sheet["A1"].font.bold, sheet["A2"].font.bold, sheet.freeze_panes) == (True, False, "B2")
    assert (sheet["AZ2"].value, sheet["BA2"].value) == ("c51", "c52")


def test_what_looks_like_an_escape_of_excel_is_shown_as_it_was_typed():
    assert unescape(read_xlsx([["x", "_x0041_ a\r\nb"]])["B2"].value) == "_x0041_ a\nb"
    assert read_xlsx([[True, 1.5]])["A2"].value == 1


def test_a_workbook_of_a_hundred_thousand_lines_is_whole_and_held_in_no_memory():
    before, most = resident(), 0

    def rows():
        nonlocal most
        for n in range(100_000):
            most = max(most, resident() - before) if n % 500 == 0 else most
            yield [f"LAR-2026-{n:06}", date(2026, 11, 3), "Réclamation", secrets.token_hex(20), n]

    with (
        spreadsheets.xlsx("x", ["n", "d", "k", "s", "i"], rows(), rtl=True) as file,
        zipfile.ZipFile(file) as book,
    ):
        text = book.read("xl/worksheets/sheet1.xml")
    assert text.count(b"<row ") == 100_001
    assert b"LAR-2026-000000" in text and b"LAR-2026-099999" in text
    assert most < 10_000_000


def resident():
    """Bytes of memory that this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * getpagesize()
