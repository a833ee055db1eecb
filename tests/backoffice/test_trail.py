"""Every change of the configuration leaves who, when and what, and is read on one page by those who configure."""

import re
from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib import admin
from django.utils import timezone, translation

from portal import audit
from portal.accounts.models import Absence, Membership
from portal.accounts.services import end_membership
from portal.backoffice.services import saving
from portal.cases.services import calendar
from portal.communes.models import Department
from portal.workdays.models import Holiday
from tests.fixtures.builders import NOW, make_member
from tests.fixtures.desk import save, sign_in, text_of
from tests.source import modules

PAGE = "/backoffice/configuration/history/"
NOT_CONFIGURATION = {"communications.services.banner"}  # until when alerts hold: their own history tells it
REGISTERED = [*admin.site._registry, Membership, Absence, Holiday]


@pytest.fixture(autouse=True)
def swept(watched):
    """The warning of a sweep that is not running stands on no page."""


def changes(user, **query):
    return sign_in(user).get(PAGE, query).context["changes"]


def newest(commune):
    return audit.entries_of(commune).order_by("-pk").first()


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_every_model_that_can_be_configured_is_recorded_with_its_commune(model):
    assert auditlog.contains(model)
    assert callable(getattr(model, "get_additional_data", None)), "register it with portal.audit.record"


@pytest.mark.parametrize("name", sorted({model.__name__ for model in REGISTERED}))
def test_an_update_that_passes_by_the_trail_is_noted_where_it_is_made(name):
    silent = [
        dotted
        for dotted, path in modules().items()
        if "demo" not in dotted and "migrations" not in dotted
        if re.search(rf"\b{name}\.objects[^\n]*\.(update|bulk_update|delete)\(", path.read_text(encoding="utf-8"))
        if "audit.note(" not in path.read_text(encoding="utf-8") and dotted not in NOT_CONFIGURATION
    ]
    assert silent == []


def test_a_saved_form_leaves_who_when_and_what(commune, administrator, director):
    lighting = commune.departments.get(code="lighting")
    save(sign_in(administrator), Department, "change", lighting.pk, name_fr="Éclairage public", active=False)
    change = changes(director)[0]
    assert (change.by, change.row, change.what) == (administrator, "Éclairage public", "Service")
    assert change.url.endswith(f"/department/{lighting.pk}/change/")
    assert ("Nom, en français", "Service lighting", "Éclairage public") in [
        (str(label), old, new) for label, old, new in change.fields
    ]
    assert ("Oui", "Non") in [(old, new) for _label, old, new in change.fields]
    page = text_of(sign_in(director).get(PAGE))
    assert "Éclairage public" in page and "True" not in page


def test_what_is_changed_without_being_saved_is_recorded_too(commune, administrator, director, clerk, head):
    end_membership(clerk.memberships.get(), by=administrator, at=NOW)
    entry = newest(commune)
    assert (entry.actor, entry.timestamp) == (administrator, NOW)
    assert entry.changes_dict["ended_at"][0] == "None"

    holiday = Holiday.objects.create(commune=commune, code="x", year=2027, on=NOW.date(), name_ar="عيد", name_fr="Fête")
    calendar.move_holiday(holiday, by=director, at=NOW, on=NOW.date() + timedelta(days=1))
    assert newest(commune).changes_dict["on"] == ["2026-11-23", "2026-11-24"]
    assert newest(commune).actor == director

    mine = saving.save(commune, by=head, at=NOW, name="Nadia 06 12 34 56 78", query={"who": "me"})
    before = LogEntry.objects.count()
    saving.change(mine, by=head, at=NOW, name="Autre")
    assert LogEntry.objects.count() == before, "a person's own list is nobody's setting"
    saving.change(mine, by=head, at=NOW, name="Nadia", department=commune.departments.get(code="lighting"))
    assert newest(commune).actor == head
    assert "Nadia" not in newest(commune).object_repr
    told = changes(director)
    assert [(old, new) for _label, old, new in told[0].fields] == [(None, "Service lighting")]


def test_rows_are_named_in_the_language_of_the_reader(commune, director, clerk):
    director.language = "fr"
    director.save()
    with translation.override("ar"):
        audit.note(clerk.memberships.get(), by=director, at=NOW, title="x")
        audit.note(commune.departments.get(code="lighting"), by=director, at=NOW, active=False)
    rows = [change.row for change in changes(director)]
    assert rows[:2] == ["Service lighting", f"{clerk.name_latin} · agent"]


@pytest.mark.usefixtures("now")
def test_the_page_is_filtered_by_what_who_and_when(commune, administrator, director, now):
    client = sign_in(administrator)
    lighting = commune.departments.get(code="lighting")
    save(client, Department, "change", lighting.pk, name_fr="A")
    now.shift(timedelta(days=3))
    save(sign_in(director), Department, "change", lighting.pk, name_fr="B")
    kind = newest(commune).content_type_id
    rows = changes(director, what=kind, who=administrator.pk)
    assert [row.by for row in rows] == [administrator]
    assert {row.by for row in changes(director, what=kind, from_on="2026-11-25")} == {director}
    assert director not in {row.by for row in changes(director, to_on="2026-11-24")}
    for nonsense in ({"what": "x"}, {"who": "0"}, {"from_on": "?"}, {"before": "'"}, {"before": "9" * 30}):
        assert changes(director, **nonsense)


def test_older_changes_follow_on_the_next_page(commune, director):
    first = sign_in(director).get(PAGE)
    for number in range(120):
        audit.note(commune, by=director, at=timezone.now(), phone=str(number))
    seen, address = [], PAGE
    while address:
        page = sign_in(director).get(address)
        seen += [change.row for change in page.context["changes"]]
        address = page.context["older_url"] and PAGE + page.context["older_url"]
    assert len(seen) == audit.entries_of(commune).count() >= 120 + len(first.context["changes"])


def test_only_who_configures_reads_it_and_of_the_own_commune_only(commune, other_commune, clerk, director):
    assert sign_in(clerk).get(PAGE).status_code == 403
    stranger = make_member(other_commune, "director", name_latin="Somebody Else")
    audit.note(other_commune, by=stranger, at=timezone.now(), phone="0500000000")
    assert "0500000000" not in sign_in(director).get(PAGE).content.decode()
    assert str(stranger.pk) not in sign_in(director).get(PAGE).context["form"].fields["who"].choices


@pytest.mark.parametrize("times", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_changes(times, commune, director, django_assert_max_num_queries):
    roads = commune.departments.get(code="roads")
    for _ in range(times):
        audit.note(roads, by=director, at=timezone.now(), parent=commune.departments.get(code="lighting"))
    client = sign_in(director)
    client.get(PAGE)
    with django_assert_max_num_queries(20):
        client.get(PAGE)
