"""The commands of the administrator of the installation: open a commune, enforce and verify deadlines."""

import io
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from complaints.models import Category
from complaints.states import Kind
from portal.accounts.models import Membership
from portal.cases.models import AnswerTemplate, Case, Deadline, DeadlineRule, EscalationStep, FileLimit, Ground
from portal.cases.services import sweep
from portal.cases.states import FAR
from portal.communes.models import Commune
from portal.communes.services import open_commune
from portal.notifications.delivery import deliver_waiting
from portal.notifications.models import Notification
from portal.workdays.models import Holiday
from tests.fixtures.builders import NOW, file_complaint, make_member
from tests.fixtures.processes import ROOT

ASILAH = {
    "code": "01.051.01.01",
    "name_ar": "جماعة أصيلة",
    "name_fr": "Commune d'Asilah",
    "prefix": "ASI",
    "host": ["asilah.localhost"],
    "admin_email": "Admin@Asilah.example",
}


def run(name, *words, **options):
    out = io.StringIO()
    call_command(name, *words, stdout=out, **options)
    return out.getvalue()


def start(**changes):
    return run("start_commune", **{**ASILAH, **changes})


@pytest.mark.django_db
def test_a_started_commune_has_all_it_needs():
    start()
    commune = Commune.objects.get()
    assert (commune.name_ar, commune.name_fr, commune.hosts.get().name) == (
        "جماعة أصيلة",
        "Commune d'Asilah",
        "asilah.localhost",
    )
    assert commune.remedy_ar and commune.remedy_fr and commune.emergency_numbers.count() == 3
    assert [d.code for d in commune.departments.all()] == ["complaints_unit"]
    steps = EscalationStep.objects.of(commune)
    assert [s.code for s in steps.filter(deadline_kind="policy")] == [
        s.code for s in steps.filter(deadline_kind="legal")
    ]
    assert [(s.code, s.roles) for s in steps.filter(deadline_kind="internal")] == [("breach", ["head"])]
    rules = set(DeadlineRule.objects.of(commune).values_list("kind", flat=True))
    of_the_news = {"translation", "call", "minutes", "posting", "commitment", "outcome"}
    asked = {"information", "information_urgent", "contest", "contest_silence", "other_body", "court"}
    asked |= {"council_question", "petition"}
    common = {"complaint", "suggestion", "review", "inventory", ""}  # "": about personal data
    assert rules == {*common, *of_the_news, *asked}
    assert {row.name_ar and row.name_fr for row in Ground.objects.of(commune)} and FileLimit.objects.count() == 5
    assert AnswerTemplate.objects.of(commune).filter(topic__code="lighting_out", language="ar").exists()


@pytest.mark.django_db
def test_its_topics_are_two_levels_in_both_languages_to_be_confirmed_and_answered_for():
    start()
    topics = Category.objects.of(Commune.objects.get())
    assert topics.filter(parent=None).count() >= 8 and topics.filter(parent__isnull=False).count() >= 30
    assert not topics.exclude(to_confirm=True).exists()
    assert not topics.filter(department=None).exists()
    assert not topics.filter(parent__parent__isnull=False).exists()
    leaf = topics.get(code="lighting_out")
    assert (leaf.parent.code, leaf.model, leaf.name_ar != leaf.name_fr) == ("lighting", "complaints.category", True)


@pytest.mark.django_db
def test_its_calendar_covers_three_years_with_the_moon_left_to_confirm(time_machine_now):
    start()
    holidays = Holiday.objects.of(Commune.objects.get())
    assert set(holidays.values_list("year", flat=True)) == {2026, 2027, 2028}
    assert holidays.get(code="unity_day", year=2026).on.isoformat() == "2026-10-31"
    assert {h.code[:4] for h in holidays.filter(provisional=True)} == {"fitr", "adha", "moha", "mawl"}


@pytest.fixture
def time_machine_now(time_machine):
    time_machine.move_to(NOW, tick=True)


@pytest.mark.django_db
def test_a_complaint_can_be_filed_in_a_started_commune_at_once():
    start()
    commune = Commune.objects.get()
    case = file_complaint(commune, category=Category.objects.get(code="animals"))
    assert (case.reference, case.department.code) == ("ASI-2026-000001", "complaints_unit")
    assert sorted(d.kind for d in case.deadlines.all()) == ["internal", "policy"]
    assert file_complaint(commune, kind=Kind.REMARK).deadlines.exclude(kind="internal").count() == 0


@pytest.mark.django_db
def test_its_administrator_is_invited_and_chooses_a_password_by_the_link(client, mailoutbox):
    start()
    member = Membership.objects.get()
    assert (member.role, member.user.email, member.user.has_usable_password()) == (
        "administrator",
        "admin@asilah.example",
        False,
    )
    deliver_waiting(clock=lambda: Notification.objects.get().queued_at + timedelta(seconds=1))
    body = mailoutbox[0].body
    link = next(word for word in body.split() if "/password/reset/key/" in word)
    assert link.startswith("http://asilah.localhost") and "/ar/" in link
    page = client.get(link, follow=True, HTTP_HOST="asilah.localhost")
    address = page.redirect_chain[-1][0]
    client.post(
        address, {"password1": "une-phrase-longue", "password2": "une-phrase-longue"}, HTTP_HOST="asilah.localhost"
    )
    entry = {"login": "admin@asilah.example", "password": "une-phrase-longue"}
    entered = client.post(reverse("account_login"), entry, HTTP_HOST="asilah.localhost")
    assert (entered.status_code, entered.url) == (302, reverse("backoffice:index"))
    again = client.get(link, follow=True, HTTP_HOST="asilah.localhost")
    assert again.context["token_fail"]


@pytest.mark.django_db
def test_it_prints_what_is_still_to_be_filled_in():
    told = start()
    for word in ("54 topics", "lunar holidays", "districts", "phone", "CNDP declaration", "bounds", "who signs"):
        assert word in told
    assert ASILAH["admin_email"] in told


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "A commune with the code 01.051.01.01 is open already"),
        ({"code": "02"}, "The prefix ASI is that of another commune"),
        ({"code": "02", "prefix": "TNG"}, "The host asilah.localhost serves another commune already"),
    ],
)
def test_what_another_commune_has_is_refused_with_a_sentence(changes, told):
    start()
    with pytest.raises(CommandError, match=told):
        start(**changes)
    assert (Commune.objects.count(), Membership.objects.count()) == (1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"prefix": "asi"}, "Two to five capital"),
        ({"prefix": "ASILAH"}, "Two to five capital"),
        ({"code": ""}, "code"),
        ({"name_ar": ""}, "name in Arabic"),
        ({"host": ["http://asilah.ma/"]}, "is not a host name"),
        ({"host": ["asilah..ma"]}, "is not a host name"),
        ({"admin_email": "nobody"}, "is not an e-mail address"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_left_behind(changes, told):
    with pytest.raises(CommandError, match=told):
        start(**changes)
    assert not Commune.objects.exists() and not Notification.objects.exists()


@pytest.mark.django_db
def test_a_commune_is_opened_whole_or_not_at_all():
    broken = [{"name_ar": "مصلحة بلا رمز", "name_fr": "Service sans code"}]
    with pytest.raises(KeyError):
        open_commune(code="01", prefix="ASI", hosts=[], at=NOW, departments=broken, name_ar="أصيلة", name_fr="Asilah")
    assert not Commune.objects.exists()


def test_enforcing_prints_what_it_fired_once(complaint, director):
    at = (complaint.due_at + timedelta(hours=1)).isoformat()
    told = run("enforce_deadlines", at=at)
    assert f"{complaint.reference} complaint: breach" in told and "half" in told
    assert told.rstrip().endswith("4.")
    assert run("enforce_deadlines", at=at).rstrip().endswith(": 0.")
    assert complaint.deadlines.get().breached_at == complaint.due_at


def test_a_moment_without_zone_is_moroccan_and_a_day_is_its_midnight(commune, director):
    """In summer 2026 the legal time was still an hour ahead of UTC."""
    filed = file_complaint(commune, at=datetime(2026, 6, 1, 9, 0, tzinfo=UTC))
    assert "breach" not in run("enforce_deadlines", at="2026-07-31T23:59:59")
    assert filed.deadlines.get().breached_at is None
    assert "breach" in run("enforce_deadlines", at="2026-08-01")
    assert filed.deadlines.get().breached_at == datetime(2026, 7, 31, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize("at", ["tomorrow", "2026-13-01", "2026-02-30T10:00"])
def test_a_moment_that_is_none_is_refused(db, at):
    with pytest.raises(CommandError, match="is not a moment"):
        run("enforce_deadlines", at=at)


def test_in_production_the_future_is_not_enforced(complaint, director, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="lies in the future"):
        run("enforce_deadlines", at="2999-01-01")
    assert complaint.deadlines.get().breached_at is None


def test_verifying_finds_a_date_that_its_events_do_not_give(complaint):
    sweep.enforce(at=NOW)
    assert "is what its events say" in run("verify_deadlines")
    Deadline.objects.update(due_at=complaint.due_at + timedelta(days=1))
    out = io.StringIO()
    with pytest.raises(CommandError, match="2 differences"):
        call_command("verify_deadlines", stdout=out)
    assert f"{complaint.reference} deadline" in out.getvalue() and "due_at" in out.getvalue()


def test_verifying_finds_a_case_that_does_not_stand_where_its_deadlines_say(complaint):
    Case.objects.update(due_at=FAR)
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 differences"):
        call_command("verify_deadlines", stdout=out)
    assert f"{complaint.reference} due_at" in out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_verifying_ends_with_code_1_when_something_differs(child_environment):
    start()
    make_member(Commune.objects.get(), "director")
    file_complaint(Commune.objects.get())
    command = [sys.executable, "manage.py", "verify_deadlines"]
    words = {"cwd": ROOT, "env": {**os.environ, **child_environment}, "capture_output": True, "check": False}
    assert subprocess.run(command, **words).returncode == 0
    Deadline.objects.update(next_step_at=NOW)
    assert subprocess.run(command, **words).returncode == 1
