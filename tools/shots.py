"""Takes pictures of the pages people use: Arabic and French, 390 and 1280 px wide. Started by `make shots`.

The portal is one of its own with the demonstration in it; SHOTS_OF=http://localhost:8000 DATA_DIR=var takes one that
runs, and changes it: what a scene files stays there. Words after the command choose scenes: tools/shots.py office.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import scenes
from camera import FLAGS, OUT, Camera
from playwright.sync_api import sync_playwright
from services import chromium
from steps import PYTHON, ROOT, Failed, main, say, step

WIDTHS = (390, 1280)
LANGUAGES = ("ar", "fr")
PATIENCE = 600  # seconds until the portal with its demonstration answers, also on a busy machine


def shots() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for old in [*OUT.glob("*.png"), *OUT.glob("*.pdf")]:
        old.unlink()
    chosen = [scene for scene in scenes.ALL if scene.__name__ in sys.argv[1:] or not sys.argv[1:]]
    with portal() as (address, data), sync_playwright() as player:
        known = scenes.known(data)
        browser = player.chromium.launch(executable_path=chromium(), args=FLAGS)
        for language in LANGUAGES:
            for width in WIDTHS:
                with step(f"Pictures in {language}, {width} px"):
                    for scene in chosen:
                        scene(Camera(browser, address, language, width), known)
    say(f"{len(list(OUT.glob('*.png')))} pictures in {OUT.relative_to(ROOT)}")


@contextmanager
def portal():
    """(address, data folder) of the portal that is looked at."""
    if running := os.environ.get("SHOTS_OF"):
        yield running.rstrip("/"), Path(os.environ["DATA_DIR"]).resolve()
        return
    with tempfile.TemporaryDirectory(prefix="jamaati-shots-") as folder:
        server, address, data = start(Path(folder))
        try:
            yield address, data
        finally:
            os.killpg(server.pid, signal.SIGINT)
            server.wait(timeout=30)


def start(folder: Path) -> tuple[subprocess.Popen, str, Path]:
    """A portal of its own with the demonstration in it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    data, log = folder / "data", (folder / "log").open("w")
    environment = {**os.environ, "PORT": port, "DATA_DIR": str(data), "RATE_FACTOR": "20"}
    command = [str(PYTHON), str(ROOT / "tools" / "run.py")]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
    address, limit = f"http://localhost:{port}", time.monotonic() + PATIENCE
    with step("A portal with the demonstration"):
        while server.poll() is None and time.monotonic() < limit:
            if _answers(f"{address}/readyz"):
                return server, address, data
            time.sleep(0.5)
    if server.poll() is None:
        os.killpg(server.pid, signal.SIGINT)
    raise Failed("The portal did not start:\n" + (folder / "log").read_text()[-2000:])


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2):
            return True
    except OSError:
        return False


if __name__ == "__main__":
    main(shots)
