"""A citizen at the browser who signs in by code."""

from django.test import Client

from portal.citizens.codes import one_time_code
from portal.citizens.models import OneTimeCode
from tests.fixtures.citizens import in_language

HOST = "lar.localhost"
EMAIL = "citizen@example.org"


def go(client, name, lang="fr", **query):
    return client.get(in_language(lang, f"citizens:{name}"), query)


def send(client, name, data=None, lang="fr", args=()):
    return client.post(in_language(lang, f"citizens:{name}", *args), data or {})


def ask_code(client, address=EMAIL, lang="fr"):
    """Ask for a code; return its row."""
    answer = send(client, "sign_in", {"contact": address}, lang)
    assert answer.status_code == 302, answer.context["form"].errors
    return OneTimeCode.objects.latest("pk")


def signed_in(address=EMAIL, *, host=HOST, client=None, lang="fr"):
    client = client or Client(headers={"host": host})
    code = one_time_code(ask_code(client, address, lang))
    answer = send(client, "code_enter", {"code": code}, lang)
    assert answer.status_code == 302, answer.context["form"].errors
    return client
