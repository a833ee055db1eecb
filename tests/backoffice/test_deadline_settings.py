"""Rules and ladder as a commune sets them: what runs keeps its promise, and no step is lost or fired late."""

from datetime import date, timedelta

import pytest

from portal.cases.contacts import Contact
from portal.cases.models import Deadline, DeadlineRule, Escalation, EscalationStep
from portal.cases.services import sweep, verification
from portal.citizens import seeding
from portal.citizens.services import requests
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, file_complaint
from tests.fixtures.desk import address, errors, save, sign_in, text_of

pytestmark = pytest.mark.usefixtures("now", "watched")


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


@pytest.fixture
def of_requests(commune):
    """The rule of requests about personal data."""
    seeding.seed(commune, NOW)
    return DeadlineRule.objects.get(commune=commune, code="data_request")


def test_a_rule_for_something_else_than_a_case_says_for_what_in_words(commune, administrator, of_requests):
    asker = {"contact": Contact("email", "a@example.org"), "kind": "erasure", "language": "fr"}
    requests.ask(commune, at=NOW, **asker)  # a rule in use is shown, not edited
    page = text_of(sign_in(administrator).get(address(DeadlineRule, "change", of_requests.pk)))
    assert "Demande sur les données personnelles" in page and "citizens.datarequest" not in page


@pytest.mark.parametrize("new_version", [True, False])
def test_a_rule_for_something_else_than_a_case_never_becomes_one_of_complaints(
    commune, administrator, of_requests, new_version
):
    where = (address(DeadlineRule, "add"), f"?from={of_requests.pk}") if new_version else (
        address(DeadlineRule, "change", of_requests.pk), "")  # fmt: skip
    client = sign_in(administrator)
    form = client.get("".join(where)).context["adminform"].form
    given = {name: form[name].value() for name in form.fields}
    given = {name: value for name, value in given.items() if value is not None and value is not False}
    answer = client.post(where[0], {**given, "length": 9, "valid_from": "2026-12-01"})
    assert errors(answer) == set()
    assert answer.status_code == 302
    changed = DeadlineRule.objects.get(commune=commune, length=9)
    assert (changed.model, changed.code) == ("citizens.datarequest", "data_request")


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


def test_internal_targets_are_no_rules_to_edit(commune, administrator, complaint):
    internal = DeadlineRule.objects.create(
        commune=commune, code="internal-5", model="complaints.complaint", name_ar="هدف", name_fr="Objectif", length=5,
        legal_reference="", basis="policy", deadline_kind="internal", valid_from=date(2000, 1, 1),
    )  # fmt: skip
    assert Deadline.objects.exists()
    client = sign_in(administrator)
    assert "Objectif" not in text_of(client.get(address(DeadlineRule, "changelist")))
    assert client.get(address(DeadlineRule, "change", internal.pk)).status_code == 404
