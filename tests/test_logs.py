import io
import json
import logging
import logging.config

import pytest
import structlog
from django.test import Client

from portal import logs
from portal.cases.codes import tracking_code
from tests.fixtures.builders import file_complaint, make_member
from tests.fixtures.citizens import filing_url, filled
from tests.fixtures.desk import HOST


@pytest.fixture
def lines():
    """The lines that a logger of the production configuration writes."""
    configuration = logs.configuration("INFO", as_json=True)
    formatter = configuration["formatters"]["line"]
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=formatter["foreign_pre_chain"], processors=formatter["processors"]
        )
    )
    logger = logging.getLogger("portal.under_test")
    logger.addHandler(handler)
    yield lambda: [json.loads(line) for line in handler.stream.getvalue().splitlines()]
    logger.removeHandler(handler)


def test_a_line_tells_when_where_and_what(lines):
    structlog.get_logger("portal.under_test").warning("case answered", reference="LAR-2026-000123")
    [line] = lines()
    assert (line["event"], line["level"], line["reference"]) == ("case answered", "warning", "LAR-2026-000123")
    assert line["logger"] == "portal.under_test"
    assert line["timestamp"].endswith("Z")


def test_no_secret_reaches_the_log(lines):
    log = structlog.get_logger("portal.under_test")
    log.warning("signed in", password="hunter2", tracking_code="ABCD", session_token="t", Authorization="Basic x")
    [line] = lines()
    assert {line[name] for name in ("password", "tracking_code", "session_token", "Authorization")} == {"***"}


def test_lines_of_other_packages_have_the_same_shape(lines):
    logging.getLogger("portal.under_test").error("broker %s is away", "redis")
    [line] = lines()
    assert (line["event"], line["level"]) == ("broker redis is away", "error")


@pytest.fixture
def everything():
    """What every logger writes, formatted as on one machine and as for a collector."""
    streams = []
    root, level = logging.getLogger(), logging.getLogger().level
    for as_json in (True, False):
        formatter = logs.configuration("INFO", as_json=as_json)["formatters"]["line"]
        handler = logging.StreamHandler(io.StringIO())
        handler.setFormatter(structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=formatter["foreign_pre_chain"], processors=formatter["processors"]
        ))  # fmt: skip
        streams.append(handler)
        root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: "".join(handler.stream.getvalue() for handler in streams)
    root.setLevel(level)
    for handler in streams:
        root.removeHandler(handler)


PERSON = {"name": "Zineb Laraïchi", "phone": "0661234567", "email": "zineb.l@example.ma", "subject": "SECRETSUBJECT"}
PERSON |= {"description": "SECRETTEXT about my neighbour.", "address": "SECRETPLACE"}
TRACES = ("Zineb", "Lara", "661234567", "zineb", "SECRET")


def test_nothing_that_a_person_typed_reaches_the_log(commune, everything, monkeypatch):
    """Filed, refused, tracked with a wrong code, signed in with a wrong password, and broken in the middle."""
    client = Client(headers={"host": HOST}, raise_request_exception=False)
    client.post(filing_url(), filled(commune, **PERSON))
    client.post(filing_url(), filled(commune, **{**PERSON, "kind": "nonsense"}))
    client.post("/fr/track/", {"reference": "LAR-2026-000001", "code": "AAAA-BBBB-CCCC-DDDD"})
    make_member(commune, "clerk", "lighting", email=PERSON["email"], password="zineb's password")
    for _time in range(12):
        client.post("/fr/accounts/login/", {"login": PERSON["email"], "password": "zineb's pasword"})
    client.post("/fr/nowhere/zineb@example.ma/", PERSON)

    def broken(*args, **fields):
        raise ValueError(f"Key (email, phone)=({fields['email']}, {fields['phone']}) already exists.")

    monkeypatch.setattr("complaints.views.filing.filing.file", broken)
    answer = client.post(filing_url(), filled(commune, **{**PERSON, "address": "SECRETPLACE 2"}))
    assert answer.status_code == 500
    written = everything()
    assert "already exists" in written and "Too Many Requests" in written
    assert [trace for trace in TRACES if trace.lower() in written.lower()] == []


def test_what_opens_a_case_or_an_account_is_blackened(commune, everything):
    code = tracking_code(file_complaint(commune))
    log = logging.getLogger("django.request")
    log.warning("Too Many Requests: /fr/accounts/password/reset/key/1-abc-def/")
    log.warning("a letter with %s, +212 661-23-45-67 and 05 39 91 00 00", code)
    written = everything()
    assert "/reset/key/***" in written
    assert not [word for word in (code, "abc-def", "661-23", "39 91") if word in written]


def test_what_is_no_person_stays(everything):
    logging.getLogger("portal").warning(
        "case LAR-2026-000123 of 2026-11-23T10:00:00Z, request 0612345678abcdef, took 0.612345678 s"
    )
    written = everything()
    for word in ("LAR-2026-000123", "2026-11-23T10:00:00Z", "0612345678abcdef", "0.612345678"):
        assert word in written
