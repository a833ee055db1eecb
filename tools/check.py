"""Looks at everything that can be checked without running the portal. Started by `make check`."""

import os
import secrets
import subprocess
import sys
import tempfile
import time

from steps import PYTHON, ROOT, main, say

BIN = PYTHON.parent
YAML = "{extends: default, rules: {line-length: {max: 120}, document-start: disable}}"
MANAGE = [PYTHON, "manage.py"]


def checks() -> list[tuple[str, list, dict[str, str], str]]:
    """Title, command, environment, and what to do when it fails."""
    production = {
        "DEMO": "0",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "TRACKING_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "jamaati.example.ma",
        "DATABASE_URL": "postgres://jamaati:secret@localhost/jamaati",
        "REDIS_URL": "redis://localhost:6379/0",
        "EMAIL_URL": "smtp://jamaati:secret@mail.example.ma:587/?tls=starttls",
        "SMS_URL": "https://sms.example.ma/send",
    }
    templates = [str(path) for path in sorted((ROOT / "templates").rglob("*.html"))]
    return [
        ("Style", [BIN / "ruff", "check", "."], {}, "make fix; what it leaves is for you"),
        ("Formatting", [BIN / "ruff", "format", "--check", "."], {}, "make fix"),
        ("Templates", [BIN / "djade", "--check", "--target-version", "5.2", *templates], {}, "make fix"),
        ("Types", [BIN / "mypy"], {}, "correct the types named above"),
        ("Migrations are written", [*MANAGE, "makemigrations", "--check", "--dry-run"], {}, "manage.py makemigrations"),
        ("Migrations while the portal runs", [PYTHON, "tools/lint_migrations.py"], {}, "ARCHITECTURE.md says how"),
        ("Django's checks", [*MANAGE, "check", "--fail-level", "WARNING"], {}, "correct what is named above"),
        ("Production settings", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], production,
         "portal/settings.py must be safe with the values that tools/check.py sets"),
        ("Deployment: image", [BIN / "hadolint", "deploy/Dockerfile"], {}, "correct deploy/Dockerfile"),
        ("Deployment: style", [BIN / "yamllint", "--strict", "--config-data", YAML, "deploy"], {}, "correct the YAML"),
        ("Deployment: compose", [BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec",
         "deploy/compose.yaml"], {}, "correct deploy/compose.yaml"),
        ("Translations", [PYTHON, "tools/check_translations.py"], {}, "make messages, then fill in locale/"),
    ]  # fmt: skip


def check() -> int:
    failed = []
    with tempfile.TemporaryDirectory(prefix="jamaati-check-") as folder:
        for title, command, variables, advice in checks():
            started = time.monotonic()
            say(f"· {title} …")
            own = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
            status = subprocess.run(
                command, cwd=ROOT, env={**own, "DATA_DIR": folder, **variables}, check=False
            ).returncode
            if status:
                failed.append(f"  {title}: {advice}")
            say(f"  {'FAILED' if status else 'fine'}, {time.monotonic() - started:.0f} s")
    if failed:
        print("\nFailed:", *failed, sep="\n", file=sys.stderr)
    else:
        say("\nAll checks are fine.")
    return 1 if failed else 0


if __name__ == "__main__":
    main(check)
