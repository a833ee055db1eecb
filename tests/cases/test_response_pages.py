"""The citizen's pages after the answer: satisfied, or a review with a reason and files, in both languages."""

import pytest
from django.utils import translation

from portal.cases.letters.answer import data
from portal.cases.models import Case
from portal.cases.services import lifecycle, responses
from portal.notifications import rendering
from portal.notifications.models import Notification
from tests.cases.pages import page_of, titles
from tests.fixtures.builders import NOW, file_complaint
from tests.fixtures.citizens import in_language, later, opened, photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def answered(complaint, clerk, officer):
    lifecycle.answer(complaint, by=clerk, at=NOW, outcome="explained", text="هذا جوابنا الأول")
    return again(complaint)


def again(case):
    return Case.objects.select_related("commune").get(pk=case.pk)


def ask(client, case, lang="fr", **fields):
    return client.post(in_language(lang, "cases:review", case.reference), {"text": "المصباح ما زال معطلا", **fields})


@pytest.mark.parametrize(
    ("lang", "day", "words"),
    [
        ("fr", "8\u00a0décembre 2026", "Non, je demande un réexamen"),
        ("ar", "8\u00a0دجنبر 2026", "لا، أطلب إعادة النظر"),
    ],
)
def test_the_page_asks_whether_it_satisfies_and_says_until_when(lang, day, words, answered):
    page = page_of(opened(answered), answered, lang)
    assert words in page and day in page.replace("&nbsp;", "\u00a0")


def test_satisfied_asks_once_more_then_closes(answered):
    client = opened(answered)
    url = in_language("fr", "cases:accept", answered.reference)
    assert client.get(url).status_code == 200 and again(answered).state == "answered"
    assert client.post(url).status_code == 302
    assert (again(answered).state, again(answered).satisfied) == ("closed", True)
    assert client.post(url, follow=True).status_code == 200
    assert again(answered).moves.filter(reason="satisfied").count() == 1
    assert "h-response" not in page_of(client, answered)


def test_a_review_with_a_photo_is_taken_and_the_new_date_shown(answered, officer):
    client = opened(answered)
    assert ask(client, answered, files=[photo()]).status_code == 302
    case = again(answered)
    assert case.assignee == officer and case.messages.get().attachments.count() == 1
    page = page_of(client, case)
    assert "23\u00a0décembre 2026" in page.replace("&nbsp;", "\u00a0")
    assert "هذا جوابنا الأول" in page and "المصباح ما زال معطلا" in page
    assert "Réexamen demandé le" in page


def test_two_presses_are_one_review(answered):
    client = opened(answered)
    ask(client, answered)
    second = client.post(in_language("fr", "cases:review", answered.reference), {"text": "x"}, follow=True)
    assert again(answered).messages.count() == 1
    assert "nous est parvenue" in second.content.decode()


@pytest.mark.parametrize("fields", [{"text": ""}, {"text": "😀"}, {"text": "a\x00b"}, {"text": "ك" * 5001}])
@pytest.mark.parametrize("lang", ["ar", "fr"])
def test_a_review_without_a_reason_is_refused_and_what_was_typed_stays(lang, answered, fields):
    page = ask(opened(answered), answered, lang, **fields)
    assert page.status_code == 200 and list(page.context["review"].errors) == ["text"]
    assert fields["text"].replace("\x00", "") in page.content.decode()
    assert again(answered).state == "answered"


def test_a_file_alone_is_no_reason_but_it_is_kept(answered):
    page = ask(opened(answered), answered, text="", files=[photo("preuve.jpg")])
    assert list(page.context["review"].errors) == ["text"]
    assert [file.name for file in page.context["review"].kept] == ["preuve.jpg"]


def test_too_late_is_told_in_words(answered, now):
    now.move_to(later(days=16))
    client = opened(answered)
    page = client.post(in_language("fr", "cases:review", answered.reference), {"text": "لا"}, follow=True)
    assert "Le délai pour réagir à cette réponse est passé." in page.content.decode()
    assert again(answered).state == "answered"


@pytest.mark.parametrize("name", ["cases:accept", "cases:review"])
def test_a_stranger_is_led_to_the_tracking_form(client, answered, name):
    for answer in (
        client.get(in_language("fr", name, answered.reference)),
        client.post(in_language("fr", name, answered.reference)),
    ):
        assert answer.status_code == 302 and "/track/" in answer["Location"]
    assert again(answered).state == "answered"


def test_an_open_case_has_nothing_to_say_yes_to(complaint):
    client = opened(complaint)
    client.post(in_language("fr", "cases:accept", complaint.reference))
    ask(client, complaint)
    assert again(complaint).state == "received" and not complaint.messages.exists()


def test_after_the_second_answer_the_page_the_letter_and_the_mail_name_what_is_left(answered, officer):
    client = opened(answered)
    ask(client, answered)
    verdict = lifecycle.answer(again(answered), by=officer, at=later(days=2), outcome="resolved", text="جواب ثان")
    page = page_of(client, answered)
    assert "tribunal administratif" in page and "Non, je demande un réexamen" not in page
    assert titles(client, answered)[0].startswith("La commune a répondu après réexamen")
    with translation.override("ar"):
        assert "المحكمة الإدارية" in data(verdict)["remedy"]
    mail = Notification.objects.filter(template="cases/mail/answer").latest("pk")
    assert "المحكمة الإدارية" in rendering.render(mail).text


def test_the_first_answer_says_until_when_in_the_mail_and_on_the_letter(answered):
    mail = Notification.objects.filter(template="cases/mail/answer").get()
    assert "8 دجنبر 2026" in rendering.render(mail).text.replace("\u00a0", " ")
    with translation.override("ar"):
        assert "8 دجنبر 2026" in data(answered.answers.get())["remedy"].replace("\u00a0", " ")


def test_a_letter_that_is_still_to_be_handed_over_gives_the_number_of_days(commune, clerk):
    case = file_complaint(commune, by=clerk, channel="counter", email="", language="fr")
    verdict = lifecycle.answer(case, by=clerk, at=NOW, outcome="resolved", text="Fait.")
    with translation.override("fr"):
        assert "15\u00a0jours" in data(verdict)["remedy"] or "15 jours" in data(verdict)["remedy"]


def test_the_mail_of_the_end_says_why(answered):
    responses.close_unanswered(at=later(days=16))
    text = rendering.render(Notification.objects.get(template="cases/mail/closed")).text
    assert "8 دجنبر 2026" in text.replace("\u00a0", " ") and answered.reference in text
