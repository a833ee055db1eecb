"""Single keys: on at first, listed under "?", and switched off by the person (WCAG 2.1.4)."""

import pytest
from django.urls import reverse

from tests.fixtures.desk import sign_in

pytestmark = pytest.mark.usefixtures("now", "watched")
PAGE = "/backoffice/shortcuts/"


def keys_act(client):
    page = client.get(reverse("backoffice:inbox")).content.decode()
    assert f'href="{PAGE}"' in page, "the keys can be found with the mouse"
    assert ("portal/js/shortcuts.js" in page) == ('<dialog id="shortcuts"' in page)
    return "portal/js/shortcuts.js" in page


def test_a_person_switches_the_keys_off_and_on_again(commune, clerk, officer):
    client = sign_in(clerk)
    assert keys_act(client)
    assert client.post(PAGE, {"shortcuts": ""})["Location"] == PAGE
    assert not keys_act(client)
    assert keys_act(sign_in(officer)), "somebody else's keys stay"
    client.post(PAGE, {"shortcuts": "on"})
    assert keys_act(client)


def test_the_page_lists_the_keys(commune, clerk):
    page = sign_in(clerk).get(PAGE).content.decode()
    for key in "jkoxuat/?":
        assert f"<kbd>{key}</kbd>" in page
