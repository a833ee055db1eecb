"""Questions to elected members: asked in public or in private, read before they are shown, answered for everybody."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from communications.forms.following import WishesForm
from communications.models import MemberQuestion, Support
from communications.seeding import seed
from communications.services import digests, questioning
from communications.services.subscribing import Wish
from communications.states.items import Scope
from portal.cases.models.case import ForbiddenMove
from portal.cases.services import erasure, lifecycle, publishing
from tests.fixtures.builders import NOW, make_commune, make_member
from tests.fixtures.citizens import in_language, opened
from tests.fixtures.council import make_commission, make_elected
from tests.fixtures.desk import HOST, act, case_url, sign_in, text_of
from tests.fixtures.questions import ASKED, ask_member, show_question
from tests.fixtures.subscribers import follow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "seeded")]
FORM, LIST = "/fr/news/questions/ask/", "/fr/news/questions/"
TYPED = {**ASKED, "public": "on", "agree": "on"}


@pytest.fixture
def elected(commune):
    return make_elected(commune, name_fr="Nadia Alami", name_ar="نادية العلمي", delegation_fr="Culture")


@pytest.fixture
def asked(commune, elected):
    return ask_member(commune, member=elected)


def page_of(question):
    return f"{LIST}{question.reference}/"


def again(question):
    return MemberQuestion.objects.select_related("commune", "department", "topic").get(pk=question.pk)


def test_from_the_form_to_the_answer_that_everybody_reads(reader, elected, answerer):
    form = reader.get(f"{FORM}?to=member-{elected.pk}")
    assert "Nadia Alami (Culture)" in text_of(form)
    receipt = reader.post(FORM, {**TYPED, "to": f"member-{elected.pk}"}, follow=True)
    case = MemberQuestion.objects.get()
    assert (case.member, case.department.code, case.state) == (elected, "complaints_unit", "received")
    assert case.reference in text_of(receipt)
    assert "23 décembre 2026" in text_of(receipt)
    assert ASKED["subject"] not in text_of(reader.get(LIST)), "nobody has read it yet"
    assert reader.get(page_of(case)).status_code == 404
    act(answerer, case, "publish", subject=ASKED["subject"], text="مغلقة منذ سنة.")
    shown = text_of(reader.get(page_of(case)))
    assert ASKED["subject"] in shown
    assert "Nadia Alami" in shown
    assert ASKED["name"] not in shown
    assert "répondre au plus tard le 23 décembre 2026" in shown
    act(answerer, case, "answer", outcome="explained", text="تفتح في يناير.")
    assert "تفتح في يناير" not in text_of(reader.get(page_of(case)))
    act(answerer, case, "change-public", subject=ASKED["subject"], text="مغلقة.", answer="تفتح في يناير.")
    assert "تفتح في يناير" in text_of(reader.get(page_of(case)))
    assert "Avec réponse" in text_of(reader.get(f"{LIST}?show=answered"))
    assert ASKED["subject"] not in text_of(reader.get(f"{LIST}?show=waiting"))


def test_what_is_asked_in_private_is_answered_to_its_author_alone(reader, commune, elected, answerer):
    reader.post(FORM, {**TYPED, "to": f"member-{elected.pk}", "public": ""})
    case = MemberQuestion.objects.get()
    assert sign_in(answerer).get(case_url(case, "publish")).status_code == 409
    with pytest.raises(ForbiddenMove):
        show_question(case, by=answerer)
    act(answerer, case, "answer", outcome="explained", text="تفتح في يناير.")
    mine = text_of(opened(case).get(in_language("fr", "cases:case", case.reference)))
    assert "تفتح في يناير" in mine
    assert "Nadia Alami" in mine
    assert ASKED["subject"] not in text_of(reader.get(LIST))


def test_a_question_leads_to_no_appeal_on_its_receipt_page_and_letter(asked, answerer):
    receipt = opened(asked).get(in_language("fr", "cases:receipt", asked.reference))
    assert "<li></li>" not in receipt.content.decode()
    assert "Médiateur" not in text_of(receipt)
    act(answerer, asked, "answer", outcome="explained", text="تفتح في يناير.")
    mine = opened(asked)
    assert "pas d’accord" not in text_of(mine.get(in_language("fr", "cases:case", asked.reference))).replace("'", "’")
    letter = mine.get(in_language("fr", "cases:answer_pdf", asked.reference, 1))
    assert letter["Content-Type"] == "application/pdf"


def test_a_commission_is_asked_too_and_only_those_that_are_there(reader, commune, elected):
    commission = make_commission(commune, elected)
    gone = make_elected(commune, active=False)
    for wrong in ("", f"member-{gone.pk}", "member-999", "member-" + "9" * 40, "x\x00"):
        answer = reader.post(FORM, {**TYPED, "to": wrong})
        assert list(answer.context["form"].errors) == ["to"], wrong
    reader.post(FORM, {**TYPED, "to": f"commission-{commission.pk}"})
    assert MemberQuestion.objects.get().to == commission


def test_the_database_takes_no_question_to_nobody_or_to_two(commune, elected):
    for to in (
        {"member": None, "commission": None},
        {"member": elected, "commission": make_commission(commune, elected)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ask_member(commune, **to)


def test_staff_enter_what_was_asked_at_a_meeting(answerer, elected):
    desk = sign_in(answerer)
    entered = {**TYPED, "to": f"member-{elected.pk}", "channel": "counter", "received_on": "2026-11-20"}
    page = desk.get(f"{FORM}?for=citizen")
    assert "external_reference" not in page.context["form"].fields
    desk.post(f"{FORM}?for=citizen", entered)
    case = MemberQuestion.objects.get()
    assert (case.received_on, case.filed_by) == (date(2026, 11, 20), answerer)
    offered = sign_in(answerer).get(case_url(case)).context["actions"]
    assert offered["primary"].name == "publish"


def test_who_asks_the_same_counts_once_a_browser(reader, asked, answerer):
    show_question(asked, by=answerer)
    assert "demande la même chose" not in text_of(reader.get(LIST))
    for _ in range(2):
        reader.post(page_of(asked))
    other = Client(headers={"host": HOST})
    other.post(page_of(asked))
    assert again(asked).supports == Support.objects.count() == 2
    assert "2 personnes demandent la même chose" in text_of(reader.get(page_of(asked)))
    cookie = reader.cookies["asks"].value
    assert cookie.split(":")[0] not in str(list(Support.objects.values_list("supporter", flat=True)))


def test_a_forged_mark_of_a_browser_is_none(reader, asked, answerer):
    show_question(asked, by=answerer)
    reader.cookies["asks"] = "forged:xx:yy"
    assert reader.post(page_of(asked)).status_code == 302
    assert again(asked).supports == 1


def test_what_is_not_public_is_not_supported(reader, asked, answerer):
    with pytest.raises(ForbiddenMove):
        questioning.support(asked, supporter="a" * 64, at=NOW)
    assert reader.post(page_of(asked)).status_code == 404
    show_question(asked, by=answerer)
    publishing.unpublish(asked, by=answerer, at=NOW)
    assert reader.get(page_of(asked)).status_code == 404


def test_support_from_one_place_is_limited(reader, asked, answerer):
    show_question(asked, by=answerer)
    statuses = []
    for _ in range(61):
        reader.cookies.clear()
        statuses.append(reader.post(page_of(asked)).status_code)
    assert statuses[-1] == 429
    assert again(asked).supports == 60


def test_the_person_takes_their_agreement_back_and_the_page_goes(reader, asked, answerer):
    show_question(asked, by=answerer)
    publishing.withdraw_consent(again(asked), at=NOW)
    assert reader.get(page_of(asked)).status_code == 404
    assert ASKED["subject"] not in text_of(reader.get(LIST))


def test_nothing_of_the_person_is_left_after_erasure(asked, answerer):
    show_question(asked, by=answerer)
    lifecycle.withdraw(again(asked), at=NOW)
    assert erasure.erase(again(asked), by=None, at=NOW, words=True)
    assert (again(asked).name, again(asked).description) == ("", "")


def test_another_commune_has_questions_of_its_own(reader, answerer):
    other = make_commune("TNG")
    seed(other, NOW)
    foreign = ask_member(other)
    show_question(foreign, by=make_member(other, "clerk", "complaints_unit"))
    assert reader.get(page_of(foreign)).status_code == 404
    assert reader.post(page_of(foreign)).status_code == 404


@pytest.mark.parametrize("reference", ["nowhere", "LAR-2026-999999", "x%00", "9" * 60])
def test_strange_references_are_no_pages(reader, reference):
    assert reader.get(f"{LIST}{reference}/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_many_there_are(reader, commune, elected, answerer, rows):
    for _ in range(rows):
        show_question(ask_member(commune, member=elected), by=answerer)
    reader.get(LIST)
    with CaptureQueriesContext(connection) as asked:
        page = reader.get(LIST)
    assert len(asked) == 2
    assert len(page.context["rows"]) == rows


def test_a_long_list_has_pages(reader, commune, elected, answerer):
    for minute in range(23):
        at = NOW + timedelta(minutes=minute)
        show_question(ask_member(commune, member=elected, subject=f"سؤال {minute:02d}"), by=answerer, at=at)
    first = reader.get(LIST)
    assert len(first.context["rows"]) == 20
    older = reader.get(f"{LIST}?after={first.context['found'].next}")
    assert [row.subject for row in older.context["rows"]] == ["سؤال 02", "سؤال 01", "سؤال 00"]
    back = reader.get(f"{LIST}?before={older.context['found'].previous}")
    assert [row.reference for row in back.context["rows"]] == [row.reference for row in first.context["rows"]]
    assert reader.get(f"{LIST}?show=zzz&after=%00&before=x").status_code == 200


def test_the_same_form_sent_twice_is_one_question(reader, elected):
    sent = {**TYPED, "to": f"member-{elected.pk}", "submission_token": uuid4()}
    assert reader.post(FORM, sent)["Location"] == reader.post(FORM, sent)["Location"]
    assert MemberQuestion.objects.count() == 1


def test_who_follows_published_complaints_is_told_of_no_question_and_offered_no_subject_of_it(commune, asked, answerer):
    follow(commune, "neighbour@example.org", frequency="daily", wishes=[Wish(Scope.CASES)])
    show_question(asked, by=answerer, at=NOW + timedelta(hours=1))
    window = {"since": NOW, "until": NOW + timedelta(days=1)}
    assert digests.gather(commune, "daily", **window) == {}
    offered = WishesForm(commune=commune).fields["cases_topic"].queryset
    assert not offered.filter(model__startswith="communications.").exists()
