"""Plays journeys for `samestory explore`: a pytest of its own that stays, fed with scenarios."""

import json
import os
import select
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any, NoReturn

from samestory.cli.places import to_name
from samestory.cli.watch.player import kill
from samestory.errors import CannotKnow
from samestory.explore.journey import ComposedJourney
from samestory.explore.plays import DIED, PlayResult, play_result
from samestory.explore.writing import Writer, written_feature
from samestory.plugin.on_demand import PIPES
from samestory.report.commands import command

LONGEST = 180.0
"""Seconds after which a play has hung."""
TO_END = 20.0
"""Seconds that a player has to close its browser."""
TITLE = "Explored"
FOUND = "A journey that nobody wrote."
RULE = "All systems tell the same story"


class Numbers:
    """Numbers of plays, so that no two are called the same and have the same people."""

    def __init__(self, first: int = 1) -> None:
        self._next, self._lock = first, Lock()

    def take(self) -> int:
        """Return the next number."""
        with self._lock:
            self._next += 1
            return self._next - 1


@dataclass
class JourneyPlayer:
    """A process that plays one journey after the other; it is started anew if it dies."""

    name: str
    landscape: Path
    report: Path
    seed: int
    environ: Mapping[str, str]
    writer: Writer
    numbers: Numbers
    without_rules: Sequence[str] = ()
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _asked: Any = None
    _answers: Any = None
    _has_answered: bool = False

    def play(self, journey: ComposedJourney) -> PlayResult:
        """Play a journey, and return what that came to.

        What is asked in the end follows from the acts that could be done.
        """
        number = self.numbers.take()
        steps = self.writer.steps(journey)
        name = f"Journey {number}"
        text = written_feature(
            f"{TITLE} {number}", FOUND, RULE, [self.writer.scenario(journey, name)]
        )
        file = self.report / "journeys" / f"journey_{number}.feature"
        file.write_text(text, encoding="utf-8")
        acting = [at for at, each in enumerate(steps) if each.act is not None]
        told = self._told({"file": str(file.absolute()), "acts": acting})
        if "asks" in told:
            passed_over = (steps[int(each)].act for each in told["passed_over"])
            done = journey.without(at for at in passed_over if at is not None)
            questions = self.writer.questions(done, alone=len(journey.people) == 1)
            steps[acting[-1] + 1 :] = questions
            told = self._told({"questions": [each.text for each in questions]})
        return play_result(told, [s.act for s in steps], [s.question for s in steps])

    def close(self) -> None:
        """End the process; it has some time to close its browser."""
        if self._process is None:
            return
        self._asked.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(TO_END)
        self._stop()

    def _told(self, asked: Mapping[str, object]) -> Mapping[str, Any]:
        """Have one play, and return the answer. Raise `CannotKnow` if none was ever given."""
        if self._process is None:
            self._start()
        try:
            self._asked.write(json.dumps(asked) + "\n")
            self._asked.flush()
            line = self._answer()
        except OSError:
            line = ""
        if not line:
            self._stop()
            if not self._has_answered:
                self._refuse()
            return {"result": DIED, "message": "The process that played it died or hung."}
        self._has_answered = True
        found: Mapping[str, Any] = json.loads(line)
        return found

    def _refuse(self) -> NoReturn:
        log = self._log.read_text("utf-8", "replace").strip().splitlines()
        again = command("run", landscape=to_name(self.landscape.as_posix()))
        raise CannotKnow(
            f"pytest ended before it had played anything: {' '.join(log[-3:])}\n"
            f"  See {self._log}, and try `{again}`."
        )

    def _answer(self) -> str:
        ready, _, _ = select.select([self._answers], [], [], LONGEST)
        return self._answers.readline() if ready else ""

    @property
    def _log(self) -> Path:
        return self.report / f"{self.name}.log"

    def _start(self) -> None:
        to_read, asking = os.pipe()
        answers, to_write = os.pipe()
        with self._log.open("ab") as written:
            self._process = subprocess.Popen(  # noqa: S603  our own command line
                self._command,
                env={**os.environ, **self.environ, PIPES: f"{to_read} {to_write}"},
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=subprocess.STDOUT,
                pass_fds=[to_read, to_write],
                start_new_session=True,
            )
        os.close(to_read)
        os.close(to_write)
        self._asked = os.fdopen(asking, "w", encoding="utf-8")
        self._answers = os.fdopen(answers, encoding="utf-8")

    @property
    def _command(self) -> list[str]:
        return [
            *(sys.executable, "-m", "pytest", "-p", "samestory.plugin.on_demand"),
            *("-p", "no:hypothesispytest", "-p", "no:cacheprovider", "-q"),
            *("-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning"),
            *(["-n0"] if find_spec("xdist") else []),
            *("--samestory-landscape", str(self.landscape)),
            *("--samestory-report", str(self.report.absolute())),
            *("--samestory-record", str((self.report / self.name).absolute())),
            *("--samestory-seed", str(self.seed), "--samestory-trace", "off"),
            *("--samestory-retries", "0"),  # a play is asked once what fits it, and answered once
            *(part for rule in self.without_rules for part in ("--samestory-without-rule", rule)),
            "features",
        ]

    def _stop(self) -> None:
        if self._process is not None:
            kill(self._process)
            with suppress(OSError):
                self._asked.close()
            self._answers.close()
            self._process = None
