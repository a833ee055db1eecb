"""The speed of the portal, against a bare page in the same run. Started by `make bench`; see docs/performance.md.

make bench ARGS="--rows 100000 --seconds 9"      --rows: complaints (10,000 or a multiple), several with commas
Limits are for a machine on which the bare page costs 5.5 ms of CPU; elsewhere limit × B / 5.5. Each job takes turns
with the bare page, a slice of time each, for machines change their speed while they are watched.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

import debian
import services
from steps import PYTHON, ROOT, Failed, main, run, say, step

from bench import news, pages, processes, sweeping

LUA = Path(__file__).parent / "wrk.lua"
SLICES = 3  # of each job, and as many of the bare page between them
CONNECTIONS = 8
REFERENCE = 5.5  # ms of CPU of the bare page on the machine that the limits are for
# CPU ms per request of web and database together, and queries
LIMITS = {
    **dict.fromkeys(["home page in Arabic", "news, first page", "a publication", "calendar"], (8.25, None)),  # 1.5 × B
    "file a complaint": (14, 25),
    "tracking page": (8, None),
    "inbox, first page": (18, 12),
    "inbox by state and category": (18, None),
    "inbox, overdue only": (18, None),
    "search in Arabic": (30, None),
    "case page": (20, None),
    "answer a case": (20, None),
}
RATIO = {"inbox, page at 95 %": ("inbox, first page", 1.2)}  # times another job, which takes turns with it


def bench() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--rows", default="100000")
    words.add_argument("--seconds", type=int, default=9)
    words.add_argument("--json", type=Path, help="also write everything that was measured here")
    words.add_argument("--only", choices=["jobs", "pages"], help="leave out the other half")
    words.add_argument("--job", default="", help="only the jobs with these letters in their names")
    given = words.parse_args()
    if not shutil.which("wrk"):
        debian.install(["wrk"], "to send requests")
    kept, shown = [], None
    for rows in (int(number) for number in given.rows.split(",") if given.only != "pages"):
        with tempfile.TemporaryDirectory(prefix="jamaati-bench-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            folder.chmod(0o711)
            with services.all_services(folder) as variables:
                kept.append(measure(folder, rows, given, variables))
    if given.only != "jobs":
        services.install_missing()
        with tempfile.TemporaryDirectory(prefix="jamaati-bench-", ignore_cleanup_errors=True) as name:
            shown = pages.measure(Path(name), services.chromium() or "")
    if given.json:
        given.json.write_text(json.dumps({"jobs": kept, "pages": shown}, indent=1), encoding="utf-8")
    good = [report(result) for result in kept] + [grows_slowly(kept), shown is None or pages.report(shown)]
    return 0 if all(good) else 1


def measure(folder: Path, rows: int, given: argparse.Namespace, variables: dict[str, str]) -> dict:
    environment = {
        **variables,
        "DATA_DIR": str(folder / "data"),
        "DEMO": "1",
        "TRUSTED_PROXIES": "1",
        "LOG_LEVEL": "WARNING",
    }
    (folder / "lists").mkdir()
    postgres, seconds = processes.postmaster(), given.seconds
    with step(f"Database with {rows:,} complaints"):
        run([PYTHON, "manage.py", "migrate", "--noinput"], env=environment, advice="")
        facts = json.loads(python("bench.prepare", folder / "lists", rows, env=environment).splitlines()[-1])
        run([PYTHON, "-m", "bench.baseline"], env=environment, advice="")
    bare = folder / "lists" / "bare.lua"
    bare.write_text('return { once = false, requests = {{ method = "GET", path = "/", cookie = "" }} }')
    with (
        processes.web("bench.baseline:application", environment, folder, answers="/") as (plain, plain_address),
        processes.web("portal.wsgi:application", environment, folder, answers="/healthz") as (web, address),
    ):
        page = plain, plain_address, bare
        lists = {job["name"]: (web, address, job["list"]) for job in facts["jobs"]}
        results = [
            {**job, **in_turn(page, lists[job["name"]], postgres, seconds, once=job["once"])}
            for job in facts["jobs"]
            if given.job in job["name"]
        ]
        for job in results:
            if job["name"] in RATIO:
                beside = in_turn(lists[RATIO[job["name"]][0]], lists[job["name"]], postgres, seconds, once=False)
                job["times"] = beside["cpu_ms"] / beside["bare_ms"]
        workers = [processes.resident(pid) for pid in processes.children(web.pid)]
    return {
        "rows": rows,
        "jobs": results,
        "workers": workers,
        **sweeping.measure(environment),
        **news.measure(environment, folder),
    }


def python(module: str, *words, env: dict[str, str]) -> str:
    return run([PYTHON, "-m", module, *(str(word) for word in words)], env=env, advice="The lines above say why.")


def in_turn(bare, job, postgres: int, seconds: int, *, once: bool) -> dict:
    """The figures of a job, and `bare_ms` of the bare page beside it: CPU time of web and database per request.

    `bare`, `job`: (web process, address, list); `once`: requests of the list may be sent only once.
    """
    slices = {"bare": [], "job": []}
    if not once:
        wrk(job[1], job[2], 2)
    for _ in range(SLICES):
        slices["bare"].append(timed(*bare, postgres, seconds / SLICES))
        sent = sum(one["requests"] + CONNECTIONS for one in slices["job"]) if once else 0
        slices["job"].append(timed(*job, postgres, seconds / SLICES, skip=sent))
    plain, own = (together(some) for some in slices.values())
    return {**own, "bare_ms": plain["cpu_ms"]}


def timed(web, address: str, path, postgres: int, seconds: float, *, skip: int = 0) -> dict:
    """Send the list for some seconds; CPU seconds of web and database."""
    before = processes.cpu_seconds(web.pid), processes.cpu_seconds(postgres)
    figures = wrk(address, path, seconds, skip)
    if not figures["requests"]:
        raise Failed(f"no answer within {seconds} seconds: {path}")
    return {
        **figures,
        "web": processes.cpu_seconds(web.pid) - before[0],
        "database": processes.cpu_seconds(postgres) - before[1],
    }


def together(slices: list[dict]) -> dict:
    """Slices of the same requests as one: times per request in ms, latencies as the median of the slices."""
    requests = sum(one["requests"] for one in slices)
    web, database = (sum(one[name] for one in slices) * 1000 / requests for name in ("web", "database"))
    latencies = {name: statistics.median(one[name] for one in slices) for name in ("p50", "p95")}
    speed = requests / sum(one["seconds"] for one in slices)
    return {"requests": requests, "per_second": speed, "web_ms": web, "database_ms": database,
            "cpu_ms": web + database, **latencies}  # fmt: skip


def wrk(address: str, path, seconds: float, skip: int = 0) -> dict:
    """`skip`: so many requests of the list were sent before."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "--timeout", "30s", "-s", str(LUA)]
    command += [address, "--", str(path), str(skip)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    line = next((line for line in result.stdout.splitlines() if line.startswith("RESULT")), None)
    if line is None:
        raise Failed(f"wrk said nothing:\n{result.stdout}{result.stderr}")
    requests, microseconds, errors, p50, p95, _most = (float(word) for word in line.split()[1:])
    if errors:
        raise Failed(f"{errors:.0f} of {requests:.0f} requests failed: {path}\n{result.stdout}")
    return {"requests": int(requests), "seconds": microseconds / 1e6, "p50": p50, "p95": p95}


def report(result: dict) -> bool:
    """Print the table of a run; return whether everything is within its limit."""
    usual, good = statistics.median(job["bare_ms"] for job in result["jobs"]), True
    slower = usual / REFERENCE
    say(f"\n{result['rows']:,} complaints; B = {usual:.1f} ms of CPU, so this machine is {slower:.1f} times slower")
    say("| job | CPU ms (web + database) | B around it | × B | limit | queries | req/s | p50 ms | p95 ms | |")
    say("|---|---|---|---|---|---|---|---|---|---|")
    for job in result["jobs"]:
        limit, queries = limit_of(job["name"])
        ratio = job.get("times", ratio_of(job))
        fine = (limit is None or ratio <= limit) and (queries is None or job["queries"] <= queries)
        good &= fine
        cost = f"{job['cpu_ms']:.1f} ({job['web_ms']:.1f} + {job['database_ms']:.1f})"
        against = f"{job['bare_ms']:.1f} | {ratio:.2f} | " + (f"{limit:.2f}" if limit else "–")
        against += f" × {RATIO[job['name']][0]}" if job["name"] in RATIO else ""
        asked = f"{job['queries']}" + (f" ≤ {queries}" if queries else "")
        mark = "" if limit is None else "✓" if fine else "TOO MUCH"
        speed = f"{job['per_second']:.0f} | {job['p50']:.1f} | {job['p95']:.1f}"
        say(f"| {job['name']} | {cost} | {against} | {asked} | {speed} | {mark} |")
    say(f"web workers, MB now and at most: {result['workers']}")
    fine = [sweeping.report(result, slower), news.report(result, slower)]
    return all(fine) and good


def ratio_of(job: dict) -> float:
    """What a job costs in bare pages that took turns with it: a busy neighbour slows both."""
    return job["cpu_ms"] / job["bare_ms"]


def limit_of(name: str) -> tuple[float | None, int | None]:
    """(in bare pages, or in those of the job that took turns with it; queries), each None where there is none."""
    if name in RATIO:
        return RATIO[name][1], None
    limit, queries = LIMITS.get(name, (None, None))
    return (limit / REFERENCE if limit else None), queries


def grows_slowly(kept: list[dict]) -> bool:
    """With many more rows each job costs at most 1.5 × what it did, each in bare pages of its own moment."""
    if len(kept) < 2:
        return True
    first, last = ({job["name"]: ratio_of(job) for job in result["jobs"]} for result in (kept[0], kept[-1]))
    good = True
    say(f"\n{kept[-1]['rows']:,} complaints against {kept[0]['rows']:,} (limit 1.5)")
    for name in first:
        ratio = last[name] / first[name]
        good &= ratio <= 1.5
        say(f"| {name} | {ratio:.2f} | {'✓' if ratio <= 1.5 else 'TOO MUCH'} |")
    return good


if __name__ == "__main__":
    os.chdir(ROOT)
    main(bench)
