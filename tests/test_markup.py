"""The markup of every page: parsed by html5lib as a browser would, without one parse error, in both languages."""

import html5lib
import pytest
from django.test import Client

from tests.fixtures import desk, walks

# Not one fewer: a page that no longer opens is not a page without faults.
PUBLIC_AT_LEAST, STAFF_AT_LEAST = 20, 60


def faults(body):
    parser = html5lib.HTMLParser()
    parser.parse(body.decode())
    lines = body.decode().splitlines()
    return [(code, lines[min(line, len(lines)) - 1].strip()[:160]) for (line, _column), code, _data in parser.errors]


def bodies(client, found):
    for address in found:
        answer = client.get(address)
        assert answer.status_code < 500, address
        if answer.headers.get("Content-Type", "").startswith("text/html") and answer.content:
            yield address, answer.status_code, answer.content


@pytest.fixture
def town(db, settings):
    settings.ALLOWED_HOSTS = ["*"]
    return walks.make_town()


def walk(clients, found):
    """(addresses that opened, {address: parse errors})"""
    opened, bad = 0, {}
    for client, part in zip(clients, found, strict=True):
        for address, status, body in bodies(client, part):
            opened += status == 200
            if wrong := faults(body):
                bad[address] = wrong
    return opened, bad


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_no_page_has_a_parse_error(language, town):
    commune, officer = town
    walks.speaks(officer, language)
    citizen = walks.follow_all(Client(headers={"host": walks.HOST}), commune, language)
    clients = citizen, desk.sign_in(officer, host=walks.HOST)
    opened, bad = walk(clients, walks.pages(commune, language))
    assert bad == {}
    assert opened >= PUBLIC_AT_LEAST + STAFF_AT_LEAST


def test_a_fault_is_found():
    page = b"<!DOCTYPE html><html><head><title>x</title></head><body><p><div>a</p></div></body></html>"
    assert [code for code, _line in faults(page)] == ["unexpected-end-tag"]
