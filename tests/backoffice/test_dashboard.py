"""The first page: what waits for a person, and how the commune keeps its dates."""

from datetime import date, timedelta

import pytest

from portal.cases.models import Case
from portal.cases.services import correspondence, lifecycle, responses, sweep
from portal.cases.states import State
from tests.fixtures.builders import NOW, file_complaint, make_member
from tests.fixtures.desk import sign_in, text_of

pytestmark = pytest.mark.usefixtures("now", "watched")
INDEX = "/backoffice/"


def dashboard(user):
    return sign_in(user).get(INDEX)


def received(commune, days_ago, **fields):
    return file_complaint(commune, received_on=(NOW - timedelta(days=days_ago)).date(), **fields)


def test_it_counts_what_is_late_due_and_mine(commune, clerk):
    received(commune, 61)
    due_this_week = received(commune, 55)
    lifecycle.take(due_this_week, by=clerk, at=NOW)
    received(commune, 60)
    received(commune, 1)
    counts = dashboard(clerk).context["counts"]
    assert {name: counts[name] for name in ("open", "overdue", "week", "today", "mine", "nobody")} == {
        "open": 4, "overdue": 1, "week": 2, "today": 1, "mine": 1, "nobody": 3,
    }  # fmt: skip


def test_it_counts_what_somebody_has_to_do(commune, clerk, officer):
    lifecycle.answer(
        file_complaint(commune, email="", channel="counter"), by=officer, at=NOW, outcome="resolved", text="x"
    )
    Case.objects.filter(pk=file_complaint(commune).pk).update(unreached_at=NOW)
    correspondence.reply(file_complaint(commune), at=NOW, text="المزيد")
    roads = commune.departments.get(code="roads")
    asked = make_member(commune, "clerk", "roads")
    consulted = file_complaint(commune)
    correspondence.consult(
        consulted, by=clerk, at=NOW, department=roads, question="Qui a ouvert ?", due_on=date(2026, 11, 30)
    )
    counts = dashboard(officer).context["counts"]
    expected = {"asked": 0, "replied": 1, "deliver": 1, "unreached": 1}
    assert {name: counts[name] for name in expected} == expected
    page = dashboard(asked)
    assert page.context["counts"]["asked"] == 1
    assert "Qui a ouvert ?" in text_of(page)


def test_a_clerk_counts_the_cases_of_the_own_department_only(commune, clerk, director):
    file_complaint(commune)
    elsewhere = file_complaint(commune)
    lifecycle.transfer(elsewhere, by=director, at=NOW, department=commune.departments.get(code="roads"))
    assert dashboard(clerk).context["counts"]["open"] == 1
    assert dashboard(director).context["counts"]["open"] == 2


def test_each_department_shows_its_open_late_and_coming_cases(commune, director):
    received(commune, 61)
    received(commune, 55)
    transferred = received(commune, 3)
    lifecycle.transfer(transferred, by=director, at=NOW, department=commune.departments.get(code="roads"))
    rows = dashboard(director).context["departments"]
    assert [(row["department"].code, row["open"], row["overdue"], row["week"], row["other"]) for row in rows] == [
        ("lighting", 2, 1, 1, 0), ("roads", 1, 0, 0, 1),
    ]  # fmt: skip


def test_the_nearest_deadlines_are_the_own_ones_first(commune, clerk):
    received(commune, 61, subject="ancien")
    mine = received(commune, 2, subject="le mien")
    assert [row["case"].subject for row in dashboard(clerk).context["urgent"]] == ["ancien", "le mien"]
    lifecycle.take(mine, by=clerk, at=NOW)
    assert [row["case"].subject for row in dashboard(clerk).context["urgent"]] == ["le mien"]


def test_those_who_watch_the_commune_see_how_many_alerts_went_out(commune, clerk, director):
    received(commune, 61)
    sweep.enforce(at=NOW)
    assert dashboard(director).context["alerts"] == 1
    assert dashboard(clerk).context["alerts"] is None


def test_an_empty_commune_says_so(commune, clerk):
    page = dashboard(clerk)
    assert page.context["departments"] == []
    assert "empty" in page.content.decode()


def test_closed_cases_are_no_work(commune, director):
    case = file_complaint(commune)
    lifecycle.answer(case, by=director, at=NOW, outcome="resolved", text="x")
    responses.accept(Case.objects.get(), at=NOW)
    assert Case.objects.get().state == State.CLOSED
    assert dashboard(director).context["counts"]["open"] == 0


@pytest.mark.parametrize("cases", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_cases(cases, commune, clerk, django_assert_num_queries):
    make_member(commune, "head", "lighting")
    for _ in range(cases):
        file_complaint(commune)
    client = sign_in(clerk)
    client.get(INDEX)
    with django_assert_num_queries(12):
        client.get(INDEX)
