"""Figures and register of a large commune: how long they take, and in how much memory.

python -m bench.figures [ROWS]. Loads complaints into a PostgreSQL of its own and prints one line for each job: seconds,
and the peak of its process (RSS) before and after. Each job (bench/figures_job.py) has a process of its own.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

import services

JOBS = ("load", "count", "page", "csv", "xlsx")


def main(rows):
    with tempfile.TemporaryDirectory(prefix="jamaati-figures-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        with services.postgres(folder) as url:
            variables = {**os.environ, "DATABASE_URL": url, "DATA_DIR": str(folder / "data"), "DEMO": "1"}
            subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], env=variables, check=True)
            for job in JOBS:
                command = [sys.executable, "-m", "bench.figures_job", job, str(rows)]
                subprocess.run(command, env=variables, check=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
