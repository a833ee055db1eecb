"""What a commune sets for itself: who may, only its own rows, and what must not change."""

from datetime import date, timedelta

import pytest
from auditlog.models import LogEntry
from django.contrib import admin
from django.urls import reverse

from complaints.models import Category
from portal.cases.models import AnswerTemplate, Case, Deadline, DeadlineRule, Escalation, EscalationStep, Ground
from portal.cases.services import lifecycle, sweep, verification
from portal.communes.models import Commune, Department, District, EmergencyNumber
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, file_complaint, make_category, make_member
from tests.fixtures.desk import sign_in, text_of

pytestmark = pytest.mark.usefixtures("now", "watched")
MODELS = list(admin.site._registry)


def address(model, page, *args):
    return reverse(f"backoffice:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def filled(client, model, page, *args, **changes):
    """The form of a configuration page as it stands, with some changes, ready to be sent."""
    shown = client.get(address(model, page, *args))
    form = shown.context["adminform"].form
    given = {name: form[name].value() for name in form.fields}
    typed = {name: value for name, value in {**given, **changes}.items() if value is not None and value is not False}
    return {name: "on" if value is True else value for name, value in typed.items()}


def save(client, model, page, *args, **changes):
    return client.post(address(model, page, *args), filled(client, model, page, *args, **changes))


def errors(answer):
    return set(answer.context["adminform"].form.errors) if answer.context else set()


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
    EmergencyNumber.objects.create(commune=commune, label_ar="الوقاية", label_fr="Protection civile", number="15")
    client = sign_in(administrator)
    row = model._default_manager.filter(**({"pk": commune.pk} if model is Commune else {"commune": commune})).first()
    assert client.get(address(model, "changelist"), follow=True).status_code == 200
    assert client.get(address(model, "change", row.pk)).status_code == 200
    assert client.get(address(model, "history", row.pk)).status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
def test_rows_of_another_commune_do_not_exist(model, commune, other_commune, administrator):
    EmergencyNumber.objects.create(commune=other_commune, label_ar="س", label_fr="Secret", number="15")
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
    assert errors(sign_in(administrator).post(address(Category, "add"), sent)) == {"code"}


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


def test_a_rule_that_deadlines_were_counted_with_is_read_only(commune, administrator, complaint):
    rule = DeadlineRule.objects.get(code="complaint")
    client = sign_in(administrator)
    page = client.get(address(DeadlineRule, "change", rule.pk))
    assert page.context["in_use"]
    assert "_save" not in page.content.decode()
    assert client.post(address(DeadlineRule, "change", rule.pk), {"length": 5}).status_code == 403
    assert client.post(address(DeadlineRule, "delete", rule.pk), {"post": "yes"}).status_code == 403
    rule.refresh_from_db()
    assert rule.length == 60


def test_a_new_version_starts_from_the_old_one_and_counts_for_what_comes_after_it(commune, administrator, complaint):
    rule = DeadlineRule.objects.get(code="complaint")
    client = sign_in(administrator)
    page = client.get(f"{address(DeadlineRule, 'add')}?from={rule.pk}")
    form = page.context["adminform"].form
    given = {name: form[name].value() for name in form.fields}
    assert (given["length"], given["name_ar"], given["valid_from"]) == (60, rule.name_ar, None)
    sent = {name: value for name, value in given.items() if value is not None and value is not False}
    answer = client.post(address(DeadlineRule, "add"), {**sent, "length": 30, "valid_from": "2026-12-01"})
    assert answer.status_code == 302
    before = file_complaint(commune)
    after = file_complaint(commune, at=NOW + timedelta(days=10))
    assert before.deadlines.get().rule == rule
    assert after.deadlines.get().last_on == date(2026, 12, 3) + timedelta(days=30)


def test_a_version_needs_its_own_date(commune, administrator, complaint):
    rule = DeadlineRule.objects.get(code="complaint")
    client = sign_in(administrator)
    form = client.get(f"{address(DeadlineRule, 'add')}?from={rule.pk}").context["adminform"].form
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    again = {**sent, "valid_from": rule.valid_from.isoformat()}
    assert errors(client.post(address(DeadlineRule, "add"), again)) == {"code"}


@pytest.mark.parametrize("source", ["999999", "x", "", "-1"])
def test_a_new_version_of_nothing_is_an_empty_form(source, commune, administrator):
    assert sign_in(administrator).get(f"{address(DeadlineRule, 'add')}?from={source}").status_code == 200


def test_a_new_version_never_starts_from_a_rule_of_another_commune(commune, other_commune, administrator):
    theirs = other_commune.deadline_rules.first()
    theirs.name_fr = "Secret"
    theirs.save()
    page = sign_in(administrator).get(f"{address(DeadlineRule, 'add')}?from={theirs.pk}")
    assert "Secret" not in page.content.decode()


def test_a_suspension_says_how_long_the_person_has(commune, administrator):
    rule = DeadlineRule.objects.get(code="suggestion")
    answer = save(sign_in(administrator), DeadlineRule, "change", rule.pk, pause_within_days=15)
    assert errors(answer) == {"complete_within_days"}


def step(**changes):
    given = {
        "name_ar": "تنبيه", "name_fr": "Alerte", "anchor": "due", "offset_days": -10, "roles": ["director"],
        "deadline_kind": "policy", "code": "minus10", "position": 9, "active": "on",
    }  # fmt: skip
    return {**given, **changes}


def test_a_new_step_of_the_ladder_fires_for_what_already_runs(commune, administrator, director, complaint):
    assert sign_in(administrator).post(address(EscalationStep, "add"), step()).status_code == 302
    assert list(verification.differences()) == []
    sweep.enforce(at=NOW + timedelta(days=52))
    fired = [row.step.code for row in complaint.deadlines.get().escalations.all()]
    assert "minus10" in fired


def test_a_step_whose_moment_has_passed_writes_to_nobody(commune, administrator, director):
    case = file_complaint(commune, at=NOW - timedelta(days=55))
    sweep.enforce(at=NOW)
    before = Notification.objects.count()
    sign_in(administrator).post(address(EscalationStep, "add"), step())
    sweep.enforce(at=NOW)
    late = Escalation.objects.get(deadline__case=case.pk, step__code="minus10")
    assert (late.imported, late.reached) == (True, [])
    assert Notification.objects.count() == before
    assert list(verification.differences()) == []


def test_a_step_that_is_switched_off_fires_no_more(commune, administrator, director, complaint):
    half = EscalationStep.objects.get(code="half")
    assert save(sign_in(administrator), EscalationStep, "change", half.pk, active=False).status_code == 302
    assert list(verification.differences()) == []
    sweep.enforce(at=NOW + timedelta(days=31))
    assert not Escalation.objects.exists()


def test_a_step_needs_somebody_to_tell(commune, administrator):
    client = sign_in(administrator)
    assert errors(client.post(address(EscalationStep, "add"), step(roles=[]))) == {"roles"}
    assert errors(client.post(address(EscalationStep, "add"), step(roles=["king"]))) == {"roles"}


def test_a_step_that_fired_cannot_be_deleted(commune, administrator, clerk, complaint):
    sweep.enforce(at=NOW + timedelta(days=31))
    half = EscalationStep.objects.get(code="half")
    sign_in(administrator).post(address(EscalationStep, "delete", half.pk), {"post": "yes"})
    assert EscalationStep.objects.filter(pk=half.pk).exists()


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


def test_internal_targets_are_no_rules_to_edit(commune, administrator, complaint):
    internal = DeadlineRule.objects.create(
        commune=commune, code="internal-5", model="complaints.complaint", name_ar="هدف", name_fr="Objectif", length=5,
        legal_reference="", basis="policy", deadline_kind="internal", valid_from=date(2000, 1, 1),
    )  # fmt: skip
    assert Deadline.objects.exists()
    client = sign_in(administrator)
    assert "Objectif" not in text_of(client.get(address(DeadlineRule, "changelist")))
    assert client.get(address(DeadlineRule, "change", internal.pk)).status_code == 302


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
