"""Running features in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from samestory.cli.pytest_runner import Play, play

TELLS = """
import json, sys
def tell(event, **what):
    print("\\x1e" + json.dumps({"event": event, **what}), flush=True)
"""


@dataclass(frozen=True, kw_only=True)
class Script(Play):
    """Plays a script where a real one plays features."""

    script: str

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-c", TELLS + self.script]


def script(report: Path, text: str) -> Script:
    return Script(landscape=Path("landscapes/demo.toml"), report=report, script=text)


def test_the_command_line_is_what_pytest_and_the_plugin_understand() -> None:
    plan = Play(
        landscape=Path("landscapes/demo.toml"),
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
    ] == plan.command[7:]


def test_events_are_handed_on_and_the_rest_is_kept(tmp_path: Path) -> None:
    """Under reports/pytest.log, where developers look."""
    seen: list[Any] = []
    plan = script(tmp_path, "print('collected 1 item'); tell('began', nodeid='a'); sys.exit(6)")
    played = play(plan, environ=os.environ, on_event=seen.append)

    assert (6, False) == (played.code, played.interrupted)
    assert [{"event": "began", "nodeid": "a"}] == seen
    assert "collected 1 item\n" == plan.log.read_text()


WAITS = """
import signal
import subprocess
def stop(*_):
    tell("ended", how="in order")
    sys.exit(2)
signal.signal(signal.SIGINT, stop)
tell("began", nodeid="a")
while True:
    signal.pause()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_lets_the_run_write_down_what_it_knows(tmp_path: Path, number: int) -> None:
    """It reaches the run once, and what the run still tells is heard."""
    seen: list[Any] = []

    def on_event(event: Any) -> None:
        seen.append(event["event"])
        if event["event"] == "began":
            os.kill(os.getpid(), number)

    played = play(script(tmp_path, WAITS), environ=os.environ, on_event=on_event)

    assert (2, True) == (played.code, played.interrupted)
    assert ["began", "ended"] == seen


DEAF = """
import signal
import subprocess
signal.signal(signal.SIGINT, lambda *_: tell("again"))
tell("began", nodeid="a")
while True:
    signal.pause()
"""


def test_a_second_ctrl_c_stops_a_run_that_does_not_end(tmp_path: Path) -> None:
    def on_event(_: Any) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    played = play(script(tmp_path, DEAF), environ=os.environ, on_event=on_event)

    assert (-signal.SIGTERM, True) == (played.code, played.interrupted)


def test_afterwards_ctrl_c_means_what_it_meant_before(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT)
    play(script(tmp_path, ""), environ=os.environ, on_event=print)

    assert before is signal.getsignal(signal.SIGINT)


def test_no_run_outlives_a_mistake_of_ours(tmp_path: Path) -> None:
    """Whatever is raised while following, its process is stopped."""
    pids: list[int] = []

    def on_event(event: Any) -> None:
        pids.append(event["pid"])
        raise ZeroDivisionError

    talks = "import os, signal\ntell('began', pid=os.getpid())\nsignal.pause()"
    with pytest.raises(ZeroDivisionError):
        play(script(tmp_path, talks), environ=os.environ, on_event=on_event)

    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


def test_a_run_ends_with_the_command_that_was_killed(tmp_path: Path) -> None:
    """Nobody would read what else its browsers did."""
    noted = tmp_path / "pid"
    run = (
        "import os, pathlib, time, samestory.cli.live as live\n"
        "class Config: pluginmanager = type('P', (), {'register': lambda *_: None})\n"
        "live.pytest_configure(Config())\n"
        f"pathlib.Path({str(noted)!r}).write_text(str(os.getpid()))\n"
        "print('\\x1e' + '{\"event\": \"began\"}', flush=True)\n"
        "time.sleep(60)"
    )
    command = (
        "import os, signal, pathlib\n"
        "from tests.cli.test_pytest_runner import script\n"
        "from samestory.cli.pytest_runner import play\n"
        f"plan = script(pathlib.Path({str(tmp_path)!r}), {run!r})\n"
        "play(plan, environ=os.environ, on_event=lambda _: os.kill(os.getpid(), signal.SIGKILL))"
    )
    root = Path(__file__).parents[2]
    killed = subprocess.run([sys.executable, "-c", command], cwd=root, check=False)  # noqa: S603  our own code

    assert -signal.SIGKILL == killed.returncode
    assert gone(int(noted.read_text()), within=5)


def gone(pid: int, *, within: float) -> bool:
    """Whether a process that is no child of ours has ended."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if "Z" in Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2][:3]:
            return True
    return False
