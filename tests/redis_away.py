"""Files three complaints where REDIS_URL names a place that does not serve, and prints how long each took, as JSON."""

import json
import time

import django

django.setup()

from django.test import Client  # noqa: E402

from portal.communes.models import Commune  # noqa: E402
from portal.rates import LIMITS  # noqa: E402
from tests.fixtures.citizens import filing_url, filled  # noqa: E402

HOST = {"Host": "lar.localhost"}
Client(headers=HOST).get(filing_url())  # what only the first page of a process costs
commune, times, last = Commune.objects.get(), [], 0
for number in range(3):
    began = time.monotonic()
    answer = Client(headers=HOST).post(filing_url(), filled(commune, subject=f"{number}", email="a@example.org"))
    times.append(time.monotonic() - began)
    assert answer.status_code == 302, answer.content.decode()
for _ in range(LIMITS["file"].target[0].times):  # counted in this process meanwhile
    last = Client(headers=HOST).post(filing_url(), filled(commune, subject=f"{_} more")).status_code
print("told:", json.dumps({"times": times, "last": last}))
