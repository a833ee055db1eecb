"""Reading seed files: JSON rows, in Arabic and French, that a new commune gets as rows of its own."""

import json
from pathlib import Path


def read(folder, name):
    """The rows of `<folder>/<name>.json`."""
    return json.loads((Path(folder) / f"{name}.json").read_text(encoding="utf-8"))


def only(row, *names):
    """Of a row, the named columns; a translated one ("name") gives name_ar and name_fr. What is absent is left out."""
    wanted = [column for name in names for column in (name, f"{name}_ar", f"{name}_fr")]
    return {column: row[column] for column in wanted if column in row}
