"""What a recording says, written down by staff: found by the search, and never read by the citizen."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.cases import access, codes
from portal.cases.models import Attachment, Case
from portal.cases.services import lifecycle, transcripts, uploads
from tests.fixtures.builders import NOW, file_complaint, make_member
from tests.fixtures.desk import case_url, fresh, sign_in, text_of

pytestmark = pytest.mark.usefixtures("now", "watched")
VOICE = Path(__file__).parents[1] / "cases" / "files" / "samples" / "voice.ogg"
SAID = "السقيفة ديال السوق طاحت"


@pytest.fixture
def spoken(commune):
    case, token = file_complaint(commune, description=""), uuid4()
    voice = SimpleUploadedFile("voice.ogg", VOICE.read_bytes())
    assert uploads.keep(commune, token=token, files=[voice], at=NOW) == []
    uploads.attach(case, token=token, by=None, at=NOW)
    return case


def address(case):
    return f"{case_url(case)}recordings/{Attachment.objects.get(case=case.pk).key}/"


def write(user, case, text=SAID, seen=""):
    return sign_in(user).post(address(case), {"text": text, "seen": seen})


def test_a_clerk_writes_down_what_is_said_and_the_search_finds_it(spoken, clerk):
    assert address(spoken) in sign_in(clerk).get(case_url(spoken)).content.decode()
    assert write(clerk, spoken)["Location"] == case_url(spoken)
    file = Attachment.objects.get()
    assert (file.transcript, file.transcribed_by, file.transcribed_at) == (SAID, clerk, NOW)
    assert list(Case.objects.matching("سقيفة السوق")) == [fresh(spoken)]
    assert SAID in text_of(sign_in(clerk).get(case_url(spoken)))
    lifecycle.correct(spoken, by=clerk, at=NOW, address="زنقة 5")
    assert Case.objects.matching("سقيفة").exists(), "a correction of the place keeps it"


def test_the_citizen_never_reads_it(spoken, clerk, client):
    transcripts.write(Attachment.objects.get(), by=clerk, at=NOW, text=SAID)
    client.defaults["HTTP_HOST"] = "lar.localhost"
    given = {"reference": spoken.reference, "code": codes.tracking_code(spoken)}
    page = client.post("/fr/track/", given, follow=True)
    assert access.GRANTED in client.session
    assert SAID not in page.content.decode()


def test_of_two_who_write_the_second_sees_what_the_first_wrote(spoken, clerk, officer):
    write(officer, spoken)
    late = write(clerk, spoken, text="شي حاجة أخرى")
    assert late.status_code == 409
    page = text_of(late)
    assert SAID in page and "شي حاجة أخرى" in page
    assert Attachment.objects.get().transcript == SAID
    version = Attachment.objects.get().transcribed_at.isoformat()
    assert write(clerk, spoken, text="", seen=version).status_code == 302
    assert not Case.objects.matching("سقيفة").exists()


def test_who_does_not_handle_the_case_writes_nothing(commune, spoken, president):
    assert write(president, spoken).status_code == 403
    assert write(make_member(commune, "clerk", "roads"), spoken).status_code == 404
    assert Attachment.objects.get().transcript == ""


def test_only_a_recording_of_this_case_has_a_transcript(commune, spoken, clerk):
    other = file_complaint(commune)
    key = Attachment.objects.get().key
    assert sign_in(clerk).get(f"{case_url(other)}recordings/{key}/").status_code == 404
    assert sign_in(clerk).get(f"{case_url(spoken)}recordings/nothing/").status_code == 404


def test_a_text_that_is_too_long_stays_to_be_shortened(spoken, clerk):
    answer = write(clerk, spoken, text="a" * 20_001)
    assert answer.status_code == 200
    assert "a" * 20_001 in answer.content.decode()


def test_a_kind_that_browsers_do_not_play_is_said(spoken, clerk):
    Attachment.objects.update(content_type="audio/3gpp")
    assert "3GP" in text_of(sign_in(clerk).get(case_url(spoken)))
