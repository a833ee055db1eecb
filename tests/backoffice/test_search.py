"""Words searched in the inbox: those of open cases are an index of their own, apart from the archive's."""

import pytest
from django.db import connection

from portal.backoffice.selection import EVERYTHING, Desk
from portal.cases.models import Case
from portal.cases.search import normalise
from portal.cases.services import lifecycle
from portal.cases.states import DONE, OPEN, State
from tests.fixtures.builders import NOW, file_complaint
from tests.fixtures.desk import sign_in

pytestmark = pytest.mark.django_db
INBOX = "/backoffice/cases/"


@pytest.fixture
def told(commune, officer):
    """Cases about the same words: one open, one answered, one taken back; and an open one about others."""
    cases = [file_complaint(commune, description="سقيفة السوق القديم") for _number in range(3)]
    file_complaint(commune, description="حفرة")
    lifecycle.answer(cases[1], by=officer, at=NOW, outcome="resolved", text="تم")
    lifecycle.withdraw(cases[2], at=NOW)
    return [case.pk for case in cases]


@pytest.mark.usefixtures("now", "watched")
@pytest.mark.parametrize(
    ("query", "places"),
    [({}, [0]), ({"state": "answered"}, [1]), ({"state": "closed"}, [2]), ({"state": "all"}, [0, 1, 2])],
)
@pytest.mark.parametrize("role", ["officer", "clerk"])
def test_words_are_found_in_the_states_that_are_looked_at(role, query, places, told, request):
    page = sign_in(request.getfixturevalue(role)).get(INBOX, {"q": "السقيفة سوق", **query})
    assert sorted(int(row["pk"]) for row in page.context["rows"]) == [told[place] for place in places]
    assert page.context["total"] == len(places)


def test_a_state_is_of_open_cases_or_of_those_that_are_done():
    assert sorted([*OPEN, *DONE]) == sorted(State.values)


@pytest.mark.postgres(reason="SQLite reads the words of all cases")
@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        ({}, {"case_open_words"}),
        ({"state": State.RECEIVED}, {"case_open_words"}),
        ({"state": State.CLOSED}, {"case_done_words"}),
        ({"state": EVERYTHING}, {"case_open_words", "case_done_words"}),
    ],
)
def test_each_search_is_served_by_the_indexes_of_its_states(chosen, names, commune, officer):
    many(commune, 3000)
    parts = Desk.of(officer, commune, NOW).parts({**chosen, "q": "سقيفة"})
    plans = [part.order_by("due_at", "pk")[:26].explain() for part in parts]
    assert {name for name in ("case_open_words", "case_done_words") if any(name in plan for plan in plans)} == names
    assert all("_words" in plan for plan in plans), plans


def many(commune, count):
    """As many cases as it takes for an index to be worth reading, a third of them done."""
    states = [State.RECEIVED, State.IN_PROGRESS, State.CLOSED]
    Case.objects.bulk_create(
        Case(
            commune=commune,
            reference=f"LAR-2026-{number:06}",
            state=states[number % 3],
            closed_at=NOW if number % 3 == 2 else None,
            opened_at=NOW,
            received_on=NOW.date(),
            search_text=normalise(f"مصباح منطفئ أمام الدار رقم {number} في الزنقة {number * 7919 % 10_007}"),
        )
        for number in range(count)
    )
    with connection.cursor() as cursor:
        for name in ("case_open_words", "case_done_words"):  # as the nightly vacuum leaves it
            cursor.execute("SELECT gin_clean_pending_list(%s)", [name])
        cursor.execute("ANALYZE cases_case")
