"""What staff see and do after the answer: reviews, approvals, alerts, in both languages, alone and together."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from portal.accounts.models import User
from portal.cases.models import Case, Proposal
from portal.cases.services import approvals, lifecycle, responses
from tests.fixtures.builders import NOW, file_complaint, make_commune, make_member
from tests.fixtures.desk import act, case_url, fresh, sign_in, text_of

DAY = timedelta(days=1)
LATER = NOW + DAY


def answered(case, by):
    lifecycle.answer(fresh(case), by=by, at=NOW, outcome="explained", text="جوابنا الأول")
    return fresh(case)


def under_review(case, by):
    responses.ask_review(answered(case, by), at=NOW, text="المصباح ما زال معطلا")
    return fresh(case)


def inbox(user, query):
    return sign_in(user).get(f"/backoffice/cases/?{query}")


def names(user, case):
    offered = sign_in(user).get(case_url(case)).context["actions"]
    places = [action for place in ("main", "other", "words", "decision") for action in offered[place]]
    return {action.name for action in [offered["primary"], *places] if action}


@pytest.mark.usefixtures("now", "watched")
class TestReviews:
    def test_the_reviewer_finds_it_in_the_list_with_its_reason(self, complaint, clerk, officer):
        case = under_review(complaint, clerk)
        page = inbox(officer, "todo=reviews")
        assert case.reference in text_of(page)
        shown = text_of(sign_in(officer).get(case_url(case)))
        assert "المصباح ما زال معطلا" in shown and "جوابنا الأول" in shown
        assert sign_in(officer).get(case_url(case)).context["actions"]["primary"].name == "answer"

    def test_who_answered_reads_it_and_cannot_touch_it(self, complaint, clerk, head, officer):
        case = under_review(complaint, clerk)
        assert names(clerk, case) == {"message", "note", "enter-reply"}
        assert "assign" not in names(head, case)
        for action in ("answer", "take", "transfer"):
            assert sign_in(clerk).post(case_url(case, action), {"outcome": "resolved", "text": "x"}).status_code == 409
        assert fresh(case).answers.count() == 1

    def test_the_second_answer_is_given_by_the_reviewer(self, complaint, clerk, officer):
        case = under_review(complaint, clerk)
        assert act(officer, case, "answer", outcome="resolved", text="عملنا من جديد").status_code == 302
        assert [row.by for row in fresh(case).answers.all()] == [clerk, officer]

    def test_one_asked_at_the_counter_is_entered_with_its_day(self, complaint, clerk, officer, now):
        case = answered(complaint, clerk)
        now.move_to(NOW + 20 * DAY)
        responses.close_unanswered(at=NOW + 20 * DAY)
        late = act(clerk, fresh(case), "enter-review", text="لم يصلح شيء", on="2026-12-09")
        assert late.status_code == 200 and "8 décembre 2026" in text_of(late)
        assert act(clerk, fresh(case), "enter-review", text="لم يصلح شيء", on="2026-12-08").status_code == 302
        assert fresh(case).assignee == officer and fresh(case).messages.get().by == clerk

    @pytest.mark.parametrize("on", ["", "2026-11-22", "2026-11-24", "x"])
    def test_an_impossible_day_is_told_beside_its_field(self, on, complaint, clerk, officer):
        page = act(clerk, answered(complaint, clerk), "enter-review", text="لا", on=on)
        assert page.status_code == 200 and list(page.context["form"].errors) == ["on"]
        assert page.context["form"]["text"].value() == "لا"

    @pytest.mark.parametrize("language", ["ar", "fr"])
    def test_the_page_is_in_the_language_of_its_reader(self, language, complaint, clerk, officer):
        User.objects.filter(pk=officer.pk).update(language=language)
        page = text_of(sign_in(User.objects.get(pk=officer.pk)).get(case_url(under_review(complaint, clerk))))
        assert {"ar": "إعادة النظر", "fr": "Réexamen"}[language] in page


@pytest.mark.usefixtures("now", "watched")
class TestApprovals:
    @pytest.fixture(autouse=True)
    def _four_eyes(self, commune):
        commune.departments.filter(code="lighting").update(four_eyes=True)

    def proposed(self, case, clerk):
        assert act(clerk, case, "answer", outcome="resolved", text="تم الإصلاح").status_code == 302
        return fresh(case)

    def test_the_form_says_that_it_is_a_proposal(self, complaint, clerk, head):
        assert "Proposer cette réponse" in text_of(sign_in(clerk).get(case_url(complaint, "answer")))
        assert "Proposer cette réponse" not in text_of(sign_in(head).get(case_url(complaint, "answer")))

    def test_the_head_finds_it_reads_it_and_approves_it(self, complaint, clerk, head):
        case = self.proposed(complaint, clerk)
        assert case.reference in text_of(inbox(head, "todo=approve"))
        page = sign_in(head).get(case_url(case))
        assert page.context["actions"]["primary"].name == "approve" and "تم الإصلاح" in text_of(page)
        form = sign_in(head).get(case_url(case, "approve")).context["form"]
        assert form["text"].value() == "تم الإصلاح"
        assert act(head, case, "approve", outcome="resolved", text="تم الإصلاح يوم الاثنين").status_code == 302
        assert fresh(case).answers.get().text == "تم الإصلاح يوم الاثنين"

    def test_while_it_waits_the_clerk_proposes_no_other(self, complaint, clerk):
        case = self.proposed(complaint, clerk)
        assert not {"answer", "approve", "send-back"} & names(clerk, case)

    def test_what_was_sent_back_is_in_the_form_with_the_note(self, complaint, clerk, head):
        case = self.proposed(complaint, clerk)
        assert act(head, case, "send-back", note="أضف اليوم").status_code == 302
        page = sign_in(clerk).get(case_url(case, "answer"))
        assert "أضف اليوم" in text_of(page) and page.context["form"]["text"].value() == "تم الإصلاح"

    def test_sending_back_needs_a_note(self, complaint, clerk, head):
        page = act(head, self.proposed(complaint, clerk), "send-back", note=" ")
        assert page.status_code == 200 and list(page.context["form"].errors) == ["note"]

    def test_the_second_to_decide_is_told_and_keeps_the_words(self, complaint, clerk, head, officer):
        case = self.proposed(complaint, clerk)
        client = sign_in(officer)
        form = client.get(case_url(case, "approve")).context["form"]
        hidden = {field.name: field.value() or "" for field in form.hidden_fields()}
        approvals.approve(approvals.waiting(case), by=head, at=NOW)
        page = client.post(case_url(case, "approve"), {**hidden, "outcome": "partly", "text": "نص المسؤول"})
        assert page.status_code == 409
        assert str(head.name_latin) in text_of(page) and "نص المسؤول" in text_of(page)
        assert fresh(case).answers.count() == 1


@pytest.mark.usefixtures("now", "watched")
class TestAlerts:
    def test_a_person_chooses(self, clerk):
        client = sign_in(clerk)
        assert client.post("/backoffice/alerts/", {"alerts": "digest"}).status_code == 302
        assert User.objects.get(pk=clerk.pk).alerts == "digest"
        assert client.get("/backoffice/alerts/").context["form"].initial == {"alerts": "digest"}

    @pytest.mark.parametrize("typed", ["", "never", "\x00"])
    def test_what_is_no_choice_is_told(self, typed, clerk):
        page = sign_in(clerk).post("/backoffice/alerts/", {"alerts": typed})
        assert page.status_code == 200 and list(page.context["form"].errors) == ["alerts"]
        assert User.objects.get(pk=clerk.pk).alerts == "each"


class Press(threading.Thread):
    """Somebody who has a service call ready, waits for the other one, and makes it."""

    def __init__(self, call, gate):
        super().__init__()
        self.call, self.gate, self.error = call, gate, None

    def run(self):
        try:
            self.gate.wait(10)
            self.call()
        except Exception as error:  # the test looks at it
            self.error = error
        finally:
            connection.close()


def together(*calls):
    """The names of what the calls raised when they were made at once."""
    gate = threading.Barrier(len(calls))
    pressing = [Press(call, gate) for call in calls]
    for thread in pressing:
        thread.start()
    for thread in pressing:
        thread.join(30)
    return [type(thread.error).__name__ for thread in pressing if thread.error]


@pytest.mark.postgres(reason="two transactions at once: SQLite lets writers in one by one")
@pytest.mark.django_db(transaction=True)
def test_two_who_approve_together_give_one_answer():
    commune = make_commune()
    commune.departments.update(four_eyes=True)
    clerk = make_member(commune, "clerk", "lighting")
    heads = [make_member(commune, "head", "lighting"), make_member(commune, "complaints_officer")]
    for _round in range(5):
        case = file_complaint(commune)
        approvals.answer(fresh(case), by=clerk, at=NOW, outcome="resolved", text="تم")
        ready = [(Proposal.objects.select_related("case__commune", "by").get(case=case), head) for head in heads]
        calls = [lambda p=p, h=h: approvals.approve(p, by=h, at=LATER) for p, h in ready]
        assert together(*calls) == ["ForbiddenMove"]
        assert fresh(case).answers.count() == 1


@pytest.mark.postgres(reason="two transactions at once: SQLite lets writers in one by one")
@pytest.mark.django_db(transaction=True)
def test_two_presses_of_the_citizen_and_the_nightly_round_leave_one_end():
    commune = make_commune()
    clerk, _officer = make_member(commune, "clerk", "lighting"), make_member(commune, "complaints_officer")
    for _round in range(5):
        case = answered(file_complaint(commune), clerk)
        Case.objects.filter(pk=case.pk).update(respond_until=date(2026, 11, 23))
        twice = [lambda c=c: responses.ask_review(c, at=NOW, text="لا") for c in (fresh(case), fresh(case))]
        lost = together(*twice, lambda: responses.close_unanswered(at=LATER))
        assert set(lost) <= {"ForbiddenMove"} and len(lost) >= 1
        reasons = [move.reason for move in fresh(case).moves.all()]
        assert reasons.count("review") + reasons.count("silence") == 1
        assert fresh(case).messages.count() == reasons.count("review")
