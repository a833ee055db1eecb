"""Pages that belong to no pillar: home, plain texts, sign-in, errors; in both languages."""

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpResponse
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client
from django.urls import path
from django.utils import translation
from django_htmx.middleware import HtmxDetails

from portal import components, views
from portal.communes.models import EmergencyNumber
from portal.templatetags import portal_tags
from portal.urls import urlpatterns as installed
from tests.source import ROOT

LANGUAGES = [("ar", "rtl"), ("fr", "ltr")]
TEXT = "الإنارة معطلة منذ أسبوع"


def boom(request):
    raise RuntimeError("a fault of ours")


def away(request):
    raise OperationalError("the database is away")


def closed(request):
    raise PermissionDenied


def take(request):
    return HttpResponse(request.POST.get("description", ""))


urlpatterns = [
    path("fr/boom/", boom),
    path("ar/boom/", boom),
    path("ar/away/", away),
    path("ar/closed/", closed),
    path("ar/take/", take),
    *installed,
]
handler400 = "portal.views.bad_request"
handler403 = "portal.views.permission_denied"
handler404 = "portal.views.page_not_found"
handler500 = "portal.views.server_error"

with_faults = pytest.mark.urls(__name__)


def says(response):
    head = re.search(r'<html lang="(\w+)" dir="(\w+)">', response.content.decode())
    return head and head.groups()


@pytest.fixture
def browser(commune):
    """A browser that gets error pages as its user would, instead of exceptions."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("language", "direction"), LANGUAGES)
@pytest.mark.parametrize(
    "page", ["", "personal-data/", "accessibility/", "accounts/login/", "accounts/password/reset/", "nothing-here/"]
)
def test_each_page_sets_its_language_and_direction(browser, language, direction, page):
    response = browser.get(f"/{language}/{page}")
    assert says(response) == (language, direction)
    assert response.status_code == (404 if page == "nothing-here/" else 200)


def test_the_root_leads_to_arabic_unless_the_browser_says_french(browser):
    assert browser.get("/").headers["Location"] == "/ar/"
    assert browser.get("/", HTTP_ACCEPT_LANGUAGE="en-GB").headers["Location"] == "/ar/"
    assert browser.get("/", HTTP_ACCEPT_LANGUAGE="fr-MA,fr;q=0.9").headers["Location"] == "/fr/"


def test_the_language_of_the_last_home_page_is_remembered(browser):
    browser.get("/fr/")
    assert browser.get("/", HTTP_ACCEPT_LANGUAGE="ar").headers["Location"] == "/fr/"


def test_switching_the_language_keeps_the_page_and_its_question(browser):
    page = browser.get("/ar/accessibility/?from=mail").content.decode()
    assert 'href="/fr/accessibility/?from=mail" lang="fr" hreflang="fr"' in page


def test_switching_the_language_of_an_unknown_page_leads_home(browser):
    assert 'href="/fr/" lang="fr"' in browser.get("/ar/nothing-here/").content.decode()


def test_arabic_mirrors_bootstrap_and_preloads_its_font_french_does_neither(browser):
    arabic, french = (browser.get(f"/{language}/").content.decode() for language in ("ar", "fr"))
    assert "bootstrap.rtl.min.css" in arabic
    assert "plex-arabic-400" in arabic
    assert "bootstrap.min.css" in french
    assert "plex-arabic" not in french
    for page in (arabic, french):  # one small script, which nothing waits for
        assert re.findall(r"<script[^>]*>", page) == ['<script src="/static/portal/js/site.js" defer>']


def test_the_arabic_home_page_weighs_less_than_100_kilobytes_with_all_it_loads(browser):
    page = browser.get("/ar/").content
    named = set(re.findall(r'(?:href|src)="/static/([^"#]+)', page.decode()))
    fonts = {f"vendor/plex/plex-arabic-{weight}.woff2" for weight in (400, 700)}
    assert len(named) >= 6
    weights = [len(brotli.compress(Path(finders.find(name)).read_bytes())) for name in named | fonts]
    assert len(brotli.compress(page)) + sum(weights) < 100_000


def test_home_shows_how_to_reach_the_commune_and_whom_to_call(commune, browser):
    commune.phone, commune.opening_hours_fr = "05 39 00 00 00", "Du lundi au vendredi"
    commune.save()
    EmergencyNumber.objects.create(
        commune=commune, label_fr="Protection civile", label_ar="الوقاية المدنية", number="15"
    )
    page = browser.get("/fr/").content.decode()
    assert "Du lundi au vendredi" in page
    assert 'href="tel:0539000000"' in page
    assert 'href="tel:15"' in page


def test_a_host_of_no_commune_is_told_so(commune, other_commune):
    response = Client(headers={"host": "nowhere.localhost"}).get("/fr/")
    assert (response.status_code, says(response)) == (404, ("fr", "ltr"))


@with_faults
@pytest.mark.parametrize(("language", "direction"), LANGUAGES)
def test_our_own_fault_is_a_page_in_the_readers_language(browser, language, direction):
    response = browser.get(f"/{language}/boom/")
    assert (response.status_code, says(response)) == (500, (language, direction))


@with_faults
def test_a_database_that_is_away_is_a_503_that_says_when_to_come_back(browser):
    response = browser.get("/ar/away/")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "60")


@pytest.mark.parametrize("template", ["500.html", "503.html"])
def test_pages_for_the_worst_need_no_database(template):
    """No `db` fixture: a query would fail the test."""
    page = render_to_string(template, {"LANGUAGE_CODE": "ar", "LANGUAGE_BIDI": True, "here": "/ar/"})
    assert '<html lang="ar" dir="rtl">' in page


@with_faults
def test_a_forbidden_page_offers_to_sign_in(browser):
    response = browser.get("/ar/closed/")
    assert (response.status_code, says(response)) == (403, ("ar", "rtl"))
    assert "/ar/accounts/login/" in response.content.decode()


@pytest.fixture
def strict(commune):
    return Client(enforce_csrf_checks=True)


FORM = {"description": TEXT, "kind": "complaint", "password": "geheim", "csrfmiddlewaretoken": "old"}


def test_an_expired_form_shows_what_was_typed_and_can_be_sent_again(strict):
    response = strict.post("/ar/accounts/login/?next=/x", FORM)
    page = response.content.decode()
    assert (response.status_code, says(response)) == (403, ("ar", "rtl"))
    assert re.search(rf'<textarea[^>]*name="description"[^>]*>\s*{TEXT}</textarea>', page)
    assert '<input type="hidden" name="kind" value="complaint">' in page
    assert 'action="/ar/accounts/login/?next=/x"' in page
    assert "geheim" not in page


@with_faults
def test_what_an_expired_form_shows_arrives_when_sent_again(strict):
    page = strict.post("/ar/take/", FORM).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)
    again = strict.post("/ar/take/", {"description": TEXT, "csrfmiddlewaretoken": token})
    assert again.content.decode() == TEXT


def test_a_form_from_another_site_can_be_copied_but_not_sent(strict):
    page = strict.post("/ar/accounts/login/", FORM, headers={"origin": "https://evil.example"}).content.decode()
    assert TEXT in page
    assert "readonly" in page
    assert 'name="csrfmiddlewaretoken"' not in page
    assert 'name="kind"' not in page


TEMPLATES = {
    "app/page.html": "page with {% include 'app/_page.html' %}",
    "app/_page.html": "part",
    "app/lone.html": "lone",
}


@pytest.fixture
def asked(rf, settings):
    """Ask render_part for a template, as a browser (no header) or as htmx does."""
    loaders = [("django.template.loaders.locmem.Loader", TEMPLATES)]
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": loaders}}
    ]

    def ask(template, **headers):
        request = rf.get("/", headers=headers)
        request.htmx = HtmxDetails(request)
        return views.render_part(request, template)

    return ask


def test_a_view_gives_the_page_to_a_browser_and_the_part_to_htmx(asked):
    assert asked("app/page.html").content == b"page with part"
    assert asked("app/page.html", HX_Request="true").content == b"part"
    assert asked("app/page.html", HX_Request="true", HX_History_Restore_Request="true").content == b"page with part"
    assert asked("app/lone.html", HX_Request="true").content == b"lone"


def test_page_and_part_are_cached_apart(asked):
    assert asked("app/page.html").headers["Vary"] == "HX-Request"


def test_the_path_of_days_has_one_tick_a_day_and_one_a_week_when_long():
    assert components.deadline({"days_left": 37, "total_days": 60, "gone_days": 23})["path"] == {
        "ticks": 60, "gone": 23, "now": True,
    }  # fmt: skip
    assert components.deadline({"days_left": 300, "total_days": 365, "gone_days": 65})["path"]["ticks"] == 53


def test_a_late_deadline_has_used_its_whole_path_and_says_by_how_much():
    shown = components.deadline({"days_left": -4, "total_days": 60, "gone_days": 64, "late": True})
    assert (shown["tone"], shown["days_late"], shown["path"]["gone"]) == ("is-late", 4, 60)


def test_a_held_deadline_is_neither_soon_nor_late():
    shown = components.deadline({"days_left": 5, "total_days": 60, "gone_days": 55, "held": True, "soon": True})
    assert shown["tone"] == "is-held"


def test_icons_that_show_a_direction_mirror_themselves():
    assert "flip" in portal_tags.icon("next")
    assert "flip" not in portal_tags.icon("phone")
    assert "flip" not in portal_tags.icon("next", flip=False)


def test_every_icon_that_a_template_or_script_names_is_drawn():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "portal/static/portal/icons.svg").read_text()))
    sources = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("portal/static/portal/js/*.js")]
    named = {
        name
        for source in sources
        for names in re.findall(r'{% icon "([\w-]+)"|(?:icon|symbol)\("([\w-]+)"', source.read_text(encoding="utf-8"))
        for name in names
        if name
    }
    assert named
    assert named - drawn == set()


def test_the_style_sheet_asks_for_the_range_that_the_fonts_hold():
    fonts = pytest.importorskip("fonts", reason="fonttools is a development package")
    styles = (ROOT / "portal/static/portal/tokens.css").read_text()
    assert re.findall(r"unicode-range: ([^;]+);", styles) == [fonts.unicode_range()] * 2


def test_a_drawing_of_constants_is_drawn_once_and_one_of_variables_anew():
    several = "{% for name in names %}{% icon name small=True %}{% endfor %}"
    drawn = Template('{% load portal_tags %}{% icon "next" flip=False %}' + several).render(
        Context({"names": ["phone", "mail"]})
    )
    assert drawn == portal_tags.icon("next", flip=False) + "".join(
        portal_tags.icon(name, small=True) for name in ("phone", "mail")
    )


def test_the_state_of_a_case_is_said_in_the_language_of_each_page():
    said = {}
    for language in ("ar", "fr", "ar"):
        with translation.override(language):
            said.setdefault(language, set()).add(portal_tags.state_badge("planned", staff=True))
    assert all(len(texts) == 1 for texts in said.values())
    assert said["ar"] != said["fr"]
