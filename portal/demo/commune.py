"""Opens the demonstration commune: its places, departments and people, who share one password."""

from pathlib import Path

from django.contrib.auth.hashers import make_password

from portal import seeds
from portal.accounts.models import User
from portal.accounts.services import enrol
from portal.communes.models import District
from portal.communes.services import open_commune

HOSTS = ("localhost", "127.0.0.1", "larache.localhost")
CORNERS = ("south", "west", "north", "east")


def facts():
    return seeds.read(Path(__file__).parent, "larache")


def open_larache(*, at, password):
    """Open the commune as of `at` (its departments, districts and staff); return it."""
    given = facts()
    row = dict(given["commune"])
    place = dict(zip(CORNERS, row.pop("bounds"), strict=True))
    commune = open_commune(hosts=HOSTS, at=at, departments=given["departments"], **row, **place)
    _add_districts(commune, given["districts"], parent=None)
    _enrol(commune, given["staff"], at=at, password=password)
    return commune


def districts_of(commune):
    """{code in larache.json: District} of the demonstration commune."""
    by_name = {district.name_fr: district for district in District.objects.of(commune)}
    return {row["code"]: by_name[row["name_fr"]] for row in _flat(facts()["districts"])}


def _flat(rows):
    for row in rows:
        yield row
        yield from _flat(row.get("children", ()))


def _add_districts(commune, rows, *, parent):
    for position, row in enumerate(rows, start=1):
        columns = seeds.only(row, "kind", "name", "latitude", "longitude")
        district = District.objects.create(commune=commune, parent=parent, position=position, **columns)
        _add_districts(commune, row.get("children", ()), parent=district)


def _enrol(commune, rows, *, at, password):
    departments = {department.code: department for department in commune.departments.all()}
    for row in rows:
        person = {name: row[name] for name in ("name_ar", "name_latin", "language")}
        department = departments.get(row["department"])
        enrol(commune, email=row["email"], role=row["role"], department=department, by=None, at=at, **person)
    emails = [row["email"] for row in rows]
    User.objects.filter(email__in=emails).update(password=make_password(password))  # hashed once: it is no secret
