"""Filing on the page and at the desk: what is kept, promised, shown, and by whom."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from complaints.models import Complaint
from portal.cases.models import Attachment, Upload
from portal.communes.models import EmergencyNumber
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, make_category, make_commune, make_member
from tests.fixtures.citizens import file_at, filing_url, filled, in_language, later, photo, voice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def text_of(answer):
    return answer.content.decode()


def token_in(answer):
    return re.search(r'name="submission_token" value="([0-9a-f-]{36})"', text_of(answer))[1]


@pytest.mark.parametrize(("lang", "word"), [("ar", "22\u00a0يناير 2027"), ("fr", "22\u00a0janvier 2027")])
def test_the_page_shows_the_promise_before_anything_is_sent(client, commune, lang, word):
    page = text_of(client.get(filing_url(lang)))
    assert word in page
    with translation.override(lang):
        reference = commune.deadline_rules.get(code="complaint").legal_reference
    assert reference in page


def test_only_what_has_a_rule_promises_a_day(client, commune):
    page = client.get(filing_url())
    promised = {kind.value: promise for kind, promise in page.context["promises"]}
    assert promised["complaint"].due_on == date(2027, 1, 22)
    assert promised["suggestion"].due_on == date(2027, 2, 21)
    assert promised["remark"] is None


def test_the_page_is_light_and_needs_no_session(client, commune):
    answer = client.get(filing_url())
    assert "sessionid" not in answer.cookies
    assert "no-store" not in answer["Cache-Control"]  # "back" then finds the same form with the same token


def test_a_complaint_lands_on_its_receipt_with_reference_and_code_as_text(client, commune):
    answer = client.post(filing_url(), filled(commune), follow=True)
    complaint = Complaint.objects.get()
    assert answer.redirect_chain == [(in_language("ar", "cases:receipt", complaint.reference), 302)]
    assert complaint.reference in text_of(answer)
    assert re.search(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", text_of(answer))


def test_what_was_typed_is_what_is_kept(client, commune):
    complaint = file_at(client, commune, latitude="35.19", longitude="-6.15").concrete()
    assert (complaint.kind, complaint.topic.code) == ("complaint", "street-light")
    assert complaint.description == "منذ أيام والإنارة معطلة في الزقاق كله."
    assert (complaint.district, complaint.address) == (commune.districts.first(), "قرب المدرسة")
    assert (complaint.latitude, complaint.longitude) == (35.19, -6.15)
    assert (complaint.name, complaint.phone, complaint.email) == ("فاطمة الزهراء", "+212612345678", "")
    assert (complaint.language, complaint.channel, complaint.received_on) == ("ar", "web", date(2026, 11, 23))
    assert (complaint.agreed_at, complaint.filed_by) == (NOW, None)
    assert complaint.department == commune.departments.get(code="lighting")


def test_a_voice_note_counts_without_a_word(client, commune):
    case = file_at(client, commune, description="", subject="", files=[voice(), photo()])
    assert sorted(case.attachments.values_list("kind", flat=True)) == ["audio", "photo"]
    assert case.description == ""
    assert not Upload.objects.exists()


def test_nothing_said_and_nothing_recorded_is_refused(client, commune):
    answer = client.post(filing_url(), filled(commune, description="", files=[photo()]))
    assert list(answer.context["form"].errors) == ["description"]


@pytest.mark.parametrize(("language", "subject"), [("ar", "مجال street-light، المدينة القديمة"),
                                                   ("fr", "Domaine street-light, Médina")])  # fmt: skip
def test_without_a_title_subject_and_place_make_one_in_the_language_of_the_citizen(client, commune, language, subject):
    assert file_at(client, commune, lang="ar", subject="", language=language).subject == subject


def test_a_long_place_does_not_make_the_title_too_long(client, commune):
    case = file_at(client, commune, subject="", district="", address="قرب المدرسة " * 20)
    assert len(case.subject) == 160


def test_the_language_of_the_page_is_that_of_the_answer_when_nothing_is_chosen(client, commune):
    assert file_at(client, commune, lang="fr", language=None).language == "fr"


def test_a_remark_is_registered_without_a_deadline(client, commune):
    case = file_at(client, commune, kind="remark")
    assert not case.deadlines.exists()


def test_without_any_contact_the_receipt_says_that_only_the_code_opens_the_answer(client, commune):
    case = file_at(client, commune, phone="", name="")
    page = text_of(client.get(in_language("fr", "cases:receipt", case.reference)))
    with translation.override("fr"):
        assert translation.gettext("You left no phone number and no e-mail address.") in page
    assert not Notification.objects.exists()


def test_what_only_a_stopped_clock_needs_is_not_asked(client, commune):
    """The least that is enough: kind, subject, words, and having read the notice."""
    least = filled(commune, subject=None, district=None, address=None, name=None, phone=None, email=None, language=None)
    assert client.post(filing_url("fr"), least).status_code == 302
    assert Complaint.objects.get().language == "fr"


def test_the_same_form_sent_twice_is_one_complaint_and_one_receipt(client, commune):
    token = token_in(client.get(filing_url()))
    first = client.post(filing_url(), filled(commune, submission_token=token))
    second = client.post(filing_url(), filled(commune, submission_token=token, subject="مرة أخرى", files=[photo()]))
    assert first.url == second.url
    assert Complaint.objects.count() == 1
    assert not Attachment.objects.exists() and not Upload.objects.exists()
    assert client.get(second.url).status_code == 200


def test_a_second_press_whose_first_answer_was_lost_still_shows_the_receipt(client, commune, now):
    """The browser dropped the first answer, and its cookie with it."""
    token = token_in(client.get(filing_url()))
    Client().post(filing_url(), filled(commune, submission_token=token))
    again = client.post(filing_url(), filled(commune, submission_token=token), follow=True)
    assert Complaint.objects.get().reference in text_of(again)
    assert again.redirect_chain[-1][0].endswith("/receipt/")


def test_the_token_of_yesterday_opens_nothing_to_another_browser(client, commune, now):
    token = token_in(client.get(filing_url()))
    Client().post(filing_url(), filled(commune, submission_token=token))
    now.move_to(later(days=1))
    again = client.post(filing_url(), filled(commune, submission_token=token), follow=True)
    assert again.redirect_chain[-1][0].startswith(in_language("ar", "cases:track"))
    assert Complaint.objects.count() == 1


def test_the_same_words_again_from_the_same_browser_are_the_same_complaint(client, commune, now):
    """The browser kept the text on the way back, but fetched the form anew and with it another token."""
    first = client.post(filing_url(), filled(commune, files=[voice()]))
    assert client.post(filing_url(), filled(commune)).url == first.url
    assert client.post(filing_url(), filled(commune, address="قرب المسجد")).url != first.url
    assert client.post(filing_url(), filled(commune, files=[photo()])).url != first.url
    assert Client().post(filing_url(), filled(commune)).url != first.url
    now.move_to(later(hours=1))
    assert client.post(filing_url(), filled(commune)).url != first.url
    assert Complaint.objects.count() == 5


def test_a_danger_is_told_with_numbers_to_call(client, commune):
    EmergencyNumber.objects.create(
        commune=commune, label_ar="الوقاية المدنية", label_fr="Protection civile", number="15"
    )
    group = make_category(commune, code="wires")
    make_category(commune, code="bare-wire", parent=group, stop_notice_ar="خطر: ابتعدوا", stop_notice_fr="Danger")
    page = text_of(client.get(filing_url()))
    assert "خطر: ابتعدوا" in page
    assert page.count('href="tel:15"') == 2  # on top, and with the subject


def test_a_subject_of_the_second_level_stands_in_its_group_and_the_group_cannot_be_chosen(client, commune):
    group = make_category(commune, code="roads")
    hole = make_category(commune, code="hole", parent=group)
    make_category(commune, code="closed", parent=group, active=False)
    page = client.get(filing_url())
    shown = {g.category.code: [tile["category"].code for tile in g.tiles] for g in page.context["groups"]}
    assert shown == {"street-light": ["street-light"], "roads": ["hole"]}
    assert f'value="{hole.pk}"' in text_of(page)
    assert f'name="category" value="{group.pk}"' not in text_of(page)


def test_a_chosen_subject_is_seen_when_the_form_comes_back(client, commune):
    hole = make_category(commune, code="hole", parent=make_category(commune, code="roads"))
    answer = client.post(filing_url(), filled(commune, category=hole.pk, agree=None))
    assert [g.open for g in answer.context["groups"]] == [False, True]


def test_the_notice_on_personal_data_stands_on_the_form(client, commune):
    commune.cndp_declaration = "D-GC-77/2026"
    commune.save()
    assert "D-GC-77/2026" in text_of(client.get(filing_url()))


HERE = {"host": "lar.localhost"}


def test_filing_takes_few_queries(client, commune):
    """Those of the request itself; that each transaction here is a savepoint of the test's is not counted."""
    file_at(Client(), commune)  # the first of the year makes its counter
    place = {"latitude": "35.2", "longitude": "-6.15"}
    form = filled(commune, shown="", subject="حفرة", description="حفرة كبيرة", address="", **place)
    with CaptureQueriesContext(connection) as spent:
        client.post(filing_url(), form, headers=HERE)
    assert Complaint.objects.count() == 2
    own = [query["sql"] for query in spent if "SAVEPOINT" not in query["sql"]]
    assert 15 < len(own) <= 25, own


def test_the_page_takes_as_many_queries_for_thirty_subjects_as_for_three(client, commune, django_assert_num_queries):
    make_category(commune, code="a", parent=make_category(commune, code="b"))
    with django_assert_num_queries(10):
        client.get(filing_url(), headers=HERE)
    for n in range(30):
        make_category(commune, code=f"c{n}", parent=make_category(commune, code=f"d{n}"))
    with django_assert_num_queries(10):
        client.get(filing_url(), headers=HERE)


# At the desk


def desk_url(lang="fr"):
    return f"{filing_url(lang)}?for=citizen"


@pytest.fixture
def desk(client, clerk):
    client.force_login(clerk)
    return client


def test_staff_enter_a_letter_with_its_day_of_arrival(desk, commune, clerk):
    answer = desk.post(desk_url(), filled(commune, channel="letter", received_on="2026-11-20"), follow=True)
    complaint = Complaint.objects.get()
    assert (complaint.channel, complaint.received_on, complaint.filed_by) == ("letter", date(2026, 11, 20), clerk)
    assert complaint.opened_at == NOW
    assert complaint.deadlines.get().last_on == date(2027, 1, 19)
    assert complaint.reference in text_of(answer)


def test_a_clerk_prints_the_receipt_of_what_another_department_will_answer(desk, commune):
    roads = make_category(commune, code="roads", department=commune.departments.get(code="roads"))
    answer = desk.post(desk_url(), filled(commune, category=roads.pk, channel="counter", received_on="2026-11-23"))
    assert desk.get(answer.url).status_code == 200


@pytest.mark.parametrize("day", ["2026-11-24", "2025-01-01", "yesterday", ""])
def test_a_day_of_arrival_that_cannot_be_is_refused(desk, commune, day):
    answer = desk.post(desk_url(), filled(commune, channel="letter", received_on=day))
    assert list(answer.context["form"].errors) == ["received_on"]
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("channel", ["web", "import", "", "fax"])
def test_staff_name_a_channel_of_the_desk(desk, commune, channel):
    answer = desk.post(desk_url(), filled(commune, channel=channel, received_on="2026-11-23"))
    assert list(answer.context["form"].errors) == ["channel"]


def test_a_citizen_cannot_choose_the_day_of_arrival(client, commune):
    case = file_at(client, commune, channel="letter", received_on="2026-10-01")
    assert (case.channel, case.received_on) == ("web", date(2026, 11, 23))


def test_the_desk_is_for_those_who_may_file_for_others(client, commune):
    assert client.get(desk_url()).status_code == 302
    client.force_login(make_member(commune, "publisher"))
    assert client.get(desk_url()).status_code == 403
    assert client.post(desk_url(), filled(commune, channel="letter", received_on="2026-11-20")).status_code == 403
    assert not Complaint.objects.exists()


def test_staff_of_another_commune_have_no_desk_here(client, commune):
    other = make_commune("TNG")
    client.force_login(make_member(other, "complaints_officer"))
    host = {"host": "lar.localhost"}
    assert client.get(desk_url(), headers=host).status_code == 403


def test_someone_who_files_for_himself_while_signed_in_is_no_desk(desk, commune, clerk):
    case = file_at(desk, commune)
    assert (case.channel, case.filed_by) == ("web", None)
    assert case.moves.get().by == clerk


def test_the_promise_at_the_desk_counts_from_today_until_the_day_is_entered(desk, commune):
    page = desk.get(desk_url())
    assert page.context["form"].initial["received_on"] == NOW.date()
    assert dict(page.context["promises"])["complaint"].due_on == NOW.date() + timedelta(days=60)
