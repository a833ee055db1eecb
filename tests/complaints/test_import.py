"""What an import makes of rows: cases like filed ones, with an honest past, and nobody written to."""

from datetime import date, timedelta

import pytest
from django.forms.models import model_to_dict

from complaints.importing.mapping import load
from complaints.models import Category, Complaint
from portal.cases.models import Case, Deadline, DeadlineEvent, Escalation, Move, ReferenceCounter
from portal.cases.services import lifecycle, sweep, verification
from portal.cases.states import FAR
from portal.notifications.models import Notification
from portal.workdays.arithmetic import end_of
from tests.fixtures.builders import NOW, file_complaint, make_member

from .exports import EXCERPT, SEED, Importer, moment, open_test_commune, row

WRITTEN = (Case, Complaint, Move, Deadline, DeadlineEvent, Escalation, ReferenceCounter, Notification)
OPENED = "2026-11-20 08:00"
# What the way of coming in decides; all the rest of an imported case is that of a filed one.
OF_ITS_OWN = {"id", "case_ptr", "channel", "external_system", "external_reference", "agreed_at"}


@pytest.fixture
def new_york(started_commune):
    return Importer(started_commune, load(SEED / "nyc311.json"))


def test_a_real_export_comes_in_whole_and_nobody_is_written_to(new_york, started_commune):
    figures, refused, warned = new_york(data=EXCERPT.read_bytes())
    assert (figures.rows, figures.accepted, figures.open, refused, warned) == (293, 293, 139, {}, {})
    cases = Case.objects.of(started_commune)
    assert (cases.open().count(), cases.overdue(NOW).count()) == (139, 138)  # one is a remark
    assert cases.filter(state="closed", closed_at=None).count() == 0
    assert sweep.enforce(at=NOW) == []
    assert Notification.objects.count() == 0
    assert list(verification.differences()) == []


def test_the_first_figures_of_a_real_row_are_those_of_the_export(new_york):
    new_york(data=EXCERPT.read_bytes())
    case = Complaint.objects.get(external_reference="69513421")
    assert (case.topic.code, case.kind, case.channel, case.state) == (
        "street_cleaning",
        "complaint",
        "import",
        "received",
    )
    assert case.opened_at == moment("2026-06-28T03:05:20-04:00")
    assert (case.subject, case.address) == ("Graffiti", "11233, BROOKLYN")
    assert case.due_at == end_of(date(2026, 8, 27))


def test_an_imported_case_is_like_a_filed_one_field_by_field(importer, started_commune):
    opened_at = moment("2026-11-20T08:00+00:00")
    importer(row("7", OPENED, detail="Sombre", lat="35.19", lon="-6.15", phone="06 12 34 56 78"))
    category = Category.objects.of(started_commune).get(code="lighting_out")
    filed = file_complaint(
        started_commune, at=opened_at, category=category, subject="light – Sombre", description="Sombre", language="fr",
        latitude=35.19, longitude=-6.15, phone="+212612345678", email="", name="",
    )  # fmt: skip
    imported = Complaint.objects.get(external_reference="7")
    differing = OF_ITS_OWN | {"reference", "search_text", "submission_token"}
    assert facts(imported, without=differing) == facts(filed, without=differing)
    assert imported.search_text == filed.search_text.replace(filed.reference.lower(), imported.reference.lower()) + " 7"
    assert imported.submission_token != filed.submission_token
    assert histories(imported, reason="imported") == histories(filed, reason="")


def facts(row, *, without=frozenset()):
    fields = [field for field in row._meta.concrete_fields if field.name not in without]
    return {field.name: getattr(row, field.attname) for field in fields}


def histories(case, *, reason):
    """Deadlines with their events, and moves, without their ids."""
    assert {move.reason for move in case.moves.all()} == {reason}
    deadlines = [
        (
            facts(d, without={"id", "case"}),
            [(e.type, e.at, e.by, e.data) for e in d.events.all()],
            d.escalations.count(),
        )
        for d in case.deadlines.order_by("kind")
    ]
    assert len(deadlines) == 2  # the promise and the internal target
    return deadlines, [facts(move, without={"id", "case", "reason"}) for move in case.moves.all()]


@pytest.mark.parametrize(("closed", "late"), [("2026-08-20 10:00", True), ("2026-07-01 10:00", False)])
def test_a_closed_row_met_its_deadline_late_or_in_time_as_if_it_had_been_handled_here(importer, closed, late):
    importer(row("7", "2026-06-01 10:00", closed))
    case = Case.objects.get()
    promise = case.deadlines.get(kind="policy")
    due_at, closed_at = end_of(date(2026, 7, 31)), moment(closed.replace(" ", "T") + "+01:00")
    assert (case.state, case.closed_at, case.due_at) == ("closed", closed_at, FAR)
    assert [(m.was, m.now, m.at) for m in case.moves.all()] == [
        ("", "received", case.opened_at), ("received", "closed", closed_at),
    ]  # fmt: skip
    assert (promise.state, promise.met_at, promise.breached_at) == ("met", closed_at, due_at if late else None)
    breach = [("breached", due_at)] if late else []
    assert [(e.type, e.at) for e in promise.events.all()] == [
        ("started", case.opened_at), *breach, ("met", closed_at),
    ]  # fmt: skip
    assert (promise.next_step_at, promise.escalations.count()) == (None, 0)


def test_a_closed_row_and_a_case_closed_here_leave_the_same_deadline(importer, started_commune):
    filed = file_complaint(started_commune, at=moment("2026-06-01T10:00+01:00"), category=lighting())
    sweep.enforce(at=moment("2026-08-19T10:00+01:00"))
    officer = make_member(started_commune, "complaints_officer")
    lifecycle.answer(filed, by=officer, at=moment("2026-08-20T10:00+01:00"), outcome="resolved", text="Fait")
    importer(row("7", "2026-06-01 10:00", "2026-08-20 10:00"))
    imported = Case.objects.get(external_reference="7")
    for kind in ("policy", "internal"):
        mine, theirs = imported.deadlines.get(kind=kind), filed.deadlines.get(kind=kind)
        assert facts(mine, without={"id", "case"}) == facts(theirs, without={"id", "case"})
        assert [(e.type, e.at, e.data) for e in mine.events.all()] == [
            (e.type, e.at, e.data) for e in theirs.events.all()
        ]


def lighting():
    return Category.objects.get(code="lighting_out")


def test_warnings_of_the_past_are_recorded_and_the_next_one_is_sent(importer, started_commune):
    officer = make_member(started_commune, "complaints_officer")
    opened = NOW - timedelta(days=55)
    importer(row("7", opened.strftime("%Y-%m-%d %H:%M")))
    promise = Deadline.objects.get(kind="policy")
    assert [(e.step.code, e.imported, e.reached) for e in promise.escalations.all()] == [
        ("half", True, []), ("before_7", True, []),
    ]  # fmt: skip
    assert promise.next_step_at == promise.due_at - timedelta(days=2)
    assert sweep.enforce(at=NOW) == []
    sweep.enforce(at=promise.next_step_at)
    assert [n.recipient for n in Notification.objects.all()] == [officer.email]
    assert promise.escalations.last().imported is False


def test_a_remark_owes_no_answer(importer):
    importer.mapping.topics["thanks"] = "reception"
    importer(row("7", "2026-06-01", topic="thanks"))
    case = Case.objects.get()
    assert (case.kind, case.due_at) == ("remark", FAR)
    assert [d.kind for d in case.deadlines.all()] == ["internal"]


def test_the_same_file_again_changes_nothing(new_york):
    new_york(data=EXCERPT.read_bytes())
    before = counts()
    figures, *_ = new_york(data=EXCERPT.read_bytes(), at=NOW + timedelta(days=1))
    assert (figures.accepted, figures.known, counts()) == (0, 293, before)


def counts():
    return {model.__name__: model.objects.count() for model in WRITTEN}


def test_references_have_no_gaps_and_the_next_filed_case_goes_on(importer, started_commune):
    importer(row("a"), row("b", opened="never"), row("c"))
    importer(row("c"), row("d"))
    filed = file_complaint(started_commune)
    references = list(Case.objects.order_by("pk").values_list("reference", flat=True))
    assert references == [f"LAR-2026-{n:06d}" for n in (1, 2, 3, 4)]
    assert filed.reference == references[-1]


def test_a_dry_run_judges_everything_and_writes_nothing(importer):
    before = counts()
    figures, refused, _ = importer(row("a"), row("b", opened="never"), dry_run=True)
    assert (figures.accepted, figures.open, refused, counts()) == (1, 1, {3: "date_unreadable"}, before)


def test_the_same_number_in_another_commune_is_another_case(importer):
    importer(row("a"))
    other = Importer(open_test_commune("TNG"), importer.mapping)
    assert other(row("a"))[0].accepted == 1
    assert sorted(Case.objects.values_list("reference", flat=True)) == ["LAR-2026-000001", "TNG-2026-000001"]


def test_a_rule_that_changed_meanwhile_binds_only_what_came_after(importer, started_commune):
    first = started_commune.deadline_rules.get(code="complaint_answer")
    newer = {**model_to_dict(first, exclude=["id", "commune", "topic"]), "length": 30, "valid_from": date(2026, 9, 1)}
    started_commune.deadline_rules.create(**{k: v for k, v in newer.items() if not k.endswith(("name", "reference"))})
    importer(row("a", "2026-08-31"), row("b", "2026-09-01"))
    due = {d.case.external_reference: d.last_on for d in Deadline.objects.filter(kind="policy")}
    assert due == {"a": date(2026, 10, 30), "b": date(2026, 10, 1)}


def test_the_queries_of_a_batch_do_not_grow_with_its_rows(importer, django_assert_max_num_queries):
    importer(row("first"))  # the rule and the internal target are looked up once
    with django_assert_max_num_queries(40):
        importer(*[row(str(n), "2026-06-01") for n in range(50)])
