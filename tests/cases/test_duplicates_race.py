"""Two people at two cases that have to do with each other: whoever is first, nobody waits for an answer for ever."""

import threading
from uuid import uuid4

import pytest
from django.db import connection

from portal.cases.models import Case
from portal.cases.models.case import ForbiddenMove
from portal.cases.services import decisions, extending, lifecycle
from portal.cases.states import FAR, State
from tests.fixtures.builders import NOW, file_complaint, make_commune, make_member
from tests.fixtures.requests_of import ask_information, make_request_rule

ROUNDS = 12  # each with the two let go at once, in turn the one and the other first
pytestmark = [
    pytest.mark.postgres(reason="two transactions at once: SQLite lets writers in one by one"),
    pytest.mark.django_db(transaction=True),
]


class Act(threading.Thread):
    """One act on a case as it was read before; `refused` when somebody was faster."""

    def __init__(self, gate, act, case, **facts):
        super().__init__()
        self.gate, self.act, self.case, self.facts = gate, act, Case.objects.get(pk=case.pk), facts
        self.refused, self.failed = False, None

    def run(self):
        try:
            self.gate.wait(10)
            self.act(self.case, at=NOW, **self.facts)
        except ForbiddenMove:
            self.refused = True
        except Exception as reason:  # what a thread raises is lost otherwise
            self.failed = reason
        finally:
            connection.close()


def together(*acts):
    """Let acts go at once; return how many were refused."""
    gate = threading.Barrier(len(acts))
    threads = [Act(gate, act, case, **facts) for act, case, facts in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
        assert thread.failed is None, thread.failed
    return sum(thread.refused for thread in threads)


@pytest.fixture
def office():
    commune = make_commune()
    return commune, make_member(commune, "complaints_officer"), make_member(commune, "clerk", "lighting")


def joined(officer, original):
    return {"by": officer, "original": Case.objects.get(pk=original.pk), "text": "نفس العمود"}


def test_of_two_that_are_marked_as_each_others_duplicate_one_goes_on(office):
    commune, officer, _clerk = office
    for _round in range(ROUNDS):
        one, two = file_complaint(commune), file_complaint(commune)
        refused = together(
            (decisions.mark_duplicate, one, joined(officer, two)), (decisions.mark_duplicate, two, joined(officer, one))
        )
        rows = Case.objects.filter(pk__in=[one.pk, two.pk])
        assert refused == 1
        assert sorted(row.duplicate_of_id is None for row in rows) == [False, True]
        assert [row.due_at < FAR for row in rows if row.duplicate_of_id is None] == [True]


def test_a_duplicate_marked_while_its_original_is_answered_is_answered_too_or_goes_on(office):
    commune, officer, clerk = office
    for number in range(2 * ROUNDS):
        original, twin = file_complaint(commune), file_complaint(commune)
        acts = [
            (decisions.mark_duplicate, twin, joined(officer, original)),
            (lifecycle.answer, original, {"by": clerk, "outcome": "resolved", "text": "تم"}),
        ]
        refused = together(*(acts if number % 2 else reversed(acts)))
        twin = Case.objects.get(pk=twin.pk)
        assert Case.objects.get(pk=original.pk).state == State.ANSWERED
        on_its_own = (twin.state, twin.duplicate_of_id, twin.due_at < FAR) == (State.RECEIVED, None, True)
        with_the_other = (twin.state, twin.duplicate_of_id) == (State.ANSWERED, original.pk)
        assert on_its_own if refused else with_the_other


def test_three_in_a_row_that_are_joined_at_once_are_all_answered_with_the_last(office):
    commune, officer, clerk = office
    for _round in range(ROUNDS):
        one, two, three = (file_complaint(commune) for _number in range(3))
        together(
            (decisions.mark_duplicate, one, joined(officer, two)),
            (decisions.mark_duplicate, two, joined(officer, three)),
        )
        lifecycle.answer(Case.objects.get(pk=three.pk), by=clerk, at=NOW, outcome="resolved", text="تم")
        for case in Case.objects.filter(pk__in=[one.pk, two.pk]):
            assert case.state == State.ANSWERED or (case.duplicate_of_id is None and case.due_at < FAR)


def test_of_two_who_extend_at_once_one_does(office):
    commune, _officer, clerk = office
    make_request_rule(commune)
    for number in range(ROUNDS):
        case = ask_information(commune, submission_token=uuid4(), subject_row=None)
        Case.objects.filter(pk=case.pk).update(department=clerk.memberships.get().department)
        said = [{"by": clerk, "days": 20, "text": f"سبب {number} {other}"} for other in range(2)]
        assert together(*[(extending.extend, case, facts) for facts in said]) == 1
        assert case.deadlines.get().events.filter(type="extended").count() == 1
