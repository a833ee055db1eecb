"""Fills an empty PostgreSQL database with the demonstration commune and many complaints of a realistic shape.

The first 10,000 go through the intake that imports use; the others are copies of them, made inside the database, table
by table, with numbers of their own. Run by bench/prepare.py, with Django set up.
"""

import uuid

from django.db import connection, transaction
from django.utils import timezone

from bench import publications
from bench.shape import samples
from complaints.models import Category, Complaint
from portal.accounts.models import Membership
from portal.cases.models import Case, Deadline, DeadlineEvent, Escalation, Move, ReferenceCounter
from portal.cases.services.intake import Intake
from portal.cases.states import State
from portal.communes.models import District
from portal.demo.commune import open_larache
from portal.workdays.arithmetic import local_day

BASE = 10_000
BATCH = 500
PASSWORD = "larache-2026"


def load(rows):
    """Open the commune and give it `rows` complaints (a multiple of 10,000, or fewer than that). Return it."""
    at = timezone.now()
    commune = open_larache(at=at, password=PASSWORD)
    base = min(rows, BASE)
    _bring_in(commune, base, at)
    if rows > base:
        _copy(rows // base - 1, base)
    ReferenceCounter.objects.filter(commune=commune).update(last=rows)
    publications.load(commune, at)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return commune


def _bring_in(commune, count, at):
    categories = {category.code: category for category in Category.objects.of(commune)}
    districts = list(District.objects.of(commune))
    clerks = {m.department_id: m.user_id for m in Membership.objects.of(commune).filter(role="clerk")}
    intake, waiting = Intake(commune, child=Complaint, at=at), []
    for number, sample in enumerate(samples(count, until=at), start=1):
        case = _case(commune, sample, number, categories[sample.code], districts[number % len(districts)])
        if case.is_open and number % 2:
            case.assignee_id = clerks.get(case.department_id)
        waiting.append(case)
        if len(waiting) == BATCH or number == count:
            intake.bring_in(waiting)
            waiting = []


def _case(commune, sample, number, category, district):
    south, west, north, east = commune.south, commune.west, commune.north, commune.east
    return Case(
        commune=commune,
        kind="complaint",
        topic=category,
        department_id=category.department_id,
        district=district,
        channel="import",
        state=State.CLOSED if sample.closed_at else State.RECEIVED,
        submission_token=uuid.uuid4(),
        opened_at=sample.opened_at,
        received_on=local_day(sample.opened_at),
        closed_at=sample.closed_at,
        language="ar",
        subject=sample.subject,
        description=sample.description,
        address=sample.address,
        latitude=round(south + (north - south) * sample.north, 6),
        longitude=round(west + (east - west) * sample.east, 6),
        name=f"مواطن {number}",
        phone=f"+2126{number:08d}",
        external_system="bench",
        external_reference=str(number),
    )


def _copy(times, base):
    """`times` copies of everything that was brought in. Ids and references of a copy lie a fixed span further on."""
    with transaction.atomic(), connection.cursor() as cursor:
        spans = {model: _span(cursor, model) for model in (Case, Deadline)}
        for model in (Case, Complaint, Move, Deadline, DeadlineEvent, Escalation):
            _copy_table(cursor, model, times, base, spans)


def _span(cursor, model):
    cursor.execute(f"SELECT max(id) FROM {model._meta.db_table}")
    return cursor.fetchone()[0]


def _copy_table(cursor, model, times, base, spans):
    table, special = model._meta.db_table, _special(model, base, spans)
    fields = [
        field for field in model._meta.local_concrete_fields if field.column not in special or special[field.column]
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(special.get(field.column) or f't."{field.column}"' for field in fields)
    cursor.execute(
        f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} t CROSS JOIN generate_series(1, {times}) k"
    )
    if model in spans:
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


def _special(model, base, spans):
    """{column: expression of a copy}; None leaves the column to the database."""
    special = {"id": None} if model not in spans else {"id": f"t.id + k * {spans[model]}"}
    for field in model._meta.local_concrete_fields:
        target = field.related_model if field.is_relation else None
        if target in spans:
            special[field.column] = f't."{field.column}" + k * {spans[target]}'
    if model is Case:
        number = f"(split_part(t.reference, '-', 3)::int + k * {base})::text"
        number = f"lpad({number}, greatest(6, length({number})), '0')"
        reference = f"split_part(t.reference, '-', 1) || '-' || split_part(t.reference, '-', 2) || '-' || {number}"
        special |= {
            "reference": reference,
            "submission_token": "gen_random_uuid()",
            "external_reference": "t.external_reference || '-' || k",
            "search_text": f"replace(t.search_text, lower(t.reference), lower({reference}))",
        }
    return special
