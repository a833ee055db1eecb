"""What every test stands on. Builders and people are in tests/fixtures/."""

from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import connection

pytest.register_assert_rewrite("tests.fixtures")  # also of those that another one imports first
FIXTURES = Path(__file__).parent / "fixtures"
pytest_plugins = [f"tests.fixtures.{path.stem}" for path in sorted(FIXTURES.glob("[a-z]*.py"))]


COLLECTED = pytest.StashKey[list[pytest.Item]]()


@pytest.hookimpl(tryfirst=True)  # before -m leaves any out
def pytest_collection_modifyitems(config, items):
    """Leave out what needs PostgreSQL when the tests run on SQLite. The marker gives the reason."""
    config.stash[COLLECTED] = list(items)
    if connection.vendor == "postgresql":
        return
    for item in items:
        if marker := item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.skip(reason=f"PostgreSQL only: {marker.kwargs['reason']}"))


@pytest.fixture(autouse=True)
def _nothing_counted():
    """Every test begins with fresh counters of portal/rates.py."""
    for cache in caches.all(initialized_only=True):
        cache.clear()
