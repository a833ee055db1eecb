"""Who may enter the staff site, and what stands around its pages."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.backoffice.registrations.base import CommuneAdmin
from portal.cases.models import Case
from tests.fixtures.builders import NOW, make_commune, make_member, make_user
from tests.fixtures.desk import HOST, sign_in, text_of

INDEX = "/backoffice/"
PAGES = [INDEX, "/backoffice/cases/", "/backoffice/configuration/", "/backoffice/members/", "/backoffice/holidays/"]


@pytest.mark.parametrize("path", [*PAGES, "/backoffice/cases/ground/", "/backoffice/nowhere/"])
def test_a_stranger_is_asked_to_sign_in_and_comes_back(path, commune):
    answer = Client(headers={"host": HOST}).get(path)
    assert answer.status_code == 302
    assert answer["Location"].split("?") == [reverse("account_login"), f"next={path}"]


def test_the_sign_in_page_leads_to_the_first_page(commune):
    user = make_member(commune, "director", password="a long password 7")
    client = Client(headers={"host": HOST})
    answer = client.post(reverse("account_login"), {"login": user.email, "password": "a long password 7"})
    assert answer["Location"] == INDEX
    assert client.get(INDEX).status_code == 200


def test_the_admin_login_address_leads_to_the_sign_in_page_and_members_inside(commune, clerk):
    stranger = Client(headers={"host": HOST}).get("/backoffice/login/?next=/backoffice/cases/")
    assert stranger["Location"] == f"{reverse('account_login')}?next=/backoffice/cases/"
    assert sign_in(clerk).get("/backoffice/login/")["Location"] == INDEX


@pytest.mark.parametrize("path", PAGES)
def test_a_citizen_with_an_account_is_refused(path, commune):
    assert sign_in(make_user()).get(path).status_code == 403


def test_the_administrator_of_the_installation_is_no_member_of_a_commune(commune):
    root = User.objects.create_superuser("root@example.org", "x", name_latin="Root")
    assert sign_in(root).get(INDEX).status_code == 403


def test_a_member_of_another_commune_is_refused(commune):
    stranger = make_member(make_commune("TNG"), "director")
    assert sign_in(stranger).get(INDEX).status_code == 403
    assert sign_in(stranger, host="tng.localhost").get(INDEX).status_code == 200


def test_a_role_that_has_ended_opens_nothing(commune, clerk):
    clerk.memberships.update(ended_at=NOW)
    assert sign_in(clerk).get(INDEX).status_code == 403


def test_a_person_who_is_no_longer_active_is_signed_out(commune, clerk):
    client = sign_in(clerk)
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    assert client.get(INDEX).status_code == 302


def test_a_publisher_enters_and_sees_no_case(commune, complaint):
    client = sign_in(make_member(commune, "publisher"))
    assert client.get(INDEX).status_code == 200
    assert client.get("/backoffice/cases/").context["rows"] == []
    assert client.get(f"/backoffice/cases/{complaint.reference}/").status_code == 404


def test_only_pages_that_keep_to_the_commune_are_registered():
    assert Group not in admin.site._registry
    assert User not in admin.site._registry
    assert Case not in admin.site._registry
    assert admin.site._registry
    assert all(isinstance(page, CommuneAdmin) and page.explains for page in admin.site._registry.values())


def test_each_person_reads_the_office_in_a_language_of_their_own_and_changes_it_there(commune, clerk):
    client = sign_in(clerk)
    page = client.get("/backoffice/cases/?who=me")
    assert 'lang="fr" dir="ltr"' in page.content.decode()
    answer = client.post("/backoffice/language/", {"language": "ar", "next": "/backoffice/cases/?who=me"})
    assert answer["Location"] == "/backoffice/cases/?who=me"
    assert 'lang="ar" dir="rtl"' in client.get(INDEX).content.decode()
    clerk.refresh_from_db()
    assert clerk.language == "ar"


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_language_switch_leads_nowhere_else(there, commune, clerk):
    answer = sign_in(clerk).post("/backoffice/language/", {"language": "xx", "next": there})
    assert answer["Location"] == INDEX
    clerk.refresh_from_db()
    assert clerk.language == "fr"


def test_the_language_is_never_changed_by_a_link(commune, clerk):
    assert sign_in(clerk).get("/backoffice/language/").status_code == 405


OFFICE = ["backoffice:index", "backoffice:inbox"]
PRESS = ["backoffice:items", "backoffice:mailings"]


@pytest.mark.parametrize(
    ("role", "entries"),
    [
        ("clerk", OFFICE),
        ("complaints_officer", [*OFFICE, "backoffice:figures", "backoffice:data_requests"]),
        ("publisher", [*OFFICE, *PRESS]),
        ("director", [*OFFICE, "backoffice:figures", "backoffice:data_requests", *PRESS, "backoffice:configuration"]),
        ("administrator", [*OFFICE, "backoffice:configuration"]),
    ],
)
def test_the_menu_shows_what_a_role_may_open(role, entries, commune):
    page = sign_in(make_member(commune, role, "lighting" if role == "clerk" else None)).get(INDEX)
    assert [entry["url"] for entry in page.context["desk_menu"]] == [reverse(name) for name in entries]


def test_who_handles_cases_is_offered_to_file_for_a_citizen(commune, clerk, administrator):
    offered = [entry["url"] for entry in sign_in(clerk).get(INDEX).context["filings"]]
    pages = ["complaints/new", "news/information", "news/questions/ask", "news/petitions/start"]
    assert offered == [f"/fr/{page}/?for=citizen" for page in pages]
    assert sign_in(administrator).get(INDEX).context["filings"] == []


@pytest.mark.parametrize("path", PAGES)
def test_each_page_warns_while_nobody_watches_the_deadlines(path, commune, director):
    assert sign_in(director).get(path).context["sweep_is_stale"]
    assert "is-bar" in sign_in(director).get(path).content.decode()


def test_the_warning_goes_once_the_sweep_has_passed_and_comes_back_after_five_minutes(now, commune, clerk, watched):
    client = sign_in(clerk)
    assert "is-bar" not in client.get(INDEX).content.decode()
    now.shift(301)
    page = client.get(INDEX)
    assert "is-bar" in page.content.decode()
    assert "10:00" in text_of(page)
