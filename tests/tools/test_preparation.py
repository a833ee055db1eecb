"""The steps that make run and make test share."""

import sys

import debian
import pytest
import steps
import test as runner


def test_a_step_is_done_once_and_again_when_its_sources_change(tmp_path, monkeypatch):
    monkeypatch.setattr(steps, "ROOT", tmp_path)
    source, stamp = tmp_path / "requirements.txt", tmp_path / "stamps" / "python"
    done = []

    def prepare():
        with steps.once("Packages", stamp, steps.fingerprint([source])) as needed:
            done.append(needed)

    source.write_text("Django==5.2.19")
    prepare()
    prepare()
    source.write_text("Django==5.2.20")
    prepare()
    assert done == [True, False, True]


def test_a_step_that_failed_is_not_remembered(tmp_path):
    stamp = tmp_path / "stamp"
    with pytest.raises(steps.Failed), steps.once("Packages", stamp, "mark"):
        raise steps.Failed("no network")
    assert not stamp.exists()


def test_a_step_is_done_again_when_what_it_made_is_gone(tmp_path):
    made, stamp = tmp_path / "django.mo", tmp_path / "stamp"
    made.touch()
    with steps.once("Translations", stamp, "mark", made=[made]):
        pass
    made.unlink()
    with steps.once("Translations", stamp, "mark", made=[made]) as needed:
        assert needed


def test_a_command_that_fails_shows_its_last_lines_and_what_to_do():
    with pytest.raises(steps.Failed, match=r"(?s)no space left.*Make room on the disk"):
        steps.run([sys.executable, "-c", "raise SystemExit('no space left')"], advice="Make room on the disk.")


def test_a_command_that_is_missing_is_said_to_be_missing():
    with pytest.raises(steps.Failed, match="no-such-program is not installed"):
        steps.run(["no-such-program"], advice="Install it.")


def test_nothing_is_installed_in_the_system_when_that_is_forbidden(monkeypatch):
    monkeypatch.setenv("NO_SYSTEM_INSTALL", "1")
    with pytest.raises(steps.Failed, match="sudo apt-get install -y --no-install-recommends redis-server"):
        debian.install(["redis-server"], "for the tests")


def counts(passed=0, failed=0, skipped=0):
    return {"tests": passed + failed + skipped, "failures": failed, "errors": 0, "skipped": skipped}


@pytest.mark.parametrize(
    ("passes", "said", "status"),
    [
        ([(0, counts(90)), (0, counts(80))], "170 passed, 0 failed", 0),
        ([(0, counts(90, skipped=3)), (1, counts(79, failed=1))], "169 passed, 1 failed", 1),
        ([(1, counts(89, failed=1)), (0, counts(80))], "169 passed, 1 failed", 1),
        ([(3, counts(90)), (0, counts(80))], "170 passed, 1 failed", 1),  # pytest itself broke
        ([(0, counts(90)), (runner.NOTHING_COLLECTED, counts())], "90 passed, 1 failed", 1),
    ],
)
def test_the_result_is_that_of_both_passes(capsys, passes, said, status):
    assert runner.conclude(passes, 60, parts=[]) == status
    assert capsys.readouterr().out.splitlines()[-1] == said


def test_a_part_may_have_nothing_to_run_on_sqlite(capsys):
    assert runner.conclude([(0, counts(3)), (runner.NOTHING_COLLECTED, counts())], 60, parts=["tests/journeys"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "3 passed, 0 failed"


def test_a_run_without_any_test_is_a_failure():
    with pytest.raises(steps.Failed, match="no test was found"):
        runner.conclude(
            [(runner.NOTHING_COLLECTED, counts()), (runner.NOTHING_COLLECTED, counts())], 1, parts=["-k", "x"]
        )
