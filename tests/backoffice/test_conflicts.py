"""Two people at one case: one wins, the other is told who did what and when, and nothing that was typed is lost."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from portal.cases.models import Case
from portal.cases.services import correspondence, lifecycle
from tests.fixtures.builders import NOW, file_complaint, make_commune, make_member
from tests.fixtures.desk import case_url, fresh, sign_in, text_of


def opened(client, case, action):
    """The hidden fields of a form that somebody opens now."""
    form = client.get(case_url(case, action)).context["form"]
    return {field.name: field.value() or "" for field in form.hidden_fields()}


@pytest.fixture
def colleague(commune):
    return make_member(commune, "clerk", "lighting", name_latin="Salma Bennis", name_ar="سلمى بنيس")


@pytest.mark.usefixtures("now", "watched")
class TestOneAfterTheOther:
    def test_the_second_to_answer_is_told_who_did_and_keeps_the_text(self, complaint, clerk, colleague, now):
        client = sign_in(clerk)
        form = opened(client, complaint, "answer")
        now.shift(timedelta(minutes=42))
        lifecycle.answer(complaint, by=colleague, at=NOW + timedelta(minutes=42), outcome="resolved", text="تم")
        page = client.post(case_url(complaint, "answer"), {**form, "outcome": "explained", "text": "شرحي الطويل"})
        assert page.status_code == 409
        told = text_of(page)
        assert "Salma Bennis" in told
        assert "10:42" in told
        assert "شرحي الطويل" in told
        assert complaint.answers.count() == 1

    def test_who_opens_the_form_of_an_answered_case_is_told_too(self, complaint, clerk, colleague):
        lifecycle.answer(complaint, by=colleague, at=NOW, outcome="resolved", text="تم")
        page = sign_in(clerk).get(case_url(complaint, "answer"))
        assert page.status_code == 409
        assert "Salma Bennis" in text_of(page)

    def test_the_day_is_told_when_it_was_not_today(self, complaint, clerk, colleague, now):
        lifecycle.answer(complaint, by=colleague, at=NOW, outcome="resolved", text="تم")
        now.shift(timedelta(days=3))
        assert "23 novembre 2026" in text_of(sign_in(clerk).get(case_url(complaint, "answer")))

    def test_what_changed_meanwhile_is_shown_before_anything_is_done(self, commune, complaint, clerk, colleague):
        client = sign_in(clerk)
        form = opened(client, complaint, "plan")
        lifecycle.take(complaint, by=colleague, at=NOW)
        page = client.post(case_url(complaint, "plan"), {**form, "on": "2026-12-03"})
        assert page.status_code == 409
        assert "Salma Bennis" in text_of(page)
        assert page.context["form"]["on"].value() == "2026-12-03"
        assert fresh(complaint).planned_on is None
        again = {field.name: field.value() for field in page.context["form"].hidden_fields()}
        assert client.post(case_url(complaint, "plan"), {**again, "on": "2026-12-03"}).status_code == 302
        assert fresh(complaint).state == "planned"

    def test_a_case_that_somebody_took_is_not_taken_away_in_silence(self, complaint, clerk, colleague):
        seen = complaint.moves.last().pk
        lifecycle.take(complaint, by=colleague, at=NOW)
        page = sign_in(clerk).post(case_url(complaint, "take"), {"seen": seen})
        assert page.status_code == 409
        assert fresh(complaint).assignee == colleague

    def test_notes_and_messages_never_collide(self, complaint, clerk, colleague):
        client = sign_in(clerk)
        form = opened(client, complaint, "note")
        lifecycle.take(complaint, by=colleague, at=NOW)
        assert client.post(case_url(complaint, "note"), {**form, "text": "vu"}).status_code == 302

    def test_two_colleagues_reply_to_one_consultation(self, commune, complaint, clerk):
        first, second = (make_member(commune, "clerk", "roads", name_latin=name) for name in ("Omar Ziani", "Amal"))
        roads = commune.departments.get(code="roads")
        correspondence.consult(complaint, by=clerk, at=NOW, department=roads, question="?", due_on=NOW.date())
        client = sign_in(second)
        form = opened(client, complaint, "reply")
        row = complaint.consultations.get()
        correspondence.reply_to_consultation(row, by=first, at=NOW, text="oui")
        page = client.post(case_url(complaint, "reply"), {**form, "text": "non, parce que"})
        assert page.status_code == 409
        assert "Omar Ziani" in text_of(page)
        assert "non, parce que" in text_of(page)

    def test_the_citizen_who_withdraws_is_told_as_the_person(self, complaint, clerk):
        lifecycle.withdraw(complaint, at=NOW)
        page = sign_in(clerk).get(case_url(complaint, "answer"))
        assert page.status_code == 409
        assert "None" not in text_of(page)


class Press(threading.Thread):
    """A clerk who opens a form, waits for the other one, and sends it."""

    def __init__(self, clerk, case, action, text, gate):
        super().__init__()
        self.clerk, self.case, self.action, self.text, self.gate = clerk, case, action, text, gate
        self.client = sign_in(clerk)
        self.form = opened(self.client, case, action)

    def run(self):
        try:
            self.gate.wait(10)
            data = {**self.form, "outcome": "resolved", "text": self.text}
            self.answer = self.client.post(case_url(self.case, self.action), data)
        finally:
            connection.close()


@pytest.mark.postgres(reason="two transactions at once: SQLite lets writers in one by one")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("action", ["answer", "take", "ask"])
def test_two_clerks_who_press_together_have_one_winner(action):
    commune = make_commune()
    clerks = [make_member(commune, "clerk", "lighting", name_latin=name) for name in ("Salma", "Omar")]
    for _round in range(5):
        case, gate = file_complaint(commune), threading.Barrier(2)
        pressing = [Press(clerk, case, action, f"نص {clerk.name_latin}", gate) for clerk in clerks]
        for thread in pressing:
            thread.start()
        for thread in pressing:
            thread.join(30)
        winner, loser = sorted(pressing, key=lambda thread: thread.answer.status_code)
        assert (winner.answer.status_code, loser.answer.status_code) == (302, 409)
        told = text_of(loser.answer)
        assert winner.clerk.name_latin in told
        assert action == "take" or loser.text in told
        assert Case.objects.get(pk=case.pk).moves.count() == 2
