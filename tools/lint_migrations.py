"""Refuses migrations during which the version that still runs would stop. Started by `make check`.

What PostgreSQL would execute is looked at, so a server of its own is started unless DATABASE_URL names one. The
migrations in tools/first_release.txt belong to the first release, before which nothing ran; `--first-release` writes
that list anew, and is used for the last time when the first commune goes live.
"""

import os
import sys
import tempfile
from pathlib import Path

import debian
import services
from steps import PYTHON, ROOT, main, run, say

LIST = ROOT / "tools" / "first_release.txt"
APPS = os.environ.get("LINT_APPS", "").split()
STRICT = ["CREATE_INDEX", "CREATE_INDEX_EXCLUSIVE"]


def on_disk() -> dict[str, list[str]]:
    """{app: names of its migrations}, of our own apps."""
    found: dict[str, list[str]] = {}
    packages = [ROOT, *(Path(path) for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path and APPS)]
    for folder in sorted(path for package in packages for path in package.glob("*/migrations")):
        found[folder.parent.name] = names_in(folder)
    for folder in sorted(ROOT.glob("portal/*/migrations")):
        found[folder.parent.name] = names_in(folder)
    return found


def names_in(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("[0-9]*.py"))


def lint() -> None:
    migrations = on_disk()
    if "--first-release" in sys.argv:
        LIST.write_text("".join(f"{app}.{name}\n" for app, names in sorted(migrations.items()) for name in names))
        return say(f"{LIST.name} holds {sum(map(len, migrations.values()))} migrations.")
    known = set(LIST.read_text().split())
    new = {app: [name for name in names if f"{app}.{name}" not in known] for app, names in migrations.items()}
    new = {app: names for app, names in new.items() if names}
    if not new:
        return say("No migration since the first release.")
    if not services.postgres_program("initdb"):
        debian.install(["postgresql"], "to look at migrations as PostgreSQL executes them")
    with tempfile.TemporaryDirectory(prefix="jamaati-lint-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        if "DATABASE_URL" in os.environ:
            look_at(new, folder, os.environ["DATABASE_URL"])
        else:
            with services.postgres(folder) as url:
                look_at(new, folder, url)


def look_at(new: dict[str, list[str]], folder: Path, url: str) -> None:
    own = {"DJANGO_SETTINGS_MODULE": "lint_settings", "DATABASE_URL": url, "DEMO": "1", "DATA_DIR": str(folder)}
    own["PYTHONPATH"] = os.pathsep.join([str(ROOT / "tools"), os.environ.get("PYTHONPATH", "")])
    names = sorted({name for those in new.values() for name in those})
    run(
        [PYTHON, "manage.py", "lintmigrations", "--include-apps", *new, "--include-name", *names, "--no-cache",
         "--ignore-initial-migrations", "--quiet", "ok", "ignore", "--warnings-as-errors", *STRICT],
        env=own, advice="How a migration is written that nobody notices: ARCHITECTURE.md, “Migrations”.",
    )  # fmt: skip
    say(f"{sum(map(len, new.values()))} migrations since the first release, and all can be made while the portal runs.")


if __name__ == "__main__":
    main(lint)
