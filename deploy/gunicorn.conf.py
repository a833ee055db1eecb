"""gunicorn in production. BIND, WEB_WORKERS and WEB_THREADS come from the environment.

Threads wait for the database and for slow telephones, processes use the cores: 2 processes of 4 threads per 2 cores.
"""

import os
from pathlib import Path

bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 90  # an upload over a bad connection, with the check of its photos
graceful_timeout = 30
keepalive = 30  # longer than the proxy's, so that it never writes into a connection that we just closed
control_socket_disable = True


def on_starting(server):
    """Forget what the processes of the run before counted; Prometheus understands a counter that begins anew."""
    folder = Path(os.environ.get("DATA_DIR", "var")) / "metrics"
    for left in folder.glob("*.db"):
        left.unlink()
