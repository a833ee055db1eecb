"""Who is who, as everybody reads it: the bureau, the members, the commissions, and the offices with their hours."""

import json
from itertools import groupby
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import get_language

from portal import formats

from .models import Commission, ContactPoint, Member, Seat
from .states.items import Weekday
from .states.people import BUREAU, Office, Season, SeatKind

RANK = {office: rank for rank, office in enumerate(Office)}
FIRST = {kind: rank for rank, kind in enumerate(SeatKind)}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")  # schema.org


def whole(commune):
    """All of it; each part empty where the commune has entered nothing."""
    members = sorted(Member.objects.of(commune).active(), key=lambda row: (RANK[row.office], row.position, row.pk))
    points = list(ContactPoint.objects.of(commune).active().select_related("department").prefetch_related("openings"))
    seats = Seat.objects.filter(member__active=True).select_related("member")
    commissions = Commission.objects.of(commune).active().prefetch_related(Prefetch("seats", seats))
    return {
        "bureau": [row for row in members if row.office in BUREAU],
        "members": [row for row in members if row.office not in BUREAU],
        "commissions": [
            {"commission": row, "seats": sorted(row.seats.all(), key=lambda seat: (FIRST[seat.kind], seat.pk))}
            for row in commissions
        ],
        "points": [{"point": row, "number": number, "hours": hours(row)} for number, row in enumerate(points, start=1)],
        "pins": _pins(points),
    }


def hours(point):
    """[(season, ["Monday to Friday, 08:30–16:30"])] of an office, the usual hours first."""
    order = {season: rank for rank, season in enumerate(Season)}
    rows = sorted(point.openings.all(), key=lambda row: (order[row.season], row.first_day, row.opens))
    return [
        (Season(season).label, [_line(row) for row in of_it]) for season, of_it in groupby(rows, lambda r: r.season)
    ]


def _line(row):
    days = [str(Weekday(row.first_day).label)]
    if row.last_day != row.first_day:
        days.append(str(Weekday(row.last_day).label))
    comma = formats.COMMAS[get_language()]
    return f"{' – '.join(days)}{comma} {formats.clock(row.opens)}–{formats.clock(row.closes)}"


def _pins(points):
    """The offices with a place, for the map, numbered as in the list."""
    rows = [
        {"latitude": row.latitude, "longitude": row.longitude, "number": number, "title": str(row)}
        for number, row in enumerate(points, start=1)
        if row.latitude is not None
    ]
    return json.dumps(rows, ensure_ascii=False) if rows else ""


def data(commune, points, *, address):
    """The commune and its offices for search engines (schema.org/GovernmentOffice); `address(path)` is absolute."""
    office = {
        "@context": "https://schema.org",
        "@type": "GovernmentOffice",
        "name": commune.name,
        "url": address("/"),
        **_known(address=commune.address, telephone=commune.phone, email=commune.email),
    }
    return office | ({"department": [_office(row["point"]) for row in points]} if points else {})


def _office(point):
    made: dict[str, Any] = {"@type": "GovernmentOffice", "name": str(point)}
    made |= _known(address=point.address, telephone=point.phone, email=point.email, description=point.does)
    if point.latitude is not None:
        made["geo"] = {"@type": "GeoCoordinates", "latitude": point.latitude, "longitude": point.longitude}
    usual = [row for row in point.openings.all() if row.season == Season.USUAL]
    if usual:
        made["openingHoursSpecification"] = [
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": list(DAYS[row.first_day : row.last_day + 1]),
                "opens": formats.clock(row.opens),
                "closes": formats.clock(row.closes),
            }
            for row in usual
        ]
    return made


def _known(**fields):
    return {name: value for name, value in fields.items() if value}
