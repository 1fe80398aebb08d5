"""`samestory watch`: its processes, its webhook, and how it is ended."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread, Timer
from typing import Any

import pytest
from typer.testing import CliRunner

from samestory.cli import app
from samestory.cli.watch.player import ProcessPlayer, Stop
from samestory.cli.watch.watching import alone_in, sender, time_option
from samestory.errors import WrongCall
from samestory.exit_codes import Exit
from tests.monitor.simulated import MONDAY
from tests.undo.company import LANDSCAPE


@pytest.fixture
def stop() -> Iterator[Stop]:
    with Stop() as stop:
        yield stop


def player(
    stop: Stop, code: str, longest: float = 60.0, history: Path = Path("history.jsonl")
) -> ProcessPlayer:
    """A player whose `samestory` is a little program."""
    command = (sys.executable, "-c", code)
    return ProcessPlayer((), (), stop, longest, history, command=command)


class TestProcesses:
    def test_a_run_that_crashes_is_inconclusive(self, stop: Stop, tmp_path: Path) -> None:
        crash = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
        turn = player(stop, crash).play(tmp_path / "run", MONDAY)

        assert (-9, ["run/not whole"]) == (turn.exit, list(turn.causes))
        assert not turn.interrupted

    def test_each_turn_that_reached_its_end_is_a_line_of_the_history(
        self, stop: Stop, tmp_path: Path
    ) -> None:
        """Also a run of some scenarios, which the history of a report folder leaves out."""
        row = {"nodeid": "f::one", "id": "F/one", "scenario": "one", "result": "passed"}
        run = {"scenarios": [row], "left_out": 3, "finished": True, "exit": 0, "seed": "7"}
        code = f"import pathlib; pathlib.Path('run.json').write_text({json.dumps(run)!r})"
        folder, history = tmp_path / "run", tmp_path / "history.jsonl"
        within = f"import os; os.chdir({str(folder)!r}); {code}"

        turn = player(stop, within, history=history).play(folder, MONDAY)

        assert turn.is_good
        [line] = history.read_text("utf-8").splitlines()
        assert {"F/one": "passed"} == json.loads(line)["results"]

    def test_a_turn_writes_nothing_that_nobody_reads(self, stop: Stop, tmp_path: Path) -> None:
        """Results for Allure would be half of what days of turns leave; failures are pictured."""
        told = f"import sys; open({str(tmp_path / 'call')!r}, 'w').write(' '.join(sys.argv[1:]))"
        player(stop, told, history=tmp_path / "history.jsonl").play(tmp_path / "run", MONDAY)

        called = (tmp_path / "call").read_text().split()
        assert {"--no-report", "--no-allure"} <= {*called}
        assert str(tmp_path / "waits.jsonl") == called[called.index("--waits") + 1]

    def test_a_run_that_did_not_begin_says_why(self, stop: Stop, tmp_path: Path) -> None:
        """In its own words, without its advice: they are what an alert shows."""
        told = "print('The company is not up.\\n  Start it: make up'); raise SystemExit(6)"
        turn = player(stop, told).play(tmp_path / "run", MONDAY)

        assert "The company is not up." == turn.line
        assert "The company is not up" == turn.causes["run/not whole"].title

    def test_a_run_that_hangs_is_ended(self, stop: Stop, tmp_path: Path) -> None:
        turn = player(stop, "import time; time.sleep(60)", 0.2).play(tmp_path / "run", MONDAY)

        [cause] = turn.causes.values()
        assert "took longer than" in cause.title

    def test_ctrl_c_ends_the_run_under_way_and_judges_nothing(
        self, stop: Stop, tmp_path: Path
    ) -> None:
        """The run is told to end as by Ctrl-C, so that it writes down its results."""
        marker = tmp_path / "began"
        code = (
            "import pathlib, sys, time\n"
            f"pathlib.Path({str(marker)!r}).touch()\n"
            "try: time.sleep(60)\n"
            "except KeyboardInterrupt: sys.exit(130)"
        )

        def press() -> None:
            if not marker.exists():
                timer = Timer(0.05, press)
                timer.start()
                return
            os.kill(os.getpid(), signal.SIGINT)

        press()
        turn = player(stop, code).play(tmp_path / "run", MONDAY)

        assert (True, 130) == (turn.interrupted, turn.exit)
        assert stop.wait(60), "and no wait follows"

    def test_what_is_left_is_the_last_line_of_the_undoing(self, stop: Stop, tmp_path: Path) -> None:
        assert "" == player(stop, "pass").undo(tmp_path)
        left = player(stop, "print('1 failed.'); raise SystemExit(6)").undo(tmp_path)
        assert "1 failed. (exit code 6, see undo.log)" == left


class _Hook(BaseHTTPRequestHandler):
    answers: list[int]
    got: list[tuple[Any, str | None]]

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        told = json.loads(self.rfile.read(length))
        self.got.append((told, self.headers["Idempotency-Key"]))
        self.send_response(self.answers.pop(0) if self.answers else 200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def hook() -> Iterator[str]:
    _Hook.answers, _Hook.got = [], []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Hook)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hooks/secret-token"
    server.shutdown()
    server.server_close()


class TestWebhook:
    def test_an_alert_is_json_with_a_text_and_an_id(self, hook: str) -> None:
        sender(hook)({"text": "✗ ...", "id": "coming/ü/1"})

        assert [({"text": "✗ ...", "id": "coming/ü/1"}, "coming/?/1")] == _Hook.got

    def test_a_refusal_is_an_error_that_shows_no_secret(self, hook: str) -> None:
        """The address of a webhook is a password."""
        _Hook.answers = [503]
        with pytest.raises(ConnectionError, match=r"^127\.0\.0\.1 answered 503") as raised:
            sender(hook)({"text": "", "id": ""})
        assert "secret" not in str(raised.value)
        with pytest.raises(ConnectionError, match=r"^127\.0\.0\.1: ConnectError$"):
            sender("http://127.0.0.1:1/secret")({"text": "", "id": ""})

    @pytest.mark.parametrize(
        "url", ["chat.example", "ftp://chat.example", "https://", "http://a b"]
    )
    def test_what_is_no_address_is_a_wrong_call(self, url: str) -> None:
        with pytest.raises(WrongCall, match="is no web address"):
            sender(url)


class TestTheCall:
    def test_a_folder_belongs_to_one_watch(self, tmp_path: Path) -> None:
        """Never two at once: the lock ends with the process."""
        with alone_in(tmp_path), pytest.raises(WrongCall, match="Another watch is at work"):  # noqa: SIM117
            with alone_in(tmp_path):
                pass
        with alone_in(tmp_path):
            pass

    @pytest.mark.parametrize(("text", "seconds"), [("15m", 900), ("20s", 20), ("1 h", 3600)])
    def test_times_are_written_as_usual(self, text: str, seconds: int) -> None:
        assert seconds == time_option("--every", text).total_seconds()

    @pytest.mark.parametrize("text", ["0s", "soon", "", "-1h"])
    def test_what_is_no_time_is_a_wrong_call(self, text: str) -> None:
        with pytest.raises(WrongCall, match="--every is"):
            time_option("--every", text)

    def test_what_no_turn_could_play_is_said_at_once(self, tmp_path: Path) -> None:
        """A watch of nothing would never say anything."""
        (tmp_path / "l.toml").write_text(LANDSCAPE, "utf-8")
        where = ("-l", str(tmp_path / "l.toml"), "--report", str(tmp_path / "watch"))
        done = CliRunner().invoke(app, ["watch", "--once", "-k", "no such story", *where])

        assert Exit.NOTHING_CHECKED == done.exit_code
        assert "No scenario fits" in done.stderr
        assert not (tmp_path / "watch").exists()

    def test_one_turn_of_nothing_is_inconclusive(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """From the command to the state: a run that leaves no record is no good news."""
        (tmp_path / "l.toml").write_text(LANDSCAPE, "utf-8")
        usual = ProcessPlayer.__init__

        def with_a_crash(self: ProcessPlayer, **given: Any) -> None:
            usual(self, **given, command=(sys.executable, "-c", "raise SystemExit(6)"))

        monkeypatch.setattr(ProcessPlayer, "__init__", with_a_crash)
        where = ("-l", str(tmp_path / "l.toml"), "--report", str(tmp_path / "watch"))
        done = CliRunner().invoke(app, ["watch", "--once", "--no-undo", *where])

        assert Exit.CANNOT_KNOW == done.exit_code
        assert "The run left no record (exit code 6)." in done.stdout
        state = json.loads((tmp_path / "watch" / "watch.json").read_text("utf-8"))
        assert ["run/not whole"] == list(state["causes"])
