"""The register of decisions: entered once, posted in time, found again, cited, and what they promise."""

import json
import re
from datetime import date, timedelta

import pytest
from django.core import mail as sent_mail

from communications.models import Decision, Item, ItemFile
from communications.seeding import seed
from communications.services import digests, editing, promising, publishing, registering
from communications.services.subscribing import Wish
from communications.states.items import Scope
from portal.cases.models import Deadline
from portal.notifications import delivery
from tests.fixtures.builders import NOW, make_commune, make_member
from tests.fixtures.decisions import DECIDED, DECISION, enter, paper, promise, publish_decision
from tests.fixtures.desk import sign_in, text_of
from tests.fixtures.events import publish_event
from tests.fixtures.subscribers import follow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
TYPED = {**DECISION, "decided_on": "2026-11-20", "everywhere": "on"}
REGISTER = "/fr/news/decisions/"


def edit(decision):
    return f"/backoffice/decisions/{decision.pk}/"


def numbers(answer):
    return [row.name for row in answer.context["rows"]]


@pytest.fixture
def seeded(commune):
    seed(commune, NOW)
    return commune


def test_from_the_form_to_the_register_its_page_and_its_paper(desk, reader, commune):
    begun = desk.post("/backoffice/decisions/add/", {**TYPED, "signed_ar": paper("مقرر.pdf")})
    decision = Decision.objects.get()
    assert begun["Location"] == edit(decision)
    assert numbers(reader.get(REGISTER)) == []
    desk.post(f"/backoffice/items/{decision.pk}/publish/")
    assert numbers(reader.get(REGISTER)) == ["Délibération n° 12/2026"]
    page = reader.get(f"/fr/news/{decision.pk}/")
    assert "Organisation du marché hebdomadaire" in text_of(page) and "En vigueur" in text_of(page)
    assert "vendredi 20 novembre 2026" in text_of(page).replace("\xa0", " ")
    signed = page.context["signed"][0]["url"]
    assert b"".join(reader.get(signed).streaming_content).startswith(b"%PDF")
    assert "مقرر رقم 12/2026" in text_of(reader.get(f"/ar/news/{decision.pk}/"))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"number": ""}, "number"),
        ({"decided_on": "2026-12-24"}, "decided_on"),
        ({"decided_on": "hier"}, "decided_on"),
        ({"posted_on": "2026-11-19"}, "posted_on"),
        ({"posted_on": "2026-12-24"}, "posted_on"),
        ({"organ": "king"}, "organ"),
        ({"kind": "news"}, "kind"),
        ({"amends": "987654"}, "amends"),
        ({"title_ar": "", "title_fr": ""}, "title_ar"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_keeps_what_was_typed(typed, field, desk, commune):
    form = desk.post("/backoffice/decisions/add/", {**TYPED, **typed}).context["form"]
    assert list(form.errors) == [field]
    assert form["summary_fr"].value() == DECISION["summary_fr"]
    assert not Decision.objects.exists()


@pytest.mark.parametrize("again", ["12/2026", " 12 / 2026", "١٢/٢٠٢٦"])
def test_a_number_stands_once_a_year_for_each_kind(again, desk, commune, publisher):
    enter(commune, by=publisher)
    form = desk.post("/backoffice/decisions/add/", {**TYPED, "number": again}).context["form"]
    assert list(form.errors) == ["number"]
    assert Item.objects.count() == 1
    for other in ({"kind": "rule"}, {"decided_on": "2025-11-20"}):
        assert desk.post("/backoffice/decisions/add/", {**TYPED, "number": again, **other}).status_code == 302


def test_changing_a_number_into_one_that_is_taken_changes_nothing(desk, commune, publisher):
    enter(commune, by=publisher)
    other = enter(commune, by=publisher, number="13/2026")
    form = desk.post(edit(other), TYPED).context["form"]
    assert list(form.errors) == ["number"]
    other.refresh_from_db()
    assert other.number == "13/2026"


def test_it_goes_out_with_its_subject_in_both_languages_a_signed_paper_and_a_contact(commune, publisher):
    decision = enter(commune, by=publisher, title_ar="", contact_ar="", summary_ar="", summary_fr="")
    with pytest.raises(editing.Incomplete) as stopped:
        publishing.publish(decision, by=publisher, at=NOW)
    assert [one.field for one in stopped.value.missing] == ["title", "signed", "contact"]


def test_a_new_signed_paper_takes_the_place_of_the_one_in_its_language(desk, commune):
    desk.post("/backoffice/decisions/add/", {**TYPED, "signed_ar": paper("one.pdf"), "signed_fr": paper("deux.pdf")})
    desk.post(edit(Decision.objects.get()), {**TYPED, "signed_ar": paper("two.pdf")})
    assert {(file.language, file.name) for file in ItemFile.objects.all()} == {("ar", "two.pdf"), ("fr", "deux.pdf")}


def test_a_form_that_is_refused_leaves_the_signed_paper_as_it_was(desk, commune, publisher):
    decision = publish_decision(commune, by=publisher)
    refused = desk.post(edit(decision), {**TYPED, "title_fr": "", "signed_ar": paper("two.pdf")})
    assert list(refused.context["form"].errors) == ["title_fr"]
    assert [file.name for file in decision.files.all()] == ["signed.pdf"]


def test_posting_is_owed_within_eight_days_and_met_by_its_day(desk, reader, seeded, publisher):
    decision = publish_decision(seeded, by=publisher)
    owed = Deadline.objects.get(rule__kind="posting")
    assert owed.last_on == date(2026, 11, 28)
    assert "article 273" in text_of(desk.get(edit(decision)))
    registering.change(decision, by=publisher, at=NOW, decided_on=date(2026, 11, 21))
    assert Deadline.objects.get(pk=owed.pk).last_on == date(2026, 11, 29)
    registering.change(decision, by=publisher, at=NOW, posted_on=date(2026, 11, 23))
    assert Deadline.objects.get(pk=owed.pk).state == "met"
    posting = reader.get(f"/fr/news/{decision.pk}/").context["decision"]["posting"]
    assert posting == {"posted_on": date(2026, 11, 23), "last_on": date(2026, 11, 29), "late": False}


def test_a_decision_that_hangs_too_long_is_shown_as_late(reader, seeded, publisher, now):
    decision = publish_decision(seeded, by=publisher)
    now.shift(timedelta(days=9))
    assert reader.get(f"/fr/news/{decision.pk}/").context["decision"]["posting"]["late"]


def test_what_was_posted_before_it_was_entered_owes_nothing(seeded, publisher):
    enter(seeded, by=publisher, posted_on=DECIDED)
    assert not Deadline.objects.exists()


def test_an_earlier_decision_is_amended_or_repealed_once_the_later_one_is_public(desk, reader, commune, publisher):
    first, second = (publish_decision(commune, by=publisher, number=number) for number in ("1", "2"))
    typed = {**TYPED, "amends": first.pk, "repeals": second.pk, "signed_ar": paper()}
    desk.post("/backoffice/decisions/add/", typed)
    assert numbers(reader.get(f"{REGISTER}?standing=force")) == ["Délibération n° 2", "Délibération n° 1"]
    later = Decision.objects.get(number="12/2026")
    publishing.publish(later, by=publisher, at=NOW)
    assert numbers(reader.get(f"{REGISTER}?standing=force")) == ["Délibération n° 12/2026"]
    assert numbers(reader.get(f"{REGISTER}?standing=amended")) == ["Délibération n° 1"]
    assert numbers(reader.get(f"{REGISTER}?standing=repealed")) == ["Délibération n° 2"]
    assert "Abrogation par Délibération n° 12/2026" in text_of(reader.get(f"/fr/news/{second.pk}/"))
    assert "Modifie Délibération n° 1" in text_of(reader.get(f"/fr/news/{later.pk}/"))


def test_nothing_is_amended_and_repealed_at_once(desk, commune, publisher):
    first = publish_decision(commune, by=publisher, number="1")
    form = desk.post("/backoffice/decisions/add/", {**TYPED, "amends": first.pk, "repeals": first.pk}).context["form"]
    assert list(form.errors) == ["repeals"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=12/2026", ["Délibération n° 12/2026"]),
        ("q=marche hebdo", ["Délibération n° 12/2026"]),
        ("q=السوق", ["Délibération n° 12/2026"]),
        ("kind=rule", ["Arrêté réglementaire n° 7"]),
        ("year=2024", ["Arrêté réglementaire n° 7"]),
        ("q=rien", []),
        ("year=1066", ["Délibération n° 12/2026", "Arrêté réglementaire n° 7"]),
    ],
)
def test_the_register_is_searched_and_filtered(query, found, reader, commune, publisher):
    publish_decision(commune, by=publisher)
    old = {"title_ar": "السير", "title_fr": "Circulation", "summary_ar": "", "summary_fr": ""}
    publish_decision(commune, by=publisher, kind="rule", number="7", decided_on=date(2024, 3, 1), **old)
    answer = reader.get(f"{REGISTER}?{query}")
    assert numbers(answer) == found
    assert ("Année" in text_of(answer)) and (("n’est pas pris en compte" in text_of(answer)) == ("1066" in query))


def test_its_citation_names_commune_number_day_subject_and_address(reader, commune, publisher):
    decision = publish_decision(commune, by=publisher)
    page = reader.get(f"/fr/news/{decision.pk}/")
    cited = page.context["decision"]["citation"].replace("\xa0", " ")
    assert cited.startswith(f"{commune.name_fr}, Délibération n° 12/2026 du 20 novembre 2026, ")
    assert "Organisation du marché hebdomadaire" in cited and cited.endswith(f"/fr/news/{decision.pk}/")


def test_search_engines_read_it_as_an_act(reader, commune, publisher):
    decision = publish_decision(commune, by=publisher)
    page = reader.get(f"/fr/news/{decision.pk}/").content.decode()
    data = json.loads(re.search(r'ld\+json">(.+?)</script>', page).group(1))
    assert (data["@type"], data["legislationIdentifier"]) == ("Legislation", "12/2026")
    assert data["legislationDate"] == "2026-11-20"


def test_what_is_old_is_put_on_record_and_announced_to_nobody(reader, commune, publisher, now):
    follow(commune, "fr@example.org", frequency="daily", wishes=[Wish(Scope.EVERYTHING)])
    at = NOW + timedelta(hours=1)
    now.shift(timedelta(hours=2))
    publish_decision(commune, by=publisher, number="3", decided_on=date(2019, 5, 2), title_fr="Ancienne", at=at)
    publish_decision(commune, by=publisher, title_fr="Affaire nouvelle", at=at)
    assert len(numbers(reader.get(REGISTER))) == 2
    for address in ("/fr/news/", "/fr/", "/fr/news/rss/"):
        page = reader.get(address).content.decode()
        assert "Affaire nouvelle" in page and "Ancienne" not in page, address
    morning = NOW.replace(hour=8, minute=0) + timedelta(days=1)
    digests.send(at=morning)
    sent_mail.outbox.clear()
    delivery.deliver_waiting(clock=lambda: morning + timedelta(hours=1))
    [told] = [message.body for message in sent_mail.outbox]
    assert "Affaire nouvelle" in told and "Ancienne" not in told


def test_a_session_leads_to_its_decisions_and_back(desk, reader, commune, publisher):
    session = publish_event(commune, by=publisher, kind="session", starts_at=NOW - timedelta(days=3))
    first = desk.get(f"/backoffice/decisions/add/?session={session.pk}").context["form"]
    assert first["decided_on"].value() == session.first_day
    wrong = desk.post("/backoffice/decisions/add/", {**TYPED, "session": session.pk, "decided_on": "2026-10-01"})
    assert list(wrong.context["form"].errors) == ["decided_on"]
    decision = publish_decision(commune, by=publisher, session=session, decided_on=session.first_day)
    assert f"/fr/news/{decision.pk}/" in reader.get(f"/fr/news/{session.pk}/").content.decode()
    assert f"/fr/news/{session.pk}/" in reader.get(f"/fr/news/{decision.pk}/").content.decode()
    assert "12/2026" in text_of(desk.get(f"/backoffice/events/{session.pk}/"))


def test_what_is_no_longer_public_is_in_no_list(reader, commune, publisher):
    decision = publish_decision(commune, by=publisher)
    promise(decision, by=publisher)
    publishing.withdraw(decision, by=publisher, at=NOW, reason="erreur")
    assert numbers(reader.get(REGISTER)) == []
    assert reader.get("/fr/news/commitments/").context["open"] == []


def test_a_decision_of_another_commune_is_none(desk, reader, commune, publisher):
    other = make_commune("TNG")
    there = publish_decision(other, by=make_member(other, "publisher"))
    assert desk.get(edit(there)).status_code == 404
    assert desk.get(f"{edit(there)}commitments/").status_code == 404
    assert numbers(reader.get(REGISTER)) == []
    form = desk.post("/backoffice/decisions/add/", {**TYPED, "repeals": there.pk}).context["form"]
    assert list(form.errors) == ["repeals"]


def test_others_than_publishers_do_not_enter_decisions(commune):
    clerk = sign_in(make_member(commune, "clerk", email="clerk@example.org"))
    assert clerk.get("/backoffice/decisions/add/").status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("address", "queries"), [(REGISTER, 4), ("/fr/news/commitments/", 4)])
def test_lists_cost_the_same_with_one_row_and_three(
    address, queries, rows, reader, commune, publisher, django_assert_num_queries
):
    for number in range(rows):
        decision = publish_decision(commune, by=publisher, number=str(number))
        commitment = promise(decision, by=publisher)
        promising.report(commitment, by=publisher, at=NOW, progress="going", text_ar="x", text_fr="x")
    reader.get(address)
    with django_assert_num_queries(queries):
        reader.get(address)
