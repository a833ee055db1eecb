"""Lists that a person keeps beside the cases: their own, shared by a head, and judged when they are used."""

import pytest
from django.urls import reverse

from portal.backoffice.models import SavedFilter
from portal.backoffice.services import saving
from portal.cases.services import lifecycle
from tests.fixtures.builders import NOW, file_complaint, make_category, make_member
from tests.fixtures.desk import sign_in, text_of

pytestmark = pytest.mark.usefixtures("now", "watched")
INBOX, ADD = "/backoffice/cases/", "/backoffice/lists/add/"


def saved(commune, owner, name="Ma liste", query=None, department=None):
    query = query or {"who": "nobody"}
    return saving.save(commune, by=owner, at=NOW, name=name, query=query, department=department)


def beside(user, **query):
    return {row["words"]: row for row in sign_in(user).get(INBOX, query).context["saved_lists"]}


def test_the_filters_of_the_page_are_kept_under_a_name_with_their_count(commune, clerk):
    file_complaint(commune)
    lifecycle.take(file_complaint(commune), by=clerk, at=NOW)
    client = sign_in(clerk)
    assert f"{ADD}?who=nobody" in client.get(INBOX, {"who": "nobody", "state": "nonsense"}).content.decode().replace(
        "&amp;", "&"
    ).replace("state=nonsense&", "").replace("&state=nonsense", "")
    answer = client.post(f"{ADD}?who=nobody&state=nonsense", {"name": "À personne"})
    assert answer["Location"] == f"{INBOX}?who=nobody"
    assert SavedFilter.objects.get().query == {"who": "nobody"}
    row = beside(clerk, who="nobody")["À personne"]
    assert (row["count"], row["current"], row["shared"]) == (1, True, False)


def test_a_list_is_its_owners_alone_until_a_head_shares_it(commune, clerk, head):
    mine = saved(commune, head)
    assert beside(clerk) == {}
    lighting = commune.departments.get(code="lighting")
    client = sign_in(head)
    client.post(reverse("backoffice:saved_change", args=[mine.pk]), {"name": "Pour tous", "department": lighting.pk})
    assert beside(clerk)["Pour tous"]["shared"]
    assert beside(make_member(commune, "clerk", "roads")) == {}
    assert sign_in(clerk).get(reverse("backoffice:saved_change", args=[mine.pk])).status_code == 404


def test_a_clerk_shares_nothing_and_a_head_with_their_own_department_only(commune, clerk, head):
    lighting, roads = (commune.departments.get(code=code) for code in ("lighting", "roads"))
    client = sign_in(clerk)
    client.post(f"{ADD}?who=me", {"name": "x", "department": lighting.pk})
    assert SavedFilter.objects.get().department is None
    mine = saved(commune, head)
    refused = sign_in(head).post(
        reverse("backoffice:saved_change", args=[mine.pk]), {"name": "x", "department": roads.pk}
    )
    assert "department" in refused.context["form"].errors


def test_a_value_that_is_gone_is_said_and_left_out(commune, clerk, complaint):
    topic = make_category(commune, code="gone")
    saved(commune, clerk, query={"topic": str(topic.pk), "who": "nobody"})
    type(topic).objects.filter(pk=topic.pk).update(active=False)
    row = beside(clerk)["Ma liste"]
    assert row["gone"]
    page = sign_in(clerk).get(row["url"])
    assert [int(shown["pk"]) for shown in page.context["rows"]] == [complaint.pk]
    assert "Laissé de côté" in text_of(page)
    assert "n’existe plus" in text_of(sign_in(clerk).get(reverse("backoffice:saved_list")))


def test_a_value_of_another_commune_is_said_and_shows_nothing_of_it(commune, other_commune, clerk, complaint):
    page = sign_in(clerk).get(INBOX, {"topic": other_commune.topics.first().pk})
    assert "Laissé de côté" in text_of(page)
    assert "TNG" not in page.content.decode()


def test_a_name_is_taken_once_and_lists_end_somewhere(commune, clerk, monkeypatch):
    saved(commune, clerk)
    taken = sign_in(clerk).post(f"{ADD}?who=me", {"name": "Ma liste"})
    assert taken.context["form"].errors["name"]
    monkeypatch.setattr("portal.backoffice.services.saving.MOST", 1)
    assert sign_in(clerk).post(f"{ADD}?who=me", {"name": "Autre"}).context["form"].errors["name"]
    assert SavedFilter.objects.count() == 1


def test_it_can_be_renamed_and_taken_away(commune, clerk):
    mine = saved(commune, clerk)
    address = reverse("backoffice:saved_change", args=[mine.pk])
    sign_in(clerk).post(address, {"name": "Autre nom"})
    assert beside(clerk).keys() == {"Autre nom"}
    sign_in(clerk).post(address, {"remove": "1"})
    assert not SavedFilter.objects.exists()


def test_nothing_to_keep_leads_back(commune, clerk):
    assert sign_in(clerk).get(ADD, {"state": "nonsense"})["Location"] == INBOX


def test_the_list_says_its_filters_in_words(commune, clerk):
    roads = commune.departments.get(code="roads")
    saved(commune, clerk, query={"department": str(roads.pk), "q": "<b>", "due": "overdue"})
    page = sign_in(clerk).get(reverse("backoffice:saved_list"))
    assert str(roads.name_fr) in text_of(page)
    assert "&lt;b&gt;" in page.content.decode()


@pytest.mark.parametrize("lists", [1, 3])
def test_saved_lists_are_counted_in_the_same_query(lists, commune, clerk, django_assert_num_queries):
    for number in range(lists):
        saved(commune, clerk, name=f"Liste {number}")
    file_complaint(commune)
    client = sign_in(clerk)
    client.get(INBOX)
    with django_assert_num_queries(12):
        client.get(INBOX)
