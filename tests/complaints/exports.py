"""Exports of another register for tests: a commune with real categories, a small mapping, and one call to import."""

import io
import json
from datetime import datetime
from pathlib import Path

from complaints.importing import mapping, writer
from portal.communes.services import open_commune
from tests.fixtures.builders import NOW

DATA = Path(__file__).parent / "data"
EXCERPT = DATA / "nyc311_excerpt.csv"
SEED = Path(__file__).parents[2] / "complaints" / "seed"
BOUNDS = {"south": 35.16, "west": -6.18, "north": 35.225, "east": -6.11}
MAPPING = {
    "external_system": "old",
    "columns": {
        "external_reference": "id",
        "opened": "opened",
        "closed": "closed",
        "topic": "topic",
        "detail": "detail",
        "latitude": "lat",
        "longitude": "lon",
        "district": "district",
        "phone": "phone",
        "email": "email",
    },
    "empty": ["", "N/A"],
    "date_format": ["%Y-%m-%d %H:%M", "%Y-%m-%d"],
    "timezone": "Africa/Casablanca",
    "language": "fr",
    "topics": {"light": "lighting_out", "road": "road_pothole"},
    "kinds": {"thanks": "remark"},
}
HEADER = "id,opened,closed,topic,detail,lat,lon,district,phone,email"


def open_test_commune(prefix="LAR", **facts):
    names = {"name_ar": f"جماعة {prefix}", "name_fr": f"Commune {prefix}"}
    host = f"{prefix.lower()}.localhost"
    return open_commune(code=f"01.{prefix}", prefix=prefix, hosts=[host], at=NOW, **{**names, **BOUNDS, **facts})


def load_mapping(tmp_path, **changes):
    path = tmp_path / "mapping.json"
    path.write_text(json.dumps({**MAPPING, **changes}), encoding="utf-8")
    return mapping.load(path)


def row(id="1", opened="2026-11-20 08:00", closed="", topic="light", detail="", **more):
    """A line of the small export."""
    cells = [
        id,
        opened,
        closed,
        topic,
        detail,
        *(more.get(n, "") for n in ("lat", "lon", "district", "phone", "email")),
    ]
    return ",".join(cells)


def export(*rows, header=HEADER):
    return "\n".join([header, *rows, ""]).encode()


class Importer:
    """importer(rows or bytes) -> (figures, {line: code} of refusals, {line: [codes]} of warnings)."""

    def __init__(self, commune, mapping):
        self.commune, self.mapping = commune, mapping

    def __call__(self, *rows, at=NOW, data=None, **options):
        remarks = []
        file = io.BytesIO(export(*rows) if data is None else data)
        figures = writer.run(self.commune, file, mapping=self.mapping, at=at, told=remarks.append, **options)
        refused = {remark.line: remark.code for remark in remarks if remark.refused}
        warned = {}
        for remark in remarks:
            assert remark.sentence
            if not remark.refused:
                warned.setdefault(remark.line, []).append(remark.code)
        return figures, refused, warned


def moment(text):
    return datetime.fromisoformat(text)
