"""Who tests of what the commune publishes stand on: a publisher, their desk, and a reader of public pages."""

import pytest
from django.test import Client

from communications.seeding import seed
from tests.fixtures.builders import NOW, make_member
from tests.fixtures.desk import HOST, sign_in


@pytest.fixture
def publisher(commune):
    return make_member(commune, "publisher", email="publisher@example.org")


@pytest.fixture
def desk(publisher):
    return sign_in(publisher)


@pytest.fixture
def reader(commune):
    return Client(headers={"host": HOST})


@pytest.fixture
def seeded(commune):
    """With what a new commune's communications start with."""
    seed(commune, NOW)


@pytest.fixture
def answerer(commune):
    """A clerk of the department that answers requests and questions."""
    return make_member(commune, "clerk", "complaints_unit")
