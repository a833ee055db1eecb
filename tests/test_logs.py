import io
import json
import logging
import logging.config

import pytest
import structlog

from portal import logs


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
