"""The settings under test: those of the portal, with a folder of their own and without what only costs time."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "JAMAATI_TEST_DIR" not in os.environ:  # the first process; those of xdist inherit the folder
    os.environ["JAMAATI_TEST_DIR"] = tempfile.mkdtemp(prefix="jamaati-test-")
    atexit.register(shutil.rmtree, os.environ["JAMAATI_TEST_DIR"], ignore_errors=True)
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
os.environ["DATA_DIR"] = str(Path(os.environ["JAMAATI_TEST_DIR"]) / WORKER)
os.environ["DEMO"] = "1"
if os.environ.get("REDIS_URL"):  # each xdist process has a numbered database of its own
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rstrip('/').rsplit('/', 1)[0]}/{WORKER.removeprefix('gw')}"

from portal import startup  # noqa: E402
from portal.settings import *  # noqa: E402, F403 - the environment comes first
from portal.settings import DATA_DIR, DATABASES, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # a file, so that threads and child processes share it
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT = startup.private_folder(DATA_DIR / "static")  # empty: what is served comes from the sources
