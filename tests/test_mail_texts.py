"""The messages: every one can be rendered, says why it comes and from whom, and tells no more than needed."""

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from portal.notifications.gsm import GSM_7, GSM_7_DOUBLE, economical

TEMPLATES = Path(__file__).parent.parent / "templates"
MAILS = sorted(
    str(path.relative_to(TEMPLATES)).removesuffix(".txt")
    for path in TEMPLATES.glob("*/mail/*.txt")
    if not path.name.startswith("_") and not path.name.endswith(".sms.txt")
)
STAFF = {"cases/mail/escalation", "cases/mail/consultation", "cases/mail/review_asked", "cases/mail/digest"}
STAFF |= {"cases/mail/proposal", "cases/mail/proposal_sent_back"}
BY_SMS = [name for name in MAILS if (TEMPLATES / f"{name}.sms.txt").exists()]
WITHOUT_WORDS = {"cases/mail/planned", "cases/mail/reopened", "cases/mail/receipt", "cases/mail/goes_on"}
WHY, WORDS, SUBJECT = "Because of your role.", "A secret of the citizen", "Lamp & <pole>"
URL = "https://larache.example/x"
LINE = {"reference": "LAR-2026-000423", "subject": SUBJECT, "on": date(2026, 11, 30)}
DATES = ("due_on", "answer_by", "object_until", "valid_until", "respond_until", "review_until")
COMMUNE = {
    "ar": {"name": "جماعة العرائش", "address": "قصر الجماعة", "remedy": "وسيط المملكة"},
    "fr": {"name": "Commune de Larache", "address": "Hôtel de ville", "remedy": "Médiateur du Royaume"},
}


def context(language, **changed):
    reach = {"phone": "05 39 00 00 00", "email": "contact@larache.example", "website": "https://www.larache.example"}
    case = {"reference": "LAR-2026-000423", "subject": SUBJECT, "received_on": date(2026, 11, 23)}
    case |= {"planned_on": date(2026, 12, 1), "kind_label": "–", "name": "Nadia"}
    return {
        "commune": SimpleNamespace(**COMMUNE[language], **reach),
        "case": SimpleNamespace(**case),
        "answer": SimpleNamespace(get_outcome_display="–"),
        "split_from": SimpleNamespace(reference="LAR-2026-000384"),
        "about": "Lampe",
        "was_answered": True,
        "code": "7KQ4-M2XP-9ABC-D3EF",
        "asked": SimpleNamespace(
            get_kind_display="–", get_outcome_display="–", at=datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
        ),
        "expires_at": datetime(2026, 11, 23, 14, 15, tzinfo=UTC),
        "received_at": datetime(2026, 11, 23, 14, 5, tzinfo=UTC),
        **dict.fromkeys(DATES, date(2027, 1, 22)),
        **dict.fromkeys(("track_url", "case_url", "url", "manage_url", "registration_url", "signature_url"), URL),
        **{
            "text": WORDS,
            "why": WHY,
            "due_basis": "–",
            "step_name": "–",
            "title": "–",
            "sections": [{"title": "–", "count": 2, "more": 1, "lines": [LINE]}],
            "day": date(2026, 11, 23),
            "item": SimpleNamespace(title="Lampe", summary="–", places=["–"]),
            "alert": SimpleNamespace(heading="–", title="Lampe", summary="–", body="–", place="–", until="–"),
            "outcome": "–",
            "wishes": ["–", "–"],
            "event": SimpleNamespace(line=SimpleNamespace(title="Lampe"), when="–", place="–", cancelled=False),
            "registration": SimpleNamespace(status="coming", people=2, get_status_display="–"),
            "groups": [{"title": "–", "lines": [{"title": "–", "on": date(2026, 11, 23), "url": URL}]}],
            "count": 2,
            "remedies": COMMUNE[language]["remedy"],
            "remedy": COMMUNE[language]["remedy"],
            "is_late": True,
            "days_late": 3,
        },
        **changed,
    }


def rendered(name, language, **changed):
    with translation.override(language):
        return render_to_string(name, context(language, **changed))


@pytest.fixture(params=["ar", "fr"])
def language(request):
    return request.param


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_has_a_subject_a_body_a_reason_and_the_contact_of_the_commune(name, language):
    subject, empty, *body = rendered(f"{name}.txt", language).splitlines()
    assert subject.strip() and empty == "" and body[0].strip()
    text = "\n".join(body)
    assert WHY in text or name == "accounts/mail/invitation"
    for contact in ("05 39 00 00 00", "contact@larache.example", "https://www.larache.example"):
        assert contact in text
    assert COMMUNE[language]["address"] in text and URL in text


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_is_plain_text_in_clean_paragraphs(name, language):
    bare = dict.fromkeys(DATES) | ({"text": ""} if name in WITHOUT_WORDS else {})
    for text in (rendered(f"{name}.txt", language), rendered(f"{name}.txt", language, **bare)):
        assert "\n\n\n" not in text.strip() and "&amp;" not in text and "&lt;" not in text
        assert "None" not in text and "{" not in text


@pytest.mark.parametrize("name", BY_SMS)
def test_an_sms_is_short_and_carries_the_link(name, language):
    text = " ".join(rendered(f"{name}.sms.txt", language).split())
    assert text.endswith(URL)
    limit = 134 if language == "ar" else 160  # two parts of Arabic, or one of Latin letters, before the link
    assert len(text.removesuffix(URL).strip()) <= limit


@pytest.mark.parametrize("name", BY_SMS)
def test_an_sms_in_french_has_no_letter_that_doubles_its_price(name):
    text = economical(rendered(f"{name}.sms.txt", "fr"))
    assert set(text) <= GSM_7 | GSM_7_DOUBLE, text


def test_staff_are_written_to_by_e_mail_alone():
    assert not STAFF & set(BY_SMS)


@pytest.mark.parametrize("name", BY_SMS)
def test_an_sms_tells_nothing_of_what_the_citizen_wrote(name, language):
    text = rendered(f"{name}.sms.txt", language)
    assert not any(words in text for words in (WORDS, SUBJECT, "Nadia"))


@pytest.mark.parametrize("name", sorted(STAFF))
def test_staff_are_told_the_reference_and_the_subject_only(name, language):
    text = rendered(f"{name}.txt", language)
    assert "LAR-2026-000423" in text and SUBJECT in text
    assert not any(words in text for words in (WORDS, "Nadia", "7KQ4"))


@pytest.mark.parametrize(
    "name", ["cases/mail/receipt", "cases/mail/answer", "cases/mail/not_completed", "cases/mail/closed"]
)
def test_receipts_and_answers_name_the_next_remedy(name, language):
    assert COMMUNE[language]["remedy"] in rendered(f"{name}.txt", language)


def test_a_deadline_that_is_not_of_a_case_has_its_escalation_too(language):
    text = rendered("cases/mail/escalation.txt", language, case=None, title="Minutes of the session", text="")
    assert "Minutes of the session" in text and "None" not in text


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*/mail/*.txt")), ids=lambda path: path.name)
def test_a_message_template_stays_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 40


def test_the_html_frame_sets_language_and_direction_and_escapes_the_subject():
    page = {"subject": SUBJECT, "paragraphs": ["one", "", "two"], "commune": SimpleNamespace(name="جماعة العرائش")}
    html = render_to_string("notifications/mail.html", {**page, "language": "ar", "bidi": True})
    assert '<html lang="ar" dir="rtl">' in html and "Lamp &amp; &lt;pole&gt;" in html
    assert html.count("<p ") == 3
    assert 'dir="ltr"' in render_to_string("notifications/mail.html", {**page, "language": "fr", "bidi": False})
