"""Compiles locale/*/LC_MESSAGES/*.po to .mo, without msgfmt. Fuzzy messages are left out."""

import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent


def compile_all(folder: Path = ROOT / "locale") -> None:
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        try:
            polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))
        except OSError as error:
            sys.exit(f"{source} is not a translation file: {error}")


if __name__ == "__main__":
    compile_all()
