"""Filing and following in a real browser: on a phone without JavaScript, by keyboard alone, twice by mistake."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from complaints.models import Complaint
from portal.cases.codes import tracking_code
from tests.fixtures.axe import sideways
from tests.fixtures.builders import file_complaint
from tests.fixtures.citizens import in_language

SAMPLES = Path(__file__).parent.parent / "cases" / "files" / "samples"
STORY = "منذ أيام والإنارة معطلة في الزقاق كله."

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("journeys")]


def filing(lang="ar"):
    return in_language(lang, "complaints:complaint_file")


def send(page):
    page.locator("form.parts button.btn-lg").click()


def fill_without_javascript(page):
    page.get_by_text("الطرق").first.click()
    page.locator("label.choice", has_text="حفرة في الطريق").click()
    page.locator("#id_description").fill(STORY)
    page.locator("#id_agree").check()


def shown(page):
    """(reference, code) as they stand on the receipt."""
    return page.locator("#reference").inner_text(), page.locator("#code").inner_text()


def test_a_complaint_in_arabic_from_a_phone_without_javascript(town, visit, picture):
    page = visit(filing(), javascript=False)
    fill_without_javascript(page)
    page.locator("#id_files_voice").set_input_files(SAMPLES / "voice.ogg")
    page.locator("#id_files").set_input_files(picture)
    page.locator("#id_district").select_option(label="حي المنار")
    page.locator("#id_phone").fill("٠٦ ١٢ ٣٤ ٥٦ ٧٨")
    send(page)
    page.wait_for_url("**/receipt/")
    reference, code = shown(page)
    complaint = Complaint.objects.get()
    assert (reference, code) == (complaint.reference, tracking_code(complaint))
    assert (complaint.phone, complaint.topic.code, complaint.description) == ("+212612345678", "hole", STORY)
    assert sorted(complaint.attachments.values_list("kind", "name")) == [("audio", "voice.ogg"), ("photo", "حفرة.jpg")]
    assert sideways(page) <= 0

    later = visit(in_language("ar", "cases:track"), javascript=False)  # another day, another browser
    later.locator("#id_reference").fill(reference.lower())
    later.locator("#id_code").fill(code.replace("-", " ").lower())
    later.locator("form.panel button").click()
    later.wait_for_url(f"**/cases/{reference}/")
    expect(later.locator(".timeline .bubble.is-mine")).to_contain_text(STORY)
    expect(later.locator("audio")).to_have_count(1)
    source = later.locator("audio").get_attribute("src")
    answer = later.request.get(source, headers={"Range": "bytes=0-99"})
    assert (answer.status, len(answer.body())) == (206, 100)


def test_a_form_sent_back_keeps_text_and_files_and_a_file_can_be_taken_out(town, visit, picture):
    page = visit(filing(), javascript=False)
    page.locator("#id_description").fill(STORY)
    page.locator("#id_phone").fill("06 12")
    page.locator("#id_files").set_input_files([picture, SAMPLES / "voice.m4a"])
    send(page)
    expect(page.locator(".error-summary a")).to_have_count(3)
    expect(page.locator("#kept .chip")).to_have_count(2)
    page.locator("#kept .chip button").first.click()
    expect(page.locator("#kept .chip")).to_have_count(1)
    expect(page.locator("#id_description")).to_have_value(STORY)
    expect(page.locator("#id_phone")).to_have_value("06 12")
    page.locator("#id_phone").fill("")
    fill_without_javascript(page)
    send(page)
    page.wait_for_url("**/receipt/")
    assert [file.name for file in Complaint.objects.get().attachments.all()] == ["voice.m4a"]


def test_enter_in_a_field_sends_the_form_and_takes_no_file_out(town, visit, picture):
    page = visit(filing(), javascript=False)
    page.locator("#id_files").set_input_files(picture)
    send(page)
    fill_without_javascript(page)
    page.locator("#id_address").fill("قرب المدرسة")
    page.locator("#id_address").press("Enter")
    page.wait_for_url("**/receipt/")
    assert Complaint.objects.get().attachments.count() == 1


def press(page, key, times=1):
    for _ in range(times):
        page.keyboard.press(key)


def tab_to(page, selector, most=80):
    """Press Tab until the element has the focus, as a person would."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reached {selector}")


@pytest.mark.parametrize("lang", ["ar", "fr"])
def test_the_whole_form_by_keyboard_alone(town, visit, lang):
    page = visit(filing(lang), width=1280)
    expect(page.locator("form.is-stepped")).to_have_count(1)
    tab_to(page, "#id_kind_0")
    press(page, "ArrowDown")  # a remark
    press(page, "ArrowUp")
    tab_to(page, ".choices-group summary")
    press(page, "Enter")
    expect(page.locator(".choices-group[open] input").first).to_be_focused()
    press(page, "ArrowDown")
    press(page, "ArrowUp")
    tab_to(page, "#id_description")
    page.keyboard.type("La lampe est éteinte" if lang == "fr" else STORY)
    tab_to(page, "#what .step-move .btn-primary")
    press(page, "Enter")
    expect(page.locator("#where h2")).to_be_focused()
    tab_to(page, "#id_district")
    press(page, "ArrowDown")
    page.wait_for_selector(".map-canvas.leaflet-container")  # fetched when its step opens
    tab_to(page, ".map-canvas")
    press(page, "ArrowUp", 2)
    press(page, "Enter")
    tab_to(page, "#where .step-move .btn-primary")
    press(page, "Enter")
    expect(page.locator("#who h2")).to_be_focused()
    tab_to(page, "#id_agree")
    press(page, "Space")
    tab_to(page, "button.btn-lg")
    press(page, "Enter")
    page.wait_for_url("**/receipt/")
    complaint = Complaint.objects.get()
    assert (complaint.kind, complaint.topic.code, complaint.language) == ("complaint", "hole", lang)
    assert complaint.latitude is not None and complaint.district is not None


def test_a_step_without_a_subject_says_so_and_goes_no_further(town, visit):
    page = visit(filing("fr"))
    page.locator("#what .step-move .btn-primary").click()
    expect(page.locator("[data-missing]")).to_be_visible()
    expect(page.locator("#what")).to_be_visible()
    page.locator("label.choice", has_text="Domaine street-light").click()
    expect(page.locator("[data-missing]")).to_be_hidden()


def test_a_search_finds_the_subject_and_a_danger_speaks_at_once(town, visit):
    page = visit(filing())
    page.locator("[type=search]").fill("سلك")
    expect(page.get_by_text("سلك عار", exact=True)).to_be_visible()
    expect(page.get_by_text("حفرة في الطريق")).to_be_hidden()
    expect(page.get_by_text("خطر: ابتعدوا")).to_be_hidden()
    page.locator("label.choice", has_text="سلك عار").click()
    expect(page.get_by_text("خطر: ابتعدوا")).to_be_visible()
    expect(page.locator(".stop-notice a[href='tel:15']")).to_be_visible()


def test_our_word_changes_with_the_kind_without_javascript(town, visit):
    page = visit(filing("fr"), javascript=False)
    expect(page.locator(".word.for-complaint")).to_be_visible()
    expect(page.locator(".word.for-remark")).to_be_hidden()
    page.locator("label.choice", has=page.locator("#id_kind_1")).click()
    expect(page.locator(".word.for-remark")).to_be_visible()
    expect(page.locator(".word.for-complaint")).to_be_hidden()


def test_pressing_twice_files_once(town, visit):
    page = visit(filing(), javascript=False)
    fill_without_javascript(page)
    page.locator("form.parts button.btn-lg").dblclick()
    page.wait_for_url("**/receipt/")
    page.wait_for_load_state()
    complaint = Complaint.objects.get()
    assert shown(page) == (complaint.reference, tracking_code(complaint))


def test_going_back_and_sending_again_shows_the_same_receipt(town, visit):
    page = visit(filing(), javascript=False)
    fill_without_javascript(page)
    send(page)
    page.wait_for_url("**/receipt/")
    first = shown(page)
    page.go_back()
    expect(page.locator("#id_description")).to_have_value(STORY)
    send(page)
    page.wait_for_url("**/receipt/")
    assert shown(page) == first
    assert Complaint.objects.count() == 1


def test_the_qr_code_brings_reference_and_code_and_hides_the_code_again(town, visit):
    case = file_complaint(town)
    page = visit(f"{in_language('ar', 'cases:track')}?reference={case.reference}#{tracking_code(case)}")
    expect(page.locator("#id_code")).to_have_value(tracking_code(case))
    assert tracking_code(case) not in page.url
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{case.reference}/")


def test_the_receipt_copies_its_number_and_code(town, visit):
    case = file_complaint(town)
    page = visit(in_language("fr", "cases:track"), permissions=["clipboard-read", "clipboard-write"])
    page.locator("#id_reference").fill(case.reference)
    page.locator("#id_code").fill(tracking_code(case))
    page.locator("form.panel button").click()
    page.goto(in_language("fr", "cases:receipt", case.reference))
    page.locator("[data-copy]").click()
    expect(page.locator("[data-copy] span")).to_have_text("Copié")
    assert page.evaluate("navigator.clipboard.readText()") == f"{case.reference} {tracking_code(case)}"
    expect(page.locator("[data-print]")).to_be_visible()


def test_a_wrong_code_says_so_and_keeps_what_was_typed(town, visit):
    case = file_complaint(town)
    page = visit(f"{in_language('fr', 'cases:track')}?reference={case.reference}")
    page.locator("#id_code").fill("aaaa bbbb cccc dddd")
    page.locator("form.panel button").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("#id_reference")).to_have_value(case.reference)
    expect(page.locator("#id_code")).to_have_value("aaaa bbbb cccc dddd")
