"""Running features with pytest in this process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from samestory.cli.run.plan import Play
from samestory.report.run_writer import write_run
from tests.warm_python import warm_python

LANDSCAPE = Path("landscapes/demo.toml")
POSIX = pytest.mark.skipif(os.name != "posix", reason="sends a signal")
SOON = 30.0
"""Seconds within which every process of these tests has long ended."""

PROGRAM = """
import os, sys
from pathlib import Path
from samestory.cli import main
from samestory.cli.run.pytest_runner import play
from samestory.cli.run.plan import Play
from samestory.cli.screen import screen

folder = Path("reports")
folder.mkdir(exist_ok=True)
plan = Play(landscape=Path("shop.toml"), report=folder, paths=sys.argv[1:], build=False)
played = play(plan, screen(), environ=os.environ)
print(played.code, played.interrupted, [each.scenario for each in played.ended])
"""
"""A command that plays tests, as `samestory run` plays features."""


SHOP = """
[guard]
hosts = ["127.0.0.1"]

[systems.erp]
adapter = "http"
base_url = "http://127.0.0.1:9"

[systems.erp.order]
find = "/orders/{key}"
total = { at = "total", as = "minor units" }
"""


def test_the_arguments_are_what_pytest_and_the_plugin_understand() -> None:
    plan = Play(
        landscape=LANDSCAPE,
        report=Path("/reports"),
        record=Path("/reports/part"),
        paths=["features/ordering", "-x"],
        seed=7,
        workers=2,
        keyword="guest",
        tag="critical",
    )

    assert [
        *("--samestory-landscape", "landscapes/demo.toml", "--samestory-report", "/reports"),
        *("--samestory-record", "/reports/part"),
        *("--alluredir", "/reports/part/allure-results", "--clean-alluredir"),
        *("--samestory-seed", "7", "-n", "2", "-k", "guest", "-m", "critical"),
        *("features/ordering", "-x"),
    ] == plan.arguments[6:]


def test_a_run_without_allure_has_no_folder_for_it() -> None:
    """The option of `samestory run` is all that it takes."""
    plan = Play(landscape=LANDSCAPE, report=Path("/reports"), allure=False)

    assert not any("allure" in each for each in plan.arguments)


def test_one_scenario_at_a_time_needs_no_worker() -> None:
    """Also if pytest's own configuration asks for some."""
    plan = Play(landscape=LANDSCAPE, report=Path("/reports"), workers=1)

    assert ["-n", "0", "features"] == plan.arguments[-3:]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that has configured pytest itself, with every warning an error."""
    (tmp_path / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
    (tmp_path / "shop.toml").write_text(SHOP)
    (tmp_path / "beside.py").write_text("ANSWER = 42\n")
    return tmp_path


@contextmanager
def playing(
    project: Path, test: str, *words: str, python: str | None = None
) -> Iterator[subprocess.Popen[str]]:
    """A command that plays this test, in a group of processes as a terminal makes one."""
    (project / "test_it.py").write_text(test)
    with subprocess.Popen(  # noqa: S603  our own program
        [python or warm_python(), "-c", PROGRAM, *(words or ("test_it.py",))],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def played(project: Path, test: str, *words: str) -> str:
    with playing(project, test, *words) as process:
        return process.communicate(timeout=SOON)[0]


GREETS = """
import os, sys
from beside import ANSWER

def test_it():
    print("Hello")
    os.write(2, b"from below")
    assert ANSWER == 42 and sys.stdin.read() == ""
"""


def test_what_is_printed_goes_to_the_log_and_a_line_to_the_terminal(project: Path) -> None:
    """And modules beside the project are found, as with `python -m pytest`."""
    said = played(project, GREETS, "test_it.py", "-s")
    log = (project / "reports" / "pytest.log").read_text("utf-8")

    assert ["✓ test_it.py: test_it", "0 False ['test_it']"] == [
        line.partition("  (")[0] for line in said.splitlines()
    ]
    assert "Hello" in log
    assert "from below" in log
    assert "1 passed" in log


def test_what_pytest_refuses_stands_in_the_log(project: Path) -> None:
    said = played(project, GREETS, "test_it.py", "--bogus")

    assert "4 False []\n" == said
    assert "unrecognized arguments: --bogus" in (project / "reports" / "pytest.log").read_text()


NOTES = """
import os, pathlib, signal, time
def note(name):
    pathlib.Path(name).write_text(str(os.getpid()))
"""
WAITS = f"""{NOTES}
def test_it():
    note("begun")
    time.sleep(60)
"""


def begun(folder: Path) -> int:
    """The process that plays the test, once it does."""
    until = time.monotonic() + SOON
    while time.monotonic() < until:
        if (folder / "begun").exists() and (pid := (folder / "begun").read_text()):
            return int(pid)
        time.sleep(0.05)
    raise AssertionError("it has not begun")


@POSIX
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_lets_the_run_write_down_what_it_knows(project: Path, number: int) -> None:
    with playing(project, WAITS) as process:
        begun(project)
        process.send_signal(number)
        said = process.communicate(timeout=SOON)[0]

    assert "2 True []\n" == said
    assert "KeyboardInterrupt" in (project / "reports" / "pytest.log").read_text()


TEARS = f"""{NOTES}
import pytest

@pytest.fixture(scope="session", autouse=True)
def browser():
    yield
    raise RuntimeError("the driver has ended as well")

def test_it():
    note("begun")
    time.sleep(60)
"""


@POSIX
def test_what_the_signal_ended_as_well_is_no_mistake_of_ours(project: Path) -> None:
    """A terminal interrupts the browser's driver, too, and then nothing can be closed by it."""
    with playing(project, TEARS) as process:
        begun(project)
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=SOON)[0]

    assert "130 True []\n" == said


@POSIX
def test_workers_leave_ctrl_c_to_the_command(project: Path) -> None:
    """A terminal sends it to all of them at the same time."""
    words = ("test_it.py", "-n", "1")
    with playing(project, WAITS, *words, python=sys.executable) as process:  # one group of both
        worker = begun(project)
        os.killpg(process.pid, signal.SIGINT)
        said = process.communicate(timeout=SOON)[0]

    assert process.pid != worker
    assert "130" in said.splitlines()[0] or "Interrupted" in said
    assert gone(worker, within=5)


DEAF = f"""{NOTES}
def test_it():
    note("begun")
    while True:
        try:
            time.sleep(60)
        except KeyboardInterrupt:
            note("deaf")
"""


@POSIX
def test_a_second_ctrl_c_ends_a_run_that_does_not_end(project: Path) -> None:
    """And what its record knows is summed up."""
    (project / "reports").mkdir()
    row = {"nodeid": "a", "journey": "Ordering", "scenario": "Ada orders", "result": "passed"}
    write_run(project / "reports", {"seed": 7, "scenarios": [row]})
    with playing(project, DEAF, python=sys.executable) as process:  # no signal on the way
        begun(project)
        process.send_signal(signal.SIGINT)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=SOON)[0]

    assert 130 == process.returncode, said
    assert "Ordering  1 of 1" in said
    assert "- Interrupted: these are the results so far." in said


@POSIX
def test_a_worker_ends_with_the_command_that_was_killed(project: Path) -> None:
    """Nobody would read what else its browsers did."""
    with playing(project, WAITS, "test_it.py", "-n", "1") as process:
        worker = begun(project)
        process.kill()

        assert gone(worker, within=5)


@POSIX
def test_a_run_ends_with_the_command_that_started_it(project: Path) -> None:
    """One that plays the features against a company of its own, for example."""
    import fcntl  # noqa: PLC0415  # Windows has none

    lock = project / "in-use"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        os.environ["SAMESTORY_LEASH"] = str(lock)
        try:
            with playing(project, WAITS) as process:
                pid = begun(project)
                held.close()

                assert gone(pid, within=5)
                assert process.wait(SOON) == 1
        finally:
            del os.environ["SAMESTORY_LEASH"]


def gone(pid: int, *, within: float) -> bool:
    """Whether a process has ended."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2][:3]
        except (ProcessLookupError, FileNotFoundError):
            return True
        if "Z" in state:
            return True
        time.sleep(0.05)
    return False
