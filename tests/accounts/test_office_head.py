"""The pages of one's own account wear the head of the office for who works in it."""

import pytest
from django.urls import reverse

from portal.accounts.models import Membership
from tests.fixtures.builders import NOW, make_member
from tests.fixtures.desk import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
PAGES = ("mfa_index", "usersessions_list")


@pytest.mark.parametrize("name", PAGES)
def test_staff_find_their_menu_on_the_pages_of_their_account(name, commune):
    clerk = make_member(commune, "clerk", "lighting")
    page = sign_in(clerk).get(reverse(name)).content.decode()
    assert "staff-nav" in page
    assert f'href="{reverse("backoffice:inbox")}"' in page
    assert "site-head" not in page


def test_who_has_no_role_here_any_more_sees_the_portal(commune):
    clerk = make_member(commune, "clerk", "lighting")
    client = sign_in(clerk)
    Membership.objects.update(ended_at=NOW)
    answer = client.get(reverse("mfa_index"))
    assert answer.status_code != 200 or "staff-nav" not in answer.content.decode()
