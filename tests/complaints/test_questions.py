"""What a subject asks besides: asked when it is chosen, judged with clear sentences, kept as it was asked."""

import pytest
from django.utils import translation

from complaints.models import Category, Complaint
from portal.cases.letters import receipt as receipt_letter
from portal.cases.models import Detail, TopicQuestion
from portal.cases.services import lifecycle
from tests.fixtures.builders import NOW, file_complaint, make_category
from tests.fixtures.citizens import file_at, filing_url, filled, in_language
from tests.fixtures.desk import act, address, case_url, save, sign_in
from tests.fixtures.desk import filled as filled_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "watched")]
CHOICES = {"options_ar": "مصباح واحد\nالزقاق كله", "options_fr": "Une seule\nToute la rue"}


def ask(topic, kind="text", *, required=False, **fields):
    words = {"label_ar": f"سؤال {kind}", "label_fr": f"Question {kind}"}
    return TopicQuestion.objects.create(topic=topic, kind=kind, required=required, **{**words, **fields})


@pytest.fixture
def category(commune):
    return Category.objects.of(commune).first()


def name(question):
    return f"question_{question.pk}"


def send(client, commune, question, value, **changes):
    return client.post(filing_url("fr"), filled(commune, **{name(question): value}, **changes))


@pytest.mark.parametrize(("kind", "typed", "arabic", "french"), [
    ("text", "L-214 <b>", "L-214 <b>", "L-214 <b>"),
    ("number", "١٢٫٥", "12.5", "12.5"),
    ("choice", "الزقاق كله", "الزقاق كله", "Toute la rue"),
    ("date", "20/11/2026", "20\u00a0نونبر 2026", "20\u00a0novembre 2026"),
])  # fmt: skip
def test_an_answer_is_kept_in_both_languages(client, commune, category, kind, typed, arabic, french):
    question = ask(category, kind, **(CHOICES if kind == "choice" else {}))
    assert send(client, commune, question, typed).status_code == 302
    detail = Detail.objects.get()
    assert (detail.text_ar, detail.text_fr) == (arabic, french)
    assert (detail.label_ar, detail.label_fr) == (question.label_ar, question.label_fr)


@pytest.mark.parametrize(("kind", "typed"), [
    ("text", "x" * 501), ("text", "a\x00"), ("number", "douze"), ("number", "9" * 30), ("number", "NaN"),
    ("choice", "autre"), ("choice", "Toute la rue"), ("date", "32/13/2026"), ("date", "hier"),
])  # fmt: skip
def test_what_cannot_be_an_answer_comes_back_with_a_sentence(client, commune, category, kind, typed):
    question = ask(category, kind, **(CHOICES if kind == "choice" else {}))
    answer = send(client, commune, question, typed)
    assert list(answer.context["form"].errors) == [name(question)]
    assert answer.context["form"]["description"].value()
    assert not Complaint.objects.exists()


def test_without_javascript_the_form_comes_back_with_the_questions_of_the_chosen_subject(client, commune, category):
    question = ask(category, required=True)
    first = client.get(filing_url("fr"))
    assert first.context["form"][name(question)].field.disabled
    answer = client.post(filing_url("fr"), filled(commune))
    assert list(answer.context["form"].errors) == [name(question)]
    assert f'data-questions-of="{category.pk}">' in answer.content.decode()  # shown: not hidden
    assert answer.context["form"]["phone"].value() == "0612345678"
    assert send(client, commune, question, "oui").status_code == 302


def test_a_group_asks_for_all_its_subjects_and_other_subjects_do_not_ask(client, commune, category):
    group = make_category(commune, code="group")
    inside = make_category(commune, code="inside", parent=group)
    question = ask(group, required=True)
    assert list(client.post(filing_url(), filled(commune, category=inside.pk)).context["form"].errors) == [
        name(question)
    ]
    case = file_at(client, commune, category=category.pk, **{name(question): "answered to nobody"})
    assert not case.details.exists()


def test_an_inactive_question_and_one_of_another_commune_are_not_asked(client, commune, other_commune, category):
    gone = ask(category, required=True, active=False)
    theirs = ask(Category.objects.of(other_commune).first(), required=True)
    page = client.get(filing_url("fr"), headers={"host": "lar.localhost"})
    assert not {name(gone), name(theirs)} & set(page.context["form"].fields)
    sent = filled(commune, **{name(gone): "x", name(theirs): "x"})
    assert client.post(filing_url(), sent, headers={"host": "lar.localhost"}).status_code == 302
    assert not Detail.objects.exists()


def test_a_question_that_changes_later_changes_no_answer(client, commune, category):
    question = ask(category, "choice", **CHOICES)
    send(client, commune, question, "الزقاق كله")
    TopicQuestion.objects.update(label_ar="آخر", label_fr="Autre", options_ar="أ\nب", options_fr="A\nB", kind="text")
    detail = Detail.objects.get()
    assert (detail.label_fr, detail.text_fr) == ("Question choice", "Toute la rue")


@pytest.mark.parametrize(("lang", "label", "text"), [("ar", "سؤال choice", "الزقاق كله"),
                                                     ("fr", "Question choice", "Toute la rue")])  # fmt: skip
def test_answers_stand_on_the_receipt_the_paper_and_both_pages_of_the_case(
    client, commune, category, clerk, lang, label, text
):
    question = ask(category, "choice", **CHOICES)
    case = file_at(client, commune, **{name(question): "الزقاق كله"})
    type(clerk).objects.filter(pk=clerk.pk).update(language=lang)
    pages = [client.get(in_language(lang, f"cases:{page}", case.reference)) for page in ("receipt", "case")]
    pages.append(sign_in(clerk).get(case_url(case)))
    for page in pages:
        assert label in page.content.decode() and text in page.content.decode()
    with translation.override(lang):
        facts = receipt_letter.data(case.concrete(), at=NOW, track_url="https://x")["facts"]
    assert [label, text] in facts


def test_answers_are_found_in_the_inbox_also_after_a_correction(client, commune, category, clerk):
    question = ask(category)
    case = file_at(client, commune, **{name(question): "LAMPADAIRE-77"})
    lifecycle.correct(case, by=clerk, at=NOW, address="ailleurs")
    page = sign_in(clerk).get("/backoffice/cases/", {"q": "lampadaire-77"})
    assert case.reference in page.content.decode()


def test_a_list_of_subjects_with_questions_takes_one_query_more_however_many(
    client, commune, category, django_assert_num_queries
):
    for count in (1, 6):
        for _question in range(count):
            ask(category)
        with django_assert_num_queries(10):
            client.get(filing_url(), headers={"host": "lar.localhost"})


# On the page of the subject


def test_an_administrator_adds_a_question_in_both_languages(commune, category, administrator):
    new = {"questions-0-label_ar": "كم؟", "questions-0-label_fr": "Combien ?", "questions-0-kind": "number"}
    assert save(sign_in(administrator), Category, "change", category.pk, **new).status_code == 302
    question = TopicQuestion.objects.get()
    assert (question.topic_id, question.label_ar, question.label_fr, question.kind) == (
        category.pk,
        "كم؟",
        "Combien ?",
        "number",
    )


@pytest.mark.parametrize(("wrong", "field"), [
    ({"label_fr": ""}, "label_fr"), ({"kind": "choice"}, "options_ar"), ({"kind": "drawing"}, "kind"),
    ({"kind": "choice", "options_ar": "أ\nب", "options_fr": "A"}, "options_ar"),
    ({"kind": "choice", "options_ar": "أ\nب", "options_fr": "A\nB\nC"}, "options_fr"),
    ({"kind": "choice", "options_ar": "أ\nأ", "options_fr": "A\nB"}, "options_ar"), ({"options_ar": "أ"}, "options_ar"),
])  # fmt: skip
def test_a_question_that_nobody_could_answer_is_refused(commune, category, administrator, wrong, field):
    given = {"label_ar": "كم؟", "label_fr": "Combien ?", "kind": "text", **wrong}
    client = sign_in(administrator)
    answer = save(
        client, Category, "change", category.pk, **{f"questions-0-{key}": value for key, value in given.items()}
    )
    assert field in answer.context["inline_admin_formsets"][0].formset.forms[0].errors
    assert not TopicQuestion.objects.exists()


def test_a_question_with_answers_is_not_deleted_and_one_without_is(client, commune, category, administrator):
    answered, unused = ask(category, position=1), ask(category, position=2)
    file_at(client, commune, **{name(answered): "x"})
    desk = sign_in(administrator)
    sent = filled_page(desk, Category, "change", category.pk, **{"questions-0-DELETE": "on"})
    answer = desk.post(address(Category, "change", category.pk), sent)
    assert answer.status_code == 200
    assert str(answered) in answer.context["inline_admin_formsets"][0].formset.non_form_errors()[0]
    assert answer.context["inline_admin_formsets"][0].formset.non_form_errors()[0] in answer.content.decode()
    sent = filled_page(desk, Category, "change", category.pk, **{"questions-1-DELETE": "on"})
    assert desk.post(address(Category, "change", category.pk), sent).status_code == 302
    assert list(TopicQuestion.objects.all()) == [answered]
    assert not TopicQuestion.objects.filter(pk=unused.pk).exists()


def test_a_split_case_is_asked_nothing(commune, category, clerk):
    ask(category, required=True)
    case = file_complaint(commune)
    answer = act(clerk, case, "split", subject="autre", description="autre", topic=category.pk)
    assert answer.status_code == 302


# The kinds a subject serves


def test_a_subject_is_refused_for_a_kind_that_it_does_not_serve(client, commune, category):
    Category.objects.filter(pk=category.pk).update(kinds=["complaint", "remark"])
    answer = client.post(filing_url("fr"), filled(commune, kind="suggestion"))
    assert list(answer.context["form"].errors) == ["category"]
    assert "réclamation" in answer.context["form"].errors["category"][0]
    assert answer.context["form"]["description"].value()
    assert client.post(filing_url("fr"), filled(commune)).status_code == 302


def test_the_page_says_what_a_subject_is_for_when_it_is_not_for_all(client, commune, category):
    with translation.override("fr"):
        words = translation.gettext("For: %(kinds)s") % {"kinds": "réclamation"}
    assert words not in client.get(filing_url("fr")).content.decode()
    Category.objects.filter(pk=category.pk).update(kinds=["complaint"])
    assert words in client.get(filing_url("fr")).content.decode()


def test_an_administrator_chooses_the_kinds_and_at_least_one(commune, category, administrator):
    client = sign_in(administrator)
    assert save(client, Category, "change", category.pk, kinds=["complaint"]).status_code == 302
    assert Category.objects.get(pk=category.pk).kinds == ["complaint"]
    for wrong in ([], ["complaint", "poem"]):
        assert save(client, Category, "change", category.pk, kinds=wrong).status_code == 200
