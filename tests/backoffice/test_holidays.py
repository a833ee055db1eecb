"""Public holidays: confirmed or moved by a director, who sees first what that does to the deadlines."""

from datetime import date

import pytest

from portal.cases.models import DeadlineRule
from portal.cases.services import calendar
from portal.workdays.models import Holiday, HolidayMove
from tests.fixtures.builders import NOW, file_complaint, make_member
from tests.fixtures.desk import sign_in, text_of

pytestmark = pytest.mark.usefixtures("now", "watched")
HOLIDAYS = "/backoffice/holidays/"


@pytest.fixture
def eid(commune):
    words = {"name_ar": "عيد", "name_fr": "Fête", "provisional": True}
    return Holiday.objects.create(commune=commune, code="eid", year=2026, on=date(2026, 12, 1), **words)


@pytest.fixture
def in_working_days(commune, eid):
    """A case whose deadline of ten working days ends on 8 December, the holiday on the 1st left out."""
    DeadlineRule.objects.filter(code="complaint").update(length=10, unit="working_days")
    return file_complaint(commune)


def send(user, holiday, **data):
    return sign_in(user).post(f"{HOLIDAYS}{holiday.pk}/", data)


def test_the_effect_is_shown_before_anything_moves(eid, in_working_days, director):
    page = send(director, eid, on="2026-12-12")
    assert page.status_code == 200
    assert page.context["moving"] == 1
    eid.refresh_from_db()
    assert (eid.on, eid.provisional) == (date(2026, 12, 1), True)
    assert not HolidayMove.objects.exists()


def test_a_confirmed_date_moves_the_holiday_and_counts_anew_without_shortening(eid, in_working_days, director):
    promised = in_working_days.deadlines.get().last_on
    answer = send(director, eid, on="2026-12-12", confirmed="2026-12-12")
    assert answer["Location"] == HOLIDAYS
    eid.refresh_from_db()
    assert (eid.on, eid.provisional) == (date(2026, 12, 12), False)
    assert in_working_days.deadlines.get().last_on == promised == date(2026, 12, 8)
    move = HolidayMove.objects.get()
    assert (move.was, move.now, move.by, move.at) == (date(2026, 12, 1), date(2026, 12, 12), director, NOW)


def test_another_date_than_the_one_shown_is_shown_first(eid, director):
    page = send(director, eid, on="2026-12-02", confirmed="2026-12-12")
    assert page.context["moving"] == 0
    eid.refresh_from_db()
    assert eid.provisional


@pytest.mark.parametrize("typed", ["", "x", "2027-12-01", "1999-01-01"])
def test_a_date_that_cannot_be_meant_is_refused(typed, eid, director):
    page = send(director, eid, on=typed, confirmed=typed)
    assert page.context["form"].errors["on"]


@pytest.mark.parametrize("role", ["administrator", "complaints_officer", "president", "clerk"])
def test_only_a_director_moves_a_holiday(role, commune, eid):
    user = make_member(commune, role, "lighting" if role == "clerk" else None)
    assert send(user, eid, on="2026-12-02", confirmed="2026-12-02").status_code == 403
    assert sign_in(user).get(HOLIDAYS).status_code == (200 if role == "administrator" else 403)


def test_a_holiday_of_another_commune_does_not_exist(other_commune, commune, director):
    theirs = Holiday.objects.create(
        commune=other_commune, code="x", year=2026, on=date(2026, 12, 1), name_ar="سر", name_fr="Secret"
    )
    assert send(director, theirs, on="2026-12-02").status_code == 404
    assert "Secret" not in text_of(sign_in(director).get(HOLIDAYS))


def test_the_list_tells_what_is_provisional(eid, director):
    text = text_of(sign_in(director).get(HOLIDAYS))
    assert "mardi 1er décembre 2026" in text


def test_a_decreed_day_is_added_and_counted(commune, director):
    DeadlineRule.objects.filter(code="complaint").update(length=10, unit="working_days")
    case = file_complaint(commune)
    assert case.deadlines.get().last_on == date(2026, 12, 7)
    day = {"on": "2026-12-01", "name_ar": "عطلة استثنائية", "name_fr": "Jour chômé"}
    assert sign_in(director).post(HOLIDAYS + "add/", day)["Location"] == HOLIDAYS
    assert case.deadlines.get().last_on == date(2026, 12, 8)
    assert "Jour chômé" in text_of(sign_in(director).get(HOLIDAYS))


@pytest.mark.parametrize("on", ["2026-12-01", "2026-11-22", "", "x"])
def test_a_day_that_is_known_past_or_none_is_not_added(on, eid, director):
    page = sign_in(director).post(HOLIDAYS + "add/", {"on": on, "name_ar": "ا", "name_fr": "a"})
    assert page.context["form"].errors["on"]
    assert Holiday.objects.count() == 1


@pytest.mark.parametrize("role", ["administrator", "complaints_officer", "clerk"])
def test_only_a_director_adds_a_holiday(role, commune):
    user = make_member(commune, role, "lighting" if role == "clerk" else None)
    assert sign_in(user).get(HOLIDAYS + "add/").status_code == 403
    assert sign_in(user).post(HOLIDAYS + "add/", {"on": "2026-12-01"}).status_code == 403


def test_a_director_who_saw_an_older_date_does_not_undo_what_a_colleague_moved(eid, commune, director):
    colleague = make_member(commune, "director")
    shown = send(director, eid, on="2026-12-02").content.decode()
    assert 'name="was" value="2026-12-01"' in shown
    send(colleague, eid, on="2026-12-03", confirmed="2026-12-03", was="2026-12-01")
    answer = send(director, eid, on="2026-12-02", confirmed="2026-12-02", was="2026-12-01")
    assert answer["Location"] == f"{HOLIDAYS}{eid.pk}/"
    eid.refresh_from_db()
    assert eid.on == date(2026, 12, 3)
    assert [move.by for move in HolidayMove.objects.all()] == [colleague]


def test_of_two_directors_who_press_together_one_moves_it_and_the_other_is_refused(eid, commune, director):
    mine, theirs = Holiday.objects.get(pk=eid.pk), Holiday.objects.get(pk=eid.pk)
    calendar.move_holiday(mine, by=director, at=NOW, on=date(2026, 12, 3))
    with pytest.raises(calendar.HolidayChanged):
        calendar.move_holiday(theirs, by=make_member(commune, "director"), at=NOW, on=date(2026, 12, 2))
    assert HolidayMove.objects.count() == 1


def test_a_decreed_day_that_was_moved_away_is_not_added_twice_and_the_reason_is_said(commune, director):
    new = {"on": "2026-12-20", "name_ar": "يوم عطلة", "name_fr": "Jour chômé"}
    assert sign_in(director).post(f"{HOLIDAYS}add/", new).status_code == 302
    Holiday.objects.filter(code="decreed-1220").update(on=date(2026, 12, 22))
    page = sign_in(director).post(f"{HOLIDAYS}add/", new)
    assert page.status_code == 200 and page.context["form"].errors["on"]
    assert page.context["form"]["name_fr"].value() == "Jour chômé"
