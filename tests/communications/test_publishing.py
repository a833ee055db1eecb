"""An item goes out whole, in both languages; what is urgent may go out in one, and owes the other."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from communications.completeness import Missing, missing
from communications.models import Item
from communications.seeding import seed
from communications.services import editing, files, publishing, translating
from communications.services.editing import Incomplete
from communications.services.publishing import NotPossible
from tests.fixtures.builders import NOW, make_commune, make_member
from tests.fixtures.items import WORDS, add_file, publish_item, write_item

pytestmark = pytest.mark.django_db
FRENCH = ("title_fr", "summary_fr", "body_fr")
WITHOUT_FRENCH = dict.fromkeys(FRENCH, "")


def lacks(item):
    return ["_".join(filter(None, one)) for one in missing(item, item.files.all())]


def test_an_item_with_all_its_words_goes_out_at_once(commune, publisher):
    item = publish_item(commune, by=publisher)
    assert Item.objects.of(commune).public(NOW).get().pk == item.pk
    assert [event.what for event in item.events.all()] == ["written", "published"]


@pytest.mark.parametrize("name", [name for name in WORDS if name not in ("kind", "contact_ar")])
def test_each_word_that_is_missing_stops_it(name, commune, publisher):
    item = write_item(commune, by=publisher, **{name: ""})
    with pytest.raises(Incomplete) as stopped:
        publishing.publish(item, by=publisher, at=NOW)
    assert ["_".join(one) for one in stopped.value.missing] == [name]
    assert not Item.objects.public(NOW).exists()


def test_somebody_to_ask_must_be_named(commune, publisher):
    assert lacks(write_item(commune, by=publisher, contact_ar="")) == ["contact"]
    lighting = commune.departments.get(code="lighting")
    assert lacks(write_item(commune, by=publisher, contact_ar="", department=lighting)) == []


def test_a_picture_says_in_both_languages_what_it_shows(commune, publisher):
    item = write_item(commune, by=publisher)
    add_file(item, "picture")
    assert lacks(item) == ["words_ar", "words_fr"]
    files.describe(item, words_ar="مصباح", words_fr="Une lampe")
    assert lacks(item) == []


def test_a_new_picture_takes_the_place_of_the_old_one(commune, publisher):
    item = write_item(commune, by=publisher)
    first, second = add_file(item, "picture"), add_file(item, "picture")
    assert [file.pk for file in item.files.all()] == [second.pk]
    assert first.key != second.key


def test_it_waits_for_its_moment_and_ends_in_time(commune, publisher):
    later, end = NOW + timedelta(hours=3), NOW + timedelta(days=2)
    item = publish_item(commune, by=publisher, publish_at=later, expires_at=end)
    public = Item.objects.of(commune).public
    assert not public(NOW).exists()
    assert public(later).get().pk == item.pk
    assert not public(end).exists()
    assert (item.is_scheduled(NOW), item.is_public(later), item.is_expired(end)) == (True, True, True)


def test_the_database_refuses_an_end_before_the_beginning(commune, publisher):
    item = publish_item(commune, by=publisher)
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(expires_at=NOW - timedelta(days=1))


def test_what_is_public_cannot_lose_its_words(commune, publisher):
    item = publish_item(commune, by=publisher)
    with pytest.raises(Incomplete) as stopped:
        editing.change(item, by=publisher, at=NOW, title_fr="")
    assert stopped.value.missing == [Missing("title", "fr")]
    assert Item.objects.get(pk=item.pk).title_fr == WORDS["title_fr"]


def test_what_is_urgent_goes_out_in_one_language_and_owes_the_other(publisher, commune):
    seed(commune, NOW)
    item = write_item(commune, by=publisher, **WITHOUT_FRENCH)
    with pytest.raises(Incomplete):
        publishing.publish(item, by=publisher, at=NOW)
    publishing.publish(item, by=publisher, at=NOW, urgent_reason="انفجار أنبوب")
    deadline = translating.owed(item).get()
    assert (deadline.owner, deadline.last_on) == (publisher, (NOW + timedelta(days=3)).date())
    editing.change(item, by=publisher, at=NOW + timedelta(days=1), **{name: WORDS[name] for name in FRENCH})
    assert not translating.owed(item).exists()
    assert item.events.last().what == "completed"


def test_half_a_language_is_not_enough_for_what_is_urgent_either(commune, publisher):
    item = write_item(commune, by=publisher, **WITHOUT_FRENCH | {"body_ar": ""})
    with pytest.raises(Incomplete) as stopped:
        publishing.publish(item, by=publisher, at=NOW, urgent_reason="x")
    assert stopped.value.missing == [Missing("body", "ar")]


def test_what_is_withdrawn_is_gone_at_once_and_owes_nothing(commune, publisher):
    seed(commune, NOW)
    item = write_item(commune, by=publisher, **WITHOUT_FRENCH)
    publishing.publish(item, by=publisher, at=NOW, urgent_reason="x")
    publishing.withdraw(item, by=publisher, at=NOW, reason="خطأ")
    assert not Item.objects.public(NOW).exists()
    assert not translating.owed(item).exists()
    with pytest.raises(NotPossible):
        publishing.withdraw(item, by=publisher, at=NOW, reason="again")


def test_of_two_who_publish_one_is_told_that_the_other_was_faster(commune, publisher):
    item = write_item(commune, by=publisher)
    stale = Item.objects.get(pk=item.pk)
    publishing.publish(item, by=publisher, at=NOW)
    with pytest.raises(NotPossible):
        publishing.publish(stale, by=publisher, at=NOW)


def test_words_are_found_in_both_languages_and_without_their_marks(commune, publisher):
    item = publish_item(commune, by=publisher)
    for words in ("الإنارة", "eclairage", "une heure"):
        assert Item.objects.of(commune).matching(words).get().pk == item.pk
    assert not Item.objects.of(commune).matching("**").exists()


def test_a_district_reads_what_is_for_all_and_what_is_for_it(commune, publisher):
    medina, manar = commune.districts.order_by("pk")
    everywhere = publish_item(commune, by=publisher)
    there = publish_item(commune, by=publisher, everywhere=False, districts=[manar])
    items = Item.objects.of(commune)
    assert {item.pk for item in items.in_district(manar)} == {everywhere.pk, there.pk}
    assert {item.pk for item in items.in_district(medina)} == {everywhere.pk}


def test_another_communes_items_are_not_ours(commune, publisher):
    other = make_commune("TNG")
    publish_item(other, by=make_member(other, "publisher"))
    assert not Item.objects.of(commune).exists()
