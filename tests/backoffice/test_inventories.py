"""The yearly inventory: written by the unit, published when its year is over, then frozen; and its reminder."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from pypdf import PdfReader

from complaints.states import MODEL, Kind
from portal.cases.figures import yearly
from portal.cases.models import Deadline, DeadlineRule, Inventory
from portal.cases.services import counting, inventories, lifecycle
from tests.fixtures.builders import NOW, file_complaint, make_member
from tests.fixtures.desk import HOST, sign_in, text_of

pytestmark = pytest.mark.usefixtures("now", "watched")
LIST = "/backoffice/inventories/"
PAGE = "/backoffice/inventories/2025/"
PUBLIC = {"ar": "/ar/complaints/inventories/2025/", "fr": "/fr/complaints/inventories/2025/"}
LAST_YEAR = datetime(2025, 3, 10, 9, 0, tzinfo=UTC)
WORDS = {"ar": "إصلاح الإنارة في حي المنار", "fr": "Éclairage réparé à Hay Al Manar"}


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def year(commune, officer):
    """Six complaints, a remark and a suggestion of last year; two complaints answered."""
    for kind in [*["complaint"] * 6, "remark", "suggestion"]:
        case = file_complaint(commune, at=LAST_YEAR, kind=kind)
    for case in commune.cases.filter(kind="complaint").order_by("pk")[:2]:
        lifecycle.answer(case, by=officer, at=LAST_YEAR + timedelta(days=9), outcome="explained", text="تم")
    counting.count(commune, at=NOW)


def sent(*measures, action="save"):
    data = {"form-TOTAL_FORMS": len(measures), "form-INITIAL_FORMS": 0, "action": action}
    for number, words in enumerate(measures):
        data |= {f"form-{number}-{language}": text for language, text in words.items()}
    return data


def published(commune, officer):
    found = inventories.begin(commune, model=MODEL, year=2025)
    inventories.write(found, by=officer, at=NOW, measures=[WORDS])
    tables = yearly.of(commune, model=MODEL, kinds=Kind.choices, year=2025)
    inventories.publish(found, by=officer, at=NOW, tables=tables)
    return found


def public(language="fr", ending=""):
    path = PUBLIC[language]
    return Client(headers={"host": HOST}).get(path.rstrip("/") + ending if ending else path)


def test_the_figures_are_those_of_the_year_in_both_languages(commune, year):
    found = yearly.of(commune, model=MODEL, kinds=Kind.choices, year=2025)
    kinds, replies, subjects = found["fr"]
    assert [row[:3] for row in kinds["rows"]] == [
        ["Réclamation", 6, 2], ["Observation", 1, 0], ["Suggestion", 1, 0], ["Toutes ensemble", 8, 2],
    ]  # fmt: skip
    assert replies["rows"] == [["Expliqué", 2]]
    assert subjects["rows"] == [["Domaine street-light", 8, 6, 1, 1, 2]]
    assert [row[1:] for row in found["ar"][0]["rows"]] == [row[1:] for row in kinds["rows"]]
    assert found["ar"][0]["rows"][0][0] == "شكاية"


def test_measures_are_kept_in_both_languages_and_emptied_rows_are_taken_out(commune, year, officer):
    client = sign_in(officer)
    assert client.post(PAGE, sent(WORDS, {"ar": "", "fr": ""}, {"ar": "ثانيا", "fr": "Second"})).status_code == 302
    found = Inventory.objects.get()
    assert [(m.text_ar, m.text_fr) for m in found.measures.all()] == [tuple(WORDS.values()), ("ثانيا", "Second")]
    assert not found.is_published
    client.post(PAGE, sent({"ar": "", "fr": ""}, {"ar": "ثانيا", "fr": "Second"}))
    assert [m.text_fr for m in found.measures.all()] == ["Second"]


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_measure_in_one_language_is_sent_back_with_what_was_typed(language, year, officer):
    page = sign_in(officer).post(PAGE, sent({language: "Réparé بسرعة"}, action="publish"))
    assert page.status_code == 200
    assert "Réparé بسرعة" in page.content.decode()
    assert "invalid-feedback" in page.content.decode()
    assert not Inventory.objects.get().is_published


def test_publishing_makes_it_public_with_its_measures(year, officer):
    assert public().status_code == 404
    sign_in(officer).post(PAGE, sent(WORDS, action="publish"))
    assert WORDS["fr"] in text_of(public("fr"))
    assert WORDS["ar"] in text_of(public("ar"))
    assert PUBLIC["fr"] in Client(headers={"host": HOST}).get("/fr/complaints/figures/").content.decode()


def test_what_was_published_does_not_move(commune, year, officer):
    published(commune, officer)
    file_complaint(commune, at=NOW, received_on=date(2025, 12, 31))
    counting.count(commune, at=NOW, anew=True)
    assert public().context["shown_tables"][0]["rows"][0][1] == 6
    page = sign_in(officer).post(PAGE, sent({"ar": "آخر", "fr": "Autre"}))
    assert [m.text_fr for m in Inventory.objects.get().measures.all()] == [WORDS["fr"]]
    assert "Autre" in page.content.decode()  # what was typed is not lost


def test_it_can_be_taken_back_and_published_anew(commune, year, officer):
    published(commune, officer)
    client = sign_in(officer)
    client.post(PAGE, {"action": "take_back"})
    assert public().status_code == 404
    client.post(PAGE, sent(WORDS, action="publish"))
    assert public().status_code == 200


def test_a_year_that_is_not_over_cannot_be_published(commune, year, officer):
    file_complaint(commune, at=NOW)
    page = sign_in(officer).post("/backoffice/inventories/2026/", sent(WORDS, action="publish"), follow=True)
    assert not Inventory.objects.get(year=2026).is_published
    assert WORDS["fr"] in text_of(page)
    with pytest.raises(inventories.InventoryRefused):
        inventories.publish(
            Inventory.objects.get(year=2026), by=officer, at=datetime(2026, 12, 31, 23, 59, tzinfo=UTC), tables={}
        )
    inventories.publish(Inventory.objects.get(year=2026), by=officer, at=datetime(2027, 1, 1, tzinfo=UTC), tables={})


def test_of_two_who_publish_together_one_is_told(commune, year, officer):
    stale = inventories.begin(commune, model=MODEL, year=2025)
    published(commune, officer)
    with pytest.raises(inventories.InventoryRefused):
        inventories.publish(stale, by=officer, at=NOW, tables={})


@pytest.mark.parametrize(("role", "reads"), [("president", 200), ("head", 403), ("clerk", 403), ("publisher", 403)])
def test_who_does_not_keep_the_register_may_at_most_read_it(role, reads, commune, year):
    client = sign_in(make_member(commune, role, "lighting" if role in ("head", "clerk") else None))
    for path in (LIST, PAGE):
        assert client.get(path).status_code == reads
    assert client.post(PAGE, sent(WORDS, action="publish")).status_code == 403
    assert not Inventory.objects.exists()


@pytest.mark.parametrize("path", ["/backoffice/inventories/1999/", "/backoffice/inventories/2027/"])
def test_a_year_without_a_register_has_none(path, year, officer):
    assert sign_in(officer).get(path).status_code == 404


def test_an_empty_commune_has_no_year(officer):
    page = sign_in(officer).get(LIST)
    assert 'class="empty"' in page.content.decode()


def test_another_commune_has_its_own(commune, other_commune, year, officer):
    published(commune, officer)
    assert Client(headers={"host": "tng.localhost"}).get(PUBLIC["fr"]).status_code == 404


@pytest.mark.parametrize(("language", "word"), [("ar", "الإنارة"), ("fr", "Éclairage")])
def test_the_paper_says_the_same_in_each_language(language, word, commune, year, officer):
    published(commune, officer)
    answer = public(language, ".pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert answer["Content-Type"] == "application/pdf"
    assert "2025" in text
    if language == "fr":
        assert word in text and "Réclamation" in text


def test_a_draft_on_paper_says_that_it_is_one(year, officer):
    officer.language = "fr"
    officer.save()
    answer = sign_in(officer).get("/backoffice/inventories/2025.pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "Brouillon" in text


def test_staff_are_reminded_until_the_end_of_march(commune, year, officer):
    rule = {"commune": commune, "code": "yearly_inventory", "model": MODEL, "kind": "inventory", "basis": "policy"}
    words = {"name_ar": "الجرد السنوي", "name_fr": "Inventaire annuel"}
    DeadlineRule.objects.create(
        **rule, **words, deadline_kind="internal", length=3, unit="months", valid_from=date(2021, 7, 19)
    )
    assert [inventories.remind(commune, at=NOW) for _ in range(2)] == [1, 0]
    owed = Deadline.objects.get(subject_type="cases.inventory")
    assert owed.last_on == date(2026, 3, 31)
    assert (owed.kind, owed.link, owed.title_fr) == ("internal", PAGE, "Inventaire annuel 2025")
    published(commune, officer)
    owed.refresh_from_db()
    assert owed.state == "met"


def test_nobody_is_reminded_of_a_year_in_which_nothing_came(commune):
    assert inventories.remind(commune, at=NOW) == 0


@pytest.mark.parametrize("measures", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_measures(
    measures, commune, year, officer, django_assert_num_queries
):
    found = inventories.begin(commune, model=MODEL, year=2025)
    inventories.write(found, by=officer, at=NOW, measures=[WORDS] * measures)
    inventories.publish(
        found, by=officer, at=NOW, tables=yearly.of(commune, model=MODEL, kinds=Kind.choices, year=2025)
    )
    with translation.override("fr"):
        public()
    with django_assert_num_queries(3):
        public()
