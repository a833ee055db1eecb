"""The citizen's agreement to publish: asked, kept, taken back."""

from uuid import uuid4

import pytest

from complaints.models import Category
from portal.cases.models import Case
from tests.fixtures.builders import NOW
from tests.fixtures.citizens import filing_url, filled, in_language, opened
from tests.fixtures.desk import text_of
from tests.fixtures.publications import page_url, publish

pytestmark = pytest.mark.usefixtures("now", "open_to_publication")
LANGUAGES = ["ar", "fr"]


def test_a_citizen_takes_the_agreement_back_on_the_tracking_page(commune, clerk, client):
    case = publish(commune, by=clerk)
    citizen = opened(case)
    page = citizen.get(in_language("fr", "cases:case", case.reference)).content.decode()
    assert page_url(case) in page
    action = in_language("fr", "cases:publication_withdraw", case.reference)
    assert action in page
    assert client.post(action).status_code == 302, "without the code: to the tracking form"
    assert client.get(page_url(case)).status_code == 200
    told = citizen.post(action, follow=True)
    assert "ne le sera pas" in text_of(told)
    assert action not in told.content.decode()
    assert client.get(page_url(case)).status_code == 404
    assert citizen.post(action, follow=True).status_code == 200, "a second time does no harm"


def test_a_case_whose_citizen_never_agreed_offers_nothing_to_take_back(complaint):
    page = opened(complaint).get(in_language("fr", "cases:case", complaint.reference)).content.decode()
    assert "publication/withdraw" not in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_form_asks_whether_it_may_be_published_and_nothing_is_ticked(lang, client):
    page = client.get(filing_url(lang))
    assert page.context["form"]["publish"].value() in (None, False)
    markup = page.content.decode()
    assert 'name="publish"' in markup
    assert {"ar": "يحذف موظف قبل ذلك", "fr": "Un agent retire d’abord"}[lang] in markup


def test_the_form_does_not_ask_where_no_category_may_be_published(commune, client):
    Category.objects.of(commune).update(publishable=False)
    assert 'name="publish"' not in client.get(filing_url()).content.decode()
    client.post(filing_url(), filled(commune, publish="on"))
    assert Case.objects.get().publish_agreed_at is None


@pytest.mark.parametrize(("ticked", "agreed"), [(None, None), ("on", NOW)])
def test_the_agreement_is_kept_with_its_moment_and_publishes_nothing_by_itself(ticked, agreed, commune, client):
    answer = client.post(filing_url(), filled(commune, publish=ticked, submission_token=str(uuid4())))
    assert answer.status_code == 302
    case = Case.objects.get()
    assert (case.publish_agreed_at, case.published_at) == (agreed, None)
    assert client.get(page_url(case)).status_code == 404


def test_sending_the_same_again_without_the_agreement_is_another_complaint(commune, client):
    client.post(filing_url(), filled(commune, publish="on"))
    client.post(filing_url(), filled(commune, publish="on"))
    assert Case.objects.count() == 1
    client.post(filing_url(), filled(commune))
    assert Case.objects.count() == 2
