"""What stands in deploy/ works: units are understood by systemd, and their commands run a production for real."""

import os
import re
import secrets
import shlex
import signal
import subprocess
import urllib.request
from configparser import RawConfigParser
from pathlib import Path

import pytest
import services
from django.conf import settings

from portal.celery import app
from tests.fixtures.processes import ROOT, database_url
from tests.tools.test_supervisor import wait_for

UNITS = ROOT / "deploy" / "systemd"
INSTALLED = "/opt/jamaati"
TOKEN = "a-token-of-the-town-hall-2026"


@pytest.fixture
def units(tmp_path):
    """The units, as if this checkout stood where they look for it."""
    for path in UNITS.rglob("*.*"):
        if path.is_file():
            copy = tmp_path / path.relative_to(UNITS)
            copy.parent.mkdir(exist_ok=True)
            copy.write_text(path.read_text().replace(INSTALLED, str(ROOT)))
    return tmp_path


def systemd_analyze(*words, folder):
    environment = {"PATH": os.environ["PATH"], "SYSTEMD_UNIT_PATH": f"{folder}:"}
    done = subprocess.run(["systemd-analyze", *words], env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_systemd_understands_every_line_of_the_units(units):
    assert systemd_analyze("verify", *units.glob("*.service"), *units.glob("*.timer"), folder=units) == (0, "")


@pytest.mark.parametrize("unit", sorted(path.name for path in UNITS.glob("*.service")))
def test_the_services_may_touch_little(units, unit):
    _status, said = systemd_analyze("security", "--offline=true", "--no-pager", units / unit, folder=units)
    assert float(re.search(r"exposure level for \S+: ([\d.]+)", said)[1]) < 2, said


def test_the_proxy_understands_its_file():
    environment = {**os.environ, "HOSTS": "jamaati.larache.example, jamaati.tanger.example", "UPSTREAM": "web:8000"}
    command = [services.caddy(), "validate", "--adapter", "caddyfile", "--config", ROOT / "deploy" / "Caddyfile"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "Valid configuration" in done.stdout + done.stderr, done.stderr


def command(unit):
    """What a unit starts, from this checkout."""
    parser = RawConfigParser(strict=False)
    parser.read(UNITS / unit)
    return shlex.split(parser["Service"]["ExecStart"].replace(INSTALLED, str(ROOT)))


def production(folder, port):
    """The example environment with every value filled in for this machine."""
    lines = (ROOT / "deploy" / "jamaati.env.example").read_text().splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("# "))
    own = {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "TRACKING_KEY": secrets.token_urlsafe(64),
        "DATABASE_URL": database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "DATA_DIR": str(folder),
        "BIND": f"127.0.0.1:{port}",
        "METRICS_TOKEN": TOKEN,
    }
    assert {name for name in own if f"#{name}" not in example} <= set(example)
    kept = {name: value for name, value in example.items() if not name.startswith("#")}
    return {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1", **kept, **own}


@pytest.fixture
def running(tmp_path, transactional_db):
    """{name: process} of web, worker and beat, each started by the line in its unit."""
    port, data = services.free_port(), tmp_path / "data"
    environment, processes = production(data, port), {}
    for name in ("web", "worker", "beat"):
        with (tmp_path / f"{name}.log").open("w") as log:
            processes[name] = subprocess.Popen(
                command(f"jamaati-{name}.service"), cwd=ROOT, env=environment, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
    yield processes, port, environment, tmp_path
    for process in processes.values():
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def ask(port, path, **headers):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read().decode()
    except OSError:
        return ""


@pytest.mark.postgres(reason="a production has PostgreSQL and Redis")
def test_the_units_run_a_production_that_works_and_stops(running):
    processes, port, environment, folder = running
    wait_for(lambda: '"database": "ok"' in ask(port, "/readyz"), 90)
    wait_for(lambda: " ready." in (folder / "worker.log").read_text(), 90)
    app.send_task("portal.cases.tasks.enforce_deadlines")
    wait_for(lambda: '"degraded": []' in ask(port, "/readyz"), 60)
    wait_for(lambda: "Sending due task deliver messages" in (folder / "beat.log").read_text(), 60)

    for _ in range(20):  # both processes of gunicorn count into the same figures
        ask(port, "/ar/", Host="jamaati.larache.example")
    figures = ask(port, "/metrics", Authorization=f"Bearer {TOKEN}")
    counted = re.findall(r'^jamaati_request_seconds_count{.*status="301".*} ([\d.]+)$', figures, re.MULTILINE)
    assert sum(map(float, counted)) == 20, figures
    assert re.search(r"^jamaati_database_up 1", figures, re.MULTILINE)
    assert len(list((folder / "data" / "metrics").glob("*.db"))) >= 2

    words = [word.replace("/var/backups/jamaati", str(folder)) for word in command("jamaati-backup.service")]
    subprocess.run(words, cwd=ROOT, env=environment, check=True, capture_output=True)
    assert len(list(folder.glob("jamaati-*.tar"))) == 1

    for process in processes.values():
        process.terminate()
    assert {name: process.wait(60) for name, process in processes.items()} == dict.fromkeys(processes, 0)


def test_the_image_and_the_units_start_the_same():
    """deploy/compose.yaml and the Dockerfile say the words of the units."""
    compose = " ".join((ROOT / "deploy" / "compose.yaml").read_text().replace('"', "").split())
    for name in ("worker", "beat"):
        words = command(f"jamaati-{name}.service")[1:]
        assert f"command: [python, {', '.join(words)}]" in compose
    image = (ROOT / "deploy" / "Dockerfile").read_text()
    assert str(["python", *command("jamaati-web.service")[1:]]).replace("'", '"') in image


def test_every_variable_of_the_example_is_explained_in_the_readme():
    named = re.findall(r"^#?([A-Z_]+)=", (ROOT / "deploy" / "jamaati.env.example").read_text(), re.MULTILINE)
    words = (ROOT / "README.md").read_text() + (ROOT / "docs" / "deployment.md").read_text()
    assert [name for name in named if f"`{name}`" not in words] == []


def test_nothing_in_the_image_carries_our_keys():
    ignored = Path(ROOT / ".dockerignore").read_text().split()
    assert {"deploy/.env", "deploy/jamaati.env", "var", ".git"} <= set(ignored)
