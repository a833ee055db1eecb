"""What is offered before something is filed twice: near enough, alike enough, and never a word of somebody else."""

import re

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation

from complaints.models import Complaint
from portal.cases import nearby
from portal.cases.models import Case
from portal.cases.services import decisions, lifecycle
from portal.cases.views.following import join_token
from tests.fixtures.builders import NOW, file_complaint, make_category
from tests.fixtures.citizens import filing_url, filled, photo
from tests.fixtures.desk import sign_in
from tests.fixtures.publications import WORDS, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
HERE = {"latitude": 35.19, "longitude": -6.15}
A_METRE = 1 / nearby.EARTH * 180 / 3.141592653589793
STORY = "المصباح قرب المسجد الكبير لا يشتغل منذ أسبوعين"


def there(metres):
    return {"latitude": HERE["latitude"] + metres * A_METRE, "longitude": HERE["longitude"]}


def form(commune, **changes):
    """What our own page sends, with its pin."""
    return filled(commune, **{"shown": "", "address": "", **HERE, **changes})


def offered(answer):
    return [row["case"].pk for row in answer.context["similar"]] if answer.context else []


@pytest.mark.parametrize(("metres", "found"), [(0, True), (30, True), (49, True), (52, False), (3000, False)])
def test_an_open_case_within_the_radius_of_its_subject_is_offered(client, commune, metres, found):
    case = file_complaint(commune, **there(metres))
    answer = client.post(filing_url(), form(commune))
    assert offered(answer) == ([case.pk] if found else [])
    assert Complaint.objects.count() == (1 if found else 2)


def test_each_subject_has_its_own_radius_and_none_means_no_offer(client, commune):
    category = commune.topics.get().category
    file_complaint(commune, **there(300))
    for radius, count in ((500, 1), (0, 0)):
        type(category).objects.update(duplicate_radius=radius)
        assert len(offered(client.post(reverse("complaints:complaint_similar"), form(commune)))) == count


def test_other_subjects_kinds_communes_and_answered_cases_are_not_offered(client, commune, other_commune, clerk):
    file_complaint(commune, category=make_category(commune, code="hole"), **HERE)
    file_complaint(commune, kind="suggestion", **HERE)
    file_complaint(other_commune, **HERE)
    lifecycle.answer(file_complaint(commune, **HERE), by=clerk, at=NOW, outcome="resolved", text="x")
    answer = client.post(filing_url(), form(commune), headers={"host": "lar.localhost"})
    assert answer.status_code == 302


def test_a_remark_joins_nothing(client, commune):
    file_complaint(commune, kind="remark", **HERE)
    assert client.post(filing_url(), form(commune, kind="remark")).status_code == 302


def test_of_a_duplicate_its_original_is_offered_once(client, commune, officer):
    original, twin = file_complaint(commune, **there(40)), file_complaint(commune, **there(10))
    decisions.mark_duplicate(twin, by=officer, at=NOW, original=original, text="x")
    assert offered(client.post(filing_url(), form(commune))) == [original.pk]


@pytest.mark.parametrize(("words", "found"), [
    (STORY, True), ("مصباح المسجد الكبير معطل", True), ("حفرة عميقة في الطريق", False), ("المسجد", False), ("", False),
])  # fmt: skip
def test_without_a_pin_district_and_words_decide(client, commune, words, found):
    district = commune.districts.first()
    case = file_complaint(commune, district=district, description=STORY, subject="")
    file_complaint(commune, district=commune.districts.last(), description=STORY, subject="")
    sent = form(commune, latitude="", longitude="", description=words, subject="")
    answer = client.post(reverse("complaints:complaint_similar"), sent)
    assert offered(answer) == ([case.pk] if found else [])


def test_a_title_made_of_subject_and_district_makes_nothing_alike(client, commune):
    district = commune.districts.first()
    title = f"{commune.topics.get().name_ar} {district.name_ar}"
    file_complaint(commune, district=district, description="كلام آخر تماما", subject=title)
    sent = form(commune, latitude="", longitude="", subject=title, description="شيء مختلف كليا")
    assert client.post(filing_url(), sent).status_code == 302


def test_the_extra_step_keeps_all_that_was_typed_and_the_files(client, commune):
    file_complaint(commune, **HERE)
    step = client.post(filing_url(), form(commune, description=STORY, files=[photo()]))
    again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', step.content.decode()))
    answer = client.post(filing_url(), again)
    assert answer.status_code == 302, answer.context["form"].errors
    case = Complaint.objects.latest("pk")
    assert (case.description, case.phone, case.name) == (STORY, "+212612345678", "فاطمة الزهراء")
    assert (case.latitude, case.district) == (HERE["latitude"], commune.districts.first())
    assert case.attachments.count() == 1


def test_back_to_what_was_written_shows_it_all_again(client, commune):
    file_complaint(commune, **HERE)
    step = client.post(filing_url(), form(commune, description=STORY, files=[photo()]))
    again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', step.content.decode()))
    page = client.post(filing_url(), {**again, "edit": "1"})
    assert page.context["form"]["description"].value() == STORY
    assert len(page.context["form"].kept) == 1
    assert not page.context["form"].errors
    assert Complaint.objects.count() == 1


def test_what_was_shown_is_not_shown_again_and_a_new_one_is(client, commune):
    first = file_complaint(commune, **HERE)
    assert client.post(filing_url(), form(commune, shown=join_token(first))).status_code == 302
    second = file_complaint(commune, **there(5))
    answer = client.post(filing_url(), form(commune, shown=join_token(first), description=STORY))
    assert second.pk in offered(answer)


def test_a_program_that_knows_nothing_of_this_files_as_before(client, commune):
    file_complaint(commune, **HERE)
    sent = form(commune)
    del sent["shown"]
    assert client.post(filing_url(), sent).status_code == 302


def test_mine_too_leads_to_following_with_the_address_that_was_typed_and_files_nothing(client, commune):
    case = file_complaint(commune, **HERE)
    answer = client.post(filing_url("fr"), form(commune, same=join_token(case), description=""))
    assert answer.status_code == 200
    assert answer.context["form"].initial["phone"] == "0612345678"
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize("token", ["", "x", "1-AAAA", "999999999999999999999-A"])
def test_a_token_that_opens_nothing_is_no_choice(client, commune, token):
    assert client.post(filing_url(), form(commune, same=token)).status_code == 302


@pytest.mark.parametrize("lang", ["ar", "fr"])
def test_an_offer_leaks_no_word_name_number_or_exact_place(client, commune, lang):
    words = {
        "subject": "موضوع خاص",
        "description": "كلام لا يقرؤه غير الموظفين",
        "address": "قرب دار أحمد",
        "name": "السعدية المرابط",
        "phone": "+212699887766",
    }
    case = file_complaint(commune, **words, **there(33))
    with translation.override(lang):
        part = client.post(reverse("complaints:complaint_similar"), form(commune))
    for page in (part, client.post(filing_url(lang), form(commune))):
        text = page.content.decode()
        assert "40" in text  # 33 metres, told to ten
        for secret in (*words.values(), case.email, case.reference, "99887766", "35.1902"):
            assert secret not in text, secret


@pytest.mark.parametrize("changes", [
    {"latitude": "x"}, {"latitude": "9e9"}, {"category": "x"}, {"category": "-1"}, {"category": "9" * 30},
    {"district": "\x00"}, {"kind": "none"}, {"description": "\x00" * 9}, {"shown": "x" * 9000},
])  # fmt: skip
def test_nonsense_offers_nothing_and_breaks_nothing(client, commune, changes):
    file_complaint(commune, **HERE)
    assert client.post(reverse("complaints:complaint_similar"), form(commune, **changes)).status_code == 200
    assert client.post(filing_url(), form(commune, **changes)).status_code in (200, 302)


def test_asking_takes_the_same_queries_for_one_case_and_for_three(client, commune, django_assert_num_queries):
    for _case in range(3):
        file_complaint(commune, **HERE)
        with django_assert_num_queries(9):
            client.post(reverse("complaints:complaint_similar"), form(commune), headers={"host": "lar.localhost"})


def test_staff_at_the_counter_are_offered_the_same(commune, clerk):
    case = file_complaint(commune, **HERE)
    sent = form(commune, channel="counter", received_on="2026-11-23")
    assert offered(sign_in(clerk).post(f"{filing_url('fr')}?for=citizen", sent)) == [case.pk]


def test_distances_are_those_of_a_sphere():
    assert nearby.distance((35.19, -6.15), (35.19, -6.15)) == 0
    assert round(nearby.distance((35.0, -6.0), (36.0, -6.0))) == 111_195
    assert abs(nearby.distance((35.19, -6.15), (35.19, -6.14)) - 909) < 1
    inside = Case.objects.within(50, 35.19, -6.15).query
    assert "BETWEEN" in str(inside)


def test_the_square_around_a_pin_is_found_by_its_index(commune):
    """On SQLite, whose plan does not depend on how many rows there are; docs/performance.md has the times."""
    if connection.vendor == "sqlite":
        near = Case.objects.of(commune).open().filter(topic__in=[1]).within(50, 35.19, -6.15)
        assert "case_place" in near.values("pk").explain()


@pytest.mark.usefixtures("open_to_publication")
def test_of_a_published_case_the_offer_shows_what_was_cleared(client, commune, clerk, django_assert_num_queries):
    publish(commune, by=clerk, description="كلام خاص", text="ثلاثة مصابيح مطفأة", **there(33))
    url = reverse("complaints:complaint_similar")
    part = client.post(url, form(commune)).content.decode()
    assert WORDS["subject"] in part and "ثلاثة مصابيح مطفأة" in part and "كلام خاص" not in part
    for _ in range(2):
        publish(commune, by=clerk, **there(33))
    with django_assert_num_queries(9):  # as many as for cases that are not public
        client.post(url, form(commune), headers={"host": "lar.localhost"})
