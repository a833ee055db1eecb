"""Puts right what can be put right without thinking: formatting and simple style. Started by `make fix`."""

import subprocess

from steps import PYTHON, ROOT, main

BIN = PYTHON.parent


def fix() -> int:
    templates = [str(path) for path in sorted((ROOT / "templates").rglob("*.html"))]
    left = subprocess.run([BIN / "ruff", "check", "--fix", "."], cwd=ROOT, check=False).returncode
    subprocess.run([BIN / "ruff", "format", "."], cwd=ROOT, check=True)
    # djade answers 1 when it changed something
    subprocess.run([BIN / "djade", "--target-version", "5.2", *templates], cwd=ROOT, check=False)
    return left


if __name__ == "__main__":
    main(fix)
