"""What tools/shots.py takes pictures of: a scene is a function of a camera and of what opens the demonstration."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

from camera import Camera, follow, press, sign_in
from playwright.sync_api import Page
from scenes_asked import asked
from scenes_news import alarm, news, publishing, register
from scenes_petitions import petitions
from steps import PYTHON, ROOT, Failed

KNOWN = """
import json
from portal.cases.codes import sealed, tracking_code
from communications.models import Item, Subscriber
from portal.cases.models import Case, Follower
def code(cases):
    case = cases.exclude(channel="import").order_by("pk").first()
    return [case.reference, tracking_code(case)]
cases = Case.objects.filter(model="complaints.complaint")
requests = Case.objects.filter(model="communications.informationrequest")
twice = cases.filter(answers__number=2)
once = cases.exclude(pk__in=twice).filter(answers__number=1)
print("KNOWN" + json.dumps({
    "question": code(Case.objects.filter(model="communications.memberquestion", published_at=None)),
    "collects": code(Case.objects.filter(kind="petition_collecting")),
    "admitted": code(Case.objects.filter(model="communications.petition", answers__outcome="admitted")),
    "given": code(requests.filter(answers__outcome="released", review_asked_at=None)),
    "refused": code(requests.filter(answers__outcome="refused")),
    "extended": code(requests.filter(moves__reason="extended")),
    "silent": code(requests.filter(kind="information_urgent")),
    "planned": code(cases.filter(state="planned")), "incomplete": code(cases.filter(state="incomplete")),
    "answered": code(once.filter(state="answered", respond_until__isnull=False)), "reviewed": code(twice),
    "in-review": code(once.filter(state="in_progress")), "closed": code(once.filter(state="closed")),
    "late": code(cases.filter(state="in_progress", attachments__isnull=False)),
    "publishable": code(cases.filter(state="received", publish_agreed_at__isnull=False, attachments__isnull=False)),
    "follower": sealed("follower", Follower.objects.first().pk),
    "subscriber": sealed("subscriber", Subscriber.objects.filter(confirmed_at__isnull=False).first().pk),
    "unconfirmed": sealed("subscriber", Subscriber.objects.filter(confirmed_at=None).first().pk),
    "lighting": Item.objects.get(kind="works").pk, "water": Item.objects.get(kind="cut").pk,
    "2016": Item.objects.get(kind="gathering").pk, "session": Item.objects.filter(kind="session").last().pk,
    "october": Item.objects.get(title_ar__startswith="دورة أكتوبر").pk,
    "souk": Item.objects.get(kind="delib", search_text__contains="souk").pk,
    "stalls": Item.objects.filter(kind="rule").order_by("pk")[0].pk,
    "garden": Item.objects.filter(kind="consult").last().pk,
    "bus": Item.objects.filter(kind="consult").first().pk,
    "meeting": Item.objects.get(kind="public").pk,
    "programme": Item.objects.get(kind="document", search_text__contains="programme d").pk,
    "pool": Item.objects.filter(kind="delib").last().pk,
    "flood": Item.objects.get(kind="met").pk,
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


ALL = (public, tracked, filing, office, management, news, publishing, register, alarm, asked, petitions)
