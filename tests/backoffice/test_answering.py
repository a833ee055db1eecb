"""Answering a case: what an answer needs, what it leaves behind, and how it is delivered."""

import pytest

from portal.cases.services import lifecycle
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, file_complaint
from tests.fixtures.citizens import photo
from tests.fixtures.desk import act, case_url, fresh, sign_in

pytestmark = pytest.mark.usefixtures("now", "watched")


def told(name):
    return Notification.objects.filter(template=f"cases/mail/{name}").count()


def test_an_answer_ends_the_wait_and_tells_the_person(complaint, clerk):
    assert act(clerk, complaint, "answer", outcome="resolved", text="تم إصلاح العمود.").status_code == 302
    verdict = complaint.answers.get()
    assert (verdict.text, verdict.language, verdict.by, verdict.number) == ("تم إصلاح العمود.", "ar", clerk, 1)
    assert complaint.deadlines.get().met_at == NOW
    assert told("answer") == 1


def test_the_error_of_a_list_of_choices_stands_under_the_list(complaint, clerk):
    page = act(clerk, complaint, "answer", text="تم").content.decode()
    error = page.index('id="id_outcome_error"')
    last_choice = page.rindex('name="outcome"', 0, error)
    assert page.count("</div>", last_choice, error) == 2  # of the choice and of the list
    assert page.count('id="id_outcome_error"') == 1


def test_photos_after_the_work_go_with_the_answer(complaint, clerk):
    client = sign_in(clerk)
    token = client.get(case_url(complaint, "answer")).context["form"]["token"].value()
    data = {
        "token": token,
        "outcome": "resolved",
        "text": "تم",
        "files": [photo("apres.jpg"), photo("apres2.jpg", color="red")],
    }
    assert client.post(case_url(complaint, "answer"), data).status_code == 302
    assert complaint.answers.get().attachments.count() == 2


def test_a_refused_file_is_named_and_the_good_ones_and_the_text_stay(complaint, clerk):
    client = sign_in(clerk)
    token = client.get(case_url(complaint, "answer")).context["form"]["token"].value()
    bad = photo("virus.jpg")
    bad.file.seek(0)
    bad.file.write(b"MZ" + b"\0" * 2000)
    bad.file.seek(0)
    page = client.post(
        case_url(complaint, "answer"), {"token": token, "outcome": "resolved", "text": "تم", "files": [photo(), bad]}
    )
    assert page.status_code == 200
    assert len(page.context["refusals"]) == 1
    assert [file.name for file in page.context["kept"]] == ["IMG_2041.jpg"]
    assert "تم" in page.content.decode()
    key = page.context["kept"][0].key
    page = client.post(case_url(complaint, "answer"), {"token": token, "text": "تم", "discard": key})
    assert list(page.context["kept"]) == []
    assert page.context["form"]["text"].value() == "تم"
    assert fresh(complaint).state == "received"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"outcome": "resolved", "text": ""}, {"text"}),
        ({"outcome": "resolved", "text": "   \n "}, {"text"}),
        ({"outcome": "resolved", "text": "👍👍"}, {"text"}),
        ({"outcome": "resolved", "text": "x" * 20_001}, {"text"}),
        ({"outcome": "resolved", "text": "a\x00b"}, {"text"}),
        ({"outcome": "resolved", "text": "تم يوم [... التاريخ]"}, {"text"}),
        ({"outcome": "resolved", "text": "تحية {competent_body}"}, {"text"}),
        ({"outcome": "", "text": "تم"}, {"outcome"}),
        ({"outcome": "duplicate", "text": "تم"}, {"outcome"}),
        ({"outcome": "not_completed", "text": "تم"}, {"outcome"}),
        ({"outcome": "inadmissible", "text": "لا"}, {"ground"}),
        ({"outcome": "not_competent", "text": "لا"}, {"competent_body"}),
        ({"outcome": "inadmissible", "text": "لا", "ground": "999999"}, {"ground"}),
        ({"outcome": "resolved", "text": "تم", "token": "nonsense"}, {"token"}),
    ],
)
def test_an_answer_without_what_it_needs_is_refused_and_kept(fields, wrong, complaint, clerk):
    page = act(clerk, complaint, "answer", **fields)
    assert page.status_code == 200
    assert set(page.context["form"].errors) == wrong
    typed = fields["text"].strip().replace("\x00", "")
    assert typed in page.content.decode().replace("\r\n", "\n")
    assert fresh(complaint).state == "received"


def test_a_ground_of_another_commune_is_no_ground(other_commune, complaint, clerk):
    theirs = other_commune.grounds.get().pk
    page = act(clerk, complaint, "answer", outcome="inadmissible", ground=theirs, text="لا")
    assert set(page.context["form"].errors) == {"ground"}


def test_inadmissible_names_its_ground_and_not_competent_who_is(commune, complaint, clerk):
    other = file_complaint(commune)
    ground = commune.grounds.get()
    act(clerk, complaint, "answer", outcome="inadmissible", ground=ground.pk, text="لا", competent_body="left over")
    act(clerk, other, "answer", outcome="not_competent", competent_body="Amendis", text="لا", ground=ground.pk)
    assert (complaint.answers.get().ground, complaint.answers.get().competent_body) == (ground, "")
    assert (other.answers.get().ground, other.answers.get().competent_body) == (None, "Amendis")


def test_a_template_is_filled_with_what_is_known_and_shown_before_it_is_sent(commune, complaint, clerk):
    words = {"commune": commune, "model": "complaints.complaint", "outcome": "explained", "language": "ar"}
    template = commune.answer_templates.create(
        **words, code="e", title="شرح", text="تحية {name}، ملفكم {reference} {ground}."
    )
    page = act(clerk, complaint, "answer", template=template.pk, text="قديم", insert="1")
    form = page.context["form"]
    assert page.status_code == 200
    assert form["text"].value() == f"تحية مواطنة، ملفكم {complaint.reference} {{ground}}."
    assert form["outcome"].value() == "explained"
    assert "is-danger" not in page.content.decode()
    assert fresh(complaint).state == "received"


def test_only_templates_of_the_persons_language_and_the_commune_are_offered(commune, other_commune, clerk):
    words = {"model": "complaints.complaint", "outcome": "explained", "code": "e", "text": "x"}
    here = commune.answer_templates.create(**words, language="fr", title="Expliqué")
    commune.answer_templates.create(**words, language="ar", title="شرح")
    other_commune.answer_templates.create(**words, language="fr", title="Ailleurs")
    case = file_complaint(commune, language="fr")
    form = sign_in(clerk).get(case_url(case, "answer")).context["form"]
    assert [row.pk for row in form.fields["template"].queryset] == [here.pk]


def test_an_answer_without_contact_counts_when_it_is_handed_over(commune, clerk):
    case = file_complaint(commune, email="", channel="counter")
    act(clerk, case, "answer", outcome="resolved", text="تم")
    assert case.deadlines.get().met_at is None
    assert act(clerk, fresh(case), "deliver", means="handed", on="2026-11-23").status_code == 302
    assert case.deadlines.get().met_at == NOW
    assert case.answers.get().deliveries.get().means == "handed"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"means": "post", "on": "2026-11-23"}, "post_number"),
        ({"means": "handed", "on": "2026-11-24"}, "on"),
        ({"means": "handed", "on": ""}, "on"),
        ({"means": "email", "on": "2026-11-23"}, "means"),
    ],
)
def test_a_delivery_says_how_when_and_with_which_number(fields, wrong, commune, clerk):
    case = file_complaint(commune, email="", channel="counter")
    lifecycle.answer(case, by=clerk, at=NOW, outcome="resolved", text="تم")
    assert wrong in act(clerk, case, "deliver", **fields).context["form"].errors
    assert not case.answers.get().deliveries.exists()
