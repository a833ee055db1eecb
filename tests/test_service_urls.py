from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import service_urls


def test_a_postgres_address_gives_name_place_and_decoded_password():
    entry = service_urls.database("postgres://jamaati:p%40ss@db.example.ma:5433/portal?sslmode=require")
    assert (entry["NAME"], entry["USER"], entry["PASSWORD"]) == ("portal", "jamaati", "p@ss")
    assert (entry["HOST"], entry["PORT"], entry["OPTIONS"]) == ("db.example.ma", "5433", {"sslmode": "require"})
    assert entry["CONN_MAX_AGE"] == 60


def test_a_postgres_address_may_name_a_socket_folder():
    entry = service_urls.database("postgres://jamaati@/portal?host=/run/postgresql")
    assert (entry["HOST"], entry["PORT"], entry["OPTIONS"]) == ("/run/postgresql", "", {})


def test_sqlite_waits_for_its_turn_to_write():
    entry = service_urls.database("sqlite:////srv/jamaati.db")
    assert str(entry["NAME"]) == "/srv/jamaati.db"
    assert entry["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert entry["OPTIONS"]["timeout"] == 20


@pytest.mark.parametrize("url", ["mysql://localhost/portal", "postgres://localhost", "sqlite://", "jamaati"])
def test_a_database_address_that_is_not_understood_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL is not understood"):
        service_urls.database(url)


@pytest.mark.parametrize(
    ("url", "port", "starttls", "ssl"),
    [
        ("smtp://mail.example.ma", 25, False, False),
        ("smtp://u:p@mail.example.ma/?tls=starttls", 587, True, False),
        ("smtp://u:p@mail.example.ma/?tls=ssl", 465, False, True),
        ("smtp://u:p@mail.example.ma:2525/?tls=starttls", 2525, True, False),
    ],
)
def test_a_mail_address_gives_port_and_encryption(url, port, starttls, ssl):
    found = service_urls.email(url)
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (port, starttls, ssl)


def test_mail_may_be_written_to_a_folder():
    found = service_urls.email("file:///srv/mail")
    assert found["EMAIL_BACKEND"].endswith("filebased.EmailBackend")
    assert str(found["EMAIL_FILE_PATH"]) == "/srv/mail"


@pytest.mark.parametrize("url", ["", "mail.example.ma", "smtp://", "smtp://mail.example.ma/?tls=maybe", "imap://x"])
def test_a_mail_address_that_is_not_understood_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL is not understood"):
        service_urls.email(url)


def test_a_folder_may_have_any_name():
    folder = Path("/srv/بيانات 100%#1?")
    assert service_urls.database(service_urls.sqlite(folder / "j.db"))["NAME"] == folder / "j.db"
    assert service_urls.email((folder / "mail").as_uri())["EMAIL_FILE_PATH"] == folder / "mail"
