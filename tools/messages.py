"""Collects the sentences to translate into locale/ar and locale/fr. Started by `make messages`; needs gettext."""

import shutil
from pathlib import Path

import debian
from steps import PYTHON, ROOT, main, run, say

WORDS = ["--all", "--no-wrap", "--add-location", "file", "--no-obsolete"]
LEFT_OUT = [".venv", "node_modules", "build", "var", "tests", "tools", "bench"]


def collect(folder: Path = ROOT) -> None:
    """Bring the .po files of this folder in step with its code and templates. Needs xgettext."""
    ignored = [word for name in LEFT_OUT for word in ("--ignore", name)]
    command = [str(PYTHON), "manage.py", "makemessages", *WORDS, *ignored]
    run(command, cwd=folder, advice="Correct the file that is named above.")


def messages() -> None:
    if not shutil.which("xgettext"):
        debian.install(["gettext"], "to collect the sentences")
    collect()
    say("Now fill in what is empty or fuzzy in locale/*/LC_MESSAGES/django.po; make check tells what is left.")


if __name__ == "__main__":
    main(messages)
