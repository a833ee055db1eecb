"""Every address × every role × GET and POST, with rows of one's own commune and with those of another.

What each cell answers stands in permissions.csv, which people read; see matrix.py for its words.
"""

import pytest

from tests.fixtures.secrets import MARK
from tests.fixtures.world import PERSON, ROLES, ask
from tests.security import matrix

pytestmark = pytest.mark.django_db
CELLS_AT_LEAST = 9000  # may only grow
# Who may read who the citizen is: those whose case it is, and those who handle it
KNOW_THE_PERSON = {"holder", "owner", "clerk", "head", "officer", "director"}
# What a GET may write: downloads are on the record, and allauth brings its copy of an address in step
RECORDED = {"cases_export", "account_emailaddress"}
EXPECTED = matrix.read() if matrix.TABLE.exists() else {}


@pytest.fixture(scope="module")
def seen(world):
    """{address: {role: answers}} as far as it was walked; at the end it becomes the proposal of a new table."""
    found = {name: {} for name in world.addresses(world.mine)}
    yield found
    if found != EXPECTED:
        matrix.propose(found)


def test_the_table_holds_each_address_once_and_nothing_else(world):
    missing = [name for name in world.addresses(world.mine) if name not in EXPECTED]
    assert not missing, "without a row in permissions.csv"
    assert not [name for name in EXPECTED if name not in world.addresses(world.mine)], "a row without an address"
    assert all(set(row) == set(ROLES) for row in EXPECTED.values())


def test_the_walk_may_only_grow(world, capsys):
    own, foreign = len(world.addresses(world.mine)), len(foreign_addresses(world))
    cells = (own + foreign) * len(ROLES) * len(matrix.METHODS)
    with capsys.disabled():
        print(f"\n{cells} cells: {own} addresses and {foreign} of another commune × {len(ROLES)} roles × 2 methods")
    assert cells >= CELLS_AT_LEAST


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_table_says(role, world, seen):
    wrong = []
    for name, address in world.addresses(world.mine).items():
        answers = [answer_of(world, role, method, address, wrong) for method in matrix.METHODS]
        seen[name][role] = tuple(answers)
    wrong += matrix.differences(EXPECTED, seen, role)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ROLES)
def test_nobody_gets_anything_of_another_commune(role, world):
    wrong = []
    for name, address in foreign_addresses(world).items():
        for method, own in zip(matrix.METHODS, EXPECTED[name][role], strict=True):
            got = answer_of(world, role, method, address, wrong)
            allowed = {"404", "track", *({own} & matrix.REFUSALS)}
            if got not in allowed:
                wrong.append(f"{name} of another commune · {role} · {method.upper()}: got {got}")
    assert not wrong, "\n".join(wrong)


def foreign_addresses(world):
    """The addresses that name a row of the other commune."""
    mine = set(world.addresses(world.mine).values())
    return {name: address for name, address in world.addresses(world.other).items() if address not in mine}


def answer_of(world, role, method, address, wrong):
    """The word for one answer; what no answer may do is added to `wrong`."""
    answer, body, written = ask(world.browsers[role], method, address)
    got, cell = matrix.verdict(answer, address), f"{address} · {role} · {method.upper()}"
    if answer.status_code >= 500:
        wrong.append(f"{cell}: {answer.status_code}")
    if MARK.encode() in body:
        wrong.append(f"{cell}: shows the other commune")
    if PERSON.encode() in body and role not in KNOW_THE_PERSON:
        wrong.append(f"{cell}: shows the name of the citizen")
    if written and (got in matrix.REFUSALS or (method == "get" and not written <= RECORDED)):
        wrong.append(f"{cell}: got {got} and wrote to {sorted(written)}")
    return got
