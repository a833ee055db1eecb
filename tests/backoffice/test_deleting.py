"""What is in use is not deleted: the page names what uses it and offers to make it inactive. People never are."""

import pytest
from django.contrib import admin
from django.urls import get_resolver

from complaints.models import Category
from portal.accounts.models import Membership, User
from portal.cases.models import AnswerTemplate, Case
from portal.communes.models import Department, District
from tests.fixtures.builders import file_complaint, make_category
from tests.fixtures.citizens import filing_url
from tests.fixtures.desk import address, sign_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "watched")]


@pytest.fixture
def desk(administrator):
    return sign_in(administrator)


def used(answer):
    return dict(answer.context["uses"])


def test_a_category_names_its_cases_its_subjects_and_its_templates(desk, commune):
    category = Category.objects.of(commune).first()
    file_complaint(commune)
    file_complaint(commune)
    make_category(commune, code="below", parent=category)
    AnswerTemplate.objects.update(topic=category)
    answer = desk.post(address(Category, "delete", category.pk), {"post": "yes"})
    assert answer.status_code == 200
    assert sorted(used(answer).values()) == [1, 2, 2]
    assert all(str(what) in text_of(answer) for what in used(answer))
    assert Category.objects.filter(pk=category.pk).exists()


def test_a_department_names_its_members_its_cases_and_its_categories(desk, commune, clerk, complaint):
    department = commune.departments.get(code="lighting")
    answer = desk.get(address(Department, "delete", department.pk))
    counted = {model: model._default_manager.filter(department=department).count() for model in (Membership, Case)}
    assert set(counted.values()) == {1}
    assert {str(model._meta.verbose_name_plural).capitalize() for model in counted} <= set(used(answer))
    desk.post(address(Department, "delete", department.pk), {"post": "yes"})
    assert Department.objects.filter(pk=department.pk).exists()


@pytest.mark.parametrize("model", [Category, Department, District])
def test_one_press_makes_it_inactive_instead_and_the_past_stays(desk, commune, model):
    case = file_complaint(commune, district=commune.districts.first())
    row = {Category: case.topic.category, Department: case.department, District: case.district}[model]
    assert desk.post(address(model, "delete", row.pk), {"rest": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.active is False
    assert Case.objects.get(pk=case.pk).topic_id == case.topic_id
    page = desk.get(address(model, "delete", row.pk))
    assert page.context["can_rest"] is False
    if model is not Department:
        offered = desk.get(filing_url("fr")).context["form"].fields[model.__name__.lower()].queryset
        assert row not in offered


def test_what_nothing_uses_is_not_made_inactive_by_that_button(desk, commune):
    unused = make_category(commune, code="unused")
    desk.post(address(Category, "delete", unused.pk), {"rest": "1"})
    assert not Category.objects.filter(pk=unused.pk, active=False).exists()


def test_what_nothing_uses_is_deleted(desk, commune):
    unused = make_category(commune, code="unused")
    assert desk.post(address(Category, "delete", unused.pk), {"post": "yes"}).status_code == 302
    assert not Category.objects.filter(pk=unused.pk).exists()


def test_only_those_who_configure_may_do_either(clerk, commune, complaint):
    client = sign_in(clerk)
    for sent in ({"post": "yes"}, {"rest": "1"}):
        assert client.post(address(Category, "delete", complaint.topic_id), sent).status_code == 403
    assert Category.objects.get(pk=complaint.topic_id).active


def test_a_row_of_another_commune_is_neither_deleted_nor_made_inactive(desk, other_commune):
    theirs = Category.objects.of(other_commune).first()
    file_complaint(other_commune)
    desk.post(address(Category, "delete", theirs.pk), {"rest": "1"})
    assert Category.objects.get(pk=theirs.pk).active


def test_no_page_deletes_a_person():
    assert User not in admin.site._registry
    assert Membership not in admin.site._registry
    names = {str(name) for name in get_resolver().namespace_dict["backoffice"][1].reverse_dict if isinstance(name, str)}
    assert names and not [name for name in names if "user" in name and "delete" in name]
