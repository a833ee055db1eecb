"""Files that a virus scanner looked at: a real one, with one signature, and rude ones."""

import socket
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import services

from portal.cases.files import scanning
from portal.cases.files.refusals import Refused
from portal.cases.models import Upload
from portal.cases.services import uploads
from tests.fixtures.builders import NOW
from tests.fixtures.citizens import filing_url, filled, photo

from .sending import check, encoded, quarters, sent

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" + (
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n"
)
INFECTED = PDF + b"%" + EICAR + b"\n%%EOF\n"


@pytest.fixture(scope="module")
def clamd():
    signature = f"Eicar-Test:0:*:{EICAR.hex()}\n"
    with tempfile.TemporaryDirectory() as folder, services.clamd(Path(folder), signature) as url:
        yield url


@pytest.fixture
def scanned(settings, clamd):
    settings.CLAMD_URL = clamd


def stored(settings):
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.usefixtures("scanned")
def test_a_clean_file_passes_the_scanner():
    with check(PDF + b"%%EOF\n", "demande.pdf") as checked:
        assert checked.kind == "pdf"


@pytest.mark.usefixtures("scanned")
def test_a_file_with_a_virus_is_refused_by_name(settings):
    with pytest.raises(Refused) as refused:
        check(INFECTED, "facture.pdf")
    assert refused.value.code == "infected"
    assert "facture.pdf" in refused.value.message
    assert list(Path(settings.FILE_UPLOAD_TEMP_DIR).glob("attachment-*")) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("scanned")
@pytest.mark.parametrize(("lang", "word"), [("ar", "فيروس"), ("fr", "virus")])
def test_the_form_says_so_keeps_the_text_and_keeps_the_file_nowhere(client, commune, settings, lang, word):
    before = stored(settings)
    answer = client.post(filing_url(lang), filled(commune, files=[sent(INFECTED, "facture.pdf")]))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert word in page
    assert "قرب المدرسة" in page
    assert (Upload.objects.count(), stored(settings)) == (0, before)


@pytest.mark.usefixtures("scanned")
def test_what_the_scanner_finds_too_large_is_refused_as_unscanned():
    """StreamMaxLength is one megabyte here: clamd stops listening midway."""
    with pytest.raises(Refused) as refused:
        check(PDF + b"%" + b"x" * 3_000_000 + b"\n%%EOF\n", "plan.pdf")
    assert refused.value.code == "unscanned"


def test_without_a_scanner_nothing_is_asked(settings):
    assert settings.CLAMD_URL == ""
    with check(INFECTED, "facture.pdf") as checked:
        assert checked.kind == "pdf"


@contextmanager
def rude_scanner(behave):
    """A server that does `behave(connection)` with each connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    behave(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def hang(connection):
    with connection.makefile("rb") as lines:
        lines.read()  # until the other side gives up


def babble(connection):
    try:
        for _ in range(10_000):
            connection.sendall(b"stream: OK" * 1000)
    except OSError:
        pass


MANNERS = {
    "says nothing": hang,
    "hangs up": lambda connection: None,
    "talks without end": babble,
    "answers another question": lambda connection: connection.sendall(b"PONG\0"),
    "has no room": lambda connection: connection.sendall(b"INSTREAM size limit exceeded. ERROR\0"),
    "breaks off in the middle": lambda connection: connection.sendall(b"stream: O"),
    "found nothing, says a liar": lambda connection: connection.sendall(b"stream: Eicar FOUND, or OK"),
}


@pytest.mark.parametrize("manner", MANNERS)
def test_a_scanner_without_manners_lets_no_file_through(settings, monkeypatch, manner):
    monkeypatch.setattr(scanning, "SCAN_SECONDS", 0.5)
    with rude_scanner(MANNERS[manner]) as settings.CLAMD_URL:
        started = time.monotonic()
        with pytest.raises(Refused) as refused:
            check(encoded(quarters()), "mur.jpg")
    assert refused.value.code == "unscanned"
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("nowhere", ["unix:///nowhere/clamd.ctl", "tcp://127.0.0.1:9"])
@pytest.mark.django_db
def test_a_scanner_that_is_away_lets_no_file_through(settings, commune, nowhere):
    settings.CLAMD_URL, before = nowhere, stored(settings)
    [refusal] = uploads.keep(commune, token=uuid4(), files=[photo("mur.jpg")], at=NOW)
    assert "mur.jpg" in refusal
    assert (Upload.objects.count(), stored(settings)) == (0, before)
