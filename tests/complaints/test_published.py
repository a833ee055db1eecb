"""What everybody may read of complaints: what category, citizen and clerk allow, and gone at once when taken off."""

import json
from datetime import date, timedelta

import pytest
from django.test import Client

from complaints.models import Category
from portal.cases import newest
from portal.cases.models import Case, PublishedPhoto
from portal.cases.services import correspondence, lifecycle, publishing, sweep
from portal.communes.models import District
from tests.fixtures.builders import NOW, file_complaint, make_category, make_member
from tests.fixtures.citizens import in_language, later
from tests.fixtures.desk import sign_in, text_of
from tests.fixtures.publications import list_url, map_url, page_url, publish

pytestmark = pytest.mark.usefixtures("now", "open_to_publication")
LANGUAGES = ["ar", "fr"]


def listed(client, **query):
    return [row.reference for row in client.get(list_url(), query).context["rows"]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_published_complaint_has_a_page_and_stands_in_the_list(lang, commune, clerk, client):
    case = publish(commune, by=clerk, district=commune.districts.first(), answer="أصلحناها")
    shown = text_of(client.get(page_url(case, lang)))
    for words in ("مصابيح مطفأة", "المصابيح مطفأة منذ أسبوع", "أصلحناها", case.reference):
        assert words in shown
    assert {"ar": "22 يناير 2027", "fr": "22 janvier 2027"}[lang] in shown
    assert {"ar": "المدينة القديمة", "fr": "Médina"}[lang] in shown
    assert "مصابيح مطفأة" in text_of(client.get(list_url(lang)))


def test_what_is_not_published_does_not_exist(commune, clerk, client):
    case = file_complaint(commune, publish=True)
    assert client.get(page_url(case)).status_code == 404
    assert client.get(in_language("fr", "complaints:complaint_show", "LAR-2026-999999")).status_code == 404
    assert listed(client) == []


def test_a_complaint_of_another_commune_does_not_exist(commune, other_commune, client):
    Category.objects.of(other_commune).update(publishable=True)
    theirs = publish(other_commune, by=make_member(other_commune, "clerk", "lighting"), photos=1)
    photo = in_language("fr", "complaints:published_photo", theirs.reference, PublishedPhoto.objects.get().key)
    for address in (page_url(theirs), photo):
        assert client.get(address, headers={"host": "lar.localhost"}).status_code == 404
        assert client.get(address, headers={"host": "tng.localhost"}).status_code == 200
    assert client.get(list_url(), headers={"host": "lar.localhost"}).context["rows"] == []


def test_taking_off_shows_at_once_everywhere(commune, clerk, client):
    case = publish(commune, by=clerk, photos=1, latitude=35.19, longitude=-6.15)
    photo = in_language("fr", "complaints:published_photo", case.reference, PublishedPhoto.objects.get().key)
    addresses = [page_url(case), photo, list_url(), map_url(), in_language("fr", "complaints:complaint_feed")]
    seen = {address: client.get(address) for address in addresses}
    for address, answer in seen.items():
        assert (answer.status_code, answer["Cache-Control"]) == (200, "no-cache"), address
        assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304, address
        assert "Last-Modified" not in answer
    publishing.unpublish(case, by=clerk, at=NOW)
    for address, answer in seen.items():
        again = client.get(address, headers={"if-none-match": answer["ETag"]})
        assert again.status_code == (404 if case.reference in address else 200), address
        assert case.reference.encode() not in (again.content if again.status_code == 200 else b"")


def test_a_category_that_is_closed_hides_its_complaints(commune, clerk, client):
    case = publish(commune, by=clerk)
    Category.objects.of(commune).update(publishable=False)
    assert client.get(page_url(case)).status_code == 404
    assert listed(client) == []


def test_the_progress_is_told_without_anybodys_words(commune, clerk, client):
    case = publish(commune, by=clerk)
    lifecycle.take(case, by=clerk, at=later(days=1))
    correspondence.ask(case, by=clerk, at=later(days=2), text="SECRET")
    correspondence.reply(case, at=later(days=3), text="SECRET")
    lifecycle.plan(case, by=clerk, at=later(days=4), on=date(2026, 12, 3))
    lifecycle.answer(case, by=clerk, at=later(days=5), outcome="resolved", text="SECRET")
    page = client.get(page_url(case))
    titles = [title for title, *_rest in page.context["entries"]]
    assert titles[0] == "La commune a répondu" and len(titles) == 6
    assert "28 novembre 2026" in text_of(page)
    assert "SECRET" not in page.content.decode()


def test_a_late_one_says_so(commune, clerk, client, now):
    case = publish(commune, by=clerk)
    now.shift(timedelta(days=70))
    sweep.enforce(at=later(days=70))
    assert "Ce jour est passé" in text_of(client.get(page_url(case)))
    assert "Hors délai" in text_of(client.get(list_url()))


# The list and its filters


@pytest.fixture
def some(commune, clerk):
    """Three complaints that differ in category, district, state and month."""
    old, new = District.objects.of(commune)
    road = make_category(commune, code="road", publishable=True, department=commune.departments.get(code="lighting"))
    first = publish(commune, by=clerk, district=old)
    second = publish(commune, by=clerk, district=new, category=road, at=later(days=-40), text="حفرة كبيرة في الطريق")
    third = publish(commune, by=clerk, district=new, at=later(days=1))
    lifecycle.take(third, by=clerk, at=later(days=1))
    return first, second, third


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [2, 0, 1]),
        ({"category": "road"}, [1]),
        ({"district": "Médina"}, [0]),
        ({"state": "in_progress"}, [2]),
        ({"month": "2026-10"}, [1]),
        ({"month": "2026-11"}, [2, 0]),
        ({"q": "الحفره"}, [1]),
        ({"q": "مصابيح", "state": "received"}, [0, 1]),
        ({"q": "LAR-2026-000001"}, [0]),
        ({"q": "لا شيء من هذا"}, []),
    ],
)
def test_each_filter_finds_its_own(query, found, some, commune, client):
    rows = {"category": Category.objects.of(commune), "district": District.objects.of(commune)}
    keys = {"category": "code", "district": "name_fr"}
    given = {name: rows[name].get(**{keys[name]: value}).pk if name in rows else value for name, value in query.items()}
    references = [some[number].reference for number in found]
    assert listed(client, **given) == references
    points = client.get(map_url(), given).json()
    assert points["shown"] == 0, "none of them has a place"


@pytest.mark.parametrize(("query", "opened"), [("", False), ("q=x", False), ("state=answered", True)])
def test_the_filters_that_are_folded_open_where_one_of_them_is_set(query, opened, some, client):
    page = client.get(f"{list_url()}?{query}").content.decode()
    assert ('class="more-filters" open' in page) is opened


def test_a_group_of_categories_finds_those_inside(commune, clerk, client):
    group = make_category(commune, code="group")
    inside = make_category(commune, code="inside", parent=group, publishable=True)
    case = publish(commune, by=make_member(commune, "complaints_officer"), category=inside)
    assert listed(client, category=group.pk) == [case.reference]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["category", "district", "state", "month"])
@pytest.mark.parametrize("value", ["999999", "x", "' OR 1=1 --", "2026-13", "\x00", "٣", "-1", "1" * 400])
def test_a_filter_value_that_is_none_is_left_aside_and_said(lang, name, value, some, client):
    page = client.get(list_url(lang), {name: value})
    assert page.status_code == 200
    assert len(page.context["rows"]) == 3
    assert len(page.context["form"].ignored) == 1
    assert {"ar": "لم يؤخذ به", "fr": "n’est pas pris en compte"}[lang] in text_of(page)
    for other in ("complaint_map", "complaint_feed"):
        assert client.get(in_language(lang, f"complaints:{other}"), {name: value}).status_code == 200


def test_rows_of_another_commune_and_closed_categories_are_no_filters(some, commune, other_commune, client):
    closed = make_category(commune, code="closed")
    theirs = {
        "category": [Category.objects.of(other_commune).first().pk, closed.pk],
        "district": [other_commune.districts.first().pk],
    }
    for name, values in theirs.items():
        for value in values:
            page = client.get(list_url(), {name: value}, headers={"host": "lar.localhost"})
            assert (len(page.context["rows"]), len(page.context["form"].ignored)) == (3, 1)


@pytest.mark.parametrize("value", ["x", "20261123T100000.000000-", "99999999T000000.000000-1", "-", "\x00"])
def test_a_cursor_that_is_none_begins_at_the_top(value, some, client):
    assert len(listed(client, after=value)) == len(listed(client, before=value)) == 3


def test_all_pages_together_show_each_complaint_once(commune, clerk, client, monkeypatch):
    monkeypatch.setattr(newest, "ROWS", 3)
    monkeypatch.setattr(newest.page, "__kwdefaults__", {**newest.page.__kwdefaults__, "size": 3})
    cases = [publish(commune, by=clerk, at=later(minutes=number // 3)) for number in range(8)]
    seen, address = [], list_url()
    while address:
        page = client.get(address)
        seen += [row.reference for row in page.context["rows"]]
        last, address = page, page.context["older_url"] and list_url() + page.context["older_url"]
    assert seen == [case.reference for case in reversed(cases)]
    back = client.get(list_url() + last.context["newer_url"])
    assert [row.reference for row in back.context["rows"]] == seen[3:6]


def test_an_empty_list_says_why_and_a_filtered_one_how_to_go_on(some, commune, client):
    assert "Aucune réclamation publiée" in text_of(client.get(list_url(), {"q": "zzz"}))
    Case.objects.all().update(published_at=None)
    assert "Rien n’est encore publié" in text_of(client.get(list_url()))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_rows(rows, commune, clerk, client, django_assert_num_queries):
    districts = list(commune.districts.all())
    for number in range(rows):
        publish(commune, by=clerk, photos=1, district=districts[number % 2], latitude=35.19, longitude=-6.15)
    client.get(list_url())
    addresses = {list_url(): 8, map_url(): 6, in_language("fr", "complaints:complaint_feed"): 7}
    for address, queries in addresses.items():
        with django_assert_num_queries(queries):
            client.get(address)


# The map


def test_the_map_puts_what_is_near_together_and_shows_no_exact_place(commune, clerk, client):
    publish(commune, by=clerk, latitude=35.190123, longitude=-6.150456)
    publish(commune, by=clerk, latitude=35.190321, longitude=-6.150111)
    publish(commune, by=clerk, latitude=35.2, longitude=-6.15)
    publish(commune, by=clerk)
    found = client.get(map_url()).json()
    assert [(p["latitude"], p["longitude"], len(p["complaints"])) for p in found["points"]] == [
        (35.2, -6.15, 1),
        (35.19, -6.15, 2),
    ]
    assert (found["shown"], found["more"]) == (3, False)


def test_the_map_shows_the_newest_and_says_when_there_are_more(commune, clerk, client, monkeypatch):
    monkeypatch.setattr("complaints.views.published.MOST_POINTS", 2)
    for number in range(3):
        publish(commune, by=clerk, latitude=35.17 + number / 100, longitude=-6.15, at=later(minutes=number))
    found = client.get(map_url()).json()
    assert [point["latitude"] for point in found["points"]] == [35.19, 35.18]
    assert (found["shown"], found["more"]) == (2, True)


# The form


# The home page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_home_page_leads_to_the_list(lang, commune, clerk, client):
    home = client.get(f"/{lang}/").content.decode()
    assert list_url(lang) in home
    assert "h-newest" not in home, "no panel while nothing is public"
    case = publish(commune, by=clerk)
    assert page_url(case, lang) in client.get(f"/{lang}/").content.decode()


def test_the_page_says_what_messengers_and_the_other_language_need(commune, clerk):
    case = publish(commune, by=clerk, photos=1)
    page = Client(headers={"host": "lar.localhost"}).get(page_url(case)).content.decode()
    for lang in LANGUAGES:
        assert f'hreflang="{lang}" href="http://lar.localhost{page_url(case, lang)}"' in page
    assert '<meta property="og:title" content="مصابيح مطفأة">' in page
    assert '<meta property="og:image" content="http://lar.localhost/fr/complaints/published/' in page
    assert json.dumps("noindex") not in page


def test_no_filter_says_you_to_who_did_not_file(client, commune, clerk, director):
    publish(commune, by=clerk)
    for page in (
        client.get("/fr/complaints/published/"),
        sign_in(clerk).get("/backoffice/cases/"),
    ):
        text = page.content.decode()
        assert "ossier incomplet" in text and "votre réponse" not in text
