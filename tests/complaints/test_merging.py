"""The complaints officer picks the original of a duplicate: from a list that works without a map, or by its number."""

import json

import pytest

from complaints import likeness
from portal.cases.models import Follower
from portal.cases.services import decisions, following, lifecycle
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, file_complaint, make_category
from tests.fixtures.desk import act, case_url, fresh, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "watched")]
HERE = {"latitude": 35.19, "longitude": -6.15}
NEAR = {"latitude": 35.1915, "longitude": -6.15}  # 167 metres
FAR = {"latitude": 35.21, "longitude": -6.12}


@pytest.fixture
def case(commune):
    return file_complaint(commune, **HERE)


def form(user, case):
    return sign_in(user).get(case_url(case, "duplicate")).context["form"]


def picks(user, case):
    return [value for value, _label in form(user, case).fields["pick"].choices]


def test_the_nearest_open_cases_of_the_group_are_offered_in_their_order(commune, case, officer):
    parent = commune.topics.get()
    sibling = make_category(commune, code="sibling", parent=parent)
    near, nearer = file_complaint(commune, **NEAR), file_complaint(commune, category=sibling, **HERE)
    file_complaint(commune, **FAR)
    file_complaint(commune, category=make_category(commune, code="other"), **HERE)
    file_complaint(commune, kind="suggestion", **HERE)
    assert picks(officer, case) == [nearer.reference, near.reference]


def test_without_a_pin_those_of_the_district_are_offered_the_most_alike_first(commune, officer):
    district = commune.districts.first()
    case = file_complaint(commune, district=district, description="المصباح قرب المسجد الكبير")
    other = file_complaint(commune, district=district, subject="", description="شيء مختلف")
    alike = file_complaint(commune, district=district, description="مصباح المسجد الكبير")
    file_complaint(commune, district=commune.districts.last())
    assert picks(officer, case) == [alike.reference, other.reference]


def test_answered_cases_duplicates_of_this_one_and_other_communes_are_not_offered(
    commune, other_commune, case, officer, clerk
):
    lifecycle.answer(file_complaint(commune, **HERE), by=clerk, at=NOW, outcome="resolved", text="x")
    decisions.mark_duplicate(file_complaint(commune, **HERE), by=officer, at=NOW, original=case, text="x")
    file_complaint(other_commune, **HERE)
    assert picks(officer, case) == []


def test_the_map_has_a_numbered_pin_for_each_line_of_the_list(commune, case, officer):
    other = file_complaint(commune, subject='<b>"x"', **NEAR)
    page = sign_in(officer).get(case_url(case, "duplicate"))
    pin = json.loads(page.context["form"].pins)[0]
    assert (pin["number"], pin["choice"], pin["latitude"]) == (1, "id_pick_0", NEAR["latitude"])
    assert 'id="id_pick_0"' in page.content.decode() and other.reference in page.content.decode()
    assert "<b>" + '"x"' not in page.content.decode()


@pytest.mark.parametrize("how", ["pick", "original", "both"])
def test_picked_or_named_it_becomes_the_original(commune, case, officer, how):
    other = file_complaint(commune, **NEAR)
    given = {"pick": {"pick": other.reference}, "original": {"original": other.reference.lower()}}
    given["both"] = given["pick"] | given["original"]
    assert act(officer, case, "duplicate", text="même lampe", **given[how]).status_code == 302
    assert fresh(case).duplicate_of_id == other.pk


def test_nothing_two_different_ones_itself_and_nonsense_are_refused(commune, other_commune, case, officer, clerk):
    near, second = file_complaint(commune, **NEAR), file_complaint(commune, **NEAR)
    theirs = file_complaint(other_commune)
    theirs_is_none_of_ours = theirs.reference
    done = file_complaint(commune)
    lifecycle.answer(done, by=clerk, at=NOW, outcome="resolved", text="x")
    for given, wrong in (
        ({}, "pick"), ({"pick": near.reference, "original": second.reference}, "original"),
        ({"original": case.reference}, "original"), ({"original": theirs_is_none_of_ours}, "original"),
        ({"original": done.reference}, "original"), ({"original": "x\x00"}, "original"), ({"pick": "LAR-1"}, "pick"),
        ({"pick": theirs_is_none_of_ours}, "pick"),
    ):  # fmt: skip
        answer = act(officer, case, "duplicate", text="x", **given)
        assert wrong in answer.context["form"].errors, given
    assert fresh(case).duplicate_of_id is None


@pytest.mark.parametrize("alone", [True, False])
def test_where_there_is_no_list_to_pick_from_the_number_is_asked_for(commune, case, officer, alone):
    if not alone:
        file_complaint(commune, **NEAR)
    field = form(officer, case).fields["original"]
    assert field.required is alone
    assert str(field.label) == ("Numéro du dossier d’origine" if alone else "Ou son numéro")


def test_followers_and_the_citizen_of_the_duplicate_are_told_the_answer(commune, case, officer, clerk):
    original = file_complaint(commune, email="first@example.org", **NEAR)
    follower = following.add(case, at=NOW, email="neighbour@example.org", phone="", language="fr")
    following.confirm(follower, at=NOW)
    act(officer, case, "duplicate", text="même lampe", pick=original.reference)
    assert Follower.objects.get().case_id == original.pk
    lifecycle.answer(fresh(original), by=clerk, at=NOW, outcome="resolved", text="réparé")
    told = Notification.objects.filter(template__contains="answer").values_list("recipient", "template")
    assert set(told) == {("first@example.org", "cases/mail/answer"), (case.email, "cases/mail/answer"),
                         ("neighbour@example.org", "cases/mail/follow_answer")}  # fmt: skip


def test_the_case_page_counts_followers_and_names_none(commune, case, clerk):
    following.confirm(following.add(case, at=NOW, email="neighbour@example.org", phone="", language="fr"), at=NOW)
    page = sign_in(clerk).get(case_url(case)).content.decode()
    assert "neighbour@" not in page
    assert sign_in(clerk).get(case_url(case)).context["dossier"].companions == 1


def test_looking_takes_the_same_queries_for_one_case_and_for_many(commune, case, officer, django_assert_num_queries):
    for _case in range(3):
        file_complaint(commune, **NEAR)
        user = type(officer).objects.get(pk=officer.pk)
        mine = fresh(case)
        mine.topic  # noqa: B018  (loaded before)
        with django_assert_num_queries(5):
            assert likeness.of_case(mine, user)
