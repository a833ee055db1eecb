"""The pages where a neighbour follows a case: one press to join, one to leave, and what strangers may read."""

from datetime import timedelta

import pytest

from portal.cases import codes
from portal.cases.models import Follower
from portal.cases.services import lifecycle, publishing, sweep
from portal.cases.views.following import join_token
from tests.fixtures.builders import NOW, file_complaint
from tests.fixtures.citizens import in_language, later
from tests.fixtures.followers import EMAIL, filled, follow, join_url, manage_url, told
from tests.fixtures.publications import WORDS, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def test_opening_the_link_confirms_nothing_and_one_press_does(client, complaint):
    row = follow(complaint, confirmed=False)
    assert client.get(manage_url(row)).status_code == 200
    assert Follower.objects.get().confirmed_at is None
    client.post(manage_url(row), {"confirm": "1"})
    client.post(manage_url(row), {"confirm": "1"})
    assert Follower.objects.get().confirmed_at == NOW
    assert told() == ["follow_confirm", "follow_receipt"]


def test_one_press_leaves_and_the_link_then_opens_nothing(client, complaint):
    row = follow(complaint)
    assert client.post(manage_url(row), {"leave": "1"}).status_code == 302
    assert client.get(manage_url(row)).status_code == 404


def test_a_link_that_was_guessed_opens_nothing(client, complaint, other_commune):
    row = follow(complaint)
    sealed = codes.sealed("follower", row.pk)
    theirs = follow(file_complaint(other_commune), "b@example.org")
    for token in (f"{row.pk}-AAAA", sealed[:-1], join_token(complaint), "x", f"{row.pk}", "٣-A", "9" * 40 + "-A",
                  codes.sealed("follower", theirs.pk)):  # fmt: skip
        answer = client.get(in_language("fr", "cases:following", token), headers={"host": "lar.localhost"})
        assert answer.status_code == 404, token
    for token in (sealed, f"{complaint.pk}-AAAA", join_token(file_complaint(other_commune))):
        answer = client.get(in_language("fr", "cases:follow", token), headers={"host": "lar.localhost"})
        assert answer.status_code == 404, token


@pytest.mark.parametrize(("changes", "wrong"), [
    ({"email": "", "phone": ""}, "phone"), ({"email": "no"}, "email"), ({"email": "", "phone": "12"}, "phone"),
    ({"agree": ""}, "agree"), ({"language": "xx"}, "language"), ({"name": "\x00"}, "name"),
    ({"email": "a" * 300 + "@b.ma"}, "email"),
])  # fmt: skip
def test_bad_input_comes_back_with_its_sentence_and_what_was_typed(client, complaint, changes, wrong):
    answer = client.post(join_url(complaint), filled(**changes))
    assert answer.status_code == 200
    assert wrong in answer.context["form"].errors
    assert not Follower.objects.exists()


def test_only_one_address_is_kept(client, complaint):
    client.post(join_url(complaint), filled(phone="0612345678"))
    row = Follower.objects.get()
    assert (row.email, row.phone) == (EMAIL, "")


def test_a_case_that_was_answered_meanwhile_takes_no_followers(client, complaint, clerk):
    lifecycle.answer(complaint, by=clerk, at=NOW, outcome="resolved", text="x")
    assert client.post(join_url(complaint), filled()).status_code == 200
    assert not Follower.objects.exists()


@pytest.mark.parametrize(("days", "words"), [(0, "au plus tard le"), (70, "elle est en retard")])
def test_who_joins_a_late_case_reads_that_it_is_late(client, commune, days, words):
    case = file_complaint(commune, at=NOW - timedelta(days=days))
    sweep.enforce(at=NOW)
    assert words in client.get(join_url(case, "fr")).content.decode()


@pytest.mark.parametrize("lang", ["ar", "fr"])
def test_strangers_see_subject_district_and_day_and_never_a_word_of_the_citizen(client, commune, lang):
    district = commune.districts.first()
    case = file_complaint(commune, district=district, address="قرب دار الحاج أحمد", phone="+212612345678")
    row = follow(case, confirmed=False)
    for url in (join_url(case, lang), manage_url(row, lang)):
        page = client.get(url).content.decode()
        assert str(getattr(district, f"name_{lang}")) in page
        for secret in (case.subject, case.description, case.address, case.name, case.phone, case.email, case.reference):
            assert secret not in page, secret


@pytest.mark.usefixtures("open_to_publication")
@pytest.mark.parametrize("lang", ["ar", "fr"])
def test_of_a_published_case_strangers_read_the_words_that_were_cleared_and_no_others(client, commune, clerk, lang):
    case = publish(commune, by=clerk, text="ثلاثة مصابيح مطفأة", description="جاري أحمد يشتكي", address="قرب دار أحمد")
    row = follow(case, confirmed=False)
    public = in_language(lang, "complaints:complaint_show", case.reference)
    for url in (join_url(case, lang), manage_url(row, lang)):
        page = client.get(url).content.decode()
        assert WORDS["subject"] in page and "ثلاثة مصابيح مطفأة" in page and f'href="{public}"' in page
        assert "أحمد" not in page
    publishing.unpublish(case, by=clerk, at=later(days=1))
    page = client.get(join_url(case, lang)).content.decode()
    assert WORDS["subject"] not in page and public not in page
