"""Every address × every role × two communes: a person of one commune finds nothing of the other, whatever is asked.

The addresses come from the URL table: a new one without sample arguments fails here.
"""

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.services import sweep
from tests import addresses
from tests.fixtures.builders import file_complaint, make_member, make_user
from tests.fixtures.secrets import MARK, make_secret_commune

ROLES = ["nobody", "citizen", "installation", *Role.values]
CELLS_AT_LEAST = 3860  # may only grow


@pytest.fixture
def two_communes(commune, settings):
    settings.ALLOWED_HOSTS = ["*"]
    file_complaint(commune)
    sweep.enforce(at=timezone.now())  # health answers 503 without
    return commune, make_secret_commune()


def person(role, commune):
    if role == "nobody":
        return None
    if role == "citizen":
        return make_user()
    if role == "installation":
        return User.objects.create_superuser("root@larache.example", "x", name_latin="Root")
    return make_member(commune, role, "lighting" if role in ("clerk", "head") else None)


@pytest.mark.parametrize("role", ROLES)
def test_nobody_sees_anything_of_another_commune(role, two_communes, capsys):
    mine, other = two_communes
    client = Client(headers={"host": "lar.localhost"}, raise_request_exception=True)
    user = person(role, mine)
    asked = 0
    for address, name in addresses.of(other).items():
        for method in (client.get, client.post):
            if user and SESSION_KEY not in client.session:
                client.force_login(user)
            answer = method(address)
            body = b"".join(answer) if answer.streaming else answer.content
            assert MARK.encode() not in body, f"{role} {method.__name__} {address} ({name}) shows the other commune"
            assert answer.status_code < 500, f"{role} {method.__name__} {address} ({name})"
            asked += 1
    with capsys.disabled():
        print(f"\n{role}: {asked} cells of address × method")
    assert asked * len(ROLES) >= CELLS_AT_LEAST
