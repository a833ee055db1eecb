"""What decisions promise: with a day that reminds, reports that everybody reads, and an end."""

from datetime import date

import pytest

from communications.models import Commitment
from communications.seeding import seed
from communications.services import promising
from communications.services.errors import NotPossible
from portal.cases.models import Deadline
from tests.fixtures.builders import NOW
from tests.fixtures.decisions import enter, promise, publish_decision
from tests.fixtures.desk import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def edit(decision):
    return f"/backoffice/decisions/{decision.pk}/"


@pytest.fixture
def seeded(commune):
    seed(commune, NOW)
    return commune


def test_a_commitment_reminds_its_department_and_shows_how_far_it_is(desk, reader, seeded, publisher):
    decision = publish_decision(seeded, by=publisher)
    words = {"text_ar": "تهيئة الساحة", "text_fr": "Aménager la place", "due_on": "2026-12-31"}
    desk.post(f"{edit(decision)}commitments/", words)
    commitment = Commitment.objects.get()
    owed = Deadline.objects.get(rule__kind="commitment")
    assert (owed.last_on, owed.kind) == (date(2026, 12, 31), "policy")
    page = f"{edit(decision)}commitments/{commitment.pk}/"
    said = {
        "progress": "going",
        "text_ar": "بدأت الأشغال",
        "text_fr": "Les travaux ont commencé",
        "due_on": "2027-01-15",
    }
    desk.post(page, said)
    assert Deadline.objects.get(pk=owed.pk).last_on == date(2027, 1, 15)
    for address in (f"/fr/news/{decision.pk}/", "/fr/news/commitments/"):
        assert "Les travaux ont commencé" in text_of(reader.get(address))
    desk.post(page, {**said, "progress": "done", "due_on": ""})
    assert Deadline.objects.get(pk=owed.pk).state == "met"
    with pytest.raises(NotPossible):
        promising.report(commitment, by=publisher, at=NOW, progress="going", text_ar="x", text_fr="x")
    assert [row["label"] for row in reader.get("/fr/news/commitments/").context["ended"]] == ["fait"]


def test_a_late_commitment_says_so(reader, commune, publisher):
    promise(publish_decision(commune, by=publisher), by=publisher, due_on=date(2026, 11, 21))
    row = reader.get("/fr/news/commitments/").context["open"][0]
    assert row["late"]


def test_a_commitment_is_taken_back_only_before_something_was_reported(desk, commune, publisher):
    decision = publish_decision(commune, by=publisher)
    kept, gone = promise(decision, by=publisher), promise(decision, by=publisher)
    promising.report(kept, by=publisher, at=NOW, progress="going", text_ar="x", text_fr="x")
    for commitment in (kept, gone):
        desk.post(f"{edit(decision)}commitments/{commitment.pk}/", {"remove": "1"})
    assert list(Commitment.objects.all()) == [kept]


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"text_fr": ""}, "text_fr"), ({"due_on": "2026-11-19"}, "due_on"), ({"due_on": ""}, "due_on")],
)
def test_a_commitment_is_said_in_both_languages_with_a_day(typed, field, desk, commune, publisher):
    decision = enter(commune, by=publisher)
    words = {"text_ar": "تهيئة", "text_fr": "Aménager", "due_on": "2026-12-31", **typed}
    assert list(desk.post(f"{edit(decision)}commitments/", words).context["form"].errors) == [field]
    assert not Commitment.objects.exists()
