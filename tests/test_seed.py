"""The rows a commune starts with: complete in both languages, and true to the models they are copied to."""

import re

import pytest

from communications.requests import PROCEDURE
from complaints.drawings import DRAWINGS
from complaints.models import Category
from complaints.states import Kind
from portal.accounts.roles import Role
from portal.cases import procedures, texts
from portal.cases.models import AnswerTemplate, DeadlineRule, EscalationStep, FileLimit, Ground
from portal.cases.states import Basis, DeadlineKind, FileKind, Outcome, QuestionKind, Unit

from .fixtures.builders import file_complaint
from .seeds import FILES, ROOT, categories, codes, dicts, is_arabic, read

SPOT = re.compile(r"\[\.\.\. [^\[\]]+\]")  # what a clerk has to complete
OUTCOME_NEEDS = {"duplicate": "original", "not_competent": "competent_body", "inadmissible": "ground"}


@pytest.mark.parametrize("name", FILES)
def test_every_text_is_there_in_arabic_and_in_french(name):
    for row in dicts(read(name)):
        for key in row:
            if not key.endswith(("_ar", "_fr")) or "name_latin" in row:
                continue
            arabic, french = row[key[:-3] + "_ar"], row[key[:-3] + "_fr"]
            assert bool(arabic) == bool(french), (name, row.get("code"), key)
            assert not arabic or is_arabic(arabic), arabic
            assert not is_arabic(french), french
            assert arabic == arabic.strip() and french == french.strip(), (arabic, french)


def test_french_never_breaks_a_line_before_a_high_sign():
    french = [row[key] for name in FILES for row in dicts(read(name)) for key in row if key.endswith("_fr")]
    french += [row["text"] for row in read("answers") if row["language"] == "fr"]
    for text in french:
        assert not re.search(r" [?!:;%»]|« ", text), text


@pytest.mark.parametrize(
    ("name", "model", "fields"),
    [
        ("rules", DeadlineRule, ("code", "name", "legal_reference")),
        ("ladder", EscalationStep, ("code", "name")),
        ("grounds", Ground, ("code", "name", "legal_reference")),
        ("categories", Category, ("code", "name", "help", "icon", "stop_notice", "competent_body")),
        ("answers", AnswerTemplate, ("code", "title")),
    ],
)
def test_the_seed_fits_the_columns_it_is_copied_to(name, model, fields):
    for row in dicts(read(name)):
        for field in fields:
            for key in (field, f"{field}_ar", f"{field}_fr"):
                assert len(row.get(key) or "") <= model._meta.get_field(field).max_length, (key, row["code"])


def test_codes_are_unique():
    rows = [read("rules"), read("ladder"), read("grounds"), categories()]
    for found in (codes(r) for r in rows):
        assert sorted(found) == sorted(set(found))
    for found in (
        [row["kind"] for row in read("limits")],
        [(row["code"], row["language"]) for row in read("answers")],
    ):
        assert sorted(found) == sorted(set(found))


def test_no_rule_claims_as_law_what_is_an_undertaking():
    reminders = {"inventory"}  # of staff alone: no citizen is promised anything
    for rule in read("rules"):
        kind = DeadlineKind.INTERNAL if rule["kind"] in reminders else DeadlineKind.POLICY
        assert rule["basis"] == Basis.POLICY and rule["deadline_kind"] == kind
        assert rule["unit"] in Unit.values and rule["max_extension"] == 0 and rule["to_confirm"]
    lengths = {rule["kind"]: rule["length"] for rule in read("rules") if rule["kind"] not in reminders}
    assert lengths == {"complaint": 60, "suggestion": 90, "review": 30}


def test_only_a_complaint_can_be_suspended_and_only_to_be_completed():
    pauses = {rule["kind"]: (rule["pause_within_days"], rule["complete_within_days"]) for rule in read("rules")}
    assert pauses.pop("complaint") == (15, 30)
    assert set(pauses.values()) == {(None, None)}


def test_the_ladder_climbs_in_time_and_its_roles_exist():
    steps = sorted(read("ladder"), key=lambda step: step["position"])
    moments = [step["offset_days"] if step["anchor"] == "due" else -1000 for step in steps]
    assert moments == sorted(moments) and 0 in moments
    assert {role for step in steps for role in step["roles"]} <= set(Role.values)


def test_limits_name_every_kind_of_file():
    assert {row["kind"] for row in read("limits")} == set(FileKind.values)
    assert all(set(row) == {f.name for f in FileLimit._meta.fields} - {"id", "commune"} for row in read("limits"))


def test_categories_point_to_icons_departments_and_kinds_that_exist():
    sprite = (ROOT / "portal/static/portal/icons.svg").read_text(encoding="utf-8")
    departments = set(codes(read("demo")["departments"]))
    for row in categories():
        assert f'id="{row["icon"]}"' in sprite, row["icon"]
        assert row["department"] in departments, row["code"]
        assert row["kinds"] and set(row["kinds"]) <= set(Kind.values), row["code"]
        assert row["name_fr"] and row["help_fr"] and row["internal_days"] > 0, row["code"]
    assert len(read("categories")) <= 12  # the choice with drawings holds no more


def test_danger_is_told_with_the_number_to_call():
    dangerous = {row["code"]: row for row in categories() if row["stop_notice_fr"]}
    assert {"electricity", "lighting_danger", "manhole_open", "building_ruin", "tree_danger"} <= set(dangerous)
    for row in dangerous.values():
        assert "15" in row["stop_notice_ar"] and "15" in row["stop_notice_fr"], row["code"]


def test_every_outcome_has_an_answer_text_in_both_languages():
    general = {(row["outcome"], row["language"]) for row in read("answers") if row["topic"] is None}
    outcomes = {*procedures.COMMON.outcomes, Outcome.DUPLICATE, Outcome.NOT_COMPLETED}
    assert general == {(outcome, language) for outcome in outcomes for language in ("ar", "fr")}
    of_requests = {(row["outcome"], row["language"]) for row in read("request_answers")}
    assert of_requests == {(outcome, language) for outcome in PROCEDURE.outcomes for language in ("ar", "fr")}
    for row in (*read("answers"), *read("request_answers")):
        assert row["topic"] is None or row["topic"] in codes(categories()), row["code"]
        assert is_arabic(row["text"]) == is_arabic(row["title"]) == (row["language"] == "ar"), row["code"]


@pytest.mark.django_db
def test_answer_texts_use_known_placeholders_and_marked_spots_only(commune):
    known = set(texts.placeholders(file_complaint(commune)))
    for row in (*read("answers"), *read("request_answers")):
        assert set(re.findall(r"\{(.*?)\}", row["text"])) <= known, row["code"]
        assert "[" not in SPOT.sub("", row["text"]), row["code"]
        needed = OUTCOME_NEEDS.get(row["outcome"], "reference").replace("original", "original_reference")
        assert f"{{{needed}}}" in row["text"], row["code"]


@pytest.mark.django_db
def test_the_text_sent_without_a_clerk_leaves_nothing_to_fill_in(commune):
    case = file_complaint(commune, name="", subject="")
    for row in read("answers"):
        if row["outcome"] == Outcome.NOT_COMPLETED:
            assert not re.search(r"[\[{]", texts.fill(row["text"], texts.placeholders(case)))


def test_every_complaint_type_of_the_new_york_sample_has_a_category():
    mapping = read("nyc311")
    leaves = {row["code"] for row in categories() if not row["children"]}
    assert len(mapping["topics"]) == 128
    assert {*mapping["topics"].values(), mapping["default_topic"]} <= leaves
    assert set(mapping["kinds"]) <= set(mapping["topics"]) and set(mapping["kinds"].values()) <= set(Kind.values)
    assert {"external_reference", "opened", "closed", "topic", "detail", "place"} <= set(mapping["columns"])


@pytest.mark.django_db
def test_a_person_without_a_name_is_greeted_all_the_same(commune):
    values = texts.placeholders(file_complaint(commune, name=""))
    assert values["name"] and all("{name}" not in texts.fill(row["text"], values) for row in read("answers"))


def test_each_subject_has_a_drawing_of_its_own_that_exists():
    """Two unlike subjects never share one; a group may share it with the first of its subjects."""
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "portal/static/portal/icons.svg").read_text("utf-8")))
    owners = {}
    for group in read("categories"):
        for row in (group, *group["children"]):
            assert row["icon"] in sprite, row["code"]
            assert owners.setdefault(row["icon"], group["code"]) == group["code"], row["code"]
        inside = [row["icon"] for row in group["children"]]
        assert len(inside) == len(set(inside)), group["code"]


def test_drawings_to_choose_from_exist_once():
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "portal/static/portal/icons.svg").read_text("utf-8")))
    names = [name for name, _word in DRAWINGS]
    assert set(names) <= sprite and len(names) == len(set(names))


def test_questions_of_a_seed_can_be_answered():
    for row in categories():
        for question in row.get("questions", ()):
            arabic, french = (question[f"options_{code}"].splitlines() for code in ("ar", "fr"))
            assert question["kind"] in QuestionKind.values and not question["required"]
            assert len(arabic) == len(french) and bool(arabic) == (question["kind"] == QuestionKind.CHOICE)
