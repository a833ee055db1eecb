"""The portal on a phone's home screen: its manifest, a worker that keeps no private page, the offline page."""

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from tests.fixtures.citizens import in_language

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("lang", "direction", "name"), [("ar", "rtl", "جماعتي"), ("fr", "ltr", "Jamaati")])
def test_the_manifest_speaks_the_language_of_its_address(client, commune, lang, direction, name):
    answer = client.get(in_language(lang, "manifest"), headers={"host": "lar.localhost"})
    said = json.loads(answer.content)
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert (said["lang"], said["dir"], said["start_url"], said["scope"]) == (lang, direction, f"/{lang}/", "/")
    assert name in said["name"] and "LAR" in said["name"]
    assert said["shortcuts"][0]["url"] == in_language(lang, "complaints:complaint_file")


def test_the_icons_of_the_manifest_are_there_in_the_size_they_say(client, commune):
    said = json.loads(client.get(in_language("ar", "manifest"), headers={"host": "lar.localhost"}).content)
    for icon in said["icons"]:
        data = open(finders.find(icon["src"].removeprefix("/static/")), "rb").read()  # noqa: PTH123, SIM115
        width = int.from_bytes(data[16:20], "big")
        assert f"{width}x{width}" == icon["sizes"]
    assert {icon["purpose"] for icon in said["icons"]} == {"any", "maskable"}


def test_the_worker_keeps_files_and_the_page_without_network_and_nothing_else(client, commune):
    answer = client.get(reverse("service_worker"), headers={"host": "lar.localhost"})
    script = answer.content.decode()
    facts = json.loads(re.search(r"= ({.*});", script)[1])
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "no-cache" in answer.headers["Cache-Control"]
    assert facts["pages"] == {"ar": "/ar/offline/", "fr": "/fr/offline/"}
    assert all(name.startswith(facts["statics"]) for name in facts["files"])
    assert script.count(".put(") == 2  # a static file, and the page without network


@pytest.mark.parametrize(("lang", "words"), [("ar", "لا يوجد اتصال"), ("fr", "Pas de connexion")])
def test_the_page_without_network_shows_nobody(client, commune, clerk, lang, words):
    client.force_login(clerk)
    answer = client.get(in_language(lang, "offline"), headers={"host": "lar.localhost"})
    page = answer.content.decode()
    assert words in page and f'lang="{lang}"' in page
    assert clerk.name_ar not in page and clerk.name_latin not in page and "csrf" not in page


def test_the_page_without_network_offers_to_try_again_and_names_no_request(client, commune):
    answer = client.get("/fr/offline/", headers={"host": "lar.localhost"})
    page = answer.content.decode()
    assert '<a class="btn btn-primary" href="">Réessayer</a>' in page  # the address that was wanted
    assert answer.headers["x-request-id"] not in page


def test_public_pages_name_the_manifest_of_their_language(client, commune):
    page = client.get("/fr/", headers={"host": "lar.localhost"}).content.decode()
    assert '<link rel="manifest" href="/fr/manifest.webmanifest">' in page
