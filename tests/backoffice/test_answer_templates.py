"""Answer templates: found by what they are for, read before they are kept, copied, and never offered when inactive."""

import pytest

from portal.cases import texts
from portal.cases.models import AnswerTemplate, Topic
from tests.fixtures.builders import make_category
from tests.fixtures.desk import address, errors, filled, save, sign_in, text_of

pytestmark = pytest.mark.usefixtures("now", "watched")


@pytest.fixture
def admin(administrator):
    return sign_in(administrator)


@pytest.fixture
def template(commune):
    return make(commune, code="done", title="C'est fait", text="Bonjour {name}, dossier {reference}.")


def make(commune, **fields):
    given = {"model": "complaints.complaint", "outcome": "resolved", "language": "fr", "text": "Fait."}
    return AnswerTemplate.objects.create(commune=commune, **{**given, **fields})


def listed(client, **query):
    return text_of(client.get(address(AnswerTemplate, "changelist"), query))


def test_the_list_is_filtered_by_outcome_language_topic_and_activity(commune, admin, template):
    topic = Topic.objects.get(pk=make_category(commune, code="park").pk)
    make(commune, code="park", title="Parc", language="ar", outcome="partly", topic=topic, active=False)
    assert "C'est fait" in listed(admin).replace("&#x27;", "'")
    for query in ({"language": "ar"}, {"outcome": "partly"}, {"topic": topic.pk}, {"active__exact": 0}):
        page = listed(admin, **query).replace("&#x27;", "'")
        assert "Parc" in page and "C'est fait" not in page, query
    assert "Parc" not in listed(admin, topic="none").replace("Domaine park", "")


@pytest.mark.parametrize("query", [{"topic": "x"}, {"topic": "999999"}, {"language": "zz"}])
def test_a_filter_that_is_none_is_no_error(admin, template, query):
    assert admin.get(address(AnswerTemplate, "changelist"), query).status_code in (200, 302)


def test_topics_of_another_commune_are_no_filter(commune, other_commune, admin, template):
    theirs = Topic.objects.filter(commune=other_commune).first()
    make(other_commune, code="theirs", title="Secret", topic=theirs)
    assert str(theirs) not in listed(admin).replace(str(Topic.objects.of(commune).first()), "")


def test_an_unknown_placeholder_is_refused_with_those_that_are_known(admin, template):
    page = save(admin, AnswerTemplate, "change", template.pk, text="Bonjour {nom}, {reference}")
    assert errors(page) == {"text"}
    told = text_of(page)
    assert "{nom}" in told and "{received_on}" in told
    assert AnswerTemplate.objects.get(pk=template.pk).text == "Bonjour {name}, dossier {reference}."


def test_a_preview_shows_examples_and_saves_nothing(admin, template):
    data = filled(admin, AnswerTemplate, "change", template.pk, text="Chère {name} : {reference} [... quoi]")
    page = admin.post(address(AnswerTemplate, "change", template.pk), {**data, "_preview": "1"})
    assert page.status_code == 200 and errors(page) == set()
    assert "Chère Fatima Exemple : LAR-2026-000123 [... quoi]" in text_of(page)
    assert page.context["adminform"].form["text"].value() == "Chère {name} : {reference} [... quoi]"
    assert AnswerTemplate.objects.get(pk=template.pk).text == "Bonjour {name}, dossier {reference}."


def test_a_preview_is_in_the_language_of_the_template(commune, admin):
    row = make(commune, code="ar", title="تم", language="ar", text="تحية طيبة {name}")
    assert "تحية طيبة فاطمة مثال" in text_of(admin.get(address(AnswerTemplate, "change", row.pk)))


def test_a_new_one_can_be_looked_at_before_it_is_kept(admin, commune):
    data = filled(
        admin, AnswerTemplate, "add", outcome="resolved", language="fr", title="Neuf", code="new", text="{commune}"
    )
    page = admin.post(address(AnswerTemplate, "add"), {**data, "_preview": "1"})
    assert page.status_code == 200 and not AnswerTemplate.objects.filter(code="new").exists()


def test_a_copy_has_a_code_of_its_own(admin, template):
    form = admin.get(address(AnswerTemplate, "add"), {"from": template.pk}).context["adminform"].form
    assert (form["text"].value(), form["code"].value()) == (template.text, "done-2")
    data = {name: form[name].value() or "" for name in form.fields}
    assert admin.post(address(AnswerTemplate, "add"), {**data, "active": "on"}).status_code == 302
    again = admin.get(address(AnswerTemplate, "add"), {"from": template.pk}).context["adminform"].form
    assert again["code"].value() == "done-3"


def test_nothing_is_copied_from_another_commune(other_commune, admin):
    theirs = make(other_commune, code="theirs", title="Secret")
    form = admin.get(address(AnswerTemplate, "add"), {"from": theirs.pk}).context["adminform"].form
    assert not form["title"].value()


def test_an_inactive_one_is_kept_and_never_offered(commune, complaint, admin, template):
    complaint.language = "fr"
    assert template in texts.templates_for(complaint)
    save(admin, AnswerTemplate, "change", template.pk, active=False)
    assert AnswerTemplate.objects.filter(pk=template.pk, active=False).exists()
    assert template not in texts.templates_for(complaint)
