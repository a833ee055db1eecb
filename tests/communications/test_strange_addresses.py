"""Addresses that nobody would type: no page fails at them."""

import pytest

from tests.fixtures.consultations import publish_consultation
from tests.fixtures.desk import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
ENDLESS = "9" * 40


@pytest.mark.parametrize(
    "address",
    [
        f"/backoffice/decisions/add/?session={ENDLESS}",
        "/backoffice/decisions/add/?session=-1",
        "/backoffice/documents/add/?duty=%00x",
        f"/fr/news/decisions/?after=20260101-{'9' * 18}",
        f"/fr/news/decisions/?q={'a' * 5000}&year=99999999999999999999",
        "/fr/news/documents/?before=x-1&q=%00a&collection=%00",
        f"/fr/news/follow/?item={ENDLESS}",
    ],
)
def test_what_makes_no_sense_is_left_aside(address, desk):
    assert desk.get(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    [f"/fr/news/{ENDLESS}/register/", f"/fr/news/{ENDLESS}/take-part/", f"/backoffice/decisions/{ENDLESS}/"],
)
def test_what_cannot_be_there_is_a_404(address, desk):
    assert desk.get(address).status_code == 404


@pytest.mark.parametrize("name", ["complaints/category", "communications/theme", "communications/member"])
def test_a_row_of_the_configuration_that_cannot_be_there_is_a_404(name, administrator):
    assert sign_in(administrator).get(f"/backoffice/{name}/{ENDLESS}/change/").status_code == 404


@pytest.mark.parametrize("button", ["show", "hide"])
@pytest.mark.parametrize("number", [ENDLESS, "-1", "x"])
def test_a_contribution_that_cannot_be_there_is_a_404(button, number, desk, commune, publisher):
    asked = publish_consultation(commune, by=publisher)
    typed = {button: number, "reason": "x"}
    assert desk.post(f"/backoffice/consultations/{asked.pk}/contributions/", typed).status_code == 404


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("/backoffice/items/add/", "themes"),
        ("/backoffice/items/add/", "districts"),
        ("/backoffice/items/add/", "department"),
        ("/backoffice/decisions/add/", "amends"),
        ("/backoffice/decisions/add/", "repeals"),
        ("/backoffice/decisions/add/", "session"),
        ("/backoffice/documents/add/", "duties"),
        ("/backoffice/documents/add/", "collection"),
        ("/fr/news/follow/", "districts"),
        ("/fr/news/follow/", "cases_topic"),
    ],
)
def test_a_choice_that_cannot_be_there_is_said_at_its_field(address, field, desk, commune):
    assert field in desk.post(address, {field: ENDLESS}).context["form"].errors
