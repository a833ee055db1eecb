"""A database server that is killed and comes back, under a portal that goes on running."""

import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import psycopg2
import pytest
import services
from django.db import OperationalError, connection

from complaints.models import Complaint
from portal.views import is_away
from tests.fixtures.citizens import filing_url, filled
from tests.fixtures.processes import ROOT
from tests.tools.test_supervisor import wait_for

pytestmark = pytest.mark.postgres(reason="it kills and starts a PostgreSQL server of its own")
BUSY = {"ar": "نعود بعد لحظات", "fr": "Nous revenons dans un instant"}


class Server:
    """A PostgreSQL server with a copy of the database under test, which can be stopped hard and started."""

    def __init__(self, url, folder):
        self.url, self.home = url, folder / "postgres"
        self.user = "postgres" if not os.geteuid() else None

    def control(self, *words):
        program = services.needed("pg_ctl")
        options = f"-c listen_addresses='' -c unix_socket_directories={self.home} -c fsync=off"
        more = ["-o", options, "-l", self.home / "log2"] if words[0] == "start" else []
        subprocess.run([program, "-D", self.home / "data", "-w", *words, *more], user=self.user, cwd="/", check=True,
                       capture_output=True)  # fmt: skip

    def kill(self):
        self.control("stop", "-m", "immediate")

    def start(self):
        self.control("start")

    def copy_from(self, url):
        dump = subprocess.run([services.needed("pg_dump"), url, "-O", "-x"], capture_output=True, check=True).stdout
        subprocess.run([services.needed("psql"), "-q", self.url], input=dump, check=True, capture_output=True)


@pytest.fixture
def server(child_environment):
    with tempfile.TemporaryDirectory(prefix="jamaati-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        with services.postgres(folder) as url:
            one = Server(url, folder)
            one.copy_from(child_environment["DATABASE_URL"])
            yield one
            if (one.home / "data" / "postmaster.pid").exists():
                one.kill()


@pytest.fixture
def portal(server, child_environment, tmp_path):
    """ask(path) of a gunicorn with two workers that works on this server."""
    port = services.free_port()
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2",
               "--worker-class", "gthread", "--threads", "2", "--no-control-socket"]  # fmt: skip
    environment = {**child_environment, "DATABASE_URL": server.url, "DJANGO_SETTINGS_MODULE": "tests.live_settings"}

    def ask(path):
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": "lar.localhost"})
        try:
            answer = urllib.request.urlopen(request, timeout=20)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return SimpleNamespace(status=answer.status, text=answer.read().decode(), headers=answer.headers)

    def answers():
        try:
            return ask("/healthz").status == 200
        except OSError:
            return False

    with (tmp_path / "web.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        wait_for(answers, 60)
        yield ask
    finally:
        process.terminate()
        process.wait(30)


def several(ask, path):
    """Often enough that both workers, with their kept connections, answered."""
    return [ask(path) for _ in range(8)]


@pytest.mark.django_db(transaction=True)
def test_a_portal_whose_database_is_killed_says_so_and_recovers_by_itself(commune, server, portal):
    assert {answer.status for answer in several(portal, "/fr/track/")} == {200}
    server.kill()
    for lang, words in BUSY.items():
        for answer in several(portal, f"/{lang}/track/"):
            assert (answer.status, answer.headers["Retry-After"]) == (503, "60")
            assert words in answer.text
            assert answer.headers["X-Request-ID"] in answer.text
            assert "Traceback" not in answer.text
            assert "psycopg2" not in answer.text
    assert {answer.status for answer in several(portal, "/backoffice/")} == {503}
    assert (portal("/healthz").status, portal("/readyz").status) == (200, 503)
    server.start()
    assert {answer.status for answer in several(portal, "/ar/track/")} == {200}
    assert portal("/readyz").status == 200


@pytest.mark.django_db(transaction=True)
def test_connections_that_died_while_nobody_asked_are_not_noticed(commune, server, portal):
    several(portal, "/fr/track/")
    server.kill()
    server.start()
    assert {answer.status for answer in several(portal, "/fr/track/")} == {200}


@pytest.fixture
def sessions_away(commune):
    """end() makes the database go away when a session is written, by the means of the database."""

    def end():
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE FUNCTION away() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'terminating connection' USING ERRCODE = 'admin_shutdown'; END $$"
            )
            cursor.execute("CREATE TRIGGER away BEFORE UPDATE ON django_session EXECUTE FUNCTION away()")

    yield end
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION IF EXISTS away CASCADE")


@pytest.mark.django_db(transaction=True)
def test_a_database_that_goes_when_the_session_is_kept_is_no_fault_of_the_citizen(client, commune, sessions_away):
    """Django would answer 400; the citizen comes again with the same token, and finds the one complaint."""
    client.raise_request_exception = False
    assert client.post(filing_url(), filled(commune, email="a@example.org")).status_code == 302
    sessions_away()
    answer = client.post(filing_url(), filled(commune, subject="2", email="a@example.org"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert Complaint.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_connection_cut_at_the_end_of_a_list_is_no_fault_of_ours(commune):
    """Django translates the driver's errors, but not the one that closing the cursor of a list raises."""
    rows = connection.chunked_cursor()
    rows.execute("SELECT 1")
    rows.fetchall()
    with closing(psycopg2.connect(**connection.get_connection_params())) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [connection.connection.get_backend_pid()])
    with pytest.raises(psycopg2.OperationalError) as cut:
        rows.close()
    connection.connection.close()
    connection.connection = None
    assert not isinstance(cut.value, OperationalError)
    assert is_away(cut.value)
