import check_translations
import polib
import pytest

HEADER = {"ar": "nplurals=6; plural=0;", "fr": "nplurals=2; plural=0;"}


def entry(msgid, msgstr="", **fields):
    return polib.POEntry(msgid=msgid, msgstr=msgstr, occurrences=[("portal/views.py", "1")], **fields)


def faults(language, *entries):
    """What is said of a catalogue with these entries."""
    catalogue = polib.POFile()
    catalogue.metadata = {"Plural-Forms": HEADER[language]}
    catalogue.extend(entries)
    return check_translations.faults_of(catalogue, language, check_translations.LANGUAGES[language])


def test_a_complete_catalogue_has_no_fault():
    plural = entry("%(n)s day", msgid_plural="%(n)s days")
    plural.msgstr_plural = {0: "لا أيام", 1: "يوم", 2: "يومان", 3: "%(n)s أيام", 4: "%(n)s يوما", 5: "%(n)s يوم"}
    assert (
        faults(
            "ar",
            entry("Follow my case", "تتبع ملفي"),
            entry("PDF", "PDF"),
            entry("%(a)s: %(b)s", "%(a)s: %(b)s"),
            plural,
        )
        == []
    )


@pytest.mark.parametrize(
    ("language", "wrong", "fault"),
    [
        ("ar", entry("Answer"), "not translated"),
        ("fr", entry("Answer", "Réponse", flags=["fuzzy"]), "marked fuzzy"),
        ("fr", entry("Answer", "Réponse", obsolete=True), "no longer used"),
        ("ar", entry("Answer", "Answer"), "the Arabic equals its source"),
        ("ar", entry("Answer", "Réponse"), "no Arabic letter"),
        ("fr", entry("By %(name)s", "Par %(nom)s"), "other placeholders than its source"),
        ("ar", entry("By %(name)s", "من طرف"), "other placeholders than its source"),
        ("ar", entry("%(n)s day", msgid_plural="%(n)s days", msgstr_plural={0: "يوم", 1: "أيام"}), "not translated"),
    ],
)
def test_a_fault_is_named_with_its_sentence_and_place(language, wrong, fault):
    [said] = faults(language, wrong)
    assert said.startswith(f"{fault}: {wrong.msgid!r}")
    assert "portal/views.py" in said


def test_arabic_without_its_six_plural_forms_is_a_fault():
    catalogue = polib.POFile()
    catalogue.metadata = {"Plural-Forms": "nplurals=2; plural=0;"}
    assert check_translations.faults_of(catalogue, "ar", 6) == ["the header's Plural-Forms must say nplurals=6"]


def test_sentences_that_only_the_code_or_only_the_catalogue_has_are_found(tmp_path):
    for place, msgids in (("here", ["Old", "Both"]), ("there", ["Both", "New"])):
        folder = tmp_path / place / "locale" / "fr" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        catalogue = polib.POFile()
        catalogue.extend(entry(msgid) for msgid in msgids)
        catalogue.save(str(folder / "django.po"))
    assert check_translations.differences(tmp_path / "here", tmp_path / "there", "fr") == [
        "fr: in the code, not in the catalogue: 'New'",
        "fr: in the catalogue, no longer in the code: 'Old'",
    ]
