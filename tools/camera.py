"""A browser of one language and width that takes pictures, for tools/shots.py."""

import os
import sys
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Page, Response
from steps import ROOT

OUT = ROOT / "build" / "shots"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FLAGS += ["--disable-sync", "--no-first-run"]
HEIGHT = 900
PASSWORD = os.environ.get("DEMO_PASSWORD", "larache-2026")
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# A browser without a voice hides "listen to this page"
VOICES = """Object.defineProperty(window, "speechSynthesis", {value: {
  getVoices: () => [{lang: "ar-MA"}, {lang: "fr-FR"}], addEventListener() {}, speak() {}, cancel() {}}})"""


@dataclass
class Camera:
    browser: Browser
    address: str
    language: str
    width: int
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(self, *, javascript: bool = True, voice: bool = False) -> Page:
        """A page of a browser that nobody has used; errors of the server and of scripts are told."""
        context = self.browser.new_context(
            viewport={"width": self.width, "height": HEIGHT},
            locale=f"{self.language}-MA",
            java_script_enabled=javascript,
        )
        self.contexts.append(context)
        if voice:
            context.add_init_script(VOICES)
        page = context.new_page()
        page.on("response", self.judge)
        page.on("pageerror", lambda error: self.tell(f"script: {error}"))
        return page

    def judge(self, answer: Response) -> None:
        if answer.status >= 500:
            self.tell(f"{answer.status} {answer.url}")

    def tell(self, words: str) -> None:
        print(f"  {words} ({self.language}, {self.width})", file=sys.stderr)

    def url(self, path: str) -> str:
        """An address of the office as it is; "~" stands for the address of the public pages in this language."""
        return self.address + path.replace("~", f"/{self.language}", 1)

    def shoot(self, page: Page, name: str, *, whole: bool = True) -> None:
        """The page as it is, or all of it in a window as high as the page: what sticks to its foot lies there."""
        if sideways := page.evaluate(SIDEWAYS):
            self.tell(f"{name} runs {sideways} px off sideways")
        if whole:
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": self.width, "height": max(HEIGHT, min(height, 15_000))})
            wait_for_images(page)
        page.screenshot(path=OUT / f"{name}.{self.language}.{self.width}.png")
        page.set_viewport_size({"width": self.width, "height": HEIGHT})

    def visit(self, page: Page, pages: dict[str, str]) -> None:
        for name, path in pages.items():
            page.goto(self.url(path))
            self.shoot(page, name)

    def keep(self, page: Page, name: str, path: str) -> None:
        """Keep a PDF beside the pictures; once per language."""
        if self.width > 1000:
            (OUT / f"{name}.{self.language}.pdf").write_bytes(page.request.get(self.url(path)).body())

    def close(self) -> None:
        while self.contexts:
            self.contexts.pop().close()


def wait_for_images(page: Page) -> None:
    """Photos are fetched when they are seen. Asked again and again: the portal lets no page wait by a function."""
    for _ in range(30):
        if page.evaluate("[...document.images].every(image => image.complete)"):
            return
        page.wait_for_timeout(100)


def press(page: Page, selector: str = "main form button:not([type=button])") -> None:
    """Press the last button that is found, and wait for what comes."""
    page.locator(selector).last.click()
    page.wait_for_load_state()


def sign_in(camera: Camera, page: Page, email: str) -> None:
    """Sign in, and let the office speak the language of the pictures: it speaks that of the person."""
    page.goto(camera.url("~/accounts/login/"))
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    press(page)
    if page.locator("html").get_attribute("lang") != camera.language:
        page.locator(f"header button[value={camera.language}], header button[lang={camera.language}]").first.click()
        page.wait_for_load_state()


def follow(camera: Camera, page: Page, reference: str, code: str) -> None:
    page.goto(camera.url("~/track/"))
    page.fill("input[name=reference]", reference)
    page.fill("input[name=code]", code)
    press(page)
