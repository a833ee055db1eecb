"""E-mails that come back: real reports of mail servers, unknown ones, and who is written to no more."""

from datetime import timedelta
from email import message_from_string
from io import StringIO
from mailbox import Maildir

import pytest
from django.core.management import call_command

from portal.notifications import bounces, return_path, suppressions
from portal.notifications.models import Bounce, Notification, Suppression
from tests.fixtures.builders import NOW, file_complaint

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
ADDRESS = "amal@example.org"
REPORT = """\
From: MAILER-DAEMON@mx.example.org
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.org. The mail could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: Mon, 23 Nov 2026 10:00:00 +0000

Final-Recipient: rfc822; amal@example.org
Original-Recipient: rfc822; amal@example.org
Action: failed
Status: {status}
Diagnostic-Code: smtp; {code}

--B
Content-Type: message/rfc822

From: no-reply@larache.example
To: amal@example.org
Subject: x

x
--B--
"""
HARD = {"status": "5.1.1", "code": "550 5.1.1 No such user"}
FULL = {"status": "5.2.2", "code": "552 5.2.2 Mailbox full"}
SOFT = {"status": "4.4.7", "code": "451 4.4.7 Temporary failure, message expired"}


@pytest.fixture(autouse=True)
def _a_mailbox(settings):
    settings.BOUNCE_ADDRESS = "bounces@larache.example"


def make_row(commune):
    file_complaint(commune, email=ADDRESS)
    return Notification.objects.order_by("-pk")[0]


def report(row, **words):
    return message_from_string(REPORT.format(to=return_path.of(row), **words))


@pytest.mark.parametrize(("words", "hard"), [(HARD, True), (SOFT, False), (FULL, False)])
def test_a_report_is_read_as_hard_or_soft(words, hard, commune):
    row = make_row(commune)
    assert bounces.record(report(row, **words), at=NOW).hard is hard
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(("words", "most"), [(HARD, 2), (SOFT, 5)])
def test_after_so_many_in_five_weeks_the_address_is_left_alone(words, most, commune):
    for number in range(most):
        assert not suppressions.holds(commune, channel="email", address=ADDRESS, at=NOW)
        bounces.record(report(make_row(commune), **words), at=NOW + timedelta(weeks=number))
    row = Suppression.objects.get()
    assert (row.reason, row.masked) == ("bounced", "a…@example.org")
    last = NOW + timedelta(weeks=most - 1)
    assert suppressions.holds(commune, channel="email", address=ADDRESS, at=last)
    assert not suppressions.holds(commune, channel="email", address=ADDRESS, at=last + timedelta(weeks=5))


def test_what_came_back_long_ago_does_not_count(commune):
    bounces.record(report(make_row(commune), **HARD), at=NOW)
    bounces.record(report(make_row(commune), **HARD), at=NOW + timedelta(weeks=5))
    assert not Suppression.objects.exists()
    assert bounces.forget_old(at=NOW + timedelta(weeks=5)) == 1


def test_the_same_report_twice_counts_once_and_the_harder_stays(commune):
    row = make_row(commune)
    for words in (SOFT, HARD, SOFT, HARD):
        bounces.record(report(row, **words), at=NOW)
    assert [found.hard for found in Bounce.objects.all()] == [True]
    assert not Suppression.objects.exists()


def test_a_report_about_an_unknown_message_or_a_made_up_one_does_nothing(commune):
    row = make_row(commune)
    forged = return_path.of(row).replace(f"+{row.pk}-", f"+{row.pk + 1}-")
    for to in ("bounces@larache.example", forged, f"bounces+{row.pk}-{'0' * 24}@larache.example", ""):
        assert bounces.record(message_from_string(REPORT.format(to=to, **HARD)), at=NOW) is None
    assert not Bounce.objects.exists()


def test_a_warning_that_it_takes_longer_is_no_bounce(commune):
    late = report(make_row(commune), **SOFT).as_string().replace("Action: failed", "Action: delayed")
    assert bounces.record(message_from_string(late), at=NOW) is None


def test_a_server_that_writes_its_report_in_words_is_understood(commune):
    words = "Hi. This is the qmail-send program at mx.example.org.\nI'm afraid I wasn't able to deliver your message"
    row = make_row(commune)
    letter = (
        f"From: MAILER-DAEMON@mx.example.org\nTo: {return_path.of(row)}\nSubject: failure notice\n\n{words} to the "
        f"following addresses.\n\n<{ADDRESS}>:\nSorry, no mailbox here by that name.\n\n--- Below this line is a copy\n"
    )
    assert bounces.record(message_from_string(letter), at=NOW).hard


def test_an_answer_of_a_person_or_an_absence_note_is_no_bounce(commune):
    row = make_row(commune)
    letter = f"From: amal@example.org\nTo: {return_path.of(row)}\nSubject: Re: x\n\nJe suis absente.\n"
    assert bounces.record(message_from_string(letter), at=NOW) is None


def test_the_command_reads_a_pipe_and_a_maildir(commune, tmp_path, monkeypatch):
    row, other = make_row(commune), make_row(commune)
    box = Maildir(tmp_path / "box")
    box.add(report(row, **HARD))
    out = StringIO()
    call_command("read_bounces", maildir=str(tmp_path / "box"), stdout=out)
    call_command("read_bounces", maildir=str(tmp_path / "box"), stdout=out)
    assert out.getvalue().split() == ["bounces:", "1", "bounces:", "0"]
    pipe = tmp_path / "one"
    pipe.write_bytes(report(other, **HARD).as_bytes())
    with pipe.open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        call_command("read_bounces", stdout=out)
    assert Bounce.objects.count() == 2
    assert Suppression.objects.exists()
