"""What a commune sets for itself: who may, only its own rows, and what must not change."""

import pytest
from auditlog.models import LogEntry
from django.contrib import admin

from complaints.models import Category
from portal.cases.models import AnswerTemplate, Case, DeadlineRule, Ground
from portal.cases.services import lifecycle
from portal.communes.models import Commune, Department, District
from tests.fixtures.builders import NOW, make_category, make_member
from tests.fixtures.configured import configure
from tests.fixtures.desk import address, errors, save, sign_in, text_of

pytestmark = pytest.mark.usefixtures("now", "watched")
NO_QUESTIONS = {"questions-TOTAL_FORMS": "0", "questions-INITIAL_FORMS": "0"}
MODELS = list(admin.site._registry)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
@pytest.mark.parametrize("role", ["clerk", "head", "complaints_officer", "president", "publisher"])
def test_only_director_and_administrator_configure(role, model, commune):
    client = sign_in(make_member(commune, role, "lighting" if role in ("clerk", "head") else None))
    row = model._default_manager.first()
    assert client.get(address(model, "changelist")).status_code == 403
    assert client.get(address(model, "add")).status_code == 403
    if row:
        for page in ("change", "delete", "history"):
            assert client.get(address(model, page, row.pk)).status_code == 403
        assert client.post(address(model, "change", row.pk), {"name_fr": "x"}).status_code == 403


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
@pytest.mark.parametrize("language", ["ar", "fr"])
def test_each_page_opens_for_an_administrator(language, model, commune, administrator):
    type(administrator).objects.filter(pk=administrator.pk).update(language=language)
    configure(commune)
    client = sign_in(administrator)
    row = model._default_manager.filter(**({"pk": commune.pk} if model is Commune else {"commune": commune})).first()
    assert client.get(address(model, "changelist"), follow=True).status_code == 200
    assert client.get(address(model, "change", row.pk)).status_code == 200
    assert client.get(address(model, "history", row.pk)).status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
def test_rows_of_another_commune_do_not_exist(model, commune, other_commune, administrator):
    configure(other_commune, "Secret")
    theirs = model._default_manager.get(pk=other_commune.pk) if model is Commune else None
    theirs = theirs or model._default_manager.filter(commune=other_commune).first()
    client = sign_in(administrator)
    for page in ("change", "delete", "history"):
        for answer in (client.get(address(model, page, theirs.pk)), client.post(address(model, page, theirs.pk))):
            assert answer.status_code in (302, 403, 404)
            assert "TNG" not in client.get("/backoffice/").content.decode()
    shown = client.get(address(model, "changelist"), follow=True).content.decode()
    assert "Secret" not in shown
    assert "TNG" not in shown
    assert model._default_manager.filter(pk=theirs.pk).exists()


@pytest.mark.parametrize(
    ("model", "field", "rows"),
    [
        (Category, "department", "departments"),
        (Category, "parent", "topics"),
        (Department, "parent", "departments"),
        (District, "parent", "districts"),
        (DeadlineRule, "topic", "topics"),
        (AnswerTemplate, "topic", "topics"),
    ],
)
def test_choices_hold_rows_of_the_commune_only(model, field, rows, commune, other_commune, administrator):
    client = sign_in(administrator)
    form = client.get(address(model, "add")).context["adminform"].form
    offered = {row.pk for row in form.fields[field].queryset}
    assert offered
    assert offered.isdisjoint(getattr(other_commune, rows).values_list("pk", flat=True))
    sent = {"name_ar": "ا", "name_fr": "a", "code": "a", field: getattr(other_commune, rows).first().pk}
    assert field in errors(client.post(address(model, "add"), sent))


def test_a_new_row_belongs_to_the_commune_of_the_request_whatever_is_sent(commune, other_commune, administrator):
    client = sign_in(administrator)
    sent = {"name_ar": "مصلحة", "name_fr": "Service neuf", "code": "new", "position": 1, "active": "on"}
    answer = client.post(address(Department, "add"), {**sent, "commune": other_commune.pk})
    assert answer["Location"] == address(Department, "changelist")
    assert Department.objects.get(code="new").commune == commune
    assert "Service neuf" in text_of(client.get(answer["Location"]))


def test_a_code_is_used_once_in_a_commune_and_again_in_another(commune, other_commune, administrator):
    client = sign_in(administrator)
    sent = {"name_ar": "مصلحة", "name_fr": "Service", "code": "lighting", "position": 1, "active": "on"}
    assert errors(client.post(address(Department, "add"), sent)) == {"code"}
    Department.objects.create(commune=other_commune, code="parks", name_ar="ا", name_fr="a")
    assert client.post(address(Department, "add"), {**sent, "code": "parks"}).status_code == 302


@pytest.mark.parametrize("missing", ["name_ar", "name_fr"])
def test_words_are_wanted_in_both_languages(missing, commune, administrator):
    sent = {"name_ar": "مصلحة", "name_fr": "Service", "code": "x", "position": 1, missing: ""}
    assert errors(sign_in(administrator).post(address(Department, "add"), sent)) == {missing}


def test_a_category_is_made_with_its_drawing_and_its_place(commune, administrator):
    parent = commune.topics.get()
    sent = {
        "name_ar": "حفرة", "name_fr": "Nid-de-poule", "code": "hole", "icon": "road", "parent": parent.pk,
        "department": commune.departments.get(code="roads").pk, "position": 2, "active": "on", "duplicate_radius": 50,
        "kinds": ["complaint"], **NO_QUESTIONS,
    }  # fmt: skip
    assert sign_in(administrator).post(address(Category, "add"), sent).status_code == 302
    made = Category.objects.get(code="hole")
    assert (made.model, made.parent_id, made.icon, made.commune) == ("complaints.category", parent.pk, "road", commune)


def test_the_code_of_a_category_is_used_once(commune, administrator):
    sent = {
        "name_ar": "ا",
        "name_fr": "a",
        "code": "street-light",
        "icon": "road",
        "position": 2,
        "duplicate_radius": 5,
    }
    answer = sign_in(administrator).post(address(Category, "add"), {**sent, "kinds": ["remark"], **NO_QUESTIONS})
    assert errors(answer) == {"code"}


def test_a_category_keeps_its_model_and_never_is_its_own_parent(commune, administrator):
    category = commune.topics.get()
    client = sign_in(administrator)
    assert errors(save(client, Category, "change", category.pk, parent=category.pk)) == {"parent"}
    assert save(client, Category, "change", category.pk, name_fr="Autre").status_code == 302
    category.refresh_from_db()
    assert (category.name_fr, category.model) == ("Autre", "complaints.category")


def test_what_is_in_use_is_not_deleted_and_the_reason_is_said(commune, administrator, complaint):
    client = sign_in(administrator)
    for model, row in ((Category, commune.topics.get()), (Department, commune.departments.get(code="lighting"))):
        page = client.get(address(model, "delete", row.pk))
        assert 'name="post"' not in page.content.decode()
        assert client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 200
        assert model.objects.filter(pk=row.pk).exists()


def test_what_nothing_refers_to_is_deleted_after_a_question(commune, administrator):
    ground = commune.grounds.get()
    client = sign_in(administrator)
    client.get(address(Ground, "delete", ground.pk))
    assert Ground.objects.filter(pk=ground.pk).exists()
    assert client.post(address(Ground, "delete", ground.pk), {"post": "yes"}).status_code == 302
    assert not Ground.objects.filter(pk=ground.pk).exists()


def test_file_limits_are_changed_but_never_added_or_taken_away(commune, administrator):
    client = sign_in(administrator)
    photo = commune.file_limits.get(kind="photo")
    model = type(photo)
    assert save(client, model, "change", photo.pk, max_bytes=1000).status_code == 302
    photo.refresh_from_db()
    assert (photo.max_bytes, photo.kind) == (1000, "photo")
    assert client.get(address(model, "add")).status_code == 403
    assert client.post(address(model, "delete", photo.pk), {"post": "yes"}).status_code == 403


def test_the_commune_changes_its_own_data_but_not_its_code(commune, administrator):
    client = sign_in(administrator)
    answer = save(
        client, Commune, "change", commune.pk, address_ar="ساحة التحرير", prefix="XXX", code="9", phone="0539"
    )
    assert answer.status_code == 302
    commune.refresh_from_db()
    assert (commune.address_ar, commune.prefix, commune.code) == ("ساحة التحرير", "LAR", "01.LAR")
    assert client.get(address(Commune, "add")).status_code == 403


def test_bounds_in_the_wrong_order_are_refused_with_a_sentence(commune, administrator):
    answer = save(sign_in(administrator), Commune, "change", commune.pk, north=30, south=35)
    assert errors(answer) == {"__all__"}


def test_each_change_is_kept_with_who_made_it_and_shown(commune, administrator):
    client = sign_in(administrator)
    department = commune.departments.get(code="roads")
    save(client, Department, "change", department.pk, name_fr="Voirie neuve")
    entry = LogEntry.objects.get_for_object(department).filter(action=LogEntry.Action.UPDATE).get()
    assert (entry.actor, entry.changes_dict["name_fr"]) == (administrator, ["Service roads", "Voirie neuve"])
    shown = text_of(client.get(address(Department, "history", department.pk)))
    assert "Voirie neuve" in shown
    assert "Service roads" in shown


def test_the_audit_trail_never_holds_a_case_or_a_person(commune, clerk, complaint):
    lifecycle.take(complaint, by=clerk, at=NOW)
    Case.objects.get(pk=complaint.pk).save()
    clerk.save()
    recorded = {entry.content_type.model for entry in LogEntry.objects.all()}
    assert recorded.isdisjoint({"case", "complaint", "message", "note", "answer", "attachment", "user", "notification"})
    assert {"department", "deadlinerule"} <= recorded
    assert not LogEntry.objects.filter(object_repr__contains=complaint.subject).exists()


def test_the_overview_leads_to_every_page(commune, administrator):
    page = sign_in(administrator).get("/backoffice/configuration/")
    shown = page.content.decode()
    assert [model for model in MODELS if address(model, "changelist") not in shown] == []
    assert "/backoffice/members/" in shown
    assert "/backoffice/holidays/" in shown


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_rows(rows, commune, administrator, django_assert_num_queries):
    parent = commune.topics.get()
    for number in range(rows):
        make_category(commune, code=f"c{number}", parent=parent, department=commune.departments.first())
    client = sign_in(administrator)
    client.get(address(Category, "changelist"))
    with django_assert_num_queries(7):
        client.get(address(Category, "changelist"))
