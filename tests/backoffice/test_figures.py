"""The pages of figures, for staff and for everybody: who sees what, in both languages, and as a spreadsheet."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from portal.cases.models import Export
from portal.cases.services import counting, lifecycle
from tests.fixtures.builders import NOW, file_complaint, make_category, make_member
from tests.fixtures.desk import HOST, sign_in, text_of

pytestmark = pytest.mark.usefixtures("now", "watched")
PAGE = "/backoffice/figures/"
PUBLIC = {"ar": "/ar/complaints/figures/", "fr": "/fr/complaints/figures/"}
TABLES = ["months", "overdue", "kinds", "topics", "departments", "districts", "channels", "voided"]


def public(path=PUBLIC["fr"], **query):
    return Client(headers={"host": HOST}).get(path, query)


def rows_of(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.fixture(autouse=True)
def nothing_kept():
    """Figures are kept by the moment of their count; here all clocks stand at the same moment."""
    cache.clear()


@pytest.fixture
def busy(commune, officer):
    """Seven answered, one overdue, one withdrawn, in two subjects of which one has a single case."""
    rare = make_category(commune, code="rare", name_fr="Rare", name_ar="نادر")
    for _ in range(7):
        case = file_complaint(commune, at=NOW - timedelta(days=80))
        lifecycle.answer(case, by=officer, at=NOW - timedelta(days=70), outcome="resolved", text="تم")
    file_complaint(commune, at=NOW - timedelta(days=80))
    lifecycle.withdraw(file_complaint(commune, at=NOW - timedelta(days=3), category=rare), at=NOW)
    counting.count(commune, at=NOW)


@pytest.mark.parametrize("role", ["head", "complaints_officer", "director", "president"])
def test_those_who_answer_for_others_see_all_tables(role, commune, busy):
    user = make_member(commune, role, "lighting" if role == "head" else None, language="fr")
    page = sign_in(user).get(PAGE)
    assert list(page.context["board"].tables) == TABLES
    assert "Rare" in text_of(page)


@pytest.mark.parametrize("role", ["clerk", "publisher", "administrator"])
def test_others_are_refused(role, commune):
    client = sign_in(make_member(commune, role, "lighting" if role == "clerk" else None))
    assert client.get(PAGE).status_code == 403
    assert client.get(f"{PAGE}months.csv").status_code == 403


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_everybody_sees_how_the_promise_is_kept(language, busy):
    page = public(PUBLIC[language])
    assert page.context["board"].whole.share == 87  # seven of the eight that were answered or are overdue
    assert page.context["board"].overdue == 1
    assert "Rare" not in text_of(page) and "نادر" not in text_of(page)
    assert page.content.decode().count("<desc") == 2


def test_a_small_subject_is_in_no_public_file_either(busy):
    page = public(PUBLIC["fr"] + "topics.csv")
    assert [row[0] for row in rows_of(page)[1:]] == ["Les autres, ensemble"]
    assert not Export.objects.exists()


def test_a_quarter_is_not_broken_down_for_everybody(busy, director):
    assert list(public(period="2026-q3").context["board"].tables) == ["months", "overdue", "kinds", "voided"]
    assert public(PUBLIC["fr"] + "topics.csv", period="2026-q3").status_code == 404
    assert list(sign_in(director).get(PAGE, {"period": "2026-q3"}).context["board"].tables) == TABLES


def test_a_file_of_staff_is_what_the_page_shows_and_is_written_down(busy, director):
    client = sign_in(director)
    page = client.get(PAGE, {"period": "2026", "kind": "complaint"})
    table = page.context["board"].tables["months"]
    found = rows_of(client.get(PAGE + "months.csv", {"period": "2026", "kind": "complaint"}))
    shown = [table.headings, *([row.label, *("" if c is None else str(c) for c in row.cells)] for row in table.rows)]
    assert found == shown
    export = Export.objects.get()
    assert (export.what, export.filter["period"], export.filter["kind"]) == ("figures-months", "2026", "complaint")


@pytest.mark.parametrize("query", [{"period": "1999"}, {"kind": "x"}, {"model": "x.y"}, {"department": "999"}])
def test_filters_that_are_not_offered_are_ignored(query, busy, director):
    page = sign_in(director).get(PAGE, query)
    assert page.context["board"].whole.received == 9


def test_everybody_has_no_filter_by_kind(busy):
    assert public(kind="remark").context["board"].whole.received == 9


def test_a_table_that_does_not_exist_is_not_found(busy, director):
    assert sign_in(director).get(PAGE + "nothing.csv").status_code == 404
    assert public(PUBLIC["fr"] + "nothing.csv").status_code == 404


@pytest.mark.parametrize("counted", [True, False])
def test_an_empty_commune_sees_a_friendly_page(counted, commune, director):
    if counted:
        counting.count(commune, at=NOW)
    for page in (public(), sign_in(director).get(PAGE)):
        assert page.status_code == 200
        assert 'class="empty"' in page.content.decode()
    assert len(rows_of(public(PUBLIC["fr"] + "months.csv"))) == 14


def test_another_commune_does_not_count_here(commune, other_commune, busy):
    file_complaint(other_commune, at=NOW)
    counting.count(other_commune, at=NOW)
    assert public().context["board"].whole.received == 9


def test_the_page_says_when_it_was_counted(busy):
    assert "23 novembre 2026, 10:00" in text_of(public())


@pytest.mark.parametrize("cases", [1, 4])
@pytest.mark.parametrize("kept", [True, False])
def test_the_number_of_queries_does_not_grow_with_the_cases(kept, cases, commune, django_assert_num_queries, settings):
    for number in range(cases):
        file_complaint(commune, at=NOW - timedelta(days=40 * number))
    counting.count(commune, at=NOW)
    if kept:
        public()
    with django_assert_num_queries(7 if kept else 9):
        public()
