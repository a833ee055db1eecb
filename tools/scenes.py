"""What tools/shots.py takes pictures of: a scene is a function of a camera and of what opens the demonstration."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

from camera import Camera, press
from playwright.sync_api import Page
from steps import PYTHON, ROOT, Failed

PASSWORD = os.environ.get("DEMO_PASSWORD", "larache-2026")
KNOWN = """
import json
from portal.cases.codes import sealed, tracking_code
from communications.models import Item, Subscriber
from portal.cases.models import Case, Follower
def code(cases):
    case = cases.exclude(channel="import").order_by("pk").first()
    return [case.reference, tracking_code(case)]
cases, twice = Case.objects, Case.objects.filter(answers__number=2)
once = cases.exclude(pk__in=twice).filter(answers__number=1)
print("KNOWN" + json.dumps({
    "planned": code(cases.filter(state="planned")), "incomplete": code(cases.filter(state="incomplete")),
    "answered": code(once.filter(state="answered", respond_until__isnull=False)), "reviewed": code(twice),
    "in-review": code(once.filter(state="in_progress")), "closed": code(once.filter(state="closed")),
    "late": code(cases.filter(state="in_progress", attachments__isnull=False)),
    "publishable": code(cases.filter(state="received", publish_agreed_at__isnull=False, attachments__isnull=False)),
    "follower": sealed("follower", Follower.objects.first().pk),
    "subscriber": sealed("subscriber", Subscriber.objects.filter(confirmed_at__isnull=False).first().pk),
    "unconfirmed": sealed("subscriber", Subscriber.objects.filter(confirmed_at=None).first().pk),
    "lighting": Item.objects.get(kind="works").pk, "water": Item.objects.get(kind="cut").pk,
    "2016": Item.objects.get(kind="gathering").pk, "session": Item.objects.get(kind="session").pk,
    "draft": Item.objects.get(status="draft").pk,
    "market": Item.objects.get(kind="call").pk,
    "join": sealed("follow", cases.open().exclude(topic=None).first().pk),
}))
"""
PUBLIC = {
    "home": "~/",
    "filing": "~/complaints/new/",
    "track": "~/track/",
    "published": "~/complaints/published/",
    "published-empty": "~/complaints/published/?q=zzzz",
    "figures": "~/complaints/figures/",
    "my-cases-sign-in": "~/my-cases/sign-in/",
    "personal-data": "~/personal-data/",
    "accessibility": "~/accessibility/",
    "offline": "~/offline/",
    "missing": "~/nowhere/",
}
OFFICE = {
    "office-dashboard": "/backoffice/",
    "office-inbox": "/backoffice/cases/",
    "office-inbox-empty": "/backoffice/cases/?q=zzzz",
    "office-alerts": "/backoffice/alerts/",
    "office-shortcuts": "/backoffice/shortcuts/",
    "office-list-add": "/backoffice/lists/add/?state=received",
    "office-lists": "/backoffice/lists/",
}
NEWS = {
    "news": "~/news/",
    "news-calendar": "~/news/calendar/",
    "news-empty": "~/news/?q=zzzz",
    "news-follow": "~/news/follow/",
}
PRESS = {
    "press-items": "/backoffice/items/",
    "press-add": "/backoffice/items/add/",
    "press-mailings": "/backoffice/mailings/",
}
ACCOUNT = {
    "account": "~/accounts/2fa/",
    "account-app": "~/accounts/2fa/totp/activate/",
    "account-passkey": "~/accounts/2fa/webauthn/add/",
    "account-sessions": "~/accounts/sessions/",
    "account-password": "~/accounts/password/change/",
}
UNIT = {
    "office-figures": "/backoffice/figures/",
    "office-register": "/backoffice/register/",
    "office-inventories": "/backoffice/inventories/",
    "office-data-requests": "/backoffice/data-requests/",
    "office-retention": "/backoffice/configuration/retention/",
    "office-holiday-add": "/backoffice/holidays/add/",
}
CONFIGURATION = {
    "office-configuration": "/backoffice/configuration/",
    "office-holidays": "/backoffice/holidays/",
    "office-members": "/backoffice/members/",
    "office-member-invite": "/backoffice/members/invite/",
    "office-categories": "/backoffice/complaints/category/",
    "office-rules": "/backoffice/cases/deadlinerule/",
    "office-history": "/backoffice/configuration/history/",
}


def known(data: Path) -> dict[str, Any]:
    """What opens the cases of the demonstration, by where they stand; and its folder."""
    command = [str(PYTHON), "manage.py", "shell", "--no-imports", "--command", KNOWN]
    said = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "DATA_DIR": str(data)}, capture_output=True, text=True, check=False
    )
    found = re.search(r"KNOWN(.*)", said.stdout)
    if not found:
        raise Failed(f"The demonstration could not be read:\n{said.stderr[-2000:]}")
    return {**json.loads(found[1]), "data": data}


def public(camera: Camera, known: dict[str, Any]) -> None:
    page = camera.page()
    camera.visit(page, PUBLIC)
    page.goto(camera.url("~/complaints/published/"))
    page.locator("details:has([data-map]) summary").click()
    page.wait_for_selector(".map-point")
    camera.shoot(page, "published-map", whole=False)
    page.locator(".public-row h2 a").first.click()
    page.wait_for_load_state()
    camera.shoot(page, "published-one")
    page = camera.page(voice=True)
    page.goto(camera.url("~/complaints/new/"))
    camera.shoot(page, "listen", whole=False)
    camera.close()


def tracked(camera: Camera, known: dict[str, Any]) -> None:
    """A case as its citizen sees it, wherever it stands, and what may be done with it."""
    page = camera.page()
    for name in ("planned", "incomplete", "answered", "in-review", "reviewed", "closed", "late"):
        follow(camera, page, *known[name])
        camera.shoot(page, f"case-{name}")
    reference = known["answered"][0]
    camera.visit(page, {"case-accept": f"~/cases/{reference}/satisfied/", "receipt": f"~/cases/{reference}/receipt/"})
    camera.visit(page, {"case-withdraw": f"~/cases/{known['planned'][0]}/withdraw/"})
    camera.keep(page, "receipt", f"~/cases/{reference}/receipt.pdf")
    camera.keep(page, "answer", f"~/cases/{reference}/answers/1.pdf")
    follow(camera, page, reference, "AAAA-AAAA-AAAA-AAAA")
    camera.shoot(page, "track-wrong")
    camera.visit(page, {"follow": f"~/follow/{known['join']}/", "following": f"~/following/{known['follower']}/"})
    camera.visit(page, {"following-gone": "~/following/1-AAAA/"})
    camera.close()


def follow(camera: Camera, page: Page, reference: str, code: str) -> None:
    page.goto(camera.url("~/track/"))
    page.fill("input[name=reference]", reference)
    page.fill("input[name=code]", code)
    press(page)


def filing(camera: Camera, known: dict[str, Any]) -> None:
    """The form step by step, with the case that a neighbour filed; without JavaScript, sent empty and sent right."""
    neighbour = camera.page(javascript=False)
    send(camera, neighbour)
    if neighbour.locator("button[name=same]").count():
        press(neighbour, "button[name=send]")

    page = camera.page()
    page.goto(camera.url("~/complaints/new/"))
    tell(page)
    camera.shoot(page, "filing-what")
    page.locator(".part.is-open .btn-primary").first.click()
    place(page)
    page.wait_for_selector("[data-similar] .similar")
    camera.shoot(page, "filing-similar")
    page.locator(".part.is-open .btn-primary").first.click()
    camera.shoot(page, "filing-last")

    page = camera.page(javascript=False)
    page.goto(camera.url("~/complaints/new/"))
    press(page)
    camera.shoot(page, "filing-refused")
    send(camera, page)
    camera.shoot(page, "filing-is-it-one-of-these")
    press(page, "button[name=same]")
    camera.shoot(page, "filing-this-is-mine-too")
    camera.close()


def send(camera: Camera, page: Page) -> None:
    page.goto(camera.url("~/complaints/new/"))
    tell(page)
    place(page)
    page.locator("[name=agree]").check()
    press(page)


def tell(page: Page) -> None:
    """The first subject of the first group, in the middle of the old town, as somebody has told already."""
    page.locator(".choices-group summary").first.click()
    page.locator(".choices-group[open] .choice input").first.check()
    page.fill("[name=description]", "ثلاثة مصابيح مطفأة منذ أسبوع. Trois lampadaires éteints.")


def place(page: Page) -> None:
    page.locator("[name=district]").select_option(index=2)


def office(camera: Camera, known: dict[str, Any]) -> None:
    page = camera.page()
    camera.visit(page, {"sign-in": "~/accounts/login/", "password-link": "~/accounts/password/reset/"})
    sign_in(camera, page, "officer@larache.example")
    camera.visit(page, OFFICE)
    reference = known["late"][0]
    page.goto(camera.url(f"/backoffice/cases/{reference}/"))
    camera.shoot(page, "office-case")
    for link in page.locator(".case-aside a.act").evaluate_all("links => links.map(link => link.getAttribute('href'))"):
        camera.visit(page, {f"office-{link.rstrip('/').rpartition('/')[2]}": link})
    page.goto(camera.url(f"/backoffice/cases/{reference}/answer/"))
    press(page, "button[name=send]")
    camera.shoot(page, "office-answer-refused")
    camera.visit(page, {"office-publish": f"/backoffice/cases/{known['publishable'][0]}/publish/"})
    page.locator("textarea[name=text]").fill("السيد أحمد بن علي، 0612345678، يقول: Mme Fatima, 12 rue Ibn Khaldoun.")
    press(page, "button[name=check]")
    camera.shoot(page, "office-publish-found")
    camera.keep(page, "dossier", f"/backoffice/cases/{reference}.pdf")
    camera.visit(page, ACCOUNT)
    camera.close()


def management(camera: Camera, known: dict[str, Any]) -> None:
    """What only the director and the administrator open."""
    for person, pages in (("director", UNIT), ("administrator", CONFIGURATION)):
        page = camera.page()
        sign_in(camera, page, f"{person}@larache.example")
        camera.visit(page, pages)
    page.goto(camera.url("/backoffice/complaints/category/"))
    page.locator("main tbody a").first.click()
    page.wait_for_load_state()
    camera.shoot(page, "office-category")
    camera.close()


def news(camera: Camera, known: dict[str, Any]) -> None:
    """What the commune announces, and how people follow it."""
    page = camera.page()
    camera.visit(page, NEWS)
    press(page, "main form[method=post] .btn-primary")
    camera.shoot(page, "news-follow-refused")
    camera.visit(page, {"news-subscription": f"~/news/follow/{known['subscriber']}/"})
    camera.visit(page, {"news-asked": f"~/news/follow/{known['unconfirmed']}/"})
    camera.visit(page, {"news-unsubscribe": f"~/news/unsubscribe/{known['subscriber']}/"})
    for name in ("lighting", "water", "2016", "session"):
        camera.visit(page, {f"news-{name}": f"~/news/{known[name]}/"})
        camera.keep(page, f"notice-{name}", f"~/news/{known[name]}.pdf")
    camera.close()


def publishing(camera: Camera, known: dict[str, Any]) -> None:
    """Writing, sending and noting what was said, as the publisher and the director see it."""
    page = camera.page()
    sign_in(camera, page, "publisher@larache.example")
    camera.visit(page, PRESS)
    for name in ("lighting", "water", "market"):
        camera.visit(page, {f"press-{name}": f"/backoffice/items/{known[name]}/"})
    camera.visit(page, {f"press-{name}": f"/backoffice/events/{known[name]}/" for name in ("session", "2016")})
    camera.visit(page, {"press-line": f"/backoffice/events/{known['2016']}/programme/"})
    camera.visit(page, {"press-preview": f"/backoffice/items/{known['draft']}/preview/"})
    camera.visit(page, {"press-diffusions": f"/backoffice/items/{known['lighting']}/diffusions/"})
    camera.visit(page, {"press-sent": f"/backoffice/items/{known['lighting']}/mailing/"})
    page = camera.page()
    sign_in(camera, page, "director@larache.example")
    camera.visit(page, {"press-decide": f"/backoffice/items/{known['market']}/mailing/"})
    camera.close()


def sign_in(camera: Camera, page: Page, email: str) -> None:
    """Sign in, and let the office speak the language of the pictures: it speaks that of the person."""
    page.goto(camera.url("~/accounts/login/"))
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    press(page)
    if page.locator("html").get_attribute("lang") != camera.language:
        page.locator(f"header button[value={camera.language}], header button[lang={camera.language}]").first.click()
        page.wait_for_load_state()


ALL = (public, tracked, filing, office, management, news, publishing)
