"""The scenes of what the commune says: its news, how they are written and sent, an emergency."""

from typing import Any

from camera import Camera, press, sign_in

NEWS = {
    "news": "~/news/",
    "news-calendar": "~/news/calendar/",
    "news-empty": "~/news/?q=zzzz",
    "people": "~/news/people/",
    "news-follow": "~/news/follow/",
}
PRESS = {
    "press-items": "/backoffice/items/",
    "press-add": "/backoffice/items/add/",
    "press-mailings": "/backoffice/mailings/",
}


def news(camera: Camera, known: dict[str, Any]) -> None:
    """What the commune announces, and how people follow it."""
    page = camera.page()
    camera.visit(page, NEWS)
    press(page, "main form[method=post] .btn-primary")
    camera.shoot(page, "news-follow-refused")
    camera.visit(page, {"news-subscription": f"~/news/follow/{known['subscriber']}/"})
    camera.visit(page, {"news-asked": f"~/news/follow/{known['unconfirmed']}/"})
    camera.visit(page, {"news-unsubscribe": f"~/news/unsubscribe/{known['subscriber']}/"})
    for name in ("lighting", "water", "2016", "session", "flood"):
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


def register(camera: Camera, known: dict[str, Any]) -> None:
    """What was decided and promised, as everybody reads it and as it is entered."""
    page = camera.page()
    pages = {"decisions": "~/news/decisions/", "decisions-none": "~/news/decisions/?q=zzzz"}
    camera.visit(page, pages | {"commitments": "~/news/commitments/"})
    camera.visit(page, {"documents": "~/news/documents/", "transparency": "~/news/transparency/"})
    camera.visit(page, {"document": f"~/news/{known['programme']}/"})
    camera.visit(page, {"consultations": "~/news/consultations/"})
    camera.visit(page, {"taking-part": f"~/news/{known['garden']}/take-part/"})
    for name in ("garden", "bus"):
        camera.visit(page, {f"consultation-{name}": f"~/news/{known[name]}/"})
    camera.visit(page, {"registering": f"~/news/{known['meeting']}/register/"})
    for name in ("souk", "stalls", "october"):
        camera.visit(page, {f"decision-{name}": f"~/news/{known[name]}/"})
    page = camera.page()
    sign_in(camera, page, "publisher@larache.example")
    camera.visit(page, {"decision-add": f"/backoffice/decisions/add/?session={known['october']}"})
    press(page, "main form[enctype] .btn-primary")
    camera.shoot(page, "decision-refused")
    camera.visit(page, {"decision-edit": f"/backoffice/decisions/{known['souk']}/"})
    camera.visit(page, {"decision-owed": f"/backoffice/decisions/{known['pool']}/"})
    camera.visit(page, {"document-add": "/backoffice/documents/add/", "duties": "/backoffice/documents/duties/"})
    camera.visit(page, {"consultation-edit": f"/backoffice/consultations/{known['bus']}/"})
    camera.visit(page, {"contributions": f"/backoffice/consultations/{known['garden']}/contributions/"})
    camera.visit(page, {"registrations": f"/backoffice/events/{known['meeting']}/registrations/"})
    camera.visit(page, {"document-edit": f"/backoffice/documents/{known['programme']}/"})
    page.goto(camera.url(f"/backoffice/decisions/{known['souk']}/"))
    page.click("section[aria-labelledby=h-commitments] ul a")
    camera.shoot(page, "commitment")
    camera.close()


def alarm(camera: Camera, known: dict[str, Any]) -> None:
    """An emergency: written, sent, on top of every page, and called off again."""
    page = camera.page()
    sign_in(camera, page, "publisher@larache.example")
    camera.visit(
        page, {"alarm-over": f"/backoffice/emergencies/{known['flood']}/", "alarm-add": "/backoffice/emergencies/add/"}
    )
    words = {"title": ("حريق في غابة اللكوس", "Incendie dans la forêt du Loukkos"), "contact": ("15", "15")}
    words["summary"] = ("الدخان يتجه نحو حي المنار.", "La fumée va vers Hay Al Manar.")
    words["body"] = ("- أغلقوا النوافذ\n- لا تقتربوا من الغابة", "- Fermez les fenêtres\n- N’approchez pas de la forêt")
    for name, (arabic, french) in words.items():
        page.fill(f"[name={name}_ar]", arabic)
        page.fill(f"[name={name}_fr]", french)
    press(page, "main form[enctype] .btn-primary")
    camera.shoot(page, "alarm-draft")
    press(page, "main .btn-danger")
    camera.shoot(page, "alarm-sent")
    reader = camera.page()
    camera.visit(reader, {"alarm-home": "~/", "alarm-elsewhere": "~/complaints/new/"})
    reader.click(".alerts a")
    camera.shoot(reader, "alarm-page")
    page.click("main details summary")
    for code, text in (("ar", "أخمد الحريق."), ("fr", "Le feu est éteint.")):
        page.fill(f"details [name=summary_{code}]", text)
    press(page, "main details[open] form .btn-quiet")
    camera.shoot(page, "alarm-ended")
    camera.close()
