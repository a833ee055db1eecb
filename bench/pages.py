"""What a phone receives and how it shows it: weight, number of requests, Lighthouse; and the memory of a web worker.

On the demonstration, on SQLite. Called by bench/run.py.
"""

import http.client
import json
import os
import shutil
import statistics
import subprocess
import uuid
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import sync_playwright
from steps import PYTHON, ROOT, Failed, run, say, step

from bench import processes

HERE = Path(__file__).parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FLAGS += ["--disable-sync", "--no-first-run"]
PAGES = {"home page in Arabic": "/ar/", "filing form in Arabic": "/ar/complaints/new/"}
KILOBYTES, REQUESTS, MEGABYTES, MIXED, TIMES, ATTEMPTS = 100, 12, 150, 1000, 5, 3
SCORES = {"performance": 95, "accessibility": 100, "best-practices": 100}


def measure(folder: Path, chromium: str) -> dict:
    environment = {"DATA_DIR": str(folder / "demo"), "DEMO": "1", "TRUSTED_PROXIES": "1", "LOG_LEVEL": "WARNING"}
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    with step("The demonstration"):
        for words in (["migrate", "--noinput"], ["demo"], ["enforce_deadlines"]):
            run([PYTHON, "manage.py", *words], env=environment, advice="")
    (folder / "pages").mkdir()
    with processes.web("portal.wsgi:application", environment, folder / "pages", answers="/healthz") as (web, address):
        with step("Weight"):
            weights = {name: weight(chromium, f"{address}{path}") for name, path in PAGES.items()}
        with step("Lighthouse, five times each page"):
            scores = {name: lighthouse(chromium, f"{address}{path}") for name, path in PAGES.items()}
        with step(f"{MIXED} mixed requests"):
            mixed(address)
        workers = [processes.resident(pid) for pid in processes.children(web.pid)]
    return {"weights": weights, "scores": scores, "workers": workers}


def weight(chromium: str, url: str) -> dict:
    """Bytes over the wire and requests of a first visit, all that the page loads by itself included."""
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 390, "height": 850}, service_workers="block")
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        received, asked = [], []
        session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
        session.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
        page.goto(url, wait_until="networkidle")
        browser.close()
    return {
        "kilobytes": round(sum(received) / 1024, 1),
        "requests": len([url for url in asked if url.startswith("http")]),
    }


def lighthouse(chromium: str, url: str) -> dict:
    """The median scores of five runs of Lighthouse's mobile profile."""
    if not (HERE / "node_modules" / "lighthouse").is_dir():
        npm = shutil.which("npm") or str(PYTHON.parent / "npm")
        run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE, advice="Is the network there?")
    found = [_lighthouse(chromium, url) for _ in range(TIMES)]
    return {name: statistics.median(one[name] for one in found) for name in SCORES}


def _lighthouse(chromium: str, url: str) -> dict:
    command = [HERE / "node_modules" / ".bin" / "lighthouse", url, "--output=json", "--quiet",
               f"--only-categories={','.join(SCORES)}", f"--chrome-flags=--headless=new {' '.join(FLAGS)}"]  # fmt: skip
    for _ in range(ATTEMPTS):  # now and then a browser starts without a trace, and Lighthouse says: run it again
        result = subprocess.run(command, cwd=ROOT, env={**os.environ, "CHROME_PATH": chromium}, capture_output=True,
                                text=True, check=False)  # fmt: skip
        if not result.returncode:
            break
    else:
        raise Failed(f"Lighthouse failed:\n{result.stderr[-2000:]}")
    said = json.loads(result.stdout)
    if os.environ.get("LIGHTHOUSE_KEEP"):
        Path(os.environ["LIGHTHOUSE_KEEP"]).write_text(result.stdout, encoding="utf-8")
    return {name: round(said["categories"][name]["score"] * 100) for name in SCORES}


def mixed(address: str) -> None:
    """Pages read by many people, and every tenth request a complaint with a photo of 12 megapixels."""
    photo = _photo()
    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(lambda number: _one(address, number, photo), range(MIXED)))
    wrong = [status for status in statuses if status not in (200, 302)]
    if wrong:
        raise Failed(f"{len(wrong)} of {MIXED} requests were answered with {set(wrong)}")


def _one(address: str, number: int, photo: bytes) -> int:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)
    headers = {"Host": "localhost", "X-Forwarded-For": f"10.1.{number // 250}.{number % 250 + 1}"}
    if number % 10:
        path = ("/ar/", "/fr/", "/ar/complaints/new/", "/ar/track/")[number % 4]
        connection.request("GET", path, headers=headers)
    else:
        body, kind = _form(number, photo)
        headers |= {"Content-Type": kind, "Cookie": f"csrftoken={'b' * 32}"}
        connection.request("POST", "/ar/complaints/new/", body=body, headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def _form(number: int, photo: bytes) -> tuple[bytes, str]:
    fields = {
        "csrfmiddlewaretoken": "b" * 32,
        "submission_token": str(uuid.uuid4()),
        "kind": "complaint",
        "category": "1",
        "description": f"مصباح منطفئ {number}",
        "phone": f"06{number:08d}",
        "language": "ar",
        "agree": "on",
    }
    edge = "x" * 20
    named = "Content-Disposition: form-data; name="
    parts = [f'--{edge}\r\n{named}"{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
    head = f'--{edge}\r\n{named}"files"; filename="p.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    body = "".join([*parts, head]).encode() + photo + f"\r\n--{edge}--\r\n".encode()
    return body, f"multipart/form-data; boundary={edge}"


def _photo() -> bytes:
    noise = Image.frombytes("RGB", (500, 375), Random(311).randbytes(500 * 375 * 3))
    buffer = BytesIO()
    noise.resize((4000, 3000)).save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def report(result: dict) -> bool:
    good = True
    for name, found in result["weights"].items():
        fine = name not in ("home page in Arabic",) or (
            found["kilobytes"] <= KILOBYTES and found["requests"] <= REQUESTS
        )
        good &= fine
        say(f"{name}: {found['kilobytes']} KB over the wire, {found['requests']} requests {_mark(fine)}")
    for name, found in result["scores"].items():
        fine = all(found[what] >= least for what, least in SCORES.items())
        good &= fine
        say(f"{name}, Lighthouse mobile, median of {TIMES}: {found} {_mark(fine)}")
    fine = all(worker["now"] <= MEGABYTES for worker in result["workers"])
    say(f"web workers after {MIXED} mixed requests, MB: {result['workers']} {_mark(fine)}")
    return good and fine


def _mark(good: bool) -> str:
    return "✓" if good else "OVER THE LIMIT"
