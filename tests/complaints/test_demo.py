"""The demonstration as it is loaded: it shows everything, at any hour, once, and never in production."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

from portal import append_only
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.models import Answer, Attachment, Case, Deadline, Decision, Escalation, Message, Move, Upload
from portal.cases.services import sweep, verification
from portal.cases.states import Channel, Outcome, State
from portal.communes.models import Commune
from portal.demo import loading
from portal.notifications import rendering
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW
from tests.seeds import is_arabic

from .exports import open_test_commune

PASSWORD = "larache-2026"


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def demo(**options):
    out = io.StringIO()
    call_command("demo", stdout=out, **options)
    return out.getvalue()


@pytest.fixture(scope="class")
def larache(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration loaded once for the tests of a class, and rolled back with the last of them."""
    folder = tmp_path_factory.mktemp("larache")
    with override_settings(MEDIA_ROOT=folder), django_db_blocker.unblock(), transaction.atomic():
        yield loading.load(at=NOW, password=PASSWORD).commune
        transaction.set_rollback(True)


@pytest.mark.django_db
class TestLarache:
    def test_every_state_outcome_channel_and_role_can_be_seen_and_an_overdue_case(self, larache):
        cases = Case.objects.of(larache)
        assert set(cases.values_list("state", flat=True)) == set(State.values)
        assert set(cases.values_list("channel", flat=True)) == set(Channel.values)
        assert set(Answer.objects.values_list("outcome", flat=True)) == set(Outcome.values)
        assert set(larache.memberships.values_list("role", flat=True)) == set(Role.values)
        assert cases.overdue(NOW).count() >= 3
        assert larache.hosts.order_by("pk").first().name == "localhost"

    def test_its_deadlines_were_enforced_as_time_went_by(self, larache):
        fired = Escalation.objects.filter(deadline__kind="policy", imported=False)
        assert {row.step.code for row in fired} == {"half", "before_7", "before_2", "breach", "after_7", "after_30"}
        assert not fired.filter(late=True).exists()
        assert all(timedelta(0) <= row.at - row.planned_at < timedelta(days=1) for row in fired)
        assert fired.get(deadline__case__subject__contains="terrasse", step__code="after_30").reached == ["president"]
        assert Deadline.objects.filter(breached_at__isnull=False, state="running", kind="policy").count() >= 3
        assert list(verification.differences()) == []

    def test_nothing_of_its_past_is_left_to_send_or_to_fire(self, larache):
        assert Notification.objects.filter(next_try_at__isnull=False).count() == 0
        assert Notification.objects.filter(sent_at=None).count() == 0
        waiting = Notification.objects.count()
        assert sweep.enforce(at=NOW) == []
        assert Notification.objects.count() == waiting > 60

    def test_every_message_of_its_past_can_still_be_read_in_the_language_of_its_reader(self, larache):
        for message in Notification.objects.select_related("commune"):
            rendered = rendering.render(message)
            assert is_arabic(rendered.text) or message.language == "fr", message.template
            assert rendered.subject or message.channel == "sms", message.template

    def test_its_past_lies_in_the_past_and_in_order(self, larache):
        assert not Move.objects.filter(at__gt=NOW).exists() and not Message.objects.filter(at__gt=NOW).exists()
        references = list(
            Case.objects.exclude(channel="import").order_by("opened_at").values_list("reference", flat=True)
        )
        assert references == sorted(references)
        for case in Case.objects.all():
            moments = [move.at for move in case.moves.order_by("pk")]
            assert moments == sorted(moments), case.reference

    def test_files_went_through_the_checks_and_are_there(self, larache):
        assert set(Attachment.objects.values_list("kind", flat=True)) == {"photo", "audio"}
        assert Attachment.objects.filter(answer__isnull=False).exists()
        assert all(default_storage.exists(path) for path in Attachment.objects.values_list("path", flat=True))
        assert not Upload.objects.exists()

    def test_the_portal_itself_answers_who_never_completed_and_the_duplicate_with_its_original(self, larache):
        lapsed = Answer.objects.get(outcome=Outcome.NOT_COMPLETED)
        assert lapsed.by is None and "[" not in lapsed.text and "{" not in lapsed.text
        twin = Decision.objects.get(code="duplicate").case
        original = twin.duplicate_of
        assert twin.answers.get().text == original.answers.get().text
        assert Message.objects.filter(kind="question", reminded__gte=1).exists()

    def test_after_the_answer_everything_is_shown_once(self, larache):
        cases = Case.objects.of(larache).filter(model="complaints.complaint")
        reasons = set(Move.objects.values_list("reason", flat=True))
        assert {"satisfied", "silence", "review"} <= reasons
        assert cases.filter(satisfied=True, state="closed").exists()
        under_review = cases.under_review().get()
        assert under_review.assignee.email == "officer@larache.example"
        reviewed = cases.get(review_asked_at__isnull=False, state="answered")
        assert [row.number for row in reviewed.answers.all()] == [1, 2]
        assert cases.to_approve().count() == 1
        assert Answer.objects.exclude(approved_by=None).get().approved_by.email == "head.planning@larache.example"
        assert cases.filter(state="answered", satisfied=None, respond_until__gte=NOW.date()).exists()

    def test_everybody_can_sign_in_with_the_password_that_is_printed(self, larache, client):
        for user in User.objects.filter(memberships__commune=larache):
            assert user.is_staff and client.login(username=user.email, password=PASSWORD), user.email


@pytest.mark.parametrize(
    "at",
    [datetime(2027, 1, 1, 0, 0, 30, tzinfo=UTC), datetime(2028, 2, 29, 8, 0, tzinfo=UTC)],
    ids=["first minute of a year", "29 february"],
)
def test_it_can_be_loaded_at_any_hour_of_any_day(db, media, at):
    commune = loading.load(at=at, password=PASSWORD).commune
    assert Case.objects.of(commune).overdue(at).exists()
    assert not Move.objects.filter(at__gte=at).exists()
    assert set(commune.holidays.values_list("year", flat=True)) >= {at.year, at.year + 1, at.year + 2}


@pytest.mark.django_db
def test_a_second_run_says_so_and_changes_nothing(media):
    assert "Larache is loaded" in demo()
    before = [Case.objects.count(), Notification.objects.count(), User.objects.count()]
    told = demo()
    assert "is there already" in told and "officer@larache.example" in told and PASSWORD in told
    assert before == [Case.objects.count(), Notification.objects.count(), User.objects.count()]


@pytest.mark.django_db
def test_production_and_other_communes_are_left_alone(settings, media):
    open_test_commune("TNG")
    for options in ({}, {"reset": True}):
        with pytest.raises(CommandError, match=r"not empty: it holds the commune 01\.TNG"):
            demo(**options)
    settings.DEMO = False
    with pytest.raises(CommandError, match="in production"):
        demo(reset=True)
    assert list(Commune.objects.values_list("prefix", flat=True)) == ["TNG"]


@pytest.mark.django_db
def test_a_demonstration_that_lacks_something_is_not_loaded(media, monkeypatch):
    monkeypatch.setattr(loading.pillars, "demos", list)
    with pytest.raises(CommandError, match=r"does not show: an overdue case, channel chafafiya, channel chikaya"):
        demo()
    assert not Commune.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_reset_begins_anew_with_the_history_guarded(media, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "another-2026")
    demo()
    old_files = set(Attachment.objects.values_list("path", flat=True))
    User.objects.create_user("stranger@example.org", name_latin="Stranger")
    told = demo(reset=True)
    assert "is loaded" in told and "another-2026" in told
    assert not any(default_storage.exists(path) for path in old_files)
    assert append_only.missing() == []
    assert not User.objects.filter(email="stranger@example.org").exists()
    assert User.objects.get(email="officer@larache.example").check_password("another-2026")
