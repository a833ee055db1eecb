"""The library: filed, found by the words on its papers, in versions, and what the law wants to be there."""

from datetime import date, timedelta

import pytest

from communications.models import Document, ItemFile, PaperText, PublicationDuty
from communications.seeding import seed
from communications.services import editing, library, publishing, reading
from communications.states.items import FileRole
from tests.fixtures.builders import NOW, make_commune, make_member
from tests.fixtures.citizens import photo
from tests.fixtures.decisions import PDF, paper, publish_decision
from tests.fixtures.desk import sign_in, text_of
from tests.fixtures.documents import (
    DOCUMENT,
    add_paper,
    add_written,
    file_document,
    make_collection,
    make_duty,
    publish_document,
)
from tests.fixtures.items import add_file, publish_item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
LIBRARY, LAW = "/fr/news/documents/", "/fr/news/transparency/"


def edit(document):
    return f"/backoffice/documents/{document.pk}/"


def names(answer):
    return [row.line.title for row in answer.context["rows"]]


@pytest.fixture
def typed(commune):
    shelf = make_collection(commune)
    words = {name: value for name, value in DOCUMENT.items() if name != "kind"}
    return {**words, "dated_on": "2026-11-02", "everywhere": "on", "collection": shelf.pk}


def test_from_the_form_to_the_library_and_its_file(desk, reader, commune, typed):
    begun = desk.post("/backoffice/documents/add/", {**typed, "document_ar": paper("ميزانية.pdf")})
    document = Document.objects.get()
    assert begun["Location"] == edit(document)
    assert names(reader.get(LIBRARY)) == []
    desk.post(f"/backoffice/items/{document.pk}/publish/")
    page = reader.get(LIBRARY)
    assert names(page) == ["Budget de l’année 2027"] and "Collection budget" in text_of(page)
    shown = reader.get(f"/fr/news/{document.pk}/")
    file = shown.context["document"]["entry"].files[0]
    assert b"".join(reader.get(file["url"]).streaming_content).startswith(b"%PDF")
    assert file["url"] in page.content.decode() and "2 novembre 2026" in text_of(shown).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"dated_on": ""}, "dated_on"),
        ({"dated_on": "2026-12-24"}, "dated_on"),
        ({"collection": "987654"}, "collection"),
        ({"duties": ["987654"]}, "duties"),
        ({"title_ar": "", "title_fr": ""}, "title_ar"),
        ({"document_fr": "photo"}, "document_fr"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_keeps_what_was_typed(wrong, field, desk, commune, typed):
    wrong = {name: photo() if value == "photo" else value for name, value in wrong.items()}
    form = desk.post("/backoffice/documents/add/", {**typed, **wrong}).context["form"]
    assert list(form.errors) == [field]
    assert form["summary_fr"].value() == DOCUMENT["summary_fr"]
    assert not Document.objects.exists()


def test_it_goes_out_with_its_name_in_both_languages_and_a_file(commune, publisher):
    document = file_document(commune, by=publisher, title_fr="", summary_ar="", summary_fr="")
    with pytest.raises(editing.Incomplete) as stopped:
        publishing.publish(document, by=publisher, at=NOW)
    assert [one.field for one in stopped.value.missing] == ["title", "document"]


def test_before_it_is_public_a_new_file_takes_the_place_of_the_old_one(commune, publisher):
    document = file_document(commune, by=publisher)
    for _time in range(2):
        add_paper(document, by=publisher)
    document.refresh_from_db()
    assert (document.version, document.files.count()) == (1, 1)


def test_a_new_file_of_a_public_document_is_a_new_version_and_the_old_one_stays(desk, reader, commune, typed):
    publisher = make_member(commune, "publisher")
    document = publish_document(commune, by=publisher)
    add_paper(document, by=publisher, language="fr")
    document.refresh_from_db()
    assert document.version == 1
    again = {**typed, "dated_on": "2026-11-20", "document_ar": paper("two.pdf"), "note_fr": "Chapitre 3 corrigé"}
    assert desk.post(edit(document), again).status_code == 302
    document.refresh_from_db()
    assert (document.version, document.dated_on) == (2, date(2026, 11, 20))
    shown = reader.get(f"/fr/news/{document.pk}/").context["document"]
    assert [file["language"] for file in shown["entry"].files] == ["ar"]
    told = [(row["version"].number, row["version"].dated_on, len(row["files"])) for row in shown["versions"]]
    assert told == [(2, date(2026, 11, 20), 1), (1, date(2026, 11, 2), 2)]
    page = text_of(reader.get(f"/fr/news/{document.pk}/"))
    assert "Chapitre 3 corrigé" in page and "Version 1, 2 novembre 2026" in page.replace("\xa0", " ")
    old = shown["versions"][1]["files"][0]["url"]
    assert reader.get(old).status_code == 200


def test_a_form_that_is_refused_begins_no_version_and_holds_its_file(desk, reader, commune, publisher, typed):
    document = publish_document(commune, by=publisher)
    wrong = {**typed, "title_fr": "", "dated_on": "2026-11-20", "document_ar": paper("two.pdf")}
    refused = desk.post(edit(document), wrong)
    assert list(refused.context["form"].errors) == ["title_fr"] and "two.pdf" in text_of(refused)
    document.refresh_from_db()
    assert (document.version, document.dated_on) == (1, date(2026, 11, 2))
    assert [file.name for file in document.files.all()] == ["ar.pdf"]
    held = refused.context["form"].token
    desk.post(edit(document), {**typed, "dated_on": "2026-11-20", "held": held})
    document.refresh_from_db()
    assert (document.version, document.files.filter(name="two.pdf").count()) == (2, 1)


def test_a_note_alone_begins_no_version(desk, commune, publisher, typed):
    document = publish_document(commune, by=publisher)
    desk.post(edit(document), {**typed, "note_fr": "Première version"})
    assert [(row.number, row.note_fr) for row in document.versions.all()] == [(1, "Première version")]


@pytest.mark.parametrize("words", ["الإعلانات والأسواق", "équilibre budgétaire"])
def test_it_is_found_by_the_words_on_its_papers_in_both_scripts(words, reader, commune, publisher):
    publish_document(commune, by=publisher, title_fr="Autre chose")
    document = file_document(commune, by=publisher)
    add_written(document, f"باب 3: الإعلانات والأسواق. L’équilibre budgétaire, page 12. {words}", by=publisher)
    publishing.publish(document, by=publisher, at=NOW)
    assert names(reader.get(LIBRARY, {"q": words})) == []
    assert reading.read_waiting(at=NOW) == 2
    assert reading.read_waiting(at=NOW) == 0
    assert names(reader.get(LIBRARY, {"q": words})) == ["Budget de l’année 2027"]
    assert names(reader.get(LIBRARY, {"q": f"{words} zzz"})) == []
    assert reader.get(LIBRARY, {"q": words}).context["rows"][0].files[0]["pages"] == 1
    assert "1 page" in text_of(reader.get(f"/fr/news/{document.pk}/"))


def test_the_words_of_an_earlier_version_lead_nowhere(reader, commune, publisher):
    document = publish_document(commune, by=publisher)
    ItemFile.objects.update(read_at=NOW)
    PaperText.objects.create(file=document.files.get(), text="ancien")
    assert names(reader.get(LIBRARY, {"q": "ancien"})) == ["Budget de l’année 2027"]
    add_paper(document, by=publisher)
    assert names(reader.get(LIBRARY, {"q": "ancien"})) == []


def test_the_words_on_a_signed_decision_are_found_too(reader, commune, publisher):
    decision = publish_decision(commune, by=publisher)
    PaperText.objects.create(file=decision.files.get(), text="voirie rurale")
    assert len(reader.get("/fr/news/decisions/?q=rurale").context["rows"]) == 1


def test_a_paper_that_cannot_be_read_is_tried_once(commune, publisher):
    broken = PDF.replace(b"/Type/Catalog", b"/Type/Nothing").replace(b"trailer", b"trailor")
    document = file_document(commune, by=publisher)
    add_paper(document, by=publisher, file=type(paper())("x.pdf", broken, "application/pdf"))
    assert reading.read_waiting(at=NOW) == 1
    assert reading.read_waiting(at=NOW) == 0
    assert document.files.get().pages is None and not PaperText.objects.exists()


def test_the_library_is_filtered(reader, commune, publisher):
    publish_document(commune, by=publisher)
    old = {"title_fr": "Programme d’action", "dated_on": date(2024, 5, 1)}
    publish_document(commune, by=publisher, collection=make_collection(commune, "plans"), **old)
    found = {
        "collection=plans": ["Programme d’action"],
        "year=2026": ["Budget de l’année 2027"],
        "language=fr": [],
        "language=ar": ["Budget de l’année 2027", "Programme d’action"],
        "collection=nowhere": ["Budget de l’année 2027", "Programme d’action"],
    }
    assert {query: names(reader.get(f"{LIBRARY}?{query}")) for query in found} == found
    assert "n’est pas pris en compte" in text_of(reader.get(f"{LIBRARY}?collection=nowhere"))


def test_the_filter_of_languages_is_about_the_version_that_holds(reader, commune, publisher):
    document = publish_document(commune, by=publisher)
    add_paper(document, by=publisher, language="fr")
    assert names(reader.get(f"{LIBRARY}?language=fr")) == ["Budget de l’année 2027"]
    add_paper(document, by=publisher)
    assert names(reader.get(f"{LIBRARY}?language=fr")) == []


def test_proofs_of_diffusion_are_for_staff_and_are_not_read(commune, publisher):
    item = publish_item(commune, by=publisher)
    add_file(item, FileRole.PROOF, paper())
    assert reading.read_waiting(at=NOW) == 0


def test_what_is_dated_long_ago_is_no_news(reader, commune, publisher):
    publish_document(commune, by=publisher, title_fr="Vieux rapport", dated_on=date(2019, 1, 1))
    publish_document(commune, by=publisher)
    page = text_of(reader.get("/fr/news/"))
    assert "Budget de l’année 2027" in page and "Vieux rapport" not in page


def test_the_law_s_list_shows_what_is_there_what_is_old_and_what_is_missing(desk, reader, commune, publisher):
    there = make_duty(commune)
    old = make_duty(commune, "reports", name_fr="Les rapports", months=12)
    make_duty(commune, "statistics", name_fr="Les statistiques")
    make_duty(commune, "decisions", name_fr="Les décisions", elsewhere="/fr/news/decisions/")
    publish_document(commune, by=publisher, duties=[there])
    publish_document(commune, by=publisher, duties=[old], dated_on=date(2025, 11, 1), title_fr="Rapport 2025")
    publish_document(commune, by=publisher, duties=[old], dated_on=date(2024, 11, 1), title_fr="Rapport 2024")
    shown = reader.get(LAW)
    states = {row["duty"].code: row["state"].value for row in shown.context["rows"]}
    assert states == {"budgets": "here", "reports": "old", "statistics": "missing", "decisions": "here"}
    assert "2 sur 4 publiés" in text_of(shown) and "Manquant" in text_of(shown)
    assert text_of(shown).index("Rapport 2025") < text_of(shown).index("Rapport 2024")
    assert "/backoffice/" not in shown.content.decode().partition("<main")[2].partition("</main")[0]
    assert "?duty=statistics" in desk.get("/backoffice/documents/duties/").content.decode()
    form = desk.get("/backoffice/documents/add/?duty=statistics").context["form"]
    assert form["duties"].value() == [PublicationDuty.objects.get(code="statistics").pk]


def test_a_draft_does_no_duty(reader, commune, publisher):
    file_document(commune, by=publisher, duties=[make_duty(commune)])
    assert [row["state"].value for row in reader.get(LAW).context["rows"]] == ["missing"]


def test_a_new_commune_has_shelves_and_the_list_of_the_law(commune):
    seed(commune, NOW)
    assert commune.collections.filter(code="budget").exists()
    duties = PublicationDuty.objects.of(commune)
    assert duties.count() == 7 and all(row.name_ar and row.name_fr and row.legal_reference_ar for row in duties)


def test_nothing_of_another_commune(desk, reader, commune, publisher, typed):
    other = make_commune("TNG")
    there = publish_document(other, by=make_member(other, "publisher"))
    assert desk.get(edit(there)).status_code == 404
    assert names(reader.get(LIBRARY)) == []
    form = desk.post("/backoffice/documents/add/", {**typed, "collection": there.collection_id}).context["form"]
    assert list(form.errors) == ["collection"]


def test_others_than_publishers_file_nothing(commune):
    clerk = sign_in(make_member(commune, "clerk", email="clerk@example.org"))
    for address in ("/backoffice/documents/add/", "/backoffice/documents/duties/"):
        assert clerk.get(address).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("address", "queries"), [(LIBRARY, 6), (LAW, 5)])
def test_lists_cost_the_same_with_one_row_and_three(
    address, queries, rows, reader, commune, publisher, django_assert_num_queries
):
    for number in range(rows):
        publish_document(commune, by=publisher, title_fr=str(number), duties=[make_duty(commune, f"d{number}")])
    reader.get(address)
    with django_assert_num_queries(queries):
        reader.get(address)


def test_a_version_that_two_begin_at_once_is_numbered_twice_never(commune, publisher):
    document = publish_document(commune, by=publisher)
    stale = Document.objects.get(pk=document.pk)
    add_paper(document, by=publisher, at=NOW + timedelta(minutes=1))
    add_paper(stale, by=publisher, at=NOW + timedelta(minutes=2))
    assert [row.number for row in document.versions.all()] == [3, 2, 1]
    assert library.change(stale, by=publisher, at=NOW, note_fr="x").version == 3
