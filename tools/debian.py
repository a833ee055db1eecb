"""Installs Debian packages when they are missing and it is allowed; else says what to install."""

import os
import shutil

from steps import Failed, run, say, step


def install(packages: list[str], why: str) -> None:
    """Install with apt-get, as root or with sudo. Raise Failed, with the command to type, where that cannot be."""
    command = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    advice = f"Install them yourself ({why}): sudo {command}"
    if os.environ.get("NO_SYSTEM_INSTALL") == "1":
        raise Failed(f"These packages are missing and NO_SYSTEM_INSTALL=1 forbids to install them. {advice}")
    if not shutil.which("apt-get"):
        raise Failed(f"These packages are missing and this system has no apt-get. {advice}")
    rights = _rights(advice)
    say(f"Installing with {'sudo ' if rights else ''}apt-get, {why}: {', '.join(packages)}")
    say("(NO_SYSTEM_INSTALL=1 forbids this.)")
    quiet = [*rights, "env", "DEBIAN_FRONTEND=noninteractive"]
    with step("Debian packages"):
        run([*quiet, "apt-get", "update", "-q"], advice=advice)
        run([*quiet, *command.split()], advice=advice)


def _rights(advice: str) -> list[str]:
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        raise Failed(f"These packages are missing and only root may install them. {advice}")
    return ["sudo"]
