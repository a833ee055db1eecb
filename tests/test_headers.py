"""What every answer tells the browser: read from the URL table, so that no new page goes without."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from portal import headers
from portal.cases.services import sweep
from tests import addresses
from tests.fixtures.builders import file_complaint, make_member
from tests.fixtures.citizens import in_language, opened
from tests.fixtures.desk import HOST, sign_in
from tests.fixtures.secrets import make_secret_commune
from tests.test_settings import PRODUCTION, setting, start

# Stored files: nothing may be loaded or run; the browser's own viewer of a picture or a film styles itself inline.
OWN_POLICY = {
    *("cases:attachment", "cases:thumbnail"),
    *("complaints:published_photo", "complaints:published_photo_small"),
    *("communications:item_file", "communications:item_file_small", "backoffice:item_file"),
}
FOR_ANYBODY = {"healthz", "readyz", "healthz_deadlines"}


def walk(client, commune):
    """Every address, asked for and written to: (name, answer)."""
    sweep.enforce(at=timezone.now())
    for address, name in addresses.of(commune).items():
        for method in ("get", "post", "head"):
            yield name, getattr(client, method)(address)


def assert_headed(name, answer):
    csp = answer.get("Content-Security-Policy", "")
    if name not in FOR_ANYBODY:
        assert "default-src" in csp, (name, csp)
        alone = name in OWN_POLICY and "default-src 'none'" in csp and "script-src" not in csp
        assert alone or "unsafe" not in csp, (name, csp)
        assert name in OWN_POLICY or "frame-ancestors 'none'" in csp, (name, csp)
        assert answer["X-Frame-Options"] == "DENY", name
        assert answer["Referrer-Policy"] == "same-origin", name
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", name
    assert answer["X-Content-Type-Options"] == "nosniff", name
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin", name
    assert "camera=()" in answer["Permissions-Policy"], name


@pytest.mark.parametrize("role", ["nobody", "administrator", "clerk"])
def test_every_answer_carries_its_headers_and_no_private_one_is_kept(role, db, settings):
    settings.ALLOWED_HOSTS = ["*"]
    commune = make_secret_commune()
    host = "tng.localhost"
    if role == "nobody":
        client = Client(headers={"host": host})
    else:
        client = sign_in(make_member(commune, role, "lighting" if role == "clerk" else None), host=host)
    statuses = set()
    for name, answer in walk(client, commune):
        assert_headed(name, answer)
        statuses.add(answer.status_code)
        if name.startswith(("backoffice:", "cases:", "accounts:", "account_", "mfa_", "usersessions_")):
            assert "no-store" in answer["Cache-Control"], (name, answer.status_code)
            assert "public" not in answer["Cache-Control"], name
    assert {200, 302, 405} <= statuses


@pytest.mark.parametrize("status", [400, 403, 404])
def test_error_pages_carry_them_too(commune, status):
    client = Client(headers={"host": HOST}, enforce_csrf_checks=True)
    answer = {
        400: lambda: client.get("/fr/", headers={"host": "b@d host"}),
        403: lambda: client.post("/fr/track/", {"reference": "x"}),
        404: lambda: client.get("/fr/nowhere/"),
    }[status]()
    assert answer.status_code == status
    assert_headed(str(status), answer)


def test_our_own_fault_carries_them_too(commune, monkeypatch):
    monkeypatch.setattr("portal.pillars.doors", lambda: 1 / 0)
    answer = Client(headers={"host": HOST}, raise_request_exception=False).get("/fr/")
    assert answer.status_code == 500
    assert_headed("500", answer)


def test_pages_use_the_devices_that_they_need_and_no_others(commune):
    case = file_complaint(commune)
    filing = Client(headers={"host": HOST}).get("/fr/complaints/new/")["Permissions-Policy"]
    assert "microphone=(self)" in filing and "geolocation=(self)" in filing and "camera=()" in filing
    mine = opened(case).get(in_language("fr", "cases:case", case.reference))["Permissions-Policy"]
    assert "microphone=(self)" in mine and "geolocation=()" in mine
    assert "=(self)" not in Client(headers={"host": HOST}).get("/fr/")["Permissions-Policy"]
    assert headers.policy().count("=()") == len(headers.DEVICES)


def test_a_public_page_is_not_kept_from_the_back_button_of_a_stranger(commune):
    assert "no-store" not in Client(headers={"host": HOST}).get("/fr/").get("Cache-Control", "")


def test_the_home_page_of_somebody_signed_in_is_not_kept(commune, clerk):
    assert "no-store" in sign_in(clerk).get("/fr/")["Cache-Control"]


def test_a_page_of_the_admin_has_no_inline_script_and_no_inline_style(commune, administrator):
    client = sign_in(administrator)
    for address in ("/backoffice/", "/backoffice/communes/district/", "/backoffice/communes/district/add/"):
        page = client.get(address).content.decode()
        assert not re.search(r"<script(?![^>]*src=)(?![^>]*application/json)|<style|\sstyle=|\son\w+=\"", page), address


def test_in_production_everything_is_sent_over_https_with_cookies_of_this_host(tmp_path):
    given = {**PRODUCTION, "data_dir": tmp_path}
    assert setting("SESSION_COOKIE_NAME", **given) == "'__Host-session'"
    assert setting("CSRF_COOKIE_NAME", **given) == "'__Host-csrf'"
    assert setting("SECURE_HSTS_SECONDS", **given) == str(365 * 24 * 3600)
    assert "'upgrade-insecure-requests': True" in setting("CONTENT_SECURITY_POLICY", **given)
    assert setting("SECOND_FACTOR_REQUIRED", **given) == "True"


def test_the_deployment_check_finds_nothing(tmp_path):
    status, said = start("check", "--deploy", "--fail-level", "WARNING", data_dir=tmp_path, **PRODUCTION)
    assert status == 0, said


def test_the_service_worker_of_the_portal_may_run_and_no_other(db):
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["worker-src"] == ["'self'"]


def test_a_demonstration_on_plain_http_keeps_plain_names(db):
    assert settings.SESSION_COOKIE_NAME == "sessionid"
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["upgrade-insecure-requests"] is False
