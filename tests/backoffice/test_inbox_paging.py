"""The inbox a page at a time: each case once, whatever leaves the list meanwhile."""

import pytest

from portal.backoffice import pages
from portal.cases.models import Case
from portal.cases.services import correspondence, decisions, lifecycle
from portal.cases.states import FAR
from tests.fixtures.builders import NOW, file_complaint, make_category, received
from tests.fixtures.desk import sign_in

pytestmark = pytest.mark.usefixtures("now", "watched")
INBOX = "/backoffice/cases/"


def mixed_inbox(commune, clerk, officer):
    """Open cases with equal, different and no due dates, more than two pages."""
    for day in range(20):
        received(commune, day)
    for _ in range(21):
        received(commune, 5)
    for _ in range(9):
        waiting = received(commune, 2)
        correspondence.ask(waiting, by=clerk, at=NOW, text="أين؟")
    for _ in range(8):
        file_complaint(commune, kind="remark")
    twin = received(commune, 1)
    decisions.mark_duplicate(twin, by=officer, at=NOW, original=received(commune, 9), text="نفسه")
    assert Case.objects.open().filter(due_at=FAR).count() == 18


def walk(client, address, forward=True):
    met, steps = [], 0
    while address:
        page = client.get(address)
        rows = [int(row["pk"]) for row in page.context["rows"]]
        met = met + rows if forward else rows + met
        link = page.context["next_url" if forward else "previous_url"]
        last, address, steps = address, f"{INBOX}{link}" if link else "", steps + 1
        assert steps < 20
    return met, last


def test_walking_all_pages_of_a_mixed_inbox_meets_each_case_once(commune, clerk, officer):
    mixed_inbox(commune, clerk, officer)
    expected = list(Case.objects.open().order_by("due_at", "pk").values_list("pk", flat=True))
    client = sign_in(officer)
    met, last = walk(client, INBOX)
    assert met == expected
    assert len(met) == 60
    back, first = walk(client, last, forward=False)
    assert back == expected
    assert client.get(first).context["previous_url"] == ""


def test_pages_keep_the_filters(commune, officer):
    for _ in range(pages.ROWS + 1):
        file_complaint(commune)
    page = sign_in(officer).get(INBOX, {"channel": "web", "who": "nobody"})
    assert "channel=web" in page.context["next_url"]
    assert "who=nobody" in page.context["next_url"]


def test_a_case_that_leaves_the_list_does_not_shift_the_next_page(commune, officer):
    cases = [file_complaint(commune) for _ in range(pages.ROWS + 3)]
    client = sign_in(officer)
    address = client.get(INBOX).context["next_url"]
    lifecycle.answer(cases[0], by=officer, at=NOW, outcome="resolved", text="x")
    assert [int(row["pk"]) for row in client.get(INBOX + address).context["rows"]] == [case.pk for case in cases[25:]]


def test_a_clerk_with_several_reasons_to_see_cases_walks_all_pages_once(commune, clerk, director):
    """Those of the department, those assigned from elsewhere and those asked about are one list."""
    roads, lighting = (commune.departments.get(code=code) for code in ("roads", "lighting"))
    holes = make_category(commune, code="hole", department=roads)
    for day in range(20):
        both = received(commune, day)
        correspondence.consult(both, by=director, at=NOW, department=lighting, question="?", due_on=NOW.date())
        lifecycle.assign(received(commune, day, category=holes), by=director, at=NOW, assignee=clerk)
        asked = received(commune, day, category=holes)
        correspondence.consult(asked, by=director, at=NOW, department=lighting, question="?", due_on=NOW.date())
        received(commune, day, category=holes)
    client = sign_in(clerk)
    expected = list(Case.objects.visible_to(clerk, commune).order_by("due_at", "pk").values_list("pk", flat=True))
    met, last = walk(client, INBOX)
    assert (met, len(met)) == (expected, 60)
    assert walk(client, last, forward=False)[0] == expected
    searched, _last = walk(client, f"{INBOX}?state=all&channel=web&q=الإنارة")
    assert searched == expected
