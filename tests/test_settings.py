"""The configuration, as a start sees it: each test starts a process with an environment of its own."""

import os
import stat
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "SECRET_KEY": "r4nd0m-Secret.Key_of-The+Portal/2026=abcdefghijklmnopqrstuv",
    "TRACKING_KEY": "an0ther-Secret.Key_of-The+Codes/2026=abcdefghijklmnopqrstuv",
    "ALLOWED_HOSTS": "jamaati.example.ma",
    "DATABASE_URL": "postgres://jamaati:secret@localhost/jamaati",
    "REDIS_URL": "redis://localhost:6379/0",
    "EMAIL_URL": "smtp://jamaati:secret@mail.example.ma:587/?tls=starttls",
    "SMS_URL": "https://sms.example.ma/send",
}


def start(*words, data_dir, **variables):
    """Run manage.py with these variables alone; return its status and everything it printed."""
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(data_dir), **variables}
    command = [sys.executable, ROOT / "manage.py", *words]
    result = subprocess.run(command, env=environment, cwd=data_dir, capture_output=True, text=True, check=False)
    return result.returncode, result.stdout + result.stderr


def setting(name, *, data_dir, **variables):
    """Return what a start with these variables makes of one setting."""
    code = f"from django.conf import settings; print('value:', repr(settings.{name}))"
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "portal.settings"}
    result = subprocess.run(
        [sys.executable, "-c", code],
        env={**environment, **variables},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return result.stdout.rpartition("value: ")[2].strip()


def test_without_any_variable_the_portal_is_a_demonstration_on_embedded_parts(tmp_path):
    status, said = start("check", data_dir=tmp_path)
    assert status == 0, said
    for name in ("secret_key", "tracking_key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert "sqlite3" in setting("DATABASES", data_dir=tmp_path)
    assert setting("CELERY_BROKER_URL", data_dir=tmp_path) == "'files://localhost//'"
    assert setting("DEBUG", data_dir=tmp_path) == "False"


def test_the_keys_of_a_demonstration_are_kept_between_starts(tmp_path):
    first = setting("TRACKING_KEY", data_dir=tmp_path)
    assert first == setting("TRACKING_KEY", data_dir=tmp_path)
    assert first != setting("SECRET_KEY", data_dir=tmp_path)


def test_a_production_start_with_proper_values_passes_the_deployment_check(tmp_path):
    status, said = start("check", "--deploy", "--fail-level", "WARNING", data_dir=tmp_path, **PRODUCTION)
    assert status == 0, said


def test_a_production_start_keeps_no_key_in_the_data_folder(tmp_path):
    start("check", data_dir=tmp_path, **PRODUCTION)
    assert not (tmp_path / "secret_key").exists()


@pytest.mark.parametrize("missing", ["SECRET_KEY", "TRACKING_KEY", "ALLOWED_HOSTS", "EMAIL_URL", "SMS_URL"])
def test_a_production_start_refuses_a_missing_value_with_one_sentence(tmp_path, missing):
    variables = {name: value for name, value in PRODUCTION.items() if name != missing}
    status, said = start("check", data_dir=tmp_path, **variables)
    assert status == 1
    assert said.splitlines()[0] == "The portal does not start:"
    assert said.splitlines()[1].startswith(f"- {missing} is missing")
    assert len(said.splitlines()) == 2


def test_switching_the_demonstration_off_without_a_database_is_refused(tmp_path):
    variables = {name: value for name, value in PRODUCTION.items() if name != "DATABASE_URL"}
    status, said = start("check", data_dir=tmp_path, DEMO="0", **variables)
    assert status == 1
    assert "DATABASE_URL is missing" in said


@pytest.mark.parametrize(
    ("unsafe", "because"),
    [
        ({"SECRET_KEY": "secret"}, "SECRET_KEY is too easy to guess"),
        ({"SECRET_KEY": "a" * 64}, "SECRET_KEY is too easy to guess"),
        ({"TRACKING_KEY": PRODUCTION["SECRET_KEY"]}, "TRACKING_KEY equals SECRET_KEY"),
        ({"DEBUG": "1"}, "DEBUG is on"),
        ({"HTTPS": "0"}, "HTTPS is off"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS holds *"),
        ({"EMAIL_URL": "console:"}, "EMAIL_URL is console:"),
        ({"EMAIL_URL": "smtp://u:p@mail.example.ma/?tls=no"}, "EMAIL_URL would send its password in the clear"),
        ({"SMS_URL": "http://sms.example.ma/send"}, "SMS_URL would send telephone numbers in the clear"),
    ],
)
def test_a_production_start_refuses_an_unsafe_value(tmp_path, unsafe, because):
    status, said = start("check", data_dir=tmp_path, **{**PRODUCTION, **unsafe})
    assert status == 1
    assert because in said
    assert "Traceback" not in said


def test_a_refusal_does_not_repeat_a_secret(tmp_path):
    _status, said = start("check", data_dir=tmp_path, **{**PRODUCTION, "SECRET_KEY": "hunter2-hunter2"})
    assert "hunter2" not in said


def test_the_address_of_the_map_pictures_is_the_only_foreign_host_of_the_security_policy(tmp_path):
    policy = setting(
        "CONTENT_SECURITY_POLICY", data_dir=tmp_path, TILE_URL="https://{s}.tiles.example.org/{z}/{x}/{y}.png"
    )
    assert "'https://*.tiles.example.org'" in policy
    assert "https" not in setting("CONTENT_SECURITY_POLICY", data_dir=tmp_path)
    assert "unsafe" not in policy


def test_an_old_time_table_stops_the_start(tmp_path):
    old = tmp_path / "old" / "tzdata" / "zoneinfo" / "Africa"
    old.mkdir(parents=True)
    for folder in (old, old.parent, old.parent.parent):
        (folder / "__init__.py").touch()
    an_hour_ahead = resources.files("tzdata.zoneinfo.Etc") / "GMT-1"
    (old / "Casablanca").write_bytes(an_hour_ahead.read_bytes())
    status, said = start("check", data_dir=tmp_path, PYTHONPATH=str(tmp_path / "old"))
    assert status == 1
    assert said.startswith("The time tables are out of date")


def test_the_c_library_keeps_the_legal_time_too(tmp_path):
    code = "import portal, time, django; django.setup(); print('hour', time.localtime(1795435200).tm_hour)"  # 12:00 UTC
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "portal.settings"}
    said = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.split()[-2:] == ["hour", "12"]
