"""The list of cases: scoped, filtered, in the order of due dates, a page at a time."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from portal.cases.models import Case
from portal.cases.services import correspondence, lifecycle
from tests.fixtures.builders import NOW, file_complaint, make_category, make_member, received
from tests.fixtures.desk import case_url, sign_in, text_of

pytestmark = pytest.mark.usefixtures("now", "watched")
INBOX = "/backoffice/cases/"


def listed(user, **query):
    page = sign_in(user).get(INBOX, query)
    return [int(row["pk"]) for row in page.context["rows"]]


def test_the_nearest_deadline_comes_first(commune, director):
    later, sooner = received(commune, 1), received(commune, 30)
    assert listed(director) == [sooner.pk, later.pk]


@pytest.mark.parametrize(
    ("role", "department", "sees"),
    [
        ("clerk", "lighting", {"own", "consulted"}),
        ("head", "lighting", {"own", "consulted"}),
        ("clerk", "complaints_unit", set()),
        ("complaints_officer", None, {"own", "consulted", "other"}),
        ("director", None, {"own", "consulted", "other"}),
        ("president", None, {"own", "consulted", "other"}),
        ("publisher", None, set()),
    ],
)
def test_each_role_sees_its_cases(role, department, sees, commune, director):
    roads = make_category(commune, code="hole", department=commune.departments.get(code="roads"))
    cases = {
        "own": file_complaint(commune),
        "consulted": file_complaint(commune, category=roads),
        "other": file_complaint(commune, category=roads),
    }
    lighting = commune.departments.get(code="lighting")
    correspondence.consult(
        cases["consulted"], by=director, at=NOW, department=lighting, question="?", due_on=date(2026, 12, 1)
    )
    found = listed(make_member(commune, role, department))
    assert {name for name, case in cases.items() if case.pk in found} == sees


def test_who_has_a_case_in_hand_sees_it_wherever_it_goes(commune, clerk, director):
    case = file_complaint(commune)
    lifecycle.transfer(case, by=director, at=NOW, department=commune.departments.get(code="roads"))
    assert listed(clerk) == []
    lifecycle.assign(case, by=director, at=NOW, assignee=clerk)
    assert listed(clerk) == [case.pk]


def test_filters_narrow_the_list(commune, clerk, director):
    annex, other = commune.districts.all()
    roads = commune.departments.get(code="roads")
    holes = make_category(commune, code="holes", department=roads)
    deep = make_category(commune, code="deep-holes", department=roads, parent=holes)
    mine = file_complaint(commune, district=annex, kind="suggestion")
    lifecycle.take(mine, by=clerk, at=NOW)
    hole = received(commune, 61, district=other, category=deep, channel="counter")
    waiting = received(commune, 3)
    correspondence.ask(waiting, by=clerk, at=NOW, text="أين؟")
    week = received(commune, 55)
    expected = {
        ("state", "received"): {hole, week},
        ("state", "in_progress"): {mine},
        ("state", "incomplete"): {waiting},
        ("due", "overdue"): {hole},
        ("due", "week"): {week},
        ("topic", holes.pk): {hole},
        ("topic", deep.pk): {hole},
        ("department", roads.pk): {hole},
        ("district", annex.pk): {mine},
        ("channel", "counter"): {hole},
        ("kind", "suggestion"): {mine},
        ("who", "nobody"): {hole, waiting, week},
        ("who", clerk.pk): {mine},
        ("who", "me"): set(),
    }
    found = {filter: set(listed(director, **dict([filter]))) for filter in expected}
    assert found == {filter: {case.pk for case in cases} for filter, cases in expected.items()}
    assert listed(clerk, who="me") == [mine.pk]


def test_what_waits_for_somebody_is_a_list_of_its_own(commune, clerk, officer):
    undelivered = file_complaint(commune, email="", channel="counter")
    lifecycle.answer(undelivered, by=officer, at=NOW, outcome="resolved", text="x")
    unreached = file_complaint(commune)
    Case.objects.filter(pk=unreached.pk).update(unreached_at=NOW)
    replied = file_complaint(commune)
    correspondence.reply(replied, at=NOW, text="المزيد")
    answered_back = file_complaint(commune)
    correspondence.reply(answered_back, at=NOW, text="المزيد")
    correspondence.write(answered_back, by=clerk, at=NOW + timedelta(minutes=1), text="شكرا")
    roads = commune.departments.get(code="roads")
    asked = file_complaint(commune)
    correspondence.consult(asked, by=clerk, at=NOW, department=roads, question="?", due_on=date(2026, 12, 1))
    assert listed(officer, todo="deliver") == [undelivered.pk]
    assert listed(officer, todo="unreached") == [unreached.pk]
    assert listed(officer, todo="replied") == [replied.pk]
    assert listed(make_member(commune, "clerk", "roads"), todo="asked") == [asked.pk]


def test_words_are_found_whatever_their_spelling_and_closed_cases_on_demand(commune, director):
    light = file_complaint(commune, subject="إنارة معطلة", name="أحمد العلوي")
    hole = file_complaint(commune, subject="حفرة")
    lifecycle.withdraw(hole, at=NOW)
    assert listed(director, q="الانارة") == [light.pk]
    assert listed(director, q="احمد") == [light.pk]
    assert listed(director, q="حفره") == []
    assert listed(director, q="حفره", state="all") == [hole.pk]
    page = sign_in(director).get(INBOX, {"q": "حفره"})
    assert "state=all" in page.context["everything_url"]


@pytest.mark.parametrize("typed", ["LAR-2026-000001", "lar 2026 1", " LAR٢٠٢٦٠٠٠٠٠١ "])
def test_a_reference_typed_in_full_opens_its_case(typed, commune, clerk, complaint):
    assert sign_in(clerk).get(INBOX, {"q": typed})["Location"] == case_url(complaint)


def test_a_reference_that_may_not_be_seen_opens_nothing(commune, complaint):
    stranger = make_member(commune, "clerk", "roads")
    page = sign_in(stranger).get(INBOX, {"q": complaint.reference})
    assert page.status_code == 200
    assert page.context["rows"] == []


@pytest.mark.parametrize(
    "query",
    [
        {"state": "nonsense"}, {"topic": "x"}, {"department": "999999"}, {"who": "nobody knows"}, {"due": "'"},
        {"after": "nonsense"}, {"before": "20260101T000000.0-x"}, {"after": "99999999T-1"}, {"q": "a" * 5000},
        {"q": "\x00\ufffd"}, {"after": "20260101T000000.000000-99999999999999999999999"}, {"q": "%_\\"},
    ],
)  # fmt: skip
def test_nonsense_in_the_address_is_no_error(query, commune, clerk, complaint):
    assert sign_in(clerk).get(INBOX, query).status_code == 200


def test_a_topic_or_department_of_another_commune_filters_nothing(commune, other_commune, clerk, complaint):
    for query in ({"topic": other_commune.topics.first().pk}, {"department": other_commune.departments.first().pk}):
        page = sign_in(clerk).get(INBOX, query)
        assert [int(row["pk"]) for row in page.context["rows"]] == [complaint.pk]
        assert "TNG" not in page.content.decode()


def test_names_are_masked_in_the_list(commune, officer):
    file_complaint(commune, name="فاطمة الزهراء بناني", phone="+212612345678")
    page = text_of(sign_in(officer).get(INBOX))
    assert "ف●●●●" in page
    assert "بناني" not in page
    assert "612345678" not in page


def test_saved_lists_show_their_counts_and_where_one_stands(commune, clerk):
    received(commune, 61)
    page = sign_in(clerk).get(INBOX, {"due": "overdue", "q": "", "after": ""})
    lists = {entry["url"]: entry for entry in page.context["lists"]}
    late = lists[INBOX + "?due=overdue"]
    assert (late["count"], late["current"], late["tone"]) == (1, True, "is-overdue")
    assert [entry["url"] for entry in lists.values() if entry["current"]] == [INBOX + "?due=overdue"]
    assert lists[INBOX]["count"] == 1
    assert INBOX + "?todo=deliver" not in lists, "nothing to deliver: the list is left out"


def test_a_chosen_filter_stays_chosen_and_names_are_escaped(commune, officer):
    topic = make_category(commune, code="x", name_fr="Voirie <b>& co</b>", name_ar="الطرق")
    markup = sign_in(officer).get(INBOX, {"topic": topic.pk, "channel": "phone"}).content.decode()
    assert f'<option value="{topic.pk}" selected>Voirie &lt;b&gt;&amp; co&lt;/b&gt;</option>' in markup
    assert '<option value="phone" selected>' in markup
    assert '<details class="more-filters" open>' in markup


def test_counts_stop_at_a_thousand(commune, officer, monkeypatch):
    monkeypatch.setattr("portal.backoffice.figures.MOST", 2)
    for _ in range(4):
        file_complaint(commune)
    page = sign_in(officer).get(INBOX)
    assert page.context["total"] == 3
    assert "2+" in text_of(page)


def test_the_lists_of_a_clerk_count_what_their_pages_show(commune, clerk, director):
    roads, lighting = (commune.departments.get(code=code) for code in ("roads", "lighting"))
    holes = make_category(commune, code="hole", department=roads)
    received(commune, 61)
    received(commune, 55, category=holes)
    lifecycle.assign(received(commune, 56, category=holes), by=director, at=NOW, assignee=clerk)
    correspondence.ask(received(commune, 1), by=clerk, at=NOW, text="أين؟")
    asked = received(commune, 62, category=holes)
    correspondence.consult(asked, by=director, at=NOW, department=lighting, question="?", due_on=NOW.date())
    replied = received(commune, 2)
    correspondence.reply(replied, at=NOW, text="x")
    for user in (clerk, director):
        page = sign_in(user).get(INBOX)
        for entry in page.context["lists"]:
            assert len(sign_in(user).get(entry["url"]).context["rows"]) == entry["count"], entry
        assert page.context["total"] == len(page.context["rows"])


def test_a_list_that_is_empty_says_why(commune, clerk):
    empty = text_of(sign_in(clerk).get(INBOX))
    filtered = text_of(sign_in(clerk).get(INBOX, {"channel": "letter"}))
    assert empty != filtered
    assert reverse("backoffice:inbox") in sign_in(clerk).get(INBOX, {"channel": "letter"}).content.decode()


@pytest.mark.parametrize("cases", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_rows(cases, commune, officer, django_assert_num_queries):
    districts = list(commune.districts.all())
    for number in range(cases):
        lifecycle.take(file_complaint(commune, district=districts[number % 2]), by=officer, at=NOW)
    client = sign_in(officer)
    client.get(INBOX)
    with django_assert_num_queries(12):
        client.get(INBOX)
