"""Anonymising closed cases: on the right local day, only what is settled, the same figures, at most once."""

import io
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from portal.accounts.models import User
from portal.cases import tasks
from portal.cases.keeping import first_kept
from portal.cases.models import Case, Decision, MonthFigure, Move, RetentionRun
from portal.cases.services import correspondence, counting, erasure, lifecycle, retention, uploads
from portal.cases.states import Reason
from portal.communes.models import Commune
from portal.notifications import outbox
from portal.notifications.models import Notification
from portal.workdays.arithmetic import months_later, start_of
from tests.fixtures.builders import NOW, file_complaint, make_category
from tests.fixtures.citizens import photo

from .test_erasure import traces

pytestmark = pytest.mark.django_db
NAME, EMAIL = "زينب أيت القاضي", "zineb@example.org"
CLOSED_ON = date(2026, 11, 23)  # NOW
DUE = start_of(date(2028, 11, 24))  # 24 months later, at the local midnight after the last day
SECOND = timedelta(seconds=1)


@pytest.fixture
def commune(commune):
    Commune.objects.filter(pk=commune.pk).update(retention_confirmed=True)
    commune.refresh_from_db()
    return commune


def closed(commune, **fields):
    """A case that its citizen withdrew at NOW."""
    case = file_complaint(commune, **{"name": NAME, "email": EMAIL, "description": f"أنا {NAME}", **fields})
    lifecycle.withdraw(case, at=NOW)
    Notification.objects.update(next_try_at=None, sent_at=NOW)
    return Case.objects.get(pk=case.pk)


def dry_run(*words):
    out = io.StringIO()
    call_command("retention", *words, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("months", [1, 2, 11, 12, 24, 600])
def test_the_first_day_kept_is_exactly_the_border(months):
    for days in range(0, 800):
        on = date(2027, 1, 1) + timedelta(days=days)
        first = first_kept(on, months)
        assert months_later(first, months) >= on > months_later(first - timedelta(days=1), months)


@pytest.mark.parametrize(("at", "left"), [(DUE - SECOND, NAME), (DUE, "")])
def test_a_case_goes_at_the_local_midnight_after_its_last_day(commune, at, left):
    case = closed(commune)
    retention.run(commune, at=at)
    assert Case.objects.get(pk=case.pk).name == left


@pytest.mark.parametrize(
    ("closed_at", "gone"),
    [
        (datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC), True),  # legal time is UTC: still the 31st
        (datetime(2026, 11, 1, 0, 0, tzinfo=UTC), False),
    ],
)
def test_the_day_of_closing_is_a_local_one(commune, closed_at, gone):
    case = closed(commune)
    Case.objects.filter(pk=case.pk).update(closed_at=closed_at)
    retention.run(commune, at=start_of(date(2028, 11, 1)))
    assert (Case.objects.get(pk=case.pk).name == "") is gone


def test_nothing_of_the_person_is_left_in_any_table_nor_in_the_storage(commune, clerk):
    token = uuid4()
    uploads.keep(commune, token=token, files=[photo(f"{NAME}.jpg")], at=NOW)
    case = file_complaint(commune, name=NAME, email=EMAIL, subject=NAME, description=NAME, address=NAME)
    uploads.attach(case, token=token, by=None, at=NOW)
    correspondence.note(case, by=clerk, at=NOW, text=NAME)
    lifecycle.withdraw(case, at=NOW)
    paths = [path for file in case.attachments.all() for path in (file.path, file.thumbnail)]
    retention.run(commune, at=DUE)
    uploads.remove_stale(at=DUE)
    assert traces(NAME, "زينب", EMAIL, "zineb") == set() and paths
    assert not any(default_storage.exists(path) for path in paths)


def test_open_answered_and_unsettled_cases_stay(commune, clerk, officer):
    still_open = file_complaint(commune, name=NAME)
    answered = file_complaint(commune, name=NAME)
    lifecycle.answer(answered, by=clerk, at=NOW, outcome="explained", text="جواب")
    objecting, responding, owed = closed(commune), closed(commune), closed(commune)
    on = DUE.date()
    Decision.objects.create(case=objecting, code="duplicate", text="x", by=officer, at=NOW, object_until=on)
    Case.objects.filter(pk=responding.pk).update(respond_until=on)
    owed.deadlines.update(state="paused", voided_at=None)
    assert retention.run(commune, at=DUE).anonymised == 0
    kept = [still_open, answered, objecting, responding, owed]
    assert set(Case.objects.filter(name=NAME).values_list("pk", flat=True)) == {case.pk for case in kept}
    assert retention.run(commune, at=DUE + timedelta(days=1)).anonymised == 2  # the days of the two have passed


def test_a_case_that_is_taken_up_again_has_a_person_in_it_again(commune, officer):
    case = closed(commune)
    retention.run(commune, at=DUE)
    case.refresh_from_db()
    assert case.anonymised_at == DUE
    case.move("in_progress", by=officer, at=DUE, reason=Reason.REOPENED)
    assert Case.objects.get(pk=case.pk).anonymised_at is None


def test_a_topic_has_its_own_period_else_that_of_the_one_above(commune):
    top = make_category(commune, code="roads", retention_months=3)
    under = make_category(commune, code="holes", parent=top)
    own = make_category(commune, code="bridges", parent=top, retention_months=60)
    short, long, plain = (closed(commune, category=topic) for topic in (under, own, None))
    retention.run(commune, at=start_of(date(2027, 2, 24)))
    assert [Case.objects.get(pk=case.pk).name for case in (short, long, plain)] == ["", NAME, NAME]
    retention.run(commune, at=DUE)
    assert [Case.objects.get(pk=case.pk).name for case in (long, plain)] == [NAME, ""]


def test_figures_are_the_same_before_and_after(commune, clerk):
    file_complaint(commune)
    answered = file_complaint(commune, name=NAME)
    lifecycle.answer(answered, by=clerk, at=NOW, outcome="explained", text="جواب")
    lifecycle.close(Case.objects.get(pk=answered.pk), by=clerk, at=NOW + timedelta(days=16))
    closed(commune)
    late = DUE + timedelta(days=20)
    counting.count(commune, at=late)
    before = list(MonthFigure.objects.order_by("group", "key", "kind").values())
    history = list(Move.objects.exclude(reason=Reason.ERASED).order_by("pk").values())
    assert retention.run(commune, at=late).anonymised == 2
    assert counting.count(commune, at=late)  # the erasure is news: they are counted anew
    after = list(MonthFigure.objects.order_by("group", "key", "kind").values())
    assert before and [{**row, "id": 0} for row in after] == [{**row, "id": 0} for row in before]
    assert list(Move.objects.exclude(reason=Reason.ERASED).order_by("pk").values()) == history


def test_a_second_run_does_nothing(commune):
    closed(commune)
    assert retention.run(commune, at=DUE).anonymised == 1
    assert retention.run(commune, at=DUE).anonymised == 1  # of the day
    assert retention.run_daily(commune, at=DUE + SECOND) is None
    assert retention.run(commune, at=DUE + timedelta(days=1)).anonymised == 0
    assert Move.objects.filter(reason=Reason.ERASED).count() == 1


def test_killed_in_between_it_goes_on(commune, monkeypatch):
    cases, real = [closed(commune) for _n in range(3)], erasure.erase

    def killed(case, **words):
        if case.pk == cases[1].pk:
            raise SystemExit
        return real(case, **words)

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(erasure, "erase", killed)
        retention.run(commune, at=DUE)
    row = RetentionRun.objects.get()
    assert (row.anonymised, row.finished_at) == (1, None)
    assert Case.objects.filter(name=NAME).count() == 2
    assert retention.run_daily(commune, at=DUE + SECOND).anonymised == 3
    assert not Case.objects.filter(name=NAME).exists() and RetentionRun.objects.get().finished_at


def test_a_case_that_fails_does_not_hold_up_the_others(commune, monkeypatch):
    cases, real = [closed(commune) for _n in range(3)], erasure.erase

    def broken(case, **words):
        real(case, **words)
        if case.pk == cases[1].pk:
            raise ValueError

    monkeypatch.setattr(erasure, "erase", broken)
    row = retention.run(commune, at=DUE)
    assert (row.anonymised, row.failed) == (2, 1)
    assert [case.pk for case in Case.objects.filter(name=NAME)] == [cases[1].pk]  # whole, not by halves


def test_nothing_goes_before_the_commune_confirms_nor_in_another_commune(commune, other_commune):
    case = closed(other_commune)
    closed(commune)
    assert retention.run(other_commune, at=DUE) is None
    retention.run(commune, at=DUE)
    assert Case.objects.get(name=NAME).pk == case.pk
    assert retention.forecast(other_commune, at=DUE)[0].due == 1


def test_the_dry_run_counts_and_changes_nothing(commune, other_commune, now):
    early, late = closed(commune), closed(commune)
    Case.objects.filter(pk=late.pk).update(closed_at=NOW + timedelta(days=20))
    closed(other_commune)
    now.move_to(DUE)
    before = list(Case.objects.order_by("pk").values())
    text = dry_run("--dry-run")
    assert "street-light (24 months): 1 due, the oldest closed on 2026-11-23; 1 more within 30 days" in text
    assert "not confirmed" in text.split("TNG TNG")[1] and "not confirmed" not in text.split("TNG TNG")[0]
    assert list(Case.objects.order_by("pk").values()) == before and not RetentionRun.objects.exists()
    assert "Today 1 cases were anonymised, 0 failed." in dry_run("--commune", commune.code)
    assert Case.objects.get(pk=early.pk).name == "" and Case.objects.get(pk=late.pk).name == NAME
    assert ": 0 due; 1 more" in dry_run("--dry-run", "--commune", commune.code)


def test_the_task_runs_once_a_day(commune, now):
    closed(commune)
    now.move_to(DUE)
    tasks.anonymise_closed()
    tasks.anonymise_closed()
    assert RetentionRun.objects.get().anonymised == 1


def test_addresses_of_old_messages_go_but_those_of_a_citizen_about_a_case(commune, complaint, director):
    about_case = Notification.objects.get(recipient=complaint.email)
    staff = {"channel": "email", "language": "fr", "template": "cases/mail/digest", "context": {"to": "staff"}}
    outbox.queue(commune, key="digest:1", recipient=director.email, at=NOW, about=User(pk=director.pk), **staff)
    outbox.queue(commune, key="digest:2", recipient=director.email, at=NOW, about=User(pk=director.pk), **staff)
    Notification.objects.exclude(key__startswith="digest:2").update(next_try_at=None, sent_at=NOW)
    kept_for = NOW + outbox.KEPT_FOR
    assert retention.forget_messages(at=kept_for) == 0
    assert retention.forget_messages(at=kept_for + SECOND) == 1
    left = set(Notification.objects.exclude(recipient="").values_list("key", flat=True))
    assert left == {about_case.key, f"digest:2:email:{director.email}"}  # what still waits is not lost
