"""The register: who reads it, what stands in it, how it is taken away, and that each download is written down."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from portal.cases.models import Case, Export
from portal.cases.register import lines, span
from portal.cases.services import lifecycle
from tests.fixtures.builders import NOW, file_complaint, make_member
from tests.fixtures.desk import sign_in, text_of

pytestmark = pytest.mark.usefixtures("now", "watched")
PAGE = "/backoffice/register/"


def body(answer):
    return b"".join(answer) if answer.streaming else answer.content


def take(user, format="csv", query="year=2026"):
    answer = sign_in(user).get(f"{PAGE}{format}/?{query}")
    assert answer.status_code == 200
    return body(answer)


def rows_of(data):
    head, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.parametrize("role", ["complaints_officer", "director", "president"])
def test_those_who_keep_or_watch_the_register_read_it(role, commune):
    case = file_complaint(commune)
    assert case.reference in text_of(sign_in(make_member(commune, role)).get(PAGE))


@pytest.mark.parametrize("role", ["clerk", "head", "publisher", "administrator"])
@pytest.mark.parametrize("path", [PAGE, f"{PAGE}csv/", f"{PAGE}xlsx/"])
def test_others_do_not(role, path, commune):
    user = make_member(commune, role, "lighting" if role in ("clerk", "head") else None)
    assert sign_in(user).get(path).status_code == 403
    assert not Export.objects.exists()


def test_a_line_says_what_became_of_the_case(commune, officer):
    officer.language = "fr"
    officer.save()
    filed = NOW - timedelta(days=70)
    case = file_complaint(commune, at=filed, subject="Lampadaire", external_system="chikaya", external_reference="C-7")
    lifecycle.answer(case, by=officer, at=NOW - timedelta(days=5), outcome="resolved", text="Fait.")
    (row,) = rows_of(take(officer))
    assert list(row.values()) == [
        case.reference, "14/09/2026", "Portail", "chikaya C-7", "Réclamation", "Domaine street-light", "Lampadaire",
        "مواطنة", "Service lighting", "13/11/2026", "Répondu", "Résolu", "18/11/2026", "Courriel", "65", "Oui", "Non",
    ]  # fmt: skip


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_names_are_read_by_those_who_work_on_all_cases_and_masked_for_the_president(
    format, commune, director, president
):
    file_complaint(commune, name="Fatima Zahra")
    for user, named in ((director, True), (president, False)):
        data = take(user, format)
        if format == "xlsx":
            sheet = openpyxl.load_workbook(io.BytesIO(data)).active
            data = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row).encode()
        assert (b"Fatima Zahra" in data) is named
    assert list(Export.objects.order_by("pk").values_list("by", "named")) == [
        (director.pk, True),
        (president.pk, False),
    ]


def test_the_screen_masks_names_for_everybody(commune, director):
    file_complaint(commune, name="Fatima Zahra")
    assert "Fatima" not in text_of(sign_in(director).get(PAGE))


def test_each_download_is_written_down_and_can_never_be_taken_back(commune, director):
    take(director, "csv", "year=2026&month=11")
    export = Export.objects.get()
    assert (export.by, export.what, export.format, export.at) == (director, "register", "csv", NOW)
    assert export.filter == {"model": "complaints.complaint", "year": "2026", "month": "11"}
    for change in (lambda: Export.objects.update(named=False), Export.objects.all().delete):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


@pytest.mark.parametrize(("language", "word", "rtl"), [("ar", "الرقم", True), ("fr", "Numéro", False)])
def test_the_workbook_is_in_the_language_of_the_reader_and_reads_its_way(language, word, rtl, commune):
    file_complaint(commune)
    sheet = openpyxl.load_workbook(io.BytesIO(take(make_member(commune, "director", language=language), "xlsx"))).active
    assert bool(sheet.sheet_view.rightToLeft) is rtl
    assert sheet["A1"].value == word
    assert sheet["B2"].value.date() == date(2026, 11, 23)


def test_a_file_keeps_its_language_while_it_is_sent(commune, monkeypatch):
    monkeypatch.setattr(lines, "CHUNK", 1)
    for _ in range(3):
        file_complaint(commune)
    answer = sign_in(make_member(commune, "director", language="fr")).get(f"{PAGE}csv/?year=2026")
    with translation.override("ar"):  # another request of the same thread meanwhile
        rows = rows_of(body(answer))
    assert {row["Nature"] for row in rows} == {"Réclamation"}


@pytest.mark.parametrize("typed", ["=1+1", "+212600000000", "-1", "@x", "\t=1"])
def test_what_a_citizen_typed_never_becomes_a_formula(typed, commune, director):
    file_complaint(commune, subject=typed, name=typed)
    cells = [cell for row in rows_of(take(director)) for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]
    sheet = openpyxl.load_workbook(io.BytesIO(take(director, "xlsx"))).active
    assert {cell.data_type for cell in sheet[2]} <= {"s", "n", "d"}


def test_a_month_holds_what_was_received_on_its_local_days(commune, director):
    for moment in (datetime(2026, 8, 31, 22, 59, tzinfo=UTC), datetime(2026, 8, 31, 23, 0, tzinfo=UTC)):
        file_complaint(commune, at=moment)
    assert len(rows_of(take(director, query="year=2026&month=8"))) == 1
    assert len(rows_of(take(director, query="year=2026&month=9"))) == 1


@pytest.mark.parametrize(
    "query", ["year=1999&month=77", "year=x&month=y", "after=x&before=%00", "model=nothing.at_all"]
)
def test_filters_that_make_no_sense_are_ignored(query, commune, director):
    case = file_complaint(commune)
    assert case.reference in text_of(sign_in(director).get(f"{PAGE}?{query}"))


def test_nothing_of_another_commune_stands_in_it(commune, other_commune, director):
    other = file_complaint(other_commune)
    assert rows_of(take(director)) == []
    assert other.reference not in text_of(sign_in(director).get(PAGE))


def test_pages_show_each_case_once_in_the_order_of_receipt(commune, director, monkeypatch):
    monkeypatch.setattr(span, "ROWS", 2)
    monkeypatch.setattr(span.page, "__kwdefaults__", {"after": "", "before": "", "size": 2})
    for days in (3, 1, 3, 2, 1):
        file_complaint(commune, received_on=(NOW - timedelta(days=days)).date())
    wanted = list(Case.objects.order_by("received_on", "pk").values_list("reference", flat=True))
    client, seen, url = sign_in(director), [], PAGE + "?year=2026"
    while url:
        page = client.get(url)
        seen += [row["line"].case.reference for row in page.context["lines"]]
        url = PAGE + page.context["next_url"] if page.context["next_url"] else ""
        back = page.context["previous_url"]
    assert seen == wanted
    assert [r["line"].case.reference for r in client.get(PAGE + back).context["lines"]] == wanted[2:4]


@pytest.mark.parametrize("cases", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_cases(cases, commune, director, django_assert_num_queries):
    for _ in range(cases):
        file_complaint(commune)
    client = sign_in(director)
    client.get(PAGE)
    with django_assert_num_queries(13):
        client.get(PAGE)


def test_a_file_takes_four_queries_for_each_thousand_cases(commune, director):
    for _ in range(5):
        file_complaint(commune)
    client = sign_in(director)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as all_at_once:
        body(client.get(f"{PAGE}csv/?year=2026"))
    lines.CHUNK, was = 1, lines.CHUNK
    try:
        with CaptureQueriesContext(connection) as one_by_one:
            body(client.get(f"{PAGE}csv/?year=2026"))
    finally:
        lines.CHUNK = was
    assert len(one_by_one) - len(all_at_once) == 4 * 4
