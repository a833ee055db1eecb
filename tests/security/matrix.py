"""The table of who gets what: permissions.csv, one row for each address, one column for each role.

A cell holds two answers, to GET and to an empty POST:

    ok       the page, or the form again          go       done, or led on inside the house
    late     allowed, but not in this state       login    asked to sign in as staff
    code     asked for a one-time code            track    asked for reference and tracking code
    sure     asked "is it you?" again             403 404 405 as they are

When an address comes or goes, or an answer changes, the test fails and leaves what it saw in build/permissions.csv,
and beside it permissions.txt: the same with all addresses that answer alike in one paragraph. Read each changed row
against portal/cases/rules.py before it becomes the table.
"""

import csv
from pathlib import Path
from urllib.parse import urlsplit

from django.urls import reverse

from tests.fixtures.world import ROLES
from tests.source import ROOT

TABLE = Path(__file__).with_name("permissions.csv")
PROPOSED = ROOT / "build" / "permissions.csv"
METHODS = ("get", "post")
REFUSALS = {"login", "code", "track", "sure", "403", "404", "405"}
BY_STATUS = {200: "ok", 206: "ok", 304: "ok", 409: "late"}
LED_TO = {
    "account_login": "login",
    "citizens:sign_in": "code",
    "cases:track": "track",
    "account_reauthenticate": "sure",
    "mfa_reauthenticate": "sure",
}


def verdict(answer, asked):
    """The word of the table for an answer; an address that leads to itself in other words is no refusal."""
    if answer.status_code not in (301, 302, 303):
        return BY_STATUS.get(answer.status_code, str(answer.status_code))
    there = urlsplit(answer["Location"])
    assert not there.netloc, f"{asked} leads to {answer['Location']}"
    return next((word for name, word in LED_TO.items() if there.path == reverse(name)), "go")


def read():
    """{address: {role: (answer to GET, answer to POST)}}"""
    with TABLE.open(newline="") as file:
        return {row.pop("address"): {role: tuple(row[role].split()) for role in ROLES} for row in csv.DictReader(file)}


def propose(found):
    """Write what was seen, in the order of the URL table."""
    PROPOSED.parent.mkdir(exist_ok=True)
    with PROPOSED.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["address", *ROLES])
        for name, row in found.items():
            writer.writerow([name, *(" ".join(row.get(role, ())) for role in ROLES)])
    PROPOSED.with_suffix(".txt").write_text("\n".join(paragraphs(found)) + "\n")


def paragraphs(found):
    """The table for people: who gets what, and the addresses where it is so."""
    alike = {}
    for name, row in found.items():
        alike.setdefault(tuple(row.get(role, ()) for role in ROLES), []).append(name)
    for answers, names in alike.items():
        who = {}
        for role, answer in zip(ROLES, answers, strict=True):
            who.setdefault(" ".join(answer), []).append(role)
        yield " | ".join(f"{answer}: {', '.join(roles)}" for answer, roles in who.items())
        yield from (f"    {name}" for name in names)


def differences(expected, found, role):
    """A line for each answer that is not the expected one, in words."""
    for name, row in found.items():
        for method, wanted, got in zip(METHODS, expected.get(name, {}).get(role, ("-", "-")), row[role], strict=True):
            if wanted != got:
                yield f"{name} · {role} · {method.upper()}: expected {wanted}, got {got}"
