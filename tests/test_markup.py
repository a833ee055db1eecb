"""Every page in both languages: html5lib parses it as a browser does, html-validate reads what stands in what."""

import json
import os
import subprocess

import html5lib
import pytest
from django.test import Client

from tests.fixtures import desk, walks
from tests.source import ROOT

VALIDATOR = ROOT / "tools" / "markup"
AT_LEAST = 80  # not one fewer: a page that no longer opens is not a page without faults


def parse_errors(body):
    parser = html5lib.HTMLParser()
    parser.parse(body.decode())
    lines = body.decode().splitlines()
    return [(code, lines[min(line, len(lines)) - 1].strip()[:160]) for (line, _column), code, _data in parser.errors]


def content_errors(folder):
    """{name of the file: what the validator says}, for every page in a folder."""
    own = {**os.environ, "PATH": f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}"}  # where node may be a Python package
    command = ["node_modules/.bin/html-validate", "--config", ".htmlvalidate.json", "--formatter", "json", str(folder)]
    said = subprocess.run(command, cwd=VALIDATOR, env=own, capture_output=True, text=True, check=False)
    assert said.returncode in (0, 1), said.stderr
    return {
        file["filePath"].rpartition("/")[2]: [(one["ruleId"], one["message"], one["line"]) for one in file["messages"]]
        for file in json.loads(said.stdout)
    }


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


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_page_is_valid(language, town, tmp_path):
    commune, officer = town
    walks.speaks(officer, language)
    citizen = walks.follow_all(Client(headers={"host": walks.HOST}), commune, language)
    opened, bad = 0, {}
    for client, part in zip(
        (citizen, desk.sign_in(officer, host=walks.HOST)), walks.pages(commune, language), strict=True
    ):
        for address, status, body in bodies(client, part):
            opened += status == 200
            (tmp_path / f"{address.strip('/').replace('/', '_') or 'root'}.html").write_bytes(body)
            if wrong := parse_errors(body):
                bad[address] = wrong
    assert bad == {}
    assert content_errors(tmp_path) == {}
    assert opened >= AT_LEAST


def test_faults_are_found(tmp_path):
    page = "<!DOCTYPE html><html lang='fr'><head><title>x</title></head><body>{}</body></html>"
    assert [code for code, _line in parse_errors(page.format("<p><div>a</p></div>").encode())] == ["unexpected-end-tag"]
    (tmp_path / "a.html").write_text(page.format("<ul><div>a</div></ul>"))
    assert next(rule for rule, *_rest in content_errors(tmp_path)["a.html"]) == "element-permitted-content"
