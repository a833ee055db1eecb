"""The scenes of what people ask the commune: information, and answers of their elected members."""

from typing import Any

from camera import Camera, follow, press, sign_in


def asked(camera: Camera, known: dict[str, Any]) -> None:
    """A request for information, and a question to the council, as they are made, followed and handled."""
    page = camera.page()
    camera.visit(page, {"asked-form": "~/news/information/", "asked-figures": "~/news/information/figures/"})
    page.goto(camera.url("~/news/information/"))
    press(page, "main form[method=post] .btn-primary")
    camera.shoot(page, "asked-refused-form")
    for name in ("given", "refused", "extended", "silent"):
        follow(camera, page, *known[name])
        camera.shoot(page, f"asked-{name}")
    camera.visit(page, {"asked-receipt": f"~/cases/{known['silent'][0]}/receipt/"})
    camera.keep(page, "answer-refused", f"~/cases/{known['refused'][0]}/answers/1.pdf")
    camera.visit(page, {"live": f"~/news/{known['meeting']}/questions/"})
    camera.visit(page, {"questions": "~/news/questions/", "question-form": "~/news/questions/ask/"})
    page.goto(camera.url("~/news/questions/?show=answered"))
    page.locator("main .commitments a").first.click()
    page.wait_for_load_state()
    camera.shoot(page, "question-answered")
    page = camera.page()
    sign_in(camera, page, "clerk.unit@larache.example")
    camera.visit(page, {"question-case": f"/backoffice/cases/{known['question'][0]}/"})
    camera.visit(page, {"asked-desk": "~/news/information/?for=citizen"})
    camera.visit(page, {"asked-case": f"/backoffice/cases/{known['extended'][0]}/"})
    open_case = f"/backoffice/cases/{known['silent'][0]}"
    camera.visit(page, {"asked-answer": f"{open_case}/answer/", "asked-extend": f"{open_case}/extend/"})
    camera.visit(page, {"asked-publish": f"/backoffice/cases/{known['refused'][0]}/publish-answer/"})
    page = camera.page()
    sign_in(camera, page, "publisher@larache.example")
    page.goto(camera.url(f"/backoffice/events/{known['meeting']}/questions/"))
    if page.locator(".live-now").count() == 0:
        press(page, "button[value=now].btn-primary")
    camera.shoot(page, "live-board")
    camera.visit(page, {"live-wall": f"~/news/{known['meeting']}/questions/screen/"})
    camera.close()
