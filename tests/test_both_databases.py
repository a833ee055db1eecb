"""The suite runs on PostgreSQL and on SQLite; what it leaves out on SQLite stays the exception."""

from pathlib import Path

import pytest

from .conftest import COLLECTED

SHARE = 0.10


@pytest.fixture
def suite(request):
    """Every test of the suite; a run that names a part of it knows too little to judge."""
    here = Path(__file__).parent
    if {Path(word).resolve() for word in request.config.args} != {here}:
        pytest.skip("only a run of the whole suite can tell")
    return request.config.stash[COLLECTED]


def left_out(item):
    return item.get_closest_marker("postgres") or item.get_closest_marker("journey")


def test_at_most_one_test_in_ten_is_left_out_on_sqlite(suite):
    missing = [item.nodeid for item in suite if left_out(item)]
    print(f"{len(missing)} of {len(suite)} tests do not run on SQLite")
    assert len(missing) <= SHARE * len(suite), missing


def test_each_test_that_is_left_out_gives_its_reason(suite):
    markers = [item.get_closest_marker("postgres") for item in suite]
    assert all(len(marker.kwargs.get("reason", "")) > 10 for marker in markers if marker)
