"""The number of an identity document: asked only where the commune may, sealed, masked, opened on record, erased."""

import pytest

from communications.models import InformationRequest
from portal.cases.models import Identity
from portal.cases.services import erasure, lifecycle
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, make_member
from tests.fixtures.desk import act, case_url, sign_in, text_of
from tests.fixtures.requests_of import ASKED, NUMBER, TYPED, ask_information

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "seeded")]
FORM = "/fr/news/information/"


def again(case):
    return InformationRequest.objects.select_related("commune", "department", "topic").get(pk=case.pk)


def test_without_the_authorisation_no_number_is_asked_or_kept(reader, commune):
    assert "identity_number" not in reader.get(FORM).context["form"].fields
    reader.post(FORM, {**TYPED, "identity_kind": "card", "identity_number": NUMBER})
    ask_information(commune, identity_kind="card", identity_number=NUMBER)
    assert not Identity.objects.exists()


@pytest.fixture
def authorised(commune):
    commune.cndp_authorisation = "A-GC-123/2026"
    commune.save()
    return commune


def test_with_it_the_number_is_needed_and_kept_where_no_table_shows_it(reader, authorised):
    assert list(reader.post(FORM, {**TYPED, "identity_kind": "card"}).context["form"].errors) == ["identity_number"]
    wrong = reader.post(FORM, {**TYPED, "identity_kind": "card", "identity_number": "هوية"})
    assert list(wrong.context["form"].errors) == ["identity_number"]
    reader.post(FORM, {**TYPED, "identity_kind": "card", "identity_number": " la 123-٤٥٦ "})
    row, case = Identity.objects.get(), InformationRequest.objects.get()
    assert NUMBER.encode() not in bytes(row.sealed)
    assert NUMBER.lower() not in case.search_text
    assert NUMBER not in str(Notification.objects.values_list("context", flat=True))


def test_the_number_is_masked_until_somebody_who_handles_the_case_asks_for_it(authorised, answerer):
    case = ask_information(authorised, identity_kind="card", identity_number=NUMBER)
    desk = sign_in(answerer)
    masked = text_of(desk.get(case_url(case)))
    assert NUMBER not in masked
    assert "●●●●56" in masked
    act(answerer, case, "show-contacts")
    assert NUMBER in text_of(desk.get(case_url(case)))
    president = make_member(authorised, "president")
    page = text_of(sign_in(president).get(case_url(case)))
    assert "●●●●56" not in page
    assert ASKED["postal_address"] not in page


def test_who_holds_the_tables_without_the_key_reads_no_number(authorised, answerer, settings):
    case = ask_information(authorised, identity_kind="passport", identity_number=NUMBER)
    other = ask_information(authorised, identity_kind="passport", identity_number=NUMBER)
    assert Identity.objects.get(case=case).sealed != Identity.objects.get(case=other).sealed
    Identity.objects.filter(case=case).update(sealed=Identity.objects.get(case=other).sealed)
    act(answerer, case, "show-contacts")
    assert NUMBER not in text_of(sign_in(answerer).get(case_url(case))), "sealed for another case"
    settings.TRACKING_KEY = "another key that is long enough to be taken for one, surely"
    act(answerer, other, "show-contacts")
    page = sign_in(answerer).get(case_url(other))
    assert page.status_code == 200
    assert NUMBER not in text_of(page)


def test_erasing_the_person_takes_number_address_and_reason_away(authorised, answerer):
    case = ask_information(authorised, identity_kind="card", identity_number=NUMBER, urgent_reason="أنا سميرة العلمي")
    lifecycle.withdraw(case, at=NOW)
    assert erasure.erase(case, by=None, at=NOW, words=False)
    left = again(case)
    assert (left.name, left.postal_address) == ("", "")
    assert "سميرة" not in left.urgent_reason
    assert not Identity.objects.exists()
    assert erasure.erase(case, by=None, at=NOW, words=True)
    assert again(case).urgent_reason == ""
    assert not erasure.erase(case, by=None, at=NOW, words=True)
