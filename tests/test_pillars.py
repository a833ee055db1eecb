"""What installed apps say of themselves, read without importing them."""

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.utils import translation

from portal import pillars

HOME = {"title": "Home", "text": "", "icon": "home", "url_name": "home"}


def declare(monkeypatch, label, **attributes):
    for name, value in attributes.items():
        monkeypatch.setattr(apps.get_app_config(label), name, value, raising=False)


def first_panel(commune, user, at):
    return ("first.html", {"commune": commune, "at": at})


def silent_panel(commune, user, at):
    return None


@pytest.fixture(autouse=True)
def _nothing_declared(monkeypatch):
    for config in apps.get_app_configs():
        for name in ("doors", "navigation", "panels", "dashboard_panels"):
            if hasattr(config, name):
                monkeypatch.setattr(config, name, ())


def test_a_link_follows_the_active_language():
    with translation.override("fr"):
        assert pillars.link("home") == "/fr/"
    with translation.override("ar"):
        assert pillars.link("home") == "/ar/"


def test_a_link_to_what_is_not_installed_is_nothing():
    assert pillars.link("festivals:lantern") is None


def test_doors_come_in_their_order_whatever_app_declares_them(monkeypatch):
    declare(monkeypatch, "portal", doors=[{**HOME, "title": "second", "order": 20}])
    declare(monkeypatch, "communes", doors=[{**HOME, "title": "first", "order": 10}, {**HOME, "title": "last"}])
    assert [door["title"] for door in pillars.doors()] == ["first", "second", "last"]


def test_a_door_to_nowhere_is_absent(monkeypatch):
    declare(monkeypatch, "portal", doors=[{**HOME, "url_name": "festivals:lantern"}, HOME])
    assert [door["url"] for door in pillars.doors()] == [pillars.link("home")]


def test_panels_are_functions_or_their_paths_and_may_stay_silent(monkeypatch):
    declare(monkeypatch, "portal", panels=[f"{__name__}.first_panel", silent_panel])
    commune = SimpleNamespace(name="Larache")
    assert pillars.panels(commune, None, "now") == [("first.html", {"commune": commune, "at": "now"})]


def test_the_dashboard_has_panels_of_its_own(monkeypatch):
    declare(monkeypatch, "portal", panels=[first_panel], dashboard_panels=[silent_panel])
    assert pillars.panels(None, None, None, place="dashboard_panels") == []


def test_the_installed_doors_and_menu_lead_somewhere():
    """Undo the fixture's work by reading the classes: what is really declared must resolve."""
    for config in apps.get_app_configs():
        for entry in [*getattr(type(config), "doors", ()), *getattr(type(config), "navigation", ())]:
            assert pillars.link(entry["url_name"]), entry["url_name"]
