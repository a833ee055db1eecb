"""Who is who in the demonstration commune."""

from pathlib import Path

from portal import seeds

from ..models import Commission, ContactPoint, Member, Opening, Seat


def enter(commune):
    """The members, the commissions with their seats, and the offices with their hours."""
    given = seeds.read(Path(__file__).parent, "people")
    members = [_member(commune, position, row) for position, row in enumerate(given["members"], start=1)]
    for position, row in enumerate(given["commissions"], start=1):
        made = Commission.objects.create(commune=commune, position=position, **seeds.only(row, "name", "about"))
        Seat.objects.bulk_create(
            Seat(commission=made, member=members[number], kind=kind) for number, kind in row["seats"]
        )
    for position, row in enumerate(given["points"], start=1):
        _point(commune, position, row, given["hours"])


def _member(commune, position, row):
    office, name_ar, name_fr, delegation_ar, delegation_fr, email = row
    words = {"name_ar": name_ar, "name_fr": name_fr, "delegation_ar": delegation_ar, "delegation_fr": delegation_fr}
    return Member.objects.create(commune=commune, position=position, office=office, email=email, **words)


def _point(commune, position, row, hours):
    words = seeds.only(row, "name", "does", "address", "phone", "email", "latitude", "longitude")
    department = commune.departments.filter(code=row["department"]).first()
    point = ContactPoint.objects.create(commune=commune, department=department, position=position, **words)
    Opening.objects.bulk_create(
        Opening(point=point, season=season, first_day=first, last_day=last, opens=opens, closes=closes)
        for season, first, last, opens, closes in hours
    )
