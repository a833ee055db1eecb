"""Names and shapes that hold everywhere: read from the models, the services and the catalogues."""

import importlib
import inspect
import re

import polib
import pytest
from django.apps import apps
from django.db import models

from portal import append_only
from portal.cases.models import Case
from portal.cases.services import erasure
from tests.source import ROOT, modules

OURS = {
    "communes",
    "workdays",
    "notifications",
    "accounts",
    "cases",
    "citizens",
    "backoffice",
    "complaints",
    "communications",
}
# A person may work for several communes; the record of the sweep is the installation's.
OF_NO_COMMUNE = {"accounts.User", "cases.SweepRun"}
MODELS = [model for model in apps.get_models() if model._meta.app_label in OURS]
SERVICES = [name for name in modules() if ".services." in name and not name.endswith("__init__")]
# What a service needs from its caller beside its subject; readers and files take no actor.
READERS = {"rule_for", "internal_rule_for", "may_pause", "last_run", "is_stale", "differences", "open_decision"}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_row_belongs_to_a_commune(model):
    assert model._meta.label in OF_NO_COMMUNE or "communes.Commune" in _reachable(model)


def _reachable(model, seen=frozenset()):
    """Labels of the models that this one leads to by its foreign keys."""
    labels = {model._meta.label}
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey) and field.related_model._meta.label not in seen | {"accounts.User"}:
            labels |= _reachable(field.related_model, seen | labels)
    return labels


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_moments_end_in_at_and_local_dates_in_on(model):
    plain = {"last_login", "at", "on", "was", "now", "valid_from", "answer_by", "object_until", "respond_until"}
    for field in model._meta.local_fields:
        if isinstance(field, models.DateTimeField):
            assert field.name in plain or field.name.endswith("_at"), field
        elif isinstance(field, models.DateField):
            assert field.name in plain or field.name.endswith("_on"), field


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_who_did_something_is_never_deleted_with_it(model):
    for field in model._meta.local_fields:
        if isinstance(field, models.ForeignKey) and field.related_model._meta.label == "accounts.User":
            assert field.remote_field.on_delete is models.PROTECT, field


# Texts on the rows of a case that hold nothing a person wrote or is called
NOT_PERSONAL = {
    "Case": {"model", "kind", "channel", "state", "reference", "language", "external_system", "external_reference"},
    "Attachment": {"key", "kind", "content_type", "path", "thumbnail", "sha256", "name"},  # removed, or renamed
    "Answer": {"outcome", "competent_body", "language"},
    "Message": {"kind"},
    "Proposal": {"outcome", "competent_body", "decision"},
    "Detail": {"label_ar", "label_fr"},
    "MemberQuestion": {"live"},
    "Signature": {"name", "quarter", "channel", "address", "digest", "language"},  # signing.erase_all takes the row
    "SignatureSheet": {"note", "why"},  # erasing.erase
    "Support": {"supporter"},  # a digest of a browser
    "Follower": {"name", "email", "phone", "language"},  # the row goes with the words of its case
    "Decision": {"code", "was", "now"},
    "Delivery": {"means", "post_number"},
    "ContactEvent": {"what"},
    "Identity": {"kind"},  # the row goes with the name
    "InformationRequest": {"wanted_as", "postal_address", "urgent_reason"},  # requesting.erase
    "Publication": {"language", "subject", "text", "answer", "search_text"},  # publishing.erase takes the row
    "Move": {"was", "now", "reason"},
    "Deadline": {"subject_type", "kind", "title_ar", "title_fr", "link", "state"},
}


def test_every_text_of_a_case_is_erased_or_known_to_be_harmless():
    """A new text on a row of a case fails here until erasure.py, or a pillar's `erasure`, takes it in."""
    erased = {model.__name__: set(names) for model, names in erasure.OF_ROWS.items()}
    erased["Case"] = {*erasure.OF_CASE, *erasure.PERSON, "search_text"}
    unknown = set()
    for model in apps.get_models():
        leads = [f.name for f in model._meta.fields if f.related_model and issubclass(f.related_model, Case)]
        if (model is not Case and not leads) or model.__name__ == "DataRequest":
            continue
        for field in model._meta.local_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                known = erased.get(model.__name__, set()) | NOT_PERSONAL.get(model.__name__, set())
                unknown |= {(model._meta.label, field.name)} - {(model._meta.label, name) for name in known}
    assert unknown == set()


def test_the_guarded_tables_exist():
    tables = {model._meta.db_table for model in apps.get_models()}
    assert set(append_only.TABLES) <= tables


@pytest.mark.parametrize("dotted", SERVICES)
def test_services_name_their_arguments_and_are_told_the_time(dotted):
    module = importlib.import_module(dotted)
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if function.__module__ != dotted or name.startswith("_"):
            continue
        parameters = list(inspect.signature(function).parameters.values())
        positional = [p.name for p in parameters if p.kind == p.POSITIONAL_OR_KEYWORD]
        assert len(positional) <= 2 or name in {"settle", "next_step_at", "add_event"}, f"{dotted}.{name}{positional}"
        given = {p.name: p.kind for p in parameters}
        for word in ("by", "at"):
            assert given.get(word, inspect.Parameter.KEYWORD_ONLY) == inspect.Parameter.KEYWORD_ONLY, f"{dotted}.{name}"


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_sentence_is_translated(language):
    catalogue = polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po"))
    assert [entry.msgid for entry in catalogue if not entry.translated() and not entry.obsolete] == []


def test_arabic_has_six_plural_forms_each_with_its_words():
    catalogue = polib.pofile(str(ROOT / "locale" / "ar" / "LC_MESSAGES" / "django.po"))
    plurals = [entry for entry in catalogue if entry.msgid_plural and not entry.obsolete]
    assert plurals
    assert [entry.msgid for entry in plurals if len([form for form in entry.msgstr_plural.values() if form]) != 6] == []


def test_the_words_of_the_glossary_are_kept():
    """A complaint is never a شكوى, and asking for a review is never going to court."""
    text = (ROOT / "locale" / "ar" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    assert re.findall(r"شكوى|شكاوى|الطعن", text) == []


def test_sentences_are_marked_by_names_that_the_collector_knows():
    """xgettext looks for gettext, gettext_lazy, ngettext… and _; any other name hides a sentence from it."""
    hidden = [
        dotted
        for dotted, path in modules().items()
        if re.search(r"gettext\w* as (?!_$)\w+", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert hidden == []
