"""Prepared queries: written once, sent with other values, and never with those of before."""

from datetime import date, timedelta
from threading import Thread

import pytest
from django.db import connection
from django.utils import translation

from portal import prepared
from portal.cases.models import Case, Deadline
from portal.communes.models import District
from portal.prepared import Prepared
from tests.fixtures.builders import NOW, file_complaint, make_category, make_member
from tests.fixtures.desk import case_url, sign_in

pytestmark = pytest.mark.django_db


def filed(commune, **fields):
    return Case.objects.get(pk=file_complaint(commune, **fields).pk)


def counting(build):
    """(a Prepared of `build`, the list to which each writing of its SQL adds one)."""
    written = []

    def built(*given, **places):
        written.append(1)
        return build(*given, **places)

    return Prepared(built), written


def test_each_call_asks_with_its_own_values_and_the_sql_is_written_once(commune, other_commune):
    ask, written = counting(lambda commune, reference: Case.objects.of(commune).filter(reference=reference))
    here, there = filed(commune), filed(other_commune)
    assert ask(commune=commune.pk, reference=here.reference) == [here]
    assert ask(commune=other_commune.pk, reference=there.reference) == [there]
    assert ask(commune=commune.pk, reference=there.reference) == []
    assert ask.first(commune=other_commune.pk, reference=here.reference) is None
    assert len(written) == 1


def test_days_moments_and_joined_rows_come_as_from_the_orm(commune, now, django_assert_num_queries):
    cases = [filed(commune, at=NOW - timedelta(days=days)) for days in (1, 2, 3)]
    since = Prepared(lambda at: Case.objects.filter(opened_at__gte=at).order_by("pk"))
    on = Prepared(lambda day: Deadline.objects.filter(anchor_on=day).select_related("rule").order_by("pk"))
    assert since(at=NOW - timedelta(days=2)) == cases[:2]
    assert since(at=NOW - timedelta(days=9)) == cases
    day = cases[1].received_on
    expected = list(Deadline.objects.filter(anchor_on=day).order_by("pk"))
    assert on(day=day) == expected != []
    assert on(day=date(2000, 1, 1)) == []
    with django_assert_num_queries(1):
        assert {row.rule.commune_id for row in on(day=day)} == {commune.pk}


def test_rows_fetched_beside_and_plain_values_come_too(commune):
    case = file_complaint(commune)
    ask = Prepared(lambda pk: Case.objects.filter(pk=pk).prefetch_related("moves"))
    assert [move.case_id for move in ask.first(pk=case.pk).moves.all()] == [case.pk]
    assert Prepared(lambda pk: Case.objects.filter(pk=pk).values("pk", "state"))(pk=case.pk) == [
        {"pk": case.pk, "state": "received"}
    ]
    assert Prepared(lambda pk: Case.objects.filter(pk=pk).values_list("pk", flat=True))(pk=case.pk) == [case.pk]


def test_what_can_have_no_rows_gives_none(commune):
    ask, written = counting(lambda pk: Case.objects.filter(pk=pk).none())
    assert ask(pk=1) == ask(pk=2) == []
    assert len(written) == 1


def test_another_shape_and_another_language_are_other_queries(commune):
    District.objects.create(commune=commune, name_ar="ي", name_fr="a")
    District.objects.create(commune=commune, name_ar="ا", name_fr="z")
    ask = Prepared(lambda commune: District.objects.of(commune).order_by("name"))
    for language in ("ar", "fr", "ar"):
        with translation.override(language):
            expected = list(District.objects.of(commune).order_by("name"))
            assert ask(commune=commune.pk) == expected
    of_kind = Prepared(lambda states: Case.objects.filter(state__in=states))
    case = filed(commune)
    assert of_kind(("received",), shape=("received",)) == [case]
    assert of_kind(("closed",), shape=("closed",)) == []


def test_only_the_shapes_used_last_are_kept(monkeypatch, commune):
    monkeypatch.setattr(prepared, "MOST_SHAPES", 2)
    ask, written = counting(lambda states: Case.objects.filter(state__in=states))
    for state in ("received", "closed", "received", "planned", "received"):
        ask((state,), shape=state)
    assert len(written) == 3
    ask(("closed",), shape="closed")
    assert len(written) == 4, "the one that was not asked for longest had to go"


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres(reason="another thread has another connection")
def test_another_thread_asks_on_its_own_connection(commune):
    case, found = filed(commune), []
    ask = Prepared(lambda pk: Case.objects.filter(pk=pk))
    ask(pk=case.pk)
    mine = connection.connection

    def elsewhere():
        found.append((ask(pk=case.pk), connection.connection is mine))
        connection.close()

    thread = Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert found == [([case], False)]


def test_who_moves_to_another_department_sees_its_cases_at_once(commune):
    """The sight is the shape: nobody is shown a page by the query of what they saw before."""
    clerk, roads = make_member(commune, "clerk", "lighting"), commune.departments.get(code="roads")
    case = file_complaint(commune, category=make_category(commune, code="hole", department=roads))
    client = sign_in(clerk)
    assert client.get(case_url(case)).status_code == 404
    clerk.memberships.update(department=roads)
    assert client.get(case_url(case)).status_code == 200
    clerk.memberships.update(ended_at=NOW)
    assert client.get(case_url(case)).status_code in (403, 404)
