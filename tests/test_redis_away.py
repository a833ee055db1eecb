"""A Redis that is gone, or that takes connections and says nothing: a citizen does not wait for it."""

import json
import socket
import subprocess
import sys

import pytest

from complaints.models import Complaint
from portal.notifications.models import Notification
from tests.fixtures.processes import ROOT

# Seconds, on a busy machine too. Left alone, kombu tries for six, and a silent Redis holds up each of ten questions.
FIRST, NEXT = {"refuses": 3, "is silent": 8}, 2


@pytest.fixture(params=["refuses", "is silent"])
def away(request):
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        if request.param == "is silent":
            place.listen(50)
        yield request.param, f"redis://127.0.0.1:{place.getsockname()[1]}/0"


@pytest.mark.django_db(transaction=True)
def test_who_files_does_not_wait_for_a_redis_that_is_away(commune, away, child_environment):
    how, url = away
    environment = {**child_environment, "REDIS_URL": url, "DJANGO_SETTINGS_MODULE": "tests.live_settings"}
    done = subprocess.run([sys.executable, "-m", "tests.redis_away"], cwd=ROOT, env=environment, capture_output=True,
                          text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.rpartition("told: ")[2])
    assert told["times"][0] < FIRST[how], told
    assert max(told["times"][1:]) < NEXT, told
    assert told["last"] == 429
    assert Notification.objects.filter(template="cases/mail/receipt").count() == Complaint.objects.count() >= 3
