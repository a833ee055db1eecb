"""A phone whose network comes and goes: what was typed survives, in either language, and no private page is kept."""

import pytest
from playwright.sync_api import expect

from complaints.models import Complaint
from portal.cases.codes import tracking_code
from tests.fixtures.builders import file_complaint, make_commune
from tests.fixtures.citizens import in_language, photo

STORY = "منذ أيام والإنارة معطلة في الزقاق كله."
VOICES = """
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "ar-MA", name: "x" }], addEventListener() {}, cancel() { window.spoken.push("cancel"); },
  speak(speech) { window.spoken.push(speech.text); },
} });
window.spoken = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("journeys")]


@pytest.fixture
def town():
    return make_commune(prefix="LAR")


def filing(lang="ar"):
    return in_language(lang, "complaints:complaint_file")


def write(page, text=STORY):
    page.locator("label.choice", has_text="مجال street-light").click()
    page.locator("#id_description").fill(text)
    wait_for_drafts(page, 1)


def drafts(page):
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('jamaati-draft-')).length")


def wait_for_drafts(page, number):
    """The page's policy forbids Playwright's own waiting for a function."""
    for _ in range(50):
        if drafts(page) == number:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{drafts(page)} drafts, not {number}")


def finish(page):
    for _ in range(2):
        page.locator(".part:visible .btn-primary").click()
    page.locator("#id_agree").check()
    page.locator("form.parts button.btn-lg").click()


def test_what_was_typed_is_offered_again_and_forgotten_once_it_was_sent(town, visit):
    page = visit(filing())
    write(page)
    page.goto(filing())
    expect(page.locator("#id_description")).to_have_value("")
    page.locator("[data-use]").click()
    expect(page.locator("#id_description")).to_have_value(STORY)
    finish(page)
    page.wait_for_url("**/receipt/")
    wait_for_drafts(page, 0)
    assert Complaint.objects.get().description == STORY


def test_a_draft_can_be_thrown_away(town, visit):
    page = visit(filing())
    write(page)
    page.goto(filing())
    page.locator("[data-drop]").click()
    assert drafts(page) == 0
    page.goto(filing())
    expect(page.locator("div[data-draft-offer]")).to_have_count(0)


def test_sending_without_a_network_keeps_the_page_and_sends_once_later(town, visit):
    page = visit(filing())
    write(page)
    for _ in range(2):
        page.locator(".part:visible .btn-primary").click()
    page.locator("#id_agree").check()
    page.context.set_offline(True)
    page.locator("form.parts button.btn-lg").click()
    expect(page.locator("div[data-draft-offline]")).to_be_visible()
    page.context.set_offline(False)
    page.locator("form.parts button.btn-lg").click()
    page.wait_for_url("**/receipt/")
    assert Complaint.objects.count() == 1


def test_the_other_language_keeps_text_and_photo_without_javascript(town, visit, tmp_path):
    picture = tmp_path / "trou.jpg"
    picture.write_bytes(photo().read())
    page = visit(filing(), javascript=False)
    page.locator("label.choice", has_text="مجال street-light").click()
    page.locator("#id_description").fill(STORY)
    page.locator("#id_files").set_input_files(picture)
    page.locator(".langs button[name=switch]").click()
    page.wait_for_url("**/fr/**")
    expect(page.locator("#id_description")).to_have_value(STORY)
    expect(page.locator("main")).to_contain_text("trou.jpg")
    page.locator("#id_agree").check()
    page.locator("form.parts button.btn-lg").click()
    page.wait_for_url("**/fr/**/receipt/")
    assert (Complaint.objects.get().language, Complaint.objects.get().attachments.count()) == ("ar", 1)


def test_the_worker_answers_without_a_network_and_keeps_no_private_page(town, visit):
    case = file_complaint(town)
    page = visit(in_language("ar", "cases:track"))
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.locator("#id_reference").fill(case.reference)
    page.locator("#id_code").fill(tracking_code(case))
    page.locator("main form button").first.click()
    page.wait_for_url(f"**/cases/{case.reference}/")
    kept = page.evaluate(
        """async () => { const found = []; for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
        return found; }"""
    )
    assert {path for path in kept if not path.startswith("/static/")} == {"/ar/offline/", "/fr/offline/"}
    page.context.set_offline(True)
    page.goto(f"/fr/cases/{case.reference}/")
    expect(page.locator("h1")).to_have_text("Pas de connexion")


def test_listening_is_offered_only_where_the_browser_has_a_voice(town, visit):
    page = visit("/ar/")
    expect(page.locator("[data-listen]")).to_be_hidden()
    page.context.add_init_script(VOICES)
    page.goto("/fr/")
    expect(page.locator("[data-listen]")).to_be_hidden()  # its voice is Arabic
    page.goto("/ar/")
    page.locator("[data-listen]").click()
    heading = page.locator("h1").inner_text()
    assert page.evaluate("window.spoken")[0] == heading
    expect(page.locator("[data-listen]")).to_have_text("أوقفوا الاستماع")
    page.locator("[data-listen]").click()
    assert page.evaluate("window.spoken")[-1] == "cancel"
