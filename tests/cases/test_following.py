"""Following somebody else's case: one row per address, nothing before a yes, told the answer, gone in one step."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from portal.cases.anonymity import without_person
from portal.cases.models import Follower
from portal.cases.models.case import ForbiddenMove
from portal.cases.services import correspondence, decisions, following, lifecycle, responses
from portal.notifications import rendering
from portal.notifications.channels import Undeliverable
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, file_complaint
from tests.fixtures.citizens import later
from tests.fixtures.desk import fresh
from tests.fixtures.followers import EMAIL, filled, follow, join_url, manage_url, text, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def test_one_address_a_thousand_times_is_one_row_and_one_message(complaint):
    for _again in range(1000):
        following.add(complaint, at=NOW, email="Neighbour@Example.org", phone="", language="fr")
    assert Follower.objects.count() == 1
    assert told() == ["follow_confirm"]


def test_a_thousand_presses_on_the_page_are_one_row_too(client, complaint):
    answers = [client.post(join_url(complaint), filled()).status_code for _again in range(20)]
    assert answers[0] == 302 and answers[-1] == 429  # slowed, with what was typed kept
    assert (Follower.objects.count(), told()) == (1, ["follow_confirm"])


def test_many_addresses_from_one_client_are_slowed_and_what_was_typed_stays(client, complaint):
    for n in range(100):
        answer = client.post(join_url(complaint), filled(email=f"p{n}@example.org"))
        if answer.status_code != 302:
            break
    assert answer.status_code == 429
    assert answer.context["form"]["email"].value() == f"p{n}@example.org"
    assert 5 < Follower.objects.count() == n < 100


def test_the_database_refuses_the_same_address_twice_and_none_at_all(complaint):
    row = follow(complaint)
    for email, phone in ((row.email, ""), ("", ""), ("a@example.org", "+212600000001")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Follower.objects.create(case=complaint, email=email, phone=phone, language="ar", at=NOW)


def test_an_address_is_not_asked_by_more_than_a_few_cases_at_once(commune):
    cases = [file_complaint(commune) for _n in range(following.UNCONFIRMED_MOST + 2)]
    rows = [follow(case, confirmed=False) for case in cases]
    assert [row is None for row in rows] == [False] * following.UNCONFIRMED_MOST + [True, True]
    assert len(told()) == following.UNCONFIRMED_MOST


def test_nothing_is_sent_before_a_yes(complaint, clerk):
    follow(complaint, confirmed=False)
    lifecycle.plan(complaint, by=clerk, at=NOW, on=later(days=3).date())
    lifecycle.answer(complaint, by=clerk, at=NOW, outcome="resolved", text="Réparé.")
    assert told() == ["follow_confirm"]


def test_who_said_yes_is_told_the_date_the_answer_and_the_end(complaint, clerk):
    follow(complaint)
    lifecycle.plan(complaint, by=clerk, at=NOW, on=later(days=3).date())
    lifecycle.answer(complaint, by=clerk, at=NOW, outcome="resolved", text="La lampe est réparée.")
    lifecycle.close(fresh(complaint), by=clerk, at=later(days=20))
    assert told() == ["follow_confirm", "follow_receipt", "follow_planned", "follow_answer", "follow_closed"]
    assert "La lampe est réparée." in text("follow_answer")


def test_who_says_yes_after_the_answer_or_the_end_is_told_that(commune, complaint, clerk):
    row = follow(complaint, confirmed=False)
    lifecycle.answer(complaint, by=clerk, at=NOW, outcome="resolved", text="La lampe est réparée.")
    following.confirm(row, at=later(days=1))
    assert told() == ["follow_confirm", "follow_answer"]
    assert "La lampe est réparée." in text("follow_answer")
    ended = file_complaint(commune)
    row = follow(ended, "late@example.org", confirmed=False)
    lifecycle.withdraw(ended, at=NOW)
    following.confirm(row, at=later(days=1))
    assert told("late@example.org") == ["follow_confirm", "follow_closed"]


def test_the_receipt_of_a_follower_promises_the_same_day_as_that_of_the_citizen(complaint):
    follow(complaint)
    for name in ("follow_confirm", "follow_receipt"):
        assert "22\u00a0janvier 2027" in text(name)
    own = rendering.render(Notification.objects.get(recipient=complaint.email))
    assert "22" in own.text and "2027" in own.text


def test_what_a_follower_reads_hides_the_person_who_filed(commune, clerk):
    case = file_complaint(commune, name="فاطمة بنعلي", phone="+212612345678", email="fatima@example.org")
    follow(case)
    words = "السيدة فاطمة بنعلي، اتصلنا بكم على 06 12 34 56 78 و fatima@example.org. أصلحنا المصباح."
    lifecycle.answer(case, by=clerk, at=NOW, outcome="resolved", text=words)
    page = Client(headers={"host": "lar.localhost"}).get(manage_url(Follower.objects.get())).content.decode()
    for read in (text("follow_answer"), page):
        assert "أصلحنا المصباح" in read
        for secret in ("فاطمة", "بنعلي", "12 34 56", "fatima@", case.description, case.subject):
            assert secret not in read, secret


def test_the_citizen_of_a_duplicate_does_not_read_the_name_of_the_first_one(commune, clerk, officer):
    first = file_complaint(commune, name="Driss Alaoui")
    second = file_complaint(commune, email="second@example.org")
    decisions.mark_duplicate(second, by=officer, at=NOW, original=first, text="même lampe")
    lifecycle.answer(first, by=clerk, at=NOW, outcome="resolved", text="Bonjour M. Driss ALAOUI, c'est réparé.")
    assert "réparé" in second.answers.get().text
    assert "laoui" not in second.answers.get().text.lower()


@pytest.mark.parametrize(("words", "hidden"), [
    ("M. Amrani, Mohamed", True), ("MOHAMED AMRANI", True), ("Appelez le 06-12-34-56-78", True),
    ("au 0612345678", True), ("+212 6 12 34 56 78", True), ("amrani@example.org", True),
    ("le rond-point, 06 12 99 99 99", False), ("contact@larache.example", False),
])  # fmt: skip
def test_name_phone_and_address_are_blotted_out_however_they_are_written(complaint, words, hidden):
    complaint.name, complaint.phone, complaint.email = "Mohamed Amrani", "+212612345678", "amrani@example.org"
    assert (without_person(words, complaint) != words) is hidden


def test_a_withdrawn_case_tells_its_followers_that_no_answer_comes(complaint):
    follow(complaint)
    lifecycle.withdraw(complaint, at=NOW)
    assert told()[-1] == "follow_closed"
    with_french = text("follow_closed")
    assert "LAR-2026" in with_french and complaint.subject not in with_french


def test_followers_of_a_duplicate_follow_its_original_and_come_back_after_an_objection(commune, officer, clerk):
    first, second = file_complaint(commune), file_complaint(commune)
    both = follow(first)
    follow(second)
    alone = follow(second, "", phone="+212600000009")
    decision = decisions.mark_duplicate(second, by=officer, at=NOW, original=first, text="x")
    assert set(first.followers.values_list("pk", flat=True)) == {both.pk, alone.pk}
    lifecycle.plan(first, by=clerk, at=NOW, on=later(days=3).date())
    assert told("+212600000009")[-1] == "follow_planned"
    decisions.object_to(decision, at=NOW, text="non")
    assert list(second.followers.values_list("pk", flat=True)) == [alone.pk]
    assert list(first.followers.values_list("pk", flat=True)) == [both.pk]


def test_a_case_is_never_joined_to_one_of_another_commune(complaint, other_commune, officer):
    theirs = file_complaint(other_commune)
    with pytest.raises(ForbiddenMove):
        decisions.mark_duplicate(complaint, by=officer, at=NOW, original=theirs, text="x")
    assert fresh(complaint).duplicate_of_id is None


def test_who_left_gets_nothing_more_not_even_what_was_waiting(complaint, clerk):
    row = follow(complaint)
    lifecycle.answer(complaint, by=clerk, at=NOW, outcome="resolved", text="x")
    following.leave(row)
    assert not Follower.objects.exists()
    rows = Notification.objects.filter(template="cases/mail/follow_answer")
    assert [(row.recipient, row.next_try_at) for row in rows] in ([], [("", None)])
    for row in rows:
        with pytest.raises(Undeliverable):
            rendering.render(row)
    assert not Notification.objects.filter(recipient=EMAIL).exists()


def test_addresses_without_a_yes_and_those_of_old_cases_are_deleted(commune, clerk):
    silent, lasting = file_complaint(commune), file_complaint(commune)
    follow(silent, confirmed=False)
    follow(lasting)
    following.forget(at=NOW + timedelta(days=6))
    assert Follower.objects.count() == 2
    following.forget(at=NOW + timedelta(days=8))
    assert [row.case_id for row in Follower.objects.all()] == [lasting.pk]
    lifecycle.answer(lasting, by=clerk, at=NOW, outcome="resolved", text="x")
    lifecycle.close(fresh(lasting), by=clerk, at=later(days=20))
    following.forget(at=later(days=109))
    assert Follower.objects.exists()
    following.forget(at=later(days=111))
    assert not Follower.objects.exists()


# The pages


def test_what_is_asked_of_the_person_who_filed_is_not_asked_of_a_follower(client, complaint, clerk):
    row = follow(complaint)
    correspondence.ask(complaint, by=clerk, at=NOW, text="Quel poteau ?")
    page = client.get(manage_url(row)).content.decode()
    assert "La commune a demandé un complément à la personne" in page
    for mine in ("votre réponse", "de vous", "Quel poteau"):
        assert mine not in page, mine
    lifecycle.answer(fresh(complaint), by=clerk, at=later(days=1), outcome="resolved", text="Réparé.")
    responses.ask_review(fresh(complaint), at=later(days=2), text="Non")
    page = client.get(manage_url(row)).content.decode()
    assert "Vous avez demandé" not in page and "Un service y travaille" in page
