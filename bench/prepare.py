"""Loads the complaints into the database of DATABASE_URL and writes the requests of each job into a folder.

python -m bench.prepare FOLDER ROWS. Prints one JSON line: what each job costs in queries and bytes.
"""

import json
import os
import sys
import time
from pathlib import Path


def main():
    folder, rows = Path(sys.argv[1]), int(sys.argv[2])
    started = time.monotonic()
    commune = load.load(rows)
    loaded = time.monotonic() - started
    facts = {"seconds_to_load": round(loaded, 1), "jobs": []}
    for number, job in enumerate(targets.jobs(commune)):
        path = folder / f"{number:02d}.lua"
        path.write_text(targets.as_lua(job), encoding="utf-8")
        facts["jobs"].append(
            {"name": job.name, "list": str(path), "queries": job.queries, "bytes": job.bytes, "once": job.once}
        )
    print(json.dumps(facts))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    from django.test.utils import setup_test_environment

    from bench import load, targets

    setup_test_environment()  # pages are asked for here as tests do, to read the hidden fields of their forms

    main()
