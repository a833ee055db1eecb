"""Questions to a meeting: asked on phones, read by somebody, sorted, answered aloud; the rest in writing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from communications.models import MemberQuestion, Support
from communications.services import live as services
from communications.services import scheduling
from communications.services.errors import NotPossible
from portal import rates
from portal.cases.states import State
from tests.fixtures.builders import NOW, make_commune, make_member
from tests.fixtures.citizens import in_language
from tests.fixtures.council import make_elected
from tests.fixtures.desk import HOST, sign_in, text_of
from tests.fixtures.events import publish_event
from tests.fixtures.questions import ASKED, ask_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "seeded")]
WHEN = "Quand la bibliothèque ouvrira-t-elle le soir ?"


@pytest.fixture
def event(commune, publisher):
    """A public meeting that began an hour ago."""
    return publish_event(commune, by=publisher, takes_questions=True, starts_at=NOW - timedelta(hours=1), hours=3)


def page(event):
    return f"/fr/news/{event.pk}/questions/"


def screen(event):
    return f"{page(event)}screen/"


def board(event):
    return f"/backoffice/events/{event.pk}/questions/"


def ask(event, subject=WHEN, *, at=NOW):
    return services.ask(event, at=at, subject=subject, language="fr", submission_token=uuid4())


def shown(event, publisher, subject=WHEN):
    question = ask(event, subject)
    services.show(question, by=publisher, at=NOW, words=subject)
    return question


def press(desk, question, do, **typed):
    words = {f"{question.reference}-{name}": value for name, value in typed.items()}
    return desk.post(f"{board(question.event)}{question.reference}/", {"do": do, **words}, follow=True)


def again(question):
    return MemberQuestion.objects.select_related("publication").get(pk=question.pk)


def test_from_the_phone_to_the_wall_to_the_answer(reader, desk, event):
    assert page(event) in reader.get(f"/fr/news/{event.pk}/").content.decode()
    sent = reader.post(page(event), {"subject": WHEN}, follow=True)
    question = MemberQuestion.objects.get()
    assert (question.event, question.department.code, question.name) == (event, "complaints_unit", "")
    assert question.reference in text_of(sent)
    assert reader.get(in_language("fr", "cases:receipt", question.reference)).status_code == 200
    assert WHEN not in text_of(Client(headers={"host": HOST}).get(page(event))), "nobody has read it yet"
    assert WHEN in desk.get(board(event)).content.decode()
    press(desk, question, "show", words=WHEN)
    for address in (page(event), screen(event), "/fr/news/questions/"):
        assert WHEN in text_of(reader.get(address)), address
    press(desk, question, "now")
    assert reader.get(screen(event)).context["hall"].now == question
    press(desk, question, "answered", said="En janvier, deux soirs par semaine.")
    case = again(question)
    assert case.state == State.ANSWERED
    assert "Répondu de vive voix le 23\xa0novembre 2026" in case.publication.answer
    assert "En janvier" in text_of(reader.get(page(event)))
    assert reader.get(screen(event)).context["hall"].now is None


def test_a_question_that_no_one_gets_round_to_keeps_its_deadline(event):
    question = ask(event)
    assert [deadline.rule.kind for deadline in question.deadlines.all()] == ["council_question"]


@pytest.mark.parametrize("typed", ["", "   ", "x" * 141, "a\x00b", "🙂🙂"])
def test_what_cannot_be_a_question_is_said_beside_it_and_kept(reader, event, typed):
    answer = reader.post(page(event), {"subject": typed})
    assert list(answer.context["form"].errors) == ["subject"]
    assert typed.replace("\x00", "").strip() in answer.content.decode()
    assert not MemberQuestion.objects.exists()


def test_the_same_form_sent_twice_asks_once(reader, event):
    typed = {"subject": WHEN, "submission_token": str(uuid4())}
    assert reader.post(page(event), typed)["Location"] == reader.post(page(event), typed)["Location"]
    assert MemberQuestion.objects.count() == 1


def test_only_who_asked_is_told_of_the_receipt(reader, event):
    question = ask(event)
    assert reader.get(f"{page(event)}?sent={question.reference}").context["sent"] is None
    assert reader.get(f"{page(event)}?sent=%00").status_code == 200


def test_a_meeting_takes_questions_from_its_publication_to_its_end(reader, commune, publisher, event):
    over = publish_event(commune, by=publisher, takes_questions=True, starts_at=NOW - timedelta(hours=3), hours=3)
    silent = publish_event(commune, by=publisher, starts_at=NOW, hours=3)
    cancelled = publish_event(commune, by=publisher, takes_questions=True, starts_at=NOW, hours=3)
    words = {"cancellation_ar": "عطل", "cancellation_fr": "Panne"}
    scheduling.cancel(cancelled, by=publisher, at=NOW, **words)
    assert reader.get(page(silent)).status_code == 404
    for closed in (over, cancelled):
        answer = reader.post(page(closed), {"subject": WHEN})
        assert "ne prend plus de questions" in text_of(answer)
        assert WHEN in answer.content.decode()
        assert 'hx-get="' not in reader.get(page(closed)).content.decode(), "nothing new comes"
        with pytest.raises(NotPossible):
            ask(closed)
    assert not MemberQuestion.objects.exists()


def test_the_page_of_another_commune_or_of_a_draft_is_not_there(reader, desk, publisher, event):
    other = make_commune("AUT")
    theirs = publish_event(other, by=make_member(other, "publisher", email="p@other.example"), takes_questions=True)
    question = ask(theirs)
    for address in (page(theirs), screen(theirs), "/fr/news/999999/questions/"):
        assert reader.get(address).status_code == 404, address
    assert desk.get(board(theirs)).status_code == 404
    assert desk.post(f"{board(event)}{question.reference}/", {"do": "show"}).status_code == 404


def test_a_browser_asks_the_same_once_and_the_most_wanted_stands_first(reader, publisher, event):
    first, second = shown(event, publisher), shown(event, publisher, "Et les trottoirs ?")
    for _time in range(2):
        reader.post(page(event), {"same": second.reference})
    assert Support.objects.count() == 1
    assert [row.pk for row in reader.get(page(event)).context["hall"].asked] == [second.pk, first.pk]
    with_script = reader.post(page(event), {"same": first.reference}, headers={"HX-Request": "true"})
    assert with_script.templates[0].name == "communications/_live.html"
    assert again(first).supports == 1
    for wrong in ("", "nonsense", ask(event).reference):
        assert reader.post(page(event), {"same": wrong}).status_code == 404, wrong


def test_a_page_that_asks_again_is_answered_only_when_something_changed(reader, publisher, event):
    question = shown(event, publisher)
    for address in (page(event), screen(event)):
        seen = reader.get(address).context["hall"].stamp
        polled = {"headers": {"HX-Request": "true"}}
        assert reader.get(f"{address}?seen={seen}", **polled).status_code == 204
        reader.post(page(event), {"same": question.reference})
        Support.objects.all().delete()
        fresh = reader.get(f"{address}?seen={seen}", **polled)
        assert (fresh.status_code, "<html" in fresh.content.decode()) == (200, False)


def test_one_question_at_a_time_is_before_the_hall(desk, publisher, event):
    first, second = shown(event, publisher), shown(event, publisher, "Et les trottoirs ?")
    press(desk, first, "now")
    press(desk, second, "now")
    assert [again(first).live, again(second).live] == ["shortlisted", "now"]
    with pytest.raises(IntegrityError), transaction.atomic():
        MemberQuestion.objects.filter(pk=first.pk).update(live="now")
    press(desk, first, "back")
    assert again(first).live == ""


def test_what_is_left_out_is_read_by_nobody_and_still_answered(reader, desk, publisher, event):
    unread, public = ask(event), shown(event, publisher, "Et les trottoirs ?")
    for question in (unread, public):
        press(desk, question, "leave_out")
        assert again(question).published_at is None
        assert again(question).state == State.RECEIVED
    assert not reader.get(page(event)).context["hall"].many
    assert "À lire" in text_of(desk.get(board(event)))
    assert len(desk.get(board(event)).context["left_out"]) == 2
    assert not desk.get(board(event)).context["unread"]
    press(desk, unread, "show", words=WHEN)
    assert [row.pk for row in reader.get(page(event)).context["hall"].asked] == [unread.pk]


def test_what_was_answered_meanwhile_is_not_answered_again(desk, publisher, event):
    question = shown(event, publisher)
    services.answered(question, by=publisher, at=NOW)
    for do in ("show", "leave_out", "shortlist", "now", "answered"):
        assert "a été plus rapide, ou la question" in text_of(press(desk, question, do, words=WHEN)), do
    assert again(question).answers.count() == 1
    assert press(desk, question, "dance").status_code == 404


def test_words_that_nobody_can_read_come_back_to_the_board(desk, event):
    question = ask(event)
    answer = press(desk, question, "show", words="")
    assert answer.status_code == 200
    assert "Écrivez les mots" in text_of(answer)
    named = press(desk, question, "show", words="Appelez le 06 12 34 56 78")
    assert "Retirez" in text_of(named)
    assert "06 12 34 56 78" in named.content.decode(), "what was typed stays"
    assert again(question).published_at is None


def test_where_four_eyes_are_asked_for_the_hall_reads_at_once_and_the_case_waits(publisher, event):
    question = shown(event, publisher)
    question.department.four_eyes = True
    question.department.save()
    services.answered(question, by=publisher, at=NOW)
    case = again(question)
    assert case.publication.answer
    assert (case.state, case.proposals.count()) == (State.RECEIVED, 1)


def test_the_board_tells_that_something_new_waits(desk, event):
    ask(event)
    last = desk.get(board(event)).context["last"]
    polled = {"headers": {"HX-Request": "true"}}
    assert desk.get(f"{board(event)}?last={last}", **polled).context["new"] == 0
    ask(event, "Et les trottoirs ?")
    assert desk.get(f"{board(event)}?last={last}", **polled).context["new"] == 1
    assert desk.get(f"{board(event)}?last=x%00", **polled).context["new"] == 2


def test_only_who_publishes_leads_the_questions(commune, event):
    question = ask(event)
    clerk = sign_in(make_member(commune, "clerk", "complaints_unit", email="clerk@example.org"))
    assert clerk.get(board(event)).status_code == 403
    assert clerk.post(f"{board(event)}{question.reference}/", {"do": "show"}).status_code == 403


def test_a_hall_behind_one_address_may_ask_and_one_browser_only_so_much(reader, event, monkeypatch):
    monkeypatch.setitem(rates.LIMITS, "live_ask", rates.Limit((rates.Rate(9, 600),), (rates.Rate(2, 600),)))
    answers = [reader.post(page(event), {"subject": f"{WHEN} {number}"}) for number in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert f"{WHEN} 2" in answers[-1].content.decode()
    assert Client(headers={"host": HOST}).post(page(event), {"subject": WHEN}).status_code == 302


def test_the_database_takes_no_question_to_a_meeting_and_a_member(commune, event):
    with pytest.raises(IntegrityError), transaction.atomic():
        ask_member(commune, member=make_elected(commune), event=event)
    assert ask_member(commune, event=event, **ASKED).to == event


def test_the_number_of_questions_asks_the_database_nothing_more(reader, desk, publisher, event):
    def counted(client, address):
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        return len(caught)

    counts = {}
    for number in (1, 3):
        while MemberQuestion.objects.filter(published_at__isnull=False).count() < number:
            shown(event, publisher, f"{WHEN} {number}")
            ask(event)
        counts[number] = [counted(reader, page(event)), counted(reader, screen(event)), counted(desk, board(event))]
    assert counts[1] == counts[3]
