"""Takes pictures of the main pages: Arabic and French, 390 and 1280 px wide. Started by `make shots`."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from services import chromium
from steps import PYTHON, ROOT, Failed, main, say, step

OUT = ROOT / "build" / "shots"
WIDTHS = (390, 1280)
LANGUAGES = ("ar", "fr")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FLAGS += ["--disable-sync", "--no-first-run"]
PASSWORD = os.environ.get("DEMO_PASSWORD", "larache-2026")
STAFF = {"ar": "officer@larache.example", "fr": "clerk.lighting@larache.example"}
PUBLIC = {
    "home": "",
    "filing": "complaints/new/",
    "track": "track/",
    "published": "complaints/published/",
    "published-empty": "complaints/published/?q=zzzz",
    "figures": "complaints/figures/",
    "my-cases-sign-in": "my-cases/sign-in/",
    "personal-data": "personal-data/",
    "missing": "nowhere/",
}
OFFICE = {
    "office-dashboard": "/backoffice/",
    "office-inbox": "/backoffice/cases/",
    "office-inbox-empty": "/backoffice/cases/?q=zzzz",
    "office-alerts": "/backoffice/alerts/",
}
UNIT = {
    "office-figures": "/backoffice/figures/",
    "office-register": "/backoffice/register/",
    "office-inventories": "/backoffice/inventories/",
    "office-data-requests": "/backoffice/data-requests/",
}
CONFIGURATION = {
    "office-configuration": "/backoffice/configuration/",
    "office-holidays": "/backoffice/holidays/",
    "office-members": "/backoffice/members/",
    "office-categories": "/backoffice/complaints/category/",
    "office-history": "/backoffice/configuration/history/",
}


def shots() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory(prefix="jamaati-shots-") as folder:
        server, address, data = start(Path(folder))
        try:
            with sync_playwright() as player:
                browser = player.chromium.launch(executable_path=chromium(), args=FLAGS)
                for language in LANGUAGES:
                    for width in WIDTHS:
                        with step(f"Pictures in {language}, {width} px"):
                            citizen(browser, address, data, language, width)
                            office(browser, address, language, width)
        finally:
            os.killpg(server.pid, signal.SIGINT)
            server.wait(timeout=30)
    say(f"{len(list(OUT.glob('*.png')))} pictures in {OUT.relative_to(ROOT)}")


def start(folder: Path) -> tuple[subprocess.Popen, str, Path]:
    """A portal of its own with the demonstration in it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    data, log = folder / "data", (folder / "log").open("w")
    environment = {**os.environ, "PORT": port, "DATA_DIR": str(data)}
    command = [str(PYTHON), str(ROOT / "tools" / "run.py")]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
    address = f"http://localhost:{port}"
    with step("A portal with the demonstration"):
        for _ in range(240):
            if _answers(f"{address}/readyz"):
                return server, address, data
            if server.poll() is not None:
                break
            time.sleep(0.5)
    raise Failed("The portal did not start:\n" + (folder / "log").read_text()[-2000:])


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2):
            return True
    except OSError:
        return False


def new_page(browser: Browser, language: str, width: int) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 900}, locale=f"{language}-MA")
    page.on("response", lambda answer: _refuse(answer.status, answer.url))
    return page


def _refuse(status: int, url: str) -> None:
    if status >= 500:
        print(f"  {status} {url}", file=sys.stderr)


def shoot(page: Page, name: str, language: str, width: int) -> None:
    page.screenshot(path=OUT / f"{name}.{language}.{width}.png", full_page=True)


def citizen(browser: Browser, address: str, data: Path, language: str, width: int) -> None:
    page = new_page(browser, language, width)
    told = (data / "demo.txt").read_text(encoding="utf-8")
    reference, code = re.search(r"(LAR-\d{4}-\d+) with the code (\S+)", told).groups()  # type: ignore[union-attr]
    for name, path in PUBLIC.items():
        page.goto(f"{address}/{language}/{path}")
        shoot(page, name, language, width)
    page.goto(f"{address}/{language}/complaints/published/")
    page.locator(".public-row h2 a").first.click()
    page.wait_for_load_state()
    shoot(page, "published-one", language, width)
    page.goto(f"{address}/{language}/track/")
    follow(page, reference, "AAAA-AAAA-AAAA-AAAA")
    shoot(page, "track-wrong", language, width)
    follow(page, reference, code)
    shoot(page, "case", language, width)
    page.goto(f"{address}/{language}/cases/{reference}/receipt/")
    shoot(page, "receipt", language, width)
    page.close()
    refused(browser, address, language, width)


def refused(browser: Browser, address: str, language: str, width: int) -> None:
    """The filing form without JavaScript, sent empty: every error beside its field."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/{language}/complaints/new/")
    page.locator("main form button:not([type=button])").last.click()
    shoot(page, "filing-refused", language, width)
    context.close()


def follow(page: Page, reference: str, code: str) -> None:
    page.fill("input[name=reference]", reference)
    page.fill("input[name=code]", code)
    page.locator("main form button:not([type=button])").last.click()
    page.wait_for_load_state()


def office(browser: Browser, address: str, language: str, width: int) -> None:
    page = new_page(browser, language, width)
    page.goto(f"{address}/{language}/accounts/login/")
    shoot(page, "sign-in", language, width)
    sign_in(page, STAFF[language])
    speak(page, language)
    for name, path in OFFICE.items():
        page.goto(address + path)
        shoot(page, name, language, width)
    page.goto(f"{address}/backoffice/cases/")
    page.locator("a.subject").first.click()
    page.wait_for_load_state()
    shoot(page, "office-case", language, width)
    case = page.url.rstrip("/")
    for name in ("answer", "ask", "plan"):
        page.goto(f"{case}/{name}/")
        shoot(page, f"office-{name}", language, width)
    page.goto(f"{address}/{language}/accounts/2fa/")
    shoot(page, "second-factor", language, width)
    page.close()
    directors(browser, address, language, width)


def directors(browser: Browser, address: str, language: str, width: int) -> None:
    """What only the director and the administrator open."""
    page = new_page(browser, language, width)
    page.goto(f"{address}/{language}/accounts/login/")
    sign_in(page, "director@larache.example")
    speak(page, language)
    for name, path in {**CONFIGURATION, **UNIT}.items():
        page.goto(address + path)
        shoot(page, name, language, width)
    page.close()


def sign_in(page: Page, email: str) -> None:
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button:not([type=button])").last.click()
    page.wait_for_load_state()


def speak(page: Page, language: str) -> None:
    """Staff pages speak the language of the person: change it where it is another one."""
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f"header button[value={language}], header button[lang={language}]").first.click()
        page.wait_for_load_state()


if __name__ == "__main__":
    main(shots)
