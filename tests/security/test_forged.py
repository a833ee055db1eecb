"""What another site makes a browser do: forms without our token are refused, and no address leads to another site."""

import html
import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import reverse
from django.utils import translation

from tests.fixtures.desk import HOST
from tests.fixtures.world import PASSWORD, ask

pytestmark = pytest.mark.django_db
# Answered before any form is looked at, for who watches the machine; nothing is read of the request.
TAKE_NO_FORM = {"communications:unsubscribe", "healthz", "readyz", "healthz_deadlines"}
HEADING = {"ar": "المرجو الإرسال مرة أخرى", "fr": "Merci d’envoyer encore une fois"}
EVIL = [
    "https://evil.example/", "http://evil.example", "//evil.example", "///evil.example", "/\\evil.example",
    "\\\\evil.example", "https:evil.example", "https:/evil.example", "javascript:alert(1)", "java\tscript:alert(1)",
    "data:text/html,evil.example", "\t//evil.example", "/\t/evil.example", f"https://{HOST}@evil.example/",
    f"//{HOST}.evil.example/", f"https://evil.example/?{HOST}", "\u2028//evil.example",
]  # fmt: skip
BY_A_SECRET_LINK = {"communications:unsubscribe"}  # RFC 8058: a mail program posts it; who has the link may
NAMES = [
    "next", "url", "redirect", "redirect_to", "return", "return_to", "return_url", "continue", "goto", "back", "to",
    "success_url", "redirect_uri", "_popup", "_changelist_filters", "process",
]  # fmt: skip


@pytest.mark.parametrize(("role", "language"), [("administrator", "fr"), ("owner", "ar")])
def test_no_form_is_taken_without_the_token_of_our_own_page(role, language, world):
    """The refusal is in the language of the address; in the office, in that of the person at work."""
    browser, taken = world.browser(role, enforce_csrf_checks=True), set()
    spoken = (f"/{language}/", "/backoffice/") if role == "administrator" else (f"/{language}/",)
    with translation.override(language):
        for name, address in world.addresses(world.mine).items():
            answer, body, written = ask(browser, "post", address)
            assert not written or name in BY_A_SECRET_LINK, f"{name} wrote to {written}"
            said = {code for code, heading in HEADING.items() if heading.encode() in body}
            assert said == {language} or not (said and address.startswith(spoken)), name
            if answer.status_code != 403 or not said:
                taken.add(name)
    assert taken == TAKE_NO_FORM


def test_a_form_from_another_site_is_not_taken_with_a_token_either(world):
    browser = world.browser("administrator", enforce_csrf_checks=True)
    page = browser.get(reverse("backoffice:alerts"))
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())[1]
    browser.cookies.update(page.cookies)
    data = {"csrfmiddlewaretoken": token, "alerts": "each"}
    assert ask(browser, "post", reverse("backoffice:alerts"), data)[0].status_code == 302
    for origin in ("https://evil.example", "null", f"http://{HOST}.evil.example", f"https://{HOST}"):
        browser.defaults["HTTP_ORIGIN"] = origin
        assert ask(browser, "post", reverse("backoffice:alerts"), data)[0].status_code == 403, origin


def leads_away(there):
    """Whether a browser at our host would leave it: it drops tabs and line ends, and reads \\ as /."""
    read = re.sub(r"[\t\r\n]", "", there).strip("".join(map(chr, range(33)))).replace("\\", "/")
    read = re.sub(r"^(https?):/{0,}(?=[^/])", r"\1://", read) if not read.startswith("/") else read
    read = re.sub(r"^/{2,}", "//", read)
    target = urlsplit(urljoin(f"http://{HOST}/fr/", read))
    return target.scheme not in ("http", "https") or target.hostname != HOST


def linked(body):
    """Where the links and forms of a page lead."""
    found = re.findall(r"""(?:href|action|src|formaction|content)=["']([^"']*)["']""", body.decode(errors="replace"))
    return [html.unescape(there) for there in found]


def assert_stays(answer, body, told):
    assert not answer.has_header("Location") or not leads_away(answer["Location"]), (told, answer["Location"])
    evil = [there for there in linked(body) if "evil.example" in there and leads_away(there)]
    assert not evil, (told, evil)
    assert answer.status_code < 500, told


def test_the_judge_of_addresses_knows_evil_from_good():
    assert all(leads_away(there) for there in EVIL if not there.startswith("\u2028"))
    assert not any(leads_away(there) for there in ("/fr/", "x/", f"http://{HOST}/", "/fr/?next=//evil.example", "?a=b"))


@pytest.mark.parametrize("role", ["stranger", "owner", "director"])
def test_no_address_leads_where_the_request_says(role, world):
    for name, address in world.addresses(world.mine).items():
        for method in ("get", "post"):
            asked = dict.fromkeys(NAMES, EVIL[0])
            query = "&".join(f"{key}=https%3A%2F%2Fevil.example%2F" for key in NAMES)
            there = f"{address}{'&' if '?' in address else '?'}{query}" if method == "post" else address
            answer, body, _written = ask(world.browsers[role], method, there, asked)
            assert_stays(answer, body, (name, role, method))


SIGN_IN = {"password": PASSWORD}
AIMED = [
    ("stranger", "account_login", SIGN_IN),
    ("clerk", "account_login", {}),
    ("clerk", "account_logout", {}),
    ("clerk", "account_reauthenticate", SIGN_IN),
    ("clerk", "account_change_password", {}),
    ("stranger", "account_reset_password", {"email": "x@larache.example"}),
    ("stranger", "set_language", {"language": "fr"}),
    ("clerk", "set_language", {"language": "xx"}),
    ("clerk", "backoffice:language", {"language": "fr"}),
    ("head", "backoffice:cases_assign", {}),
    ("stranger", "backoffice:login", {}),
    ("clerk", "backoffice:login", {}),
    ("stranger", "backoffice:index", {}),
    ("stranger", "mfa_authenticate", {}),
    ("clerk", "mfa_reauthenticate", {}),
    ("stranger", "citizens:sign_in", {"contact": "x@example.org"}),
    ("owner", "citizens:sign_out", {}),
    ("holder", "cases:leave", {}),
]


@pytest.mark.parametrize(("role", "name", "data"), AIMED)
def test_whatever_is_typed_as_next_the_way_leads_inside(role, name, data, world):
    browser = world.browser(role, headers={"referer": "https://evil.example/"})
    data = {**data, "login": world.colleague.email} if name == "account_login" else data
    address = reverse(name) if name != "cases:leave" else reverse(name, args=[world.case.reference])
    for evil in EVIL:
        for method in ("get", "post"):
            answer, body, _written = ask(browser, method, address, {**data, "next": evil})
            assert_stays(answer, body, (name, role, method, evil))


@pytest.mark.parametrize("role", ["stranger", "director"])
def test_two_slashes_at_the_beginning_of_a_path_are_no_host(role, world):
    ends = ("", "/", "/..", "/backoffice", "%2f..")
    for path in (
        *(f"//evil.example{end}" for end in ends),
        "/backoffice//evil.example",
        "/fr//evil.example",
        "/%5cevil",
    ):
        answer, body, _written = ask(world.browsers[role], "get", path)
        assert_stays(answer, body, path)
