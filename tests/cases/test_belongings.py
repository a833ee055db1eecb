"""One question tells which rows a case has; what it says is what reading each of them would."""

from uuid import uuid4

import pytest

from portal.cases import belongings
from portal.cases.models import Case
from portal.cases.services import correspondence, lifecycle, uploads
from tests.fixtures.builders import NOW, file_complaint
from tests.fixtures.citizens import photo

RELATIONS = ("messages", "notes", "answers", "attachments", "splits", "duplicates", "details", "followers")

pytestmark = pytest.mark.django_db


def read(case):
    """What reading each relation would tell."""
    return {name for name in RELATIONS if getattr(case, name).exists()}


def test_a_new_case_has_none(complaint):
    assert belongings.of(complaint, *RELATIONS) == read(complaint) == set()


def test_what_a_case_has_is_told_of_it_alone(commune, complaint, clerk):
    uploads.keep(commune, token=(token := uuid4()), files=[photo()], at=NOW)
    uploads.attach(complaint, token=token, by=None, at=NOW)
    correspondence.note(complaint, by=clerk, at=NOW, text="x")
    lifecycle.answer(complaint, by=clerk, at=NOW, outcome="resolved", text="x")
    Case.objects.filter(pk=file_complaint(commune).pk).update(duplicate_of=complaint.pk)
    there = belongings.of(complaint, *RELATIONS)
    assert there == read(complaint) == {"notes", "answers", "attachments", "duplicates"}
    assert belongings.of(file_complaint(commune), *RELATIONS) == set()


def test_what_is_known_to_be_none_is_not_asked_for(complaint, django_assert_num_queries):
    belongings.without(complaint, ["messages", "answers"])
    with django_assert_num_queries(0):
        assert list(complaint.messages.all()) == list(complaint.answers.all()) == []
        assert not complaint.messages.filter(inbound=True).exists()
    with django_assert_num_queries(1):
        assert not complaint.notes.all()


def test_the_row_of_a_pillar_is_read_beside_its_case_by_one_small_query(complaint, django_assert_num_queries):
    case = Case.objects.get(pk=complaint.pk)
    with django_assert_num_queries(1) as asked:
        found = case.concrete()
    assert "cases_case" not in asked.captured_queries[0]["sql"]
    with django_assert_num_queries(0):
        assert found.concrete() is found
    assert type(found) is type(complaint)
    assert _fields(found) == _fields(type(complaint).objects.get(pk=complaint.pk))


def _fields(row):
    return {name: value for name, value in vars(row).items() if name != "_state"}
