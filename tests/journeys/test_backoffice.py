"""A day at the office in a real browser, in both languages: sign in, find, take, ask, answer; and every page by axe."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from portal.backoffice.services import saving
from portal.cases.models import Case
from portal.cases.services import correspondence, lifecycle, sweep
from tests.fixtures.axe import faults, sideways
from tests.fixtures.builders import file_complaint, make_category, make_commune, make_member

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("journeys")]
PASSWORD = "a long password 7"
LONG = "بنعبد الرحمان العلوي المدغري الإدريسي الحسني " * 2
DIRECTIONS = {"ar": "rtl", "fr": "ltr"}


@pytest.fixture
def town():
    commune = make_commune()
    parent = make_category(commune, code="roads", icon="road", name_ar="الطرق", name_fr="Voirie")
    make_category(commune, code="hole", parent=parent, name_ar="حفرة", name_fr="Nid-de-poule")
    return commune


def person(town, role, language, department=None):
    return make_member(town, role, department, language=language, password=PASSWORD)


def signed_in(visit, user, path="/backoffice/", **options):
    """Sign in by the form, as staff do, and come to the page that was wanted."""
    page = visit(path, **options)
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form .btn-primary").click()
    page.wait_for_url(f"**{path}")
    return page


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("javascript", [True, False])
def test_a_clerk_finds_takes_asks_and_answers(javascript, language, town, visit):
    clerk = person(town, "clerk", language, "lighting")
    case = file_complaint(town, at=timezone.now() - timedelta(days=2), subject="عمود مائل", language=language)
    page = signed_in(visit, clerk, width=1280, javascript=javascript)
    assert page.locator("html").get_attribute("dir") == DIRECTIONS[language]

    page.locator(".staff-nav a").nth(1).click()
    page.locator("#id_q").fill("العمود")
    page.locator("form.filters .btn").click()
    page.locator("a.subject").click()
    page.wait_for_url(f"**/{case.reference}/")
    page.locator(".case-aside .btn-primary").click()
    expect(page.locator(".notice.is-done")).to_be_visible()
    assert Case.objects.get().assignee == clerk

    page.locator("a[href$='/ask/']").click()
    expect(page.locator("form.panel .notice")).to_be_visible()
    page.locator("#id_text").fill("أي عمود؟")
    page.locator("button[name=send]").click()
    page.wait_for_url(f"**/{case.reference}/")
    assert Case.objects.get().state == "incomplete"

    correspondence.reply(Case.objects.get(), at=timezone.now(), text="الثالث")
    page.reload()
    expect(page.get_by_text("الثالث")).to_be_visible()
    page.locator("a[href$='/answer/']").click()
    page.locator("button[name=send]").click()
    expect(page.locator("#errors")).to_be_visible()
    ground = "choice => getComputedStyle(choice).backgroundColor"
    empty = {choice.evaluate(ground) for choice in page.locator("[name=outcome]").all()}
    page.locator("[name=outcome][value=resolved]").check()
    assert page.locator("[name=outcome][value=resolved]").evaluate(ground) not in empty  # chosen looks chosen
    page.locator("#id_text").fill("تم إصلاح العمود الثالث.")
    page.locator("button[name=send]").click()
    page.wait_for_url(f"**/{case.reference}/")
    answered = Case.objects.get()
    assert (answered.state, answered.answers.get().text) == ("answered", "تم إصلاح العمود الثالث.")


def test_the_clerk_who_comes_second_is_told_and_keeps_the_text(town, visit):
    clerk = person(town, "clerk", "fr", "lighting")
    colleague = make_member(town, "clerk", "lighting", name_latin="Salma Bennis")
    case = file_complaint(town)
    page = signed_in(visit, clerk, f"/backoffice/cases/{case.reference}/answer/")
    page.locator("[name=outcome][value=explained]").check()
    page.locator("#id_text").fill("Mon long texte")
    lifecycle.answer(case, by=colleague, at=timezone.now(), outcome="resolved", text="Fait")
    page.locator("button[name=send]").click()
    expect(page.get_by_role("alert").filter(has_text="Salma Bennis")).to_be_visible()
    assert page.locator("textarea").input_value() == "Mon long texte"


def test_the_language_is_changed_on_the_page_where_one_stands(town, visit):
    case = file_complaint(town)
    page = signed_in(visit, person(town, "complaints_officer", "fr"), f"/backoffice/cases/{case.reference}/")
    page.locator("button[name=language][value=ar]").click()
    page.wait_for_url(f"**/{case.reference}/")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_and_no_page_moves_sideways(width, language, town, visit):
    officer = person(town, "complaints_officer", language)
    make_member(town, "director", user=officer)
    make_member(town, "administrator", user=officer)
    page = signed_in(visit, officer, width=width)
    found = {"empty dashboard": faults(page)}
    page.goto("/backoffice/cases/")
    found["empty inbox"] = faults(page)
    case = full_of_everything(town, officer)
    pages = {
        "dashboard": "/backoffice/", "inbox": "/backoffice/cases/", "nothing": "/backoffice/cases/?q=zzz&kind=remark",
        "case": f"/backoffice/cases/{case.reference}/", "answer": f"/backoffice/cases/{case.reference}/answer/",
        "ask": f"/backoffice/cases/{case.reference}/ask/", "consult": f"/backoffice/cases/{case.reference}/consult/",
        "configuration": "/backoffice/configuration/", "list": "/backoffice/complaints/category/",
        "form": f"/backoffice/complaints/category/{case.topic_id}/change/", "members": "/backoffice/members/",
        "rule": f"/backoffice/cases/deadlinerule/{case.deadlines.first().rule_id}/change/",
    }  # fmt: skip
    for name, path in pages.items():
        page.goto(path)
        found[name] = faults(page)
        assert sideways(page) == 0, name
    page.goto(pages["answer"])
    page.locator("button[name=send]").click()
    expect(page.locator("#errors")).to_be_visible()
    found["answer with errors"] = faults(page)
    lifecycle.answer(case, by=officer, at=timezone.now(), outcome="resolved", text="تم")
    page.goto(pages["answer"])
    found["answered meanwhile"] = faults(page)
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_no_column_of_the_inbox_is_cut_off_on_a_laptop(language, town, visit):
    officer = person(town, "complaints_officer", language)
    case = full_of_everything(town, officer)
    lifecycle.plan(case, by=officer, at=timezone.now(), on=timezone.now().date() + timedelta(days=9))
    page = signed_in(visit, officer, "/backoffice/cases/", width=1280)
    assert page.locator("td.tick").count() == 4
    assert page.locator(".frame").evaluate("frame => frame.scrollWidth - frame.clientWidth") == 0


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_list_with_a_long_name_keeps_its_beginning_and_its_count(language, town, visit):
    officer = person(town, "complaints_officer", language)
    saving.save(town, by=officer, at=timezone.now(), name=LONG[:60], query={"state": "received"})
    page = signed_in(visit, officer, "/backoffice/cases/", width=1280)
    count = page.locator("[aria-labelledby=t-own-lists] b")
    side, shown = page.locator("main > nav").bounding_box(), count.bounding_box()
    assert side["x"] <= shown["x"] and shown["x"] + shown["width"] <= side["x"] + side["width"]
    assert page.locator(".views .cut").evaluate("name => getComputedStyle(name).direction") == "rtl"  # cut at its end


def full_of_everything(town, officer):
    """A late case with long names, alerts, messages, notes, a consultation and the warning about the sweep gone."""
    now = timezone.now()
    case = file_complaint(
        town, at=now - timedelta(days=70), subject="موضوع طويل جدا " * 9, name=LONG[:100], address=LONG
    )
    for days in (0, 30, 55):
        file_complaint(town, at=now - timedelta(days=days), language="fr", subject="Regard d'égout ouvert", email="")
    lifecycle.take(case, by=officer, at=now)
    correspondence.write(case, by=officer, at=now, text="رسالة\n\n" + "كلمة" * 60)
    correspondence.note(case, by=officer, at=now, text="note interne")
    roads = town.departments.get(code="roads")
    correspondence.consult(case, by=officer, at=now, department=roads, question="؟", due_on=now.date())
    sweep.enforce(at=now)
    return Case.objects.get(pk=case.pk)
