"""Reads the seed and demo files for the tests that hold them to the models."""

import json
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
CASES, COMPLAINTS = ROOT / "portal/cases/seed", ROOT / "complaints/seed"
FILES = {
    "rules": COMPLAINTS / "rules.json",
    "ladder": CASES / "ladder.json",
    "grounds": COMPLAINTS / "grounds.json",
    "limits": CASES / "limits.json",
    "start": ROOT / "portal/communes/seed/start.json",
    "categories": COMPLAINTS / "categories.json",
    "answers": COMPLAINTS / "answers.json",
    "request_answers": ROOT / "communications/seed/answers.json",
    "nyc311": COMPLAINTS / "nyc311.json",
    "demo": ROOT / "portal/demo/larache.json",
    "stories": ROOT / "complaints/demo/larache.json",
}
ARABIC = re.compile(r"[\u0621-\u064a]")


@cache
def read(name):
    return json.loads(FILES[name].read_text(encoding="utf-8"))


def dicts(value):
    """Every JSON object in a value, at any depth."""
    if isinstance(value, dict):
        yield value
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in children:
        yield from dicts(child)


def categories():
    return [row for row in dicts(read("categories")) if "code" in row]


def codes(rows):
    return [row["code"] for row in rows]


def is_arabic(text):
    return bool(ARABIC.search(text))
