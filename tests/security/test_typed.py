"""What people type is text, wherever it is shown: markup, templates, lines of a mail header, SQL, paths."""

import io
import re
from html.parser import HTMLParser

import openpyxl
import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from portal.cases import texts
from portal.cases.codes import tracking_code
from portal.cases.models import Answer, Attachment, Case, Move
from portal.cases.services import correspondence, lifecycle, sweep
from portal.notifications import delivery
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, file_complaint, make_member
from tests.fixtures.citizens import file_at, filing_url, filled, in_language, opened, photo
from tests.fixtures.desk import case_url, sign_in
from tests.fixtures.secrets import PDF

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
MARKUP = "\"'><xss-probe data-xss=1></title></textarea></script><xss-probe> data-xss=2 ' data-xss='3"
TEMPLATE = "{{ 7|add:7 }}{% now 'Y' %}{reference.__class__}{0}%s%(x)s${7*7}"
SQL = ["' OR 1=1 --", "%", "_", "\\", "%%%", "'; DROP TABLE cases_case; --", '" OR ""="', "a" * 5000, "x\x00y"]


class Foreign(HTMLParser):
    """Collects what no page of ours has: the probe's element, and its attribute on any other."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        if tag == "xss-probe" or any(name == "data-xss" for name, _value in attributes):
            self.found.append(self.get_starttag_text())


def assert_nothing_foreign(answer):
    page = b"".join(answer).decode() if answer.streaming else answer.content.decode()
    assert answer.status_code == 200
    assert Foreign(page).found == []
    assert "<xss-probe" not in page


@pytest.fixture
def poisoned(client, commune, clerk):
    """A case whose every text and file name is an attack, filed, written to, answered."""
    typed = dict.fromkeys(("subject", "description", "address", "name"), MARKUP)
    files = [photo(f"{MARKUP}.jpg"), SimpleUploadedFile(f"../../{MARKUP}.pdf", PDF, "application/pdf")]
    case = file_at(client, commune, **{**typed, "name": MARKUP[:100]}, email="x@example.org", files=files)
    correspondence.note(case, by=clerk, at=NOW, text=MARKUP)
    correspondence.write(case, by=clerk, at=NOW, text=MARKUP)
    lifecycle.answer(case, by=clerk, at=NOW, outcome="explained", text=MARKUP)
    sweep.enforce(at=timezone.now())
    return case


def test_markup_in_every_field_stays_text_on_every_page_that_shows_it(poisoned, clerk, director):
    assert poisoned.attachments.count() == 2 and MARKUP[:40] in poisoned.subject
    citizen = opened(poisoned)
    for lang in ("ar", "fr"):
        for name in ("case", "receipt"):
            assert_nothing_foreign(citizen.get(in_language(lang, f"cases:{name}", poisoned.reference)))
        for name in ("review", "accept", "object", "withdraw", "reply"):
            page = citizen.get(in_language(lang, f"cases:{name}", poisoned.reference), follow=True)
            assert b"<xss-probe" not in page.content
    for user in (clerk, director):
        desk = sign_in(user)
        for address in ("", "cases/", "cases/?who=all&state=answered", "cases/?q=xss", "register/", "figures/"):
            page = desk.get(f"/backoffice/{address}")
            assert b"<xss-probe" not in page.content
        assert_nothing_foreign(desk.get(case_url(poisoned)))


def test_a_form_sent_back_shows_what_was_typed_as_text(client, commune):
    typed = dict.fromkeys(("subject", "description", "address", "name", "phone", "email"), MARKUP)
    assert_nothing_foreign(client.post(filing_url(), filled(commune, **typed, kind=MARKUP, category=MARKUP)))
    search = {"reference": MARKUP, "code": MARKUP, "q": MARKUP, "contact": MARKUP}
    for address in (in_language("ar", "cases:track"), in_language("fr", "citizens:sign_in")):
        assert_nothing_foreign(client.post(address, search))


def test_the_list_of_the_office_shows_what_was_searched_as_text(commune, director):
    desk = sign_in(director)
    for name in ("q", "state", "topic", "department", "assignee", "due", "who", "after", "year", "model", "table"):
        for page in ("cases/", "register/", "figures/", "configuration/history/"):
            assert_nothing_foreign(desk.get(f"/backoffice/{page}", {name: MARKUP}))


def test_markup_stays_text_in_the_mails(poisoned):
    delivery.deliver_waiting(clock=lambda: NOW)
    assert mail.outbox
    for message in mail.outbox:
        for html, _kind in message.alternatives:
            assert Foreign(html).found == []


def test_what_looks_like_a_template_is_printed_as_it_was_typed(client, commune, clerk):
    case = file_at(client, commune, subject=TEMPLATE, description=TEMPLATE, name=TEMPLATE[:80], email="x@example.org")
    lifecycle.answer(case, by=clerk, at=NOW, outcome="explained", text=TEMPLATE)
    shown = opened(case).get(in_language("fr", "cases:case", case.reference)).content.decode()
    assert "{{ 7|add:7 }}{% now" in shown and "${7*7}" in shown
    delivery.deliver_waiting(clock=lambda: NOW)
    assert any("{{ 7|add:7 }}" in message.body for message in mail.outbox)


def test_the_places_of_an_answer_template_are_filled_once_and_reach_no_attribute(commune):
    case = file_complaint(commune, name="{ground}{original_reference}")
    values = texts.placeholders(case, ground="SECRET", original=case)
    written = texts.fill("{name} {reference} {reference.__class__} {0} {{name}} {unknown}", values)
    assert written == f"{case.name} {case.reference} {{reference.__class__}} {{0}} {{{case.name}}} {{unknown}}"


@pytest.mark.parametrize("field", ["name", "subject", "address", "email"])
def test_a_line_break_never_becomes_a_line_of_a_mail_header(field, client, commune):
    evil = "a@example.org\r\nBcc: everybody@evil.example\r\n\r\nHello"
    client.post(filing_url(), filled(commune, **{"email": "x@example.org", field: evil}))
    delivery.deliver_waiting(clock=lambda: NOW)
    for message in mail.outbox:
        assert message.recipients() == ["x@example.org"]
        raw = message.message()
        assert raw["Bcc"] is None and "\n" not in raw["Subject"]
    assert all("evil" not in row.recipient for row in Notification.objects.all())


@pytest.mark.parametrize("typed", SQL)
def test_what_looks_like_sql_is_searched_as_text(typed, client, commune, director, complaint):
    desk = sign_in(director)
    for page in ("cases/", "register/", "figures/", "configuration/history/", "lists/"):
        for name in ("q", "state", "topic", "after", "district", "year"):
            assert desk.get(f"/backoffice/{page}", {name: typed}).status_code < 500
    if typed in ("%", "_", "\\", "%%%"):
        assert complaint.reference not in desk.get("/backoffice/cases/", {"q": typed + "qqq"}).content.decode()
    track = client.post(in_language("ar", "cases:track"), {"reference": typed, "code": typed})
    assert track.status_code == 200 and Case.objects.count() == 1


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd.jpg", "..\\..\\x.jpg", "/etc/x.jpg", "a/../../b.jpg", ".jpg", "\x00.jpg"]
)
def test_the_name_of_a_file_is_no_path(name, client, commune, settings):
    case = file_at(client, commune, files=[photo(name)])
    row = case.attachments.get()
    assert "/" not in row.name and "\\" not in row.name and ".." not in row.path
    answer = client.get(in_language("ar", "cases:attachment", row.key))
    assert answer.status_code == 200 and b"".join(answer)


@pytest.mark.parametrize(
    "name", ['a"; filename="evil.html.jpg', "a\r\nSet-Cookie: x=1.jpg", "حفرة;.jpg", "a\u202egpj.exe.jpg"]
)
def test_the_name_of_a_file_writes_no_header_of_its_own(name, client, commune):
    row = file_at(client, commune, files=[photo(name)]).attachments.get()
    answer = client.get(in_language("ar", "cases:attachment", row.key))
    header = answer["Content-Disposition"]
    assert "Set-Cookie" not in answer.headers and "\n" not in header and "\u202e" not in header
    assert len(re.findall(r'(?<!\\)filename="', header)) <= 1


def test_a_key_cannot_be_walked_up_to_another_folder(client, commune):
    for key in ("..%2f..%2fdb.sqlite3", "....//", "%2e%2e", "' OR 1=1 --", "0" * 39, "*"):
        assert client.get(f"/ar/files/{key}/").status_code == 404


def test_markup_and_control_characters_stay_text_in_the_register(client, commune, director):
    typed = '</t></is></c><c r="A9"><f>1+1</f></c> ]]> &amp; <!DOCTYPE x>'
    file_at(client, commune, subject=typed, name=typed[:80])
    data = b"".join(sign_in(director).get("/backoffice/register/xlsx/?year=2026"))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert typed in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"} and sheet.max_row == 2


GRABBED = {
    "state": "closed", "commune": "2", "commune_id": "2", "reference": "LAR-2026-999999", "by": "1", "is_staff": "on",
    "channel": "counter", "received_on": "2020-01-01", "opened_at": "2020-01-01", "due_at": "2090-01-01", "id": "1",
    "pk": "1", "assignee": "1", "department": "1", "is_superuser": "1", "code_version": "9", "satisfied": "1",
    "external_reference": "C-1", "internal": "on", "entered_by": "1", "model": "x", "closed_at": "2020-01-01",
}  # fmt: skip


def test_fields_that_a_form_does_not_ask_for_are_not_taken(client, commune):
    plain = file_at(client, commune)
    Client().post(filing_url(), {**filled(commune, subject="أخرى", phone="0612345679"), **GRABBED})
    case = Case.objects.latest("pk")
    same = ("state", "commune_id", "channel", "received_on", "due_at", "assignee_id", "department_id", "model", "by_id")
    fields = [name for name in (*same, "code_version", "satisfied", "closed_at") if hasattr(plain, name)]
    assert {name: getattr(case, name) for name in fields} == {name: getattr(plain, name) for name in fields}
    assert case.reference == "LAR-2026-000002"


def test_a_reply_takes_its_text_alone(commune, complaint, clerk):
    before = Case.objects.values().get(pk=complaint.pk)
    opened(complaint).post(in_language("ar", "cases:reply", complaint.reference), {"text": "نص", **GRABBED})
    after = Case.objects.values().get(pk=complaint.pk)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"wrote_at"}
    assert Move.objects.filter(case=complaint).count() == 1 and not Answer.objects.exists()


def test_an_action_of_the_office_takes_its_own_fields_alone(commune, complaint, clerk):
    other = make_member(commune, "head", "lighting")
    grab = {**GRABBED, "by": other.pk, "text": "ملاحظة", "at": "2020-01-01"}
    sign_in(clerk).post(case_url(complaint, "note"), grab)
    assert list(complaint.notes.values_list("by", "at")) == [(clerk.pk, NOW)]
    assert not Attachment.objects.exists()


def test_the_session_key_changes_when_a_code_opens_a_case(complaint, client):
    client.get(in_language("ar", "cases:track"))
    client.session.save()
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    client.post(in_language("ar", "cases:track"), {"reference": complaint.reference, "code": tracking_code(complaint)})
    assert client.cookies["sessionid"].value != planted
    stranger = Client()
    stranger.cookies["sessionid"] = planted
    assert stranger.get(in_language("ar", "cases:case", complaint.reference)).status_code == 302
