"""Who is who: the council in its order, the commissions, and the offices with their hours and their place."""

import json
import re

import pytest
from django.db import IntegrityError, transaction

from communications.models import Member, Opening, Seat
from tests.fixtures.builders import make_commune
from tests.fixtures.council import make_commission, make_elected, make_point
from tests.fixtures.desk import address, filled, sign_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
PAGE = "/fr/news/people/"


def test_the_bureau_stands_first_in_the_order_of_offices(reader, commune):
    make_elected(commune, name_fr="Membre")
    make_elected(commune, "vice", name_fr="Vice 2", position=2)
    make_elected(commune, "vice", name_fr="Vice 1", position=1)
    make_elected(commune, "president", name_fr="Présidente", position=9)
    make_elected(commune, name_fr="Partie", active=False)
    shown = reader.get(PAGE)
    assert [str(row.name_fr) for row in shown.context["bureau"]] == ["Présidente", "Vice 1", "Vice 2"]
    assert [str(row.name_fr) for row in shown.context["members"]] == ["Membre"]


def test_a_commission_names_its_chair_first_and_nobody_who_left(reader, commune):
    chair, member, gone = (make_elected(commune, name_fr=name) for name in ("Chef", "Simple", "Partie"))
    commission = make_commission(commune, about_fr="Marchés")
    for who, kind in ((member, "member"), (gone, "member"), (chair, "chair")):
        Seat.objects.create(commission=commission, member=who, kind=kind)
    Member.objects.filter(pk=gone.pk).update(active=False)
    assert "Marchés Chef (présidence) · Simple" in text_of(reader.get(PAGE)).replace(" · Simple", " · Simple")
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.filter(member=member).update(kind="chair")


def test_an_office_says_when_it_is_open_in_words(reader, commune):
    make_point(commune)
    [row] = reader.get(PAGE).context["points"]
    usual, ramadan = row["hours"]
    assert usual[1] == ["lundi – jeudi, 08:30–16:30", "vendredi, 14:30–16:30"]
    assert ramadan[1] == ["lundi – vendredi, 09:30–15:30"]
    assert "الاثنين – الخميس، 08:30–16:30" in text_of(reader.get("/ar/news/people/"))


def test_an_office_with_a_place_stands_on_the_map_and_opens_in_the_telephone(reader, commune):
    make_point(commune, latitude=35.19, longitude=-6.15)
    page = reader.get(PAGE)
    pins = json.loads(page.context["pins"])
    assert [(pin["number"], pin["latitude"]) for pin in pins] == [(1, 35.19)]
    assert 'href="geo:35.19,-6.15"' in page.content.decode() and "data-map" in page.content.decode()


def test_without_a_place_there_is_no_map(reader, commune):
    make_point(commune)
    assert "data-map" not in reader.get(PAGE).content.decode()


def test_search_engines_read_the_offices_and_their_hours(reader, commune):
    make_point(commune, phone="+212 5 39 00 00 05", latitude=35.19, longitude=-6.15)
    page = reader.get(PAGE).content.decode()
    data = json.loads(re.search(r'ld\+json">(.+?)</script>', page).group(1))
    assert data["@type"] == "GovernmentOffice" and data["name"] == commune.name_fr
    [office] = data["department"]
    days = office["openingHoursSpecification"]
    assert days[0]["dayOfWeek"] == ["Friday"] and days[1]["dayOfWeek"][0] == "Monday"
    assert office["geo"]["latitude"] == 35.19


def test_an_empty_page_says_so_and_still_tells_how_to_reach_the_commune(reader, commune):
    page = text_of(reader.get(PAGE))
    assert "ne sont pas encore saisis" in page and commune.name_fr in page


def test_nobody_of_another_commune(reader, commune):
    other = make_commune("TNG")
    make_elected(other, "president")
    make_point(other)
    shown = reader.get(PAGE).context
    assert (shown["bureau"], shown["points"]) == ([], [])


@pytest.mark.parametrize(
    "wrong", [{"opens": "16:00", "closes": "08:00"}, {"first_day": "4", "last_day": "0"}, {"opens": "huit heures"}]
)
def test_hours_that_make_no_sense_are_said_and_kept_out(wrong, commune, administrator):
    point, client = make_point(commune), sign_in(administrator)
    rows = {"openings-0-opens": "08:00", "openings-0-closes": "16:00"}
    typed = filled(client, type(point), "change", point.pk, **rows)
    typed |= {f"openings-0-{name}": value for name, value in wrong.items()}
    answer = client.post(address(type(point), "change", point.pk), typed)
    assert (answer.status_code == 200 and "errornote" in answer.content.decode()) or answer.context["errors"]
    assert not Opening.objects.filter(opens="16:00").exists()


def test_half_a_place_is_said_at_its_field(commune, administrator):
    point, client = make_point(commune), sign_in(administrator)
    answer = client.post(
        address(type(point), "change", point.pk), filled(client, type(point), "change", point.pk, latitude="35.1")
    )
    assert list(answer.context["adminform"].form.errors) == ["longitude"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_with_one_row_and_three(rows, reader, commune, django_assert_num_queries):
    for number in range(rows):
        member = make_elected(commune, name_fr=str(number))
        make_commission(commune, member, name_fr=str(number))
        make_point(commune, department=commune.departments.first())
    reader.get(PAGE)
    with django_assert_num_queries(6):
        reader.get(PAGE)
