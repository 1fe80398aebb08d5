"""`make explore`: let `samestory explore` look for every fault that only an order of actions shows.

Each fault has a company of its own and the same budget; the last company has none, and nothing may
be found there. Told for each: whether it was found, after how many plays and seconds, in how many
steps it was written, and whether the right system and field were blamed. What was explored is not
explored again, unless `--anew`. Ends with 1 if fewer faults than `--at-least` were found in a
scenario that is short enough, or if anything was found in the healthy company.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import httpx

from samestory.exit_codes import ScenarioResult
from samestory.plugin.gherkin.playable import feature_of
from samestory_demo.defects import FAULTS
from samestory_demo.supervisor.description import describe
from samestory_demo.supervisor.process import running
from tests.oracle.expected import IN_ORDER
from tests.oracle.playing import ROOT

HEALTHY = "healthy"
LANDSCAPE = ROOT / "landscapes" / "demo.toml"
STATE = "explored.jsonl"
LOOK = 1.0
"""Seconds between two looks at what was found."""
TO_END = 240.0
"""Seconds beyond its budget in which the command makes shorter what it has found."""
LINES = "lines"
JUDGED = {ScenarioResult.PASSED, ScenarioResult.FAILED, ScenarioResult.DEFERRED}
LEAST_JUDGED = 0.8
"""The share of the plays in a healthy company without which nothing is said about it."""
PART_OF = {"unit_price": LINES, "quantity": LINES}
"""Fields of a cause that are parts of a field of a fault."""


@dataclass(frozen=True, slots=True)
class Explored:
    """What came of exploring a company with one fault, or with none."""

    name: str
    minutes: float
    workers: int
    seed: int
    found: bool
    judged: int
    """Plays after which it was known whether the systems agree."""
    plays: int
    """All that were played until it was found, or until the time was up."""
    first_play: int
    """The play in which it showed first; 0 if in none."""
    seconds: float
    steps: int
    """Of the written scenario; 0 if there is none."""
    blamed: str
    """The key of its cause, such as "erp/lines/contradicted"; or what was found besides."""
    others: tuple[str, ...]
    """The causes of further findings."""

    @property
    def line(self) -> str:
        """It in one line."""
        besides = f"; besides: {', '.join(self.others)}" if self.others else ""
        if not self.found:
            what = "nothing" if self.name == HEALTHY and not besides else "not"
            plays = f"{self.plays} plays ({self.judged} judged)"
            return f"{self.name:42} {what} found in {plays}, {self.seconds:.0f} s{besides}"
        return (
            f"{self.name:42} found after {self.plays} plays ({self.first_play} until it showed), "
            f"{self.seconds:.0f} s, {self.steps} steps, {self.blamed}{besides}"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Explore, and print a line for each company. SIGTERM ends it in order."""
    before = signal.signal(signal.SIGTERM, _end)
    try:
        return _explored_all(_asked(arguments))
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def _explored_all(asked: Namespace) -> int:
    file: Path = asked.folder / "faults.jsonl"
    names = [each for each in (*(e.fault for e in IN_ORDER), HEALTHY) if asked.only in each]
    known = {} if asked.anew else _known(file)
    for name in names:
        if name not in known:
            known[name] = explored(name, asked)
            with _appending(file) as writing:
                writing.write(json.dumps(asdict(known[name])) + "\n")
        _say(known[name].line)
    faults = [known[each] for each in names if each != HEALTHY]
    short = sum(0 < each.steps <= asked.steps for each in faults)
    if faults:
        found = sum(each.found for each in faults)
        _say(f"{found} of {len(faults)} found, {short} in {asked.steps} steps or fewer.")
    healthy = [known[each] for each in names if each == HEALTHY]
    wrong = any(each.others or each.judged <= each.plays * LEAST_JUDGED for each in healthy)
    return 1 if wrong or short < min(asked.at_least, len(faults)) else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _asked(arguments: Sequence[str] | None) -> Namespace:
    options = ArgumentParser(prog="python -m tests.oracle.exploring", description=__doc__)
    options.add_argument("--minutes", type=float, default=10.0, help="the budget for each fault")
    options.add_argument(
        "--healthy", type=float, default=30.0, help="minutes in a company without any fault"
    )
    options.add_argument("--only", default="", help="only companies whose names hold this")
    options.add_argument("--seed", type=int, default=1, help="which journeys are composed")
    options.add_argument("--steps", type=int, default=5, help="how long a scenario may be")
    options.add_argument("--at-least", type=int, default=8, help="how many have to be found so")
    options.add_argument("--anew", action="store_true", help="explore again what was explored")
    options.add_argument("-n", dest="workers", type=int, default=4, help="players at a time")
    options.add_argument("--ports", default="61", help="the first digits of the company's ports")
    folder = ROOT / "reports" / "exploring"
    options.add_argument("--folder", type=Path, default=folder, help="where everything goes")
    return options.parse_args(arguments)


def _appending(file: Path) -> Any:
    file.parent.mkdir(parents=True, exist_ok=True)
    return file.open("a", encoding="utf-8")


def _known(file: Path) -> dict[str, Explored]:
    return {
        told["name"]: Explored(**{**told, "others": tuple(told["others"])}) for told in _lines(file)
    }


def minutes_for(name: str, asked: Namespace) -> float:
    """Return the budget of a company."""
    minutes: float = asked.healthy if name == HEALTHY else asked.minutes
    return minutes


def explored(name: str, asked: Namespace) -> Explored:
    """Start a company with one fault, and explore it until the fault is found."""
    environ = {**os.environ, "DEMO_PORTS": asked.ports, "NO_COLOR": "1"}
    report: Path = asked.folder / name
    report.mkdir(parents=True, exist_ok=True)
    described = describe(LANDSCAPE, environ)
    with running(described, environ=environ, log=report / "company.log"):
        if name != HEALTHY:
            address = f"{described.control}/faults/{name}"
            httpx.put(address, json={"on": True}, timeout=30, trust_env=False).raise_for_status()
        seconds = _explore(name, report, asked, {**environ, **described.made_up})
    return result_of(name, report, asked, seconds)


def _explore(name: str, report: Path, asked: Namespace, environ: Mapping[str, str]) -> float:
    """Run the command until it ends, or has found the fault; return how long that took."""
    (report / STATE).unlink(missing_ok=True)
    command = [
        *(sys.executable, "-m", "samestory", "explore", "-l", str(LANDSCAPE)),
        *(
            "--minutes",
            str(minutes_for(name, asked)),
            "--seed",
            str(asked.seed),
            "-n",
            str(asked.workers),
        ),
        *("--report", str(report)),
    ]
    begun = time.monotonic()
    with under_way(command, environ, report / "said.txt") as exploring:
        latest = begun + minutes_for(name, asked) * 60 + TO_END
        while exploring.poll() is None and time.monotonic() < latest:
            if any(is_right(name, each["cause"]) for each in findings_in(report)):
                break
            time.sleep(LOOK)
        return time.monotonic() - begun


@contextmanager
def under_way(
    command: Sequence[str], environ: Mapping[str, str], said: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Let a command run inside this block, and end it in order however the block is left.

    It has a session of its own, so that Ctrl-C does not reach it twice.
    """
    with said.open("wb") as writing:
        process = subprocess.Popen(  # noqa: S603 - our own command line
            command,
            cwd=ROOT,
            env=environ,
            stdout=writing,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        try:
            if process.poll() is None:
                process.terminate()  # SIGINT is ignored by what was started in the background
                process.wait(TO_END)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def result_of(name: str, report: Path, asked: Namespace, seconds: float) -> Explored:
    """Return what an exploration has left in its folder."""
    events = list(_lines(report / STATE))
    found = findings_in(report)
    right = [each for each in found if is_right(name, each["cause"])]
    cause = right[0]["cause"] if right else ""
    until = events.index(right[0]) if right else len(events)
    plays = [each for each in events[:until] if each["event"] == "play"]
    showed = [n for n, each in enumerate(plays, start=1) if cause and cause in each["causes"]]
    return Explored(
        name=name,
        minutes=minutes_for(name, asked),
        workers=asked.workers,
        seed=asked.seed,
        found=bool(right),
        judged=sum(each.get("result") in JUDGED for each in plays),
        plays=len(plays),
        first_play=showed[0] if showed else 0,
        seconds=round(seconds, 1),
        steps=steps_written(report, cause) if right else 0,
        blamed=cause,
        others=tuple(
            sorted({e["cause"] for e in findings_in(report)} - {e["cause"] for e in right})
        ),
    )


def findings_in(report: Path) -> list[Mapping[str, Any]]:
    """Return what was found so far."""
    return [each for each in _lines(report / STATE) if each["event"] == "finding"]


def is_right(name: str, cause: str) -> bool:
    """Return whether a cause names the system of a fault, and a field that it corrupts."""
    if name == HEALTHY:
        return False
    fault, parts = FAULTS[name], cause.split("/")
    fields = {PART_OF.get(each, each) for each in parts[1:-1]}
    return parts[0] == fault.system and bool(fields & {*fault.fields})


def steps_written(report: Path, cause: str) -> int:
    """Return how many steps the shortest scenario has that was written for a cause."""
    name = re.sub(r"\W+", "_", cause.lower()).strip("_")
    file = report / "found" / f"{name}.feature"
    if not file.exists():
        return 0
    return min(len(each.steps) for each in feature_of(file).scenarios.values())


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    for line in file.read_text("utf-8").splitlines() if file.exists() else ():
        try:
            yield json.loads(line)
        except ValueError:  # half a line: it is being written, or its writer was killed
            continue


if __name__ == "__main__":
    sys.exit(main())
