"""Erasing the person from a case: nothing is left, nothing else changes, twice is once."""

from uuid import uuid4

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models

from portal.cases.models import Answer, Attachment, Case, Follower, Move, Upload
from portal.cases.models.case import ForbiddenMove
from portal.cases.services import contacts, correspondence, decisions, erasure, lifecycle, telling, uploads
from portal.cases.states import Reason
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, file_complaint
from tests.fixtures.citizens import later, photo

pytestmark = pytest.mark.django_db
NAME, PHONE, EMAIL = "زينب أيت القاضي", "+212698765432", "zineb@example.org"
WORDS = f"أنا {NAME}، رقمي 06 98 76 54 32 أو ٠٦٩٨٧٦٥٤٣٢ وبريدي Zineb@Example.org"
TRACES = (NAME, PHONE, "06 98 76 54 32", "٠٦٩٨٧٦٥٤٣٢", "698765432", EMAIL, "zineb", "Zineb")


@pytest.fixture
def story(commune, clerk, officer):
    """A closed case whose every text names its citizen, with a photo, and a twin that was answered with it."""
    token, twin = uuid4(), file_complaint(commune, email="twin@example.org", name="توأم")
    uploads.keep(commune, token=token, files=[photo(f"{NAME}.jpg")], at=NOW)
    case = file_complaint(
        commune, name=NAME, phone=PHONE, email=EMAIL, subject=WORDS[:160], description=WORDS, address=WORDS,
        latitude=35.19, longitude=-6.15,
    )  # fmt: skip
    uploads.attach(case, token=token, by=None, at=NOW)
    decisions.mark_duplicate(twin, by=officer, at=NOW, original=case, text="نفس الموضوع")
    correspondence.write(case, by=clerk, at=NOW, text=WORDS)
    correspondence.note(case, by=clerk, at=NOW, text=WORDS)
    roads = commune.departments.get(code="roads")
    row = correspondence.consult(case, by=clerk, at=NOW, department=roads, question=WORDS, due_on=NOW.date())
    correspondence.reply_to_consultation(row, by=clerk, at=NOW, text=WORDS)
    decisions.change_kind(case, by=officer, at=NOW, kind="suggestion", text=WORDS)
    decisions.object_to(case.decisions.get(), at=NOW, text=WORDS)
    correspondence.reply(case, at=NOW, text=WORDS)
    Notification.objects.update(next_try_at=None, sent_at=NOW)
    Notification.objects.filter(recipient=EMAIL).update(error=f"550 <{EMAIL}> unknown", sent_at=None, given_up_at=NOW)
    case = Case.objects.get(pk=case.pk)
    lifecycle.answer(case, by=clerk, at=later(days=1), outcome="explained", text=WORDS)
    lifecycle.close(case, by=clerk, at=later(days=40))
    return case


def traces(*wanted):
    """(table, column) of every text in the whole database that still holds one of the traces."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                texts = [str(value) for value in model._base_manager.values_list(field.attname, flat=True)]
                if any(trace in text for text in texts for trace in wanted):
                    found.add((model._meta.label, field.name))
    return found


def test_erasing_words_leaves_no_trace_in_any_table_nor_in_the_storage(story, director):
    paths = [path for file in story.attachments.all() for path in (file.path, file.thumbnail)]
    assert len(traces(*TRACES)) > 10 and all(default_storage.exists(path) for path in paths)
    assert erasure.erase(story, by=director, at=later(days=41), words=True)
    uploads.remove_stale(at=later(days=41))
    assert traces(*TRACES) == set()
    assert not any(default_storage.exists(path) for path in paths)
    assert not Attachment.objects.filter(case=story).exists() and not Upload.objects.exists()


def test_erasing_the_person_alone_keeps_the_texts_and_blots_the_name_out(story, director):
    erasure.erase(story, by=director, at=later(days=41), words=False)
    assert traces(*TRACES) == set()
    case = Case.objects.get(pk=story.pk)
    assert case.description.startswith("أنا ●●●●، رقمي ●●●● أو ●●●●") and case.latitude == 35.19
    assert case.attachments.count() == 1 and "زينب" not in case.search_text


def test_figures_and_history_stay(story, director):
    kept = ("reference", "state", "kind", "topic_id", "received_on", "opened_at", "closed_at", "department_id")
    before = {name: getattr(Case.objects.get(pk=story.pk), name) for name in kept}
    moves, outcomes = story.moves.count(), list(Answer.objects.order_by("pk").values_list("outcome", "number", "at"))
    deadlines = list(story.deadlines.values("state", "due_at", "met_at"))
    erasure.erase(story, by=director, at=later(days=41), words=True)
    case = Case.objects.get(pk=story.pk)
    assert {name: getattr(case, name) for name in kept} == before
    assert list(Answer.objects.order_by("pk").values_list("outcome", "number", "at")) == outcomes
    assert list(case.deadlines.values("state", "due_at", "met_at")) == deadlines
    last = case.moves.last()
    assert (case.moves.count(), last.reason, last.by) == (moves + 1, Reason.ERASED, director)


@pytest.mark.parametrize("words", [True, False])
def test_twice_is_once(story, director, words):
    assert erasure.erase(story, by=director, at=later(days=41), words=words)
    assert not erasure.erase(story, by=director, at=later(days=42), words=words)
    assert Move.objects.filter(reason=Reason.ERASED).count() == 1


def test_an_address_that_was_corrected_is_erased_too(complaint, officer):
    contacts.correct(complaint, by=officer, at=NOW, phone="", email="right@example.org")
    lifecycle.withdraw(Case.objects.get(), at=NOW)
    erasure.erase(complaint, by=officer, at=NOW, words=False)
    assert traces("citizen@example.org", "right@example.org") == set()


def test_another_persons_case_is_left_alone(story, director):
    erasure.erase(story, by=director, at=later(days=41), words=True)
    twin = Case.objects.get(email="twin@example.org")
    assert twin.name == "توأم" and twin.answers.get().text  # the words of its answer stay, without the other's name


def test_followers_go_with_the_words_and_stay_without_them(story, commune, director):
    Follower.objects.create(
        case=story, email="neighbour@example.org", name="جار", language="ar", at=NOW, confirmed_at=NOW
    )
    telling.followers(story, "answer", key="9", at=NOW)
    erasure.erase(story, by=director, at=later(days=41), words=False)
    assert Follower.objects.exists()
    erasure.erase(story, by=director, at=later(days=41), words=True)
    assert traces("neighbour@example.org", "جار") == set()


def test_an_open_or_answered_case_is_refused_and_untouched(complaint, clerk):
    with pytest.raises(ForbiddenMove):
        erasure.erase(complaint, by=clerk, at=NOW, words=True)
    lifecycle.answer(complaint, by=clerk, at=NOW, outcome="explained", text="جواب")
    with pytest.raises(ForbiddenMove):
        erasure.erase(complaint, by=clerk, at=NOW, words=True)
    assert Case.objects.get().email == "citizen@example.org"


def test_messages_that_wait_are_not_sent_any_more(complaint):
    lifecycle.withdraw(complaint, at=NOW)
    assert Notification.objects.filter(next_try_at__isnull=False).exists()
    erasure.erase(complaint, by=None, at=NOW, words=False)
    assert not Notification.objects.filter(next_try_at__isnull=False).exists()


def test_bytes_that_a_killed_process_left_go_with_the_next_sweep(story, director, django_capture_on_commit_callbacks):
    path = story.attachments.get().path
    with django_capture_on_commit_callbacks(execute=False):  # killed between the commit and the removal
        erasure.erase(story, by=director, at=later(days=41), words=True)
    assert default_storage.exists(path)
    assert uploads.remove_stale(at=later(days=41)) == 1 and not default_storage.exists(path)
