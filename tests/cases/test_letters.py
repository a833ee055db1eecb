"""Receipts and answers on paper: what must stand there stands there, as text and never as instructions."""

import io

import pypdf
import pytest
from django.utils import translation

from portal.cases.codes import tracking_code
from portal.cases.letters import answer as answer_letter
from portal.cases.letters import compiling, qr, words
from portal.cases.letters.compiling import LetterFailed
from portal.cases.services import lifecycle
from tests.fixtures.builders import NOW, file_complaint, make_category
from tests.fixtures.citizens import file_at, in_language, opened, photo, voice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def read(answer):
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return pypdf.PdfReader(io.BytesIO(answer.content))


def receipt_of(client, case, lang="fr"):
    return read(client.get(in_language(lang, "cases:receipt_pdf", case.reference)))


def letter_of(client, case, number=1, lang="fr"):
    return read(client.get(in_language(lang, "cases:answer_pdf", case.reference, number)))


def text_of(reader):
    """The text of all pages, with single spaces; Arabic words come out one by one, not always in their order."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).replace("\u00a0", " ").split())


def runs_of(reader):
    """The pieces that are drawn at one place, left to right: a number drawn from the right falls into its groups."""
    found = []
    reader.pages[0].extract_text(visitor_text=lambda text, *_where: found.append(text.strip()))
    return found


@pytest.fixture
def signed(commune):
    for name, value in {
        "name_fr": "Commune de Larache",
        "name_ar": "جماعة العرائش",
        "address_fr": "Hôtel de ville",
        "phone": "05 39 91 00 00",
        "email": "chikayat@larache.example",
        "website": "https://larache.example",
        "signatory_fr": "Mohammed El Alaoui",
        "signatory_title_fr": "Le président du conseil",
        "remedy_fr": "Vous pouvez saisir le Médiateur.",
    }.items():
        setattr(commune, name, value)
    commune.save()
    return commune


def test_the_receipt_on_paper_says_what_the_page_says(client, signed):
    case = file_at(client, signed, language="fr", subject="Lampe éteinte", address="près de l'école", files=[photo()])
    text = text_of(receipt_of(client, case))
    for part in (
        case.reference,
        tracking_code(case),
        "lundi 23 novembre 2026, 10:00",
        "Lampe éteinte",
        "Médina, près de l'école",
        "Service lighting",
        "vendredi 22 janvier 2027",
        "décret 2.17.265",
        "Hôtel de ville",
        "05 39 91 00 00",
        "chikayat@larache.example",
        "Vous pouvez saisir le Médiateur.",
    ):
        assert part in text, part


def test_it_is_one_sheet_in_arabic_with_joined_letters(client, commune):
    case = file_at(client, commune, files=[photo(), voice()])
    paper = receipt_of(client, case, "ar")
    assert len(paper.pages) == 1
    assert round(paper.pages[0].mediabox.width), round(paper.pages[0].mediabox.height) == (595, 842)
    assert paper.trailer["/Root"]["/Lang"] == "ar"
    fonts = [font.get_object()["/BaseFont"] for font in paper.pages[0]["/Resources"]["/Font"].values()]
    assert fonts and all("IBMPlexSansArabic" in name for name in fonts)
    assert "2027" in text_of(paper) and case.reference in text_of(paper)


def test_phone_and_reference_are_read_left_to_right_in_arabic(signed, clerk):
    case = file_complaint(signed)
    lifecycle.answer(case, by=clerk, at=NOW, outcome="resolved", text="تم")
    runs = runs_of(letter_of(opened(case), case, lang="ar"))
    assert "05 39 91 00 00" in runs and f"{case.reference}/1" in runs


def test_the_longest_of_everything_still_fits_one_sheet(client, signed):
    signed.remedy_fr = signed.remedy_ar = "كلمة طويلة جدا " * 40
    signed.opening_hours_fr = "du lundi au vendredi " * 10
    signed.save()
    wide = make_category(
        signed, code="wide", stop_notice_fr="Danger " * 40, stop_notice_ar="خطر " * 70, name_fr="D" * 120
    )
    case = file_at(
        client, signed, category=wide.pk, subject="و" * 160, address="ش" * 250, latitude="35.19", longitude="-6.15",
        files=[photo(color=(n, 0, 0)) for n in range(5)] + [voice()],
    )  # fmt: skip
    for lang in ("ar", "fr"):
        assert len(receipt_of(client, case, lang).pages) == 1


MARKUP = [
    '#panic("x")',
    '#read("/etc/passwd")',
    "*a* _b_ `c` $x$",
    "= Titre",
    "]]] }}} \\ \\\\",
    '"; #import "x.typ"',
    "<a@b>",
]


@pytest.mark.parametrize("typed", MARKUP)
def test_what_was_typed_is_printed_and_never_obeyed(commune, clerk, typed):
    case = file_complaint(commune, subject=typed, language="fr", name=typed)
    lifecycle.answer(case, by=clerk, at=NOW, outcome="resolved", text=f"Réponse : {typed}")
    citizen = opened(case)
    for paper in (receipt_of(citizen, case), letter_of(citizen, case)):
        assert typed.replace("\\ ", "\\") in text_of(paper).replace("\\ ", "\\")


def boxes(reader):
    """How many empty boxes are drawn: glyph 0, which every font keeps for a letter that it lacks."""
    count = 0
    for page in reader.pages:
        for operands, operator in pypdf.generic.ContentStream(page.get_contents(), reader).operations:
            if operator in (b"Tj", b"TJ"):
                parts = operands[0] if operator == b"TJ" else operands
                drawn = b"".join(part.original_bytes for part in parts if hasattr(part, "original_bytes"))
                count += sum(drawn[i : i + 2] == b"\0\0" for i in range(0, len(drawn), 2))
    return count


@pytest.mark.parametrize(("typed", "font"), [("ⴰⵣⵓⵍ ⵜⴰⵎⴰⵣⵉⵖⵜ", "NotoSansTifinagh"), ("😀🔥👍🏽👨‍👩‍👧🇲🇦", "NotoEmoji")])
def test_tifinagh_and_emoji_are_printed_with_their_letters_and_no_box(commune, clerk, typed, font):
    case = file_complaint(commune, subject=typed, language="fr")
    lifecycle.answer(case, by=clerk, at=NOW, outcome="resolved", text=f"Azul : {typed}")
    citizen = opened(case)
    for paper in (receipt_of(citizen, case), letter_of(citizen, case)):
        used = [each.get_object()["/BaseFont"] for each in paper.pages[0]["/Resources"]["/Font"].values()]
        assert any(font in name for name in used)
        assert all(letter in text_of(paper) for letter in typed if letter.isalpha())
        assert boxes(paper) == 0


def test_a_letter_that_no_font_holds_is_counted_as_a_box(commune):
    case = file_complaint(commune, subject="中文")
    assert boxes(receipt_of(opened(case), case)) == 2


@pytest.mark.parametrize("typed", ["😀🔥", "ⵜⴰⵎⴰⵣⵉⵖⵜ", "中文", "ﷺ", "\u200f\u061c", "a\u2066b"])
def test_letters_that_the_font_lacks_do_not_stop_the_paper(commune, typed):
    case = file_complaint(commune, subject=typed)
    assert len(receipt_of(opened(case), case).pages) == 1


def test_a_remark_has_a_paper_without_a_day(client, commune):
    text = text_of(receipt_of(client, file_at(client, commune, kind="remark")))
    assert "2027" not in text


def test_the_answer_is_a_letter_with_number_date_signatory_contacts_and_remedy(signed, clerk):
    case = file_complaint(signed, language="fr", name="Fatima Zahra", subject="Lampe éteinte")
    ground = signed.grounds.get()
    ground.legal_reference_fr = "décret 2.17.265, art. 12"
    ground.save()
    lifecycle.answer(
        case, by=clerk, at=NOW, outcome="inadmissible", ground=ground, text="L'affaire est jugée.\n\nSalutations."
    )
    text = text_of(letter_of(opened(case), case, lang="ar"))  # in the language of the citizen, whatever the page's
    for part in (
        f"{case.reference}/1",
        "23 novembre 2026",
        "Fatima Zahra",
        "Lampe éteinte",
        "Devant un juge (décret 2.17.265, art. 12)",
        "L'affaire est jugée.",
        "Salutations.",
        "Le président du conseil",
        "Mohammed El Alaoui",
        "Hôtel de ville",
        "05 39 91 00 00",
        "chikayat@larache.example",
        "https://larache.example",
        "Vous pouvez saisir le Médiateur.",
    ):
        assert part in text, part


def test_who_is_competent_and_which_case_was_answered_first_are_named(commune, clerk):
    first, second = file_complaint(commune, language="fr"), file_complaint(commune, language="fr")
    lifecycle.answer(
        first, by=clerk, at=NOW, outcome="not_competent", competent_body="Régie de l'eau", text="Voyez-les."
    )
    lifecycle.answer(second, by=clerk, at=NOW, outcome="duplicate", original=first, text="Même fuite.")
    assert "Régie de l'eau" in text_of(letter_of(opened(first), first))
    assert first.reference in text_of(letter_of(opened(second), second))


def test_a_long_answer_takes_more_sheets(commune, clerk):
    case = file_complaint(commune)
    lifecycle.answer(case, by=clerk, at=NOW, outcome="explained", text="نص الجواب المفصل.\n\n" * 300)
    assert len(letter_of(opened(case), case).pages) > 2


def test_each_paragraph_is_read_in_its_own_direction():
    with translation.override("ar"):
        found = answer_letter.paragraphs("مرحبا\nبكم\r\n\r\nBonjour\n\n\n123\n\n ")
    assert [(each["dir"], each["lines"]) for each in found] == [
        ("rtl", ["مرحبا", "بكم"]), ("ltr", ["Bonjour"]), ("rtl", ["123"]),
    ]  # fmt: skip


def test_only_those_who_read_the_case_read_its_papers(client, commune, clerk, complaint):
    lifecycle.answer(complaint, by=clerk, at=NOW, outcome="resolved", text="تم")
    for address in (
        in_language("fr", "cases:receipt_pdf", complaint.reference),
        in_language("fr", "cases:answer_pdf", complaint.reference, 1),
    ):
        assert client.get(address).status_code == 302
    client.force_login(clerk)
    assert len(letter_of(client, complaint).pages) == 1
    missing = in_language("fr", "cases:answer_pdf", complaint.reference, 2)
    assert client.get(missing).status_code == 404


def test_a_paper_that_takes_too_long_leads_back_to_the_page(complaint, monkeypatch):
    citizen = opened(complaint)
    monkeypatch.setattr(compiling, "SECONDS", 0.01)
    answer = citizen.get(in_language("fr", "cases:receipt_pdf", complaint.reference), follow=True)
    assert answer.redirect_chain == [(in_language("fr", "cases:receipt", complaint.reference), 302)]
    assert 'role="alert"' in answer.content.decode()


def test_the_child_that_makes_a_paper_is_bounded(monkeypatch):
    monkeypatch.setattr(compiling, "MEGABYTES", 8)
    with pytest.raises(LetterFailed):
        compiling.pdf("answer", {})


@pytest.mark.parametrize(("kinds", "said"), [([], ""), (["photo"], "1"), (["photo", "photo", "audio"], "2")])
def test_files_are_counted_in_words(complaint, kinds, said):
    class File:
        def __init__(self, kind):
            self.kind, self.seconds = kind, 42 if kind == "audio" else None

    with translation.override("fr"):
        text = words.files_in_words([File(kind) for kind in kinds])
    assert text.startswith(said) and ("0:42" in text) is ("audio" in kinds)


def test_the_qr_code_is_what_a_reader_would_read():
    side, path = qr.modules("https://larache.example/ar/track/?reference=LAR-2026-000001#AAAA-BBBB-CCCC-DDDD")
    assert side > 30 and path.startswith("M2 2.5h7")
    assert path.count("M") > 300
