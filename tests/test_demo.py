"""The demonstration commune: places, people and stories that refer to what exists and show everything once."""

import json
from functools import cache
from itertools import pairwise
from pathlib import Path

import phonenumbers

import communications.demo
from complaints.states import Kind
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.cases.states import Channel, Means, Outcome
from portal.communes.models import Commune, Department, District, EmergencyNumber

from .seeds import categories, codes, dicts, is_arabic, read

FOLDER = Path(communications.demo.__file__).parent
OFFICER = "officer@larache.example"
NEEDS = {
    "assign": {"to"},
    "transfer": {"text", "department"},
    "consult": {"text", "department", "due_in_days"},
    "plan": {"text", "due_in_days"},
    "answer": {"text", "outcome"},
    "duplicate": {"text", "original"},
    "split": {"text", "key", "category", "subject"},
    "deliver": {"means"},
    "publish": {"subject", "text"},
    "take": set(),
    "satisfied": set(),
    "approve": set(),
    "follow": {"email", "name", "language"},
    **{do: {"text"} for do in ("ask", "reply", "withdraw", "note", "message", "review")},
}


def stories():
    return read("stories")["stories"]


def actions(*verbs):
    return [(story, act) for story in stories() for act in story["actions"] if act["do"] in verbs]


@cache
def clerks():
    """{department: e-mails of those who act for it}."""
    found = {}
    for row in read("demo")["staff"]:
        found.setdefault(row["department"], set()).add(row["email"])
    return found


def test_the_demo_places_lie_inside_the_commune():
    demo = read("demo")
    south, west, north, east = demo["commune"]["bounds"]
    ring = demo["commune"]["outline"]
    assert ring[0] == ring[-1]
    assert all(west <= lon <= east and south <= lat <= north for lon, lat in ring)
    places = [*dicts(demo["districts"]), *(s for s in stories() if s["latitude"])]
    for place in places:
        assert inside(place["longitude"], place["latitude"], ring), place


def inside(x, y, ring):
    """Whether a point lies in a ring: a ray to the east crosses its sides an odd number of times."""
    sides = pairwise(ring)
    crossed = [(a, b) for a, b in sides if (a[1] > y) != (b[1] > y)]
    return sum(x < a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1]) for a, b in crossed) % 2 == 1


def test_the_demo_commune_has_staff_of_every_role_and_names_its_fields_rightly():
    demo = read("demo")
    departments = {None, *codes(demo["departments"])}
    assert {row["role"] for row in demo["staff"]} == set(Role.values)
    for row in demo["staff"]:
        assert row["department"] in departments and is_arabic(row["name_ar"]) and row["name_latin"].isascii()
        assert row["role"] not in {Role.CLERK, Role.HEAD} or row["department"], row["email"]
    for key in demo["commune"].keys() - {"bounds"}:
        assert Commune._meta.get_field(key)
    models = {"districts": District, "departments": Department, "emergency_numbers": EmergencyNumber}
    for name, model in models.items():
        for row in dicts(demo[name]):
            assert all(hasattr(model, key) for key in row.keys() - {"code", "children", "to_confirm"}), row


def test_demo_stories_refer_to_what_exists():
    demo = read("demo")
    districts, known = set(codes(dicts(demo["districts"]))), set(codes(categories()))
    staff = {row["email"] for row in demo["staff"]}
    for story in stories():
        assert story["district"] in districts and story["category"] in known, story["key"]
        assert story["kind"] in Kind.values and story["channel"] in Channel.values, story["key"]
        assert (story["channel"] == Channel.WEB) == ("filed_by" not in story), story["key"]
        assert story.get("filed_by", "citizen") in {"citizen", *staff}, story["key"]
        assert is_arabic(story["text"]) == (story["language"] == "ar"), story["key"]
        assert len(story["subject"]) <= Case._meta.get_field("subject").max_length
    for story, act in actions(*NEEDS):
        assert act["by"] in {"citizen", *staff} and act.get("to", act["by"]) in {"citizen", *staff}, story["key"]
        assert act.get("department", "roads") in codes(demo["departments"]), story["key"]


def test_demo_people_cannot_be_reached_by_accident():
    demo = read("demo")
    for row in [demo["commune"], *demo["staff"], *stories()]:
        assert not row["email"] or row["email"].endswith(".example"), row["email"]
    for story in stories():
        if story["phone"]:
            assert story["phone"].startswith("06 00 00 00 "), story["key"]
            assert phonenumbers.is_valid_number(phonenumbers.parse(story["phone"], "MA")), story["phone"]


def test_demo_keys_and_addresses_are_unique():
    demo = read("demo")
    keys = [story["key"] for story in stories()] + [act["key"] for _, act in actions("split")]
    for found in (keys, codes(dicts(demo["districts"])), [row["email"] for row in demo["staff"]]):
        assert sorted(found) == sorted(set(found))


def test_demo_actions_have_their_arguments_and_come_in_order():
    for story in stories():
        days = [act["after_days"] for act in story["actions"]]
        assert days == sorted(days) and max(days, default=0) <= story["days_ago"], story["key"]
        for act in story["actions"]:
            assert NEEDS[act["do"]] <= set(act), (story["key"], act["do"])


def test_demo_actions_are_those_of_people_who_may_do_them():
    departments = {row["code"]: row["department"] for row in categories()}
    for story in stories():
        handling, asked = departments[story["category"]], set()
        for act in story["actions"]:
            asked |= clerks()[act["department"]] if act["do"] == "consult" else set()
            allowed = clerks()[handling] | {OFFICER}
            allowed |= {"citizen"} | asked if act["do"] == "reply" else set()
            allowed |= {"citizen"} if act["do"] in {"withdraw", "follow", "satisfied", "review"} else set()
            assert act["by"] in allowed, (story["key"], act["do"])
            handling = act["department"] if act["do"] == "transfer" else handling
    for story, act in actions("split", "withdraw", "answer", "duplicate"):
        if act["do"] in {"split", "duplicate"} or act.get("outcome") == "justice":
            assert act["by"] == OFFICER, story["key"]


def test_demo_questions_are_asked_while_they_stop_the_clock():
    assert all(act["after_days"] <= 15 for _, act in actions("ask"))


def test_demo_answers_say_what_their_outcome_asks_for():
    needed = {"not_competent": "competent_body", "inadmissible": "ground"}
    for story, act in actions("answer"):
        assert needed.get(act["outcome"], "text") in act, story["key"]
        assert act.get("ground", "before_court") in codes(read("grounds")), story["key"]
        if not (story["email"] or story["phone"]):
            assert any(a["do"] == "deliver" for a in story["actions"]), story["key"]


def test_a_demo_duplicate_is_of_a_case_that_was_there_and_not_yet_answered():
    known = {story["key"]: story for story in stories()}
    for story, act in actions("duplicate"):
        original, days_ago = known[act["original"]], story["days_ago"] - act["after_days"]
        ends = [original["days_ago"] - a["after_days"] for a in original["actions"] if a["do"] == "answer"]
        assert original["days_ago"] > days_ago > min(ends), story["key"]


def told(name):
    """What the demonstration of the communications tells of one kind of case."""
    return json.loads((FOLDER / f"{name}.json").read_text())[name]


def test_the_demo_shows_every_outcome_channel_and_verb():
    asked, petitions = told("requests"), told("petitions")
    shown = {story["channel"] for story in stories()} | {request.get("channel", "web") for request in asked}
    assert shown == set(Channel.values) - {Channel.IMPORT}
    by_itself = {Outcome.DUPLICATE, Outcome.NOT_COMPLETED}  # answered with the original; when the 30 days are over
    released = {act["outcome"] for request in asked for act in request["acts"] if act["do"] == "answer"}
    released |= {petition["outcome"] for petition in petitions if "outcome" in petition}
    assert {act["outcome"] for _, act in actions("answer")} | released == set(Outcome.values) - by_itself
    assert {act["do"] for _, act in actions(*NEEDS)} == set(NEEDS)
    assert {act["means"] for _, act in actions("deliver")} == {Means.HANDED, Means.POST}
    ends = {"answer", "withdraw"}
    late = [s for s in stories() if s["kind"] == "complaint" and s["days_ago"] > 60]
    assert sum(not ends & {act["do"] for act in s["actions"]} for s in late) == 2
    assert sum("source" in s for s in stories()) == 9
