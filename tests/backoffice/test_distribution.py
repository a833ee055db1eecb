"""Giving several cases to one colleague: each for itself, and what somebody moved meanwhile is told."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.cases.models import Case
from portal.cases.services import lifecycle
from tests.fixtures.builders import NOW, file_complaint, make_category, make_member
from tests.fixtures.desk import fresh, sign_in, text_of

pytestmark = pytest.mark.usefixtures("now", "watched")
LATER = NOW + timedelta(minutes=5)


def tick(user, cases, colleague, **data):
    """Tick cases on the page of the inbox as it was at NOW and send it."""
    client = sign_in(user)
    sent = {"case": [case.pk for case in cases], "assignee": colleague.pk, "seen_at": NOW.isoformat(), **data}
    return client.post(reverse("backoffice:cases_assign"), sent, follow=True)


def test_all_ticked_cases_are_given_to_a_colleague(commune, head, clerk):
    cases = [file_complaint(commune) for _ in range(3)]
    page = tick(head, cases[:2], clerk)
    assert [fresh(case).assignee for case in cases] == [clerk, clerk, None]
    assert fresh(cases[0]).state == "in_progress"
    assert cases[0].deadlines.get().owner == clerk
    assert f"2 dossiers ont été confiés à {clerk.name_latin}" in text_of(page)


def test_all_on_this_page_needs_no_script(commune, head, clerk):
    cases = [file_complaint(commune) for _ in range(3)]
    form = sign_in(head).get(reverse("backoffice:inbox"))
    keys = [int(row["pk"]) for row in form.context["rows"]]
    tick(head, [], clerk, all="1", page=keys)
    assert {fresh(case).assignee for case in cases} == {clerk}


def test_what_a_colleague_moved_meanwhile_is_told_and_the_rest_is_done(commune, head, clerk, now):
    answered, taken, free = (file_complaint(commune) for _ in range(3))
    other = make_member(commune, "clerk", "lighting", name_latin="Rachid Alami")
    lifecycle.answer(answered, by=other, at=LATER, outcome="resolved", text="x")
    lifecycle.take(taken, by=other, at=LATER)
    now.shift(timedelta(minutes=10))
    page = text_of(tick(head, [answered, taken, free], clerk))
    assert [fresh(case).assignee for case in (answered, taken, free)] == [None, other, clerk]
    left = [f"\u2066{case.reference}\u2069 a été laissé tel quel. Rachid Alami" for case in (answered, taken)]
    assert f"{left[0]} a répondu à ce dossier à 10:05" in page
    assert f"{left[1]} a pris ce dossier" in page


def test_a_case_that_was_answered_before_is_told_too(commune, head, clerk):
    case = file_complaint(commune, at=NOW - timedelta(days=1))
    lifecycle.answer(case, by=clerk, at=NOW - timedelta(hours=2), outcome="resolved", text="x")
    assert "a répondu à ce dossier" in text_of(tick(head, [case], clerk))


def test_a_head_gives_only_cases_and_people_of_the_department(commune, head, clerk, officer):
    roads = make_category(commune, code="hole", department=commune.departments.get(code="roads"))
    theirs, stranger = file_complaint(commune, category=roads), make_member(commune, "clerk", "roads")
    mine = file_complaint(commune)
    tick(head, [theirs], clerk)
    assert "Choisissez un collègue" in text_of(tick(head, [mine], stranger))
    assert "ne travaille pas dans" in text_of(tick(officer, [theirs], clerk))
    assert Case.objects.filter(assignee=None).count() == 2


def test_who_may_not_assign_a_single_case_is_told(commune, head, clerk):
    roads = make_category(commune, code="hole", department=commune.departments.get(code="roads"))
    consulted = file_complaint(commune, category=roads)
    lighting = commune.departments.get(code="lighting")
    consulted.consultations.create(department=lighting, question="?", due_on=NOW.date(), at=NOW)
    assert "vous ne pouvez pas attribuer" in text_of(tick(head, [consulted], clerk))


def test_a_clerk_distributes_nothing_and_no_case_of_another_commune_is_reached(commune, other_commune, clerk, head):
    theirs = file_complaint(other_commune)
    mine = file_complaint(commune)
    assert tick(clerk, [mine], clerk).status_code == 403
    tick(head, [theirs, mine], clerk)
    assert (fresh(theirs).assignee, fresh(mine).assignee) == (None, clerk)


@pytest.mark.parametrize(
    "data",
    [{"case": ["x"]}, {"seen_at": "?"}, {"seen_at": ""}, {"assignee": "0"}, {"case": ["9" * 30]}, {"page": ["'"]}],
)
def test_nonsense_changes_nothing(data, commune, head, clerk):
    case = file_complaint(commune)
    answer = tick(head, [case], clerk, **data)
    assert answer.status_code == 200
    assert fresh(case).assignee is None


def test_the_way_back_stays_in_the_house(commune, head, clerk):
    case = file_complaint(commune)
    away = sign_in(head).post(reverse("backoffice:cases_assign"), {"next": "https://evil.example/"})
    assert away["Location"] == reverse("backoffice:inbox")
    back = tick(head, [case], clerk, next="/backoffice/cases/?who=nobody")
    assert back.redirect_chain[0][0] == "/backoffice/cases/?who=nobody"


@pytest.mark.parametrize("cases", [1, 3])
def test_somebody_absent_is_no_choice(cases, commune, head):
    away = make_member(commune, "clerk", "lighting")
    away.memberships.get().absences.create(from_on=NOW.date(), to_on=NOW.date())
    offered = sign_in(head).get(reverse("backoffice:inbox")).context["distribute"]
    assert str(away.pk) not in offered.people
