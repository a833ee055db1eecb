"""The receipt: at once, dated and numbered, with its promise; and only for those it is meant for."""

import re

import pytest
from django.utils import translation
from django.utils.translation import gettext

from portal.cases import promise
from portal.cases.codes import tracking_code
from portal.cases.letters import qr
from portal.cases.models import Case
from portal.cases.services import correspondence, lifecycle
from portal.communes.models import EmergencyNumber
from tests.fixtures.builders import NOW, file_complaint, make_category, make_member
from tests.fixtures.citizens import file_at, in_language, opened, photo, voice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def receipt(client, case, lang="fr"):
    return client.get(in_language(lang, "cases:receipt", case.reference))


def page_of(client, case, lang="fr"):
    answer = receipt(client, case, lang)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def known(commune):
    """The commune with all the contacts of decree 2.17.265 art. 10."""
    for name, value in {
        "address_fr": "Hôtel de ville, Larache",
        "phone": "05 39 91 00 00",
        "email": "chikayat@larache.example",
        "website": "https://larache.example",
        "remedy_fr": "Vous pouvez saisir le Médiateur.",
        "remedy_ar": "لكم أن تتوجهوا إلى الوسيط.",
    }.items():
        setattr(commune, name, value)
    commune.save()
    return commune


def test_the_receipt_says_all_that_it_must(client, known):
    case = file_at(client, known, files=[photo(), voice()])
    page = page_of(client, case)
    with translation.override("fr"):
        rule = known.deadline_rules.get(code="complaint").legal_reference
    for part in (
        case.reference,
        tracking_code(case),
        "lundi 23\u00a0novembre 2026, 10:00",
        case.subject,
        "Médina",
        "قرب المدرسة",
        "Service lighting",
        "22\u00a0janvier 2027",
        rule,
        "Hôtel de ville, Larache",
        "05 39 91 00 00",
        "chikayat@larache.example",
        "https://larache.example",
        "Vous pouvez saisir le Médiateur.",
    ):
        assert part in page, part


def test_a_policy_is_called_an_undertaking_and_no_law(client, commune):
    facts = receipt(client, file_at(client, commune)).context["facts"]
    with translation.override("fr"):
        words = {"length": promise.count(60, "calendar_days"), "reference": "décret 2.17.265"}
        undertaking = gettext("An undertaking of the commune: %(length)s, modelled on %(reference)s.")
        assert facts["basis"] == undertaking % words


def test_the_receipt_is_in_the_language_of_the_page(client, commune):
    case = file_at(client, commune)
    assert 'lang="ar" dir="rtl"' in page_of(client, case, "ar")
    assert "22\u00a0يناير 2027" in page_of(client, case, "ar")


def test_the_qr_code_opens_the_tracking_page_and_hides_the_code_from_the_server(client, commune):
    case = file_at(client, commune)
    page = page_of(client, case)
    drawing = re.search(r'<svg class="qr".*?</svg>', page, re.S)[0]
    assert "style" not in drawing and 'role="img"' in drawing
    address = f"http://testserver/fr/track/?reference={case.reference}#{tracking_code(case)}"
    assert qr.modules(address)[1] in drawing


def test_a_danger_is_told_again_on_the_receipt(client, commune):
    EmergencyNumber.objects.create(commune=commune, label_ar="الوقاية", label_fr="Protection civile", number="15")
    wire = make_category(commune, code="wire", stop_notice_fr="Danger : éloignez-vous", stop_notice_ar="خطر")
    page = page_of(client, file_at(client, commune, category=wire.pk))
    assert "Danger : éloignez-vous" in page and 'href="tel:15"' in page


def test_a_remark_has_a_receipt_without_a_day(client, commune):
    answer = receipt(client, file_at(client, commune, kind="remark"))
    assert answer.context["facts"] is None
    assert answer.status_code == 200


def test_what_was_typed_cannot_draw_on_the_page(client, commune):
    case = file_at(client, commune, subject="<script>alert(1)</script>", address='" onload="x')
    page = page_of(client, case)
    assert "<script>alert" not in page and 'onload="x' not in page


def test_another_browser_sees_only_the_tracking_form_with_the_number(client, complaint):
    answer = receipt(client, complaint)
    assert answer.url == in_language("fr", "cases:track") + f"?reference={complaint.reference}"


def test_a_reference_that_is_none_changes_nothing(client, complaint):
    for wild in ("LAR-2026-000999", "x", "LAR-2026-1' OR 1=1", "%00", "ك" * 200):
        assert client.get(f"/fr/cases/{wild}/receipt/").status_code == 302


def test_reference_and_code_open_the_receipt_later(complaint):
    assert complaint.reference in page_of(opened(complaint), complaint)


@pytest.mark.parametrize(
    ("role", "department", "sees"),
    [
        ("clerk", "lighting", True),
        ("clerk", "roads", False),
        ("complaints_officer", None, True),
        ("publisher", None, False),
    ],
)
def test_staff_see_the_receipts_of_the_cases_they_handle(client, commune, complaint, role, department, sees):
    client.force_login(make_member(commune, role, department))
    assert (receipt(client, complaint).status_code == 200) is sees


@pytest.mark.parametrize("role", ["president", "administrator", "consulted"])
def test_who_sees_a_case_without_handling_it_gets_neither_name_nor_code(role, client, commune, complaint, clerk):
    """With the code one acts as the citizen: withdraws the case, reads their address, answers in their name."""
    roads = commune.departments.get(code="roads")
    correspondence.consult(complaint, by=clerk, at=NOW, department=roads, question="?", due_on=NOW.date())
    lifecycle.answer(complaint, by=clerk, at=NOW, outcome="explained", text="نص")
    user = make_member(commune, *(("clerk", roads) if role == "consulted" else (role,)))
    client.force_login(user)
    for name, args in (("receipt", []), ("receipt_pdf", []), ("answer_pdf", [1])):
        address = in_language("fr", f"cases:{name}", complaint.reference, *args)
        assert client.get(address).status_code == 403
        assert address not in client.get(f"/backoffice/cases/{complaint.reference}/").content.decode()


def test_staff_of_another_commune_see_none(client, complaint, other_commune):
    client.force_login(make_member(other_commune, "director"))
    for host in ("lar.localhost", "tng.localhost"):
        answer = client.get(in_language("fr", "cases:receipt", complaint.reference), headers={"host": host})
        assert answer.status_code == 302


def test_a_receipt_from_the_desk_names_the_channel_and_both_days(client, commune, clerk):
    case = file_complaint(commune, channel="letter", received_on=NOW.date().replace(day=20), by=clerk)
    client.force_login(clerk)
    page = page_of(client, case)
    assert "vendredi 20\u00a0novembre 2026" in page and "lundi 23\u00a0novembre 2026, 10:00" in page


def test_the_receipt_takes_the_same_queries_with_one_file_and_with_six(client, commune, django_assert_num_queries):
    here = {"host": "lar.localhost"}
    one = file_at(client, commune, files=[photo()])
    six = file_at(client, commune, files=[photo(color=(n, 0, 0)) for n in range(6)])
    assert Case.objects.count() == 2
    for case in (one, six):
        with django_assert_num_queries(10):
            client.get(in_language("fr", "cases:receipt", case.reference), headers=here)
