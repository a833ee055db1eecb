"""The town where people file in a browser, and the photo they send."""

import pytest

from portal.communes.models import EmergencyNumber
from tests.fixtures.builders import make_category, make_commune
from tests.fixtures.citizens import photo


@pytest.fixture
def town():
    commune = make_commune(phone="05 39 91 00 00", email="chikayat@larache.example")
    EmergencyNumber.objects.create(
        commune=commune, label_ar="الوقاية المدنية", label_fr="Protection civile", number="15"
    )
    roads = make_category(commune, code="roads", icon="road", name_ar="الطرق", name_fr="Voirie")
    make_category(commune, code="hole", parent=roads, name_ar="حفرة في الطريق", name_fr="Nid-de-poule")
    danger = {"stop_notice_ar": "خطر: ابتعدوا", "stop_notice_fr": "Danger : éloignez-vous"}
    make_category(commune, code="wire", parent=roads, name_ar="سلك عار", name_fr="Fil à nu", **danger)
    return commune


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "حفرة.jpg"
    path.write_bytes(photo(size=(1600, 1200)).read())
    return path
