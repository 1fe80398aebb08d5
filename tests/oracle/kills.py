"""`make kills`: runs that are killed at random points, in one table.

Each run begins beside the pages of an earlier one that said Go. One of its processes is killed
(SIGKILL) at a random moment. Whatever is left must say: planned = told + not run, with the same
numbers in the run record, on the page, in JUnit and in Allure; and never Go, unless every planned
scenario passed. Every record that the company then holds stands in the ledger. Afterwards the run
is resumed: what had ended is not begun again, and everything planned has a result.
Ends with 1 if it does not once.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from defusedxml.ElementTree import fromstring
from markupsafe import escape
from rich.console import Console
from rich.table import Table

from samestory.browser.temporary_files import remove_abandoned
from samestory.report.allure_completion import complete_results
from samestory.report.ci import CISystem
from samestory.report.ci.outputs import write_outputs
from samestory.report.release_page import write_release_page
from samestory.report.results_folder import read_run
from samestory.report.run_results import attempts_begun
from samestory.report.summing_up import read_summary

ROOT = Path(__file__).parents[2]
SOON = 600.0
"""Seconds within which a run has ended, once one of its processes was killed."""
VICTIMS = {
    "the command": ("-m samestory run",),
    "a worker": ("sys.stdin.readline()",),
    "the company": ("samestory_demo", "--ports"),
    "the browser's driver": ("node", "run-driver"),
    "the browser": ("headless", "--remote-debugging-pipe"),
}
"""What must stand in the command line of a process for it to be that part of a run."""
LEFT = {"not run", "interrupted"}

console = Console(width=None if sys.stdout.isatty() else 180)


@dataclass(slots=True)
class Killed:
    """What was killed when, and what the records say afterwards."""

    victim: str
    after: float
    code: int
    said: str = "nothing"
    results: Counter[str] = field(default_factory=Counter)
    resumed: str = ""
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """Where runs are played: a folder of their own, and a company that only they act on."""

    folder: Path
    ports: str
    features: str

    @property
    def report(self) -> Path:
        return self.folder / "out"

    @property
    def environ(self) -> dict[str, str]:
        """That of every command: no other company, and no other run, is touched."""
        for each in ("tmp", "state"):
            (self.folder / each).mkdir(exist_ok=True)
        own = {"TMPDIR": str(self.folder / "tmp"), "XDG_STATE_HOME": str(self.folder / "state")}
        return {**os.environ, "DEMO_PORTS": self.ports, **own}

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start the command with these words."""
        return subprocess.Popen(  # noqa: S603  our own command line
            [sys.executable, "-m", "samestory", *words],
            cwd=ROOT,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def run(self, *more: str) -> subprocess.Popen[bytes]:
        """Start a run, or go on with one."""
        only = (
            () if "--resume" in more or self.features == "features" else ("--only", self.features)
        )
        return self.start(
            *("run", "-n", "2", "--no-report", "--report", str(self.report)), *only, *more
        )

    def company(self, word: str) -> None:
        """Let the company be "up" or "down", or "reset" it."""
        assert self.start("company", word).wait(SOON) == 0, f"samestory company {word}"

    def held(self) -> list[str] | None:
        """For whom the company holds orders, one entry each; None if it is down."""
        try:
            answer = httpx.get(f"http://127.0.0.1:{self.ports}99/holdings", timeout=10)
            return list(answer.raise_for_status().json()["orders"])
        except httpx.HTTPError:
            return None


def main() -> int:
    """Print the table."""
    options = ArgumentParser(prog="make kills", description=__doc__)
    options.add_argument("--runs", type=int, default=50, help="how many kills")
    options.add_argument("--seed", type=int, default=1, help="of the moments and the victims")
    options.add_argument("--ports", default="61", help="the first digits of the company's ports")
    options.add_argument("--features", default="features", help="a folder of features")
    options.add_argument("--victim", choices=VICTIMS, action="append", help="only this part")
    asked = options.parse_args()
    chance = random.Random(asked.seed)  # noqa: S311  no secret hangs on it
    killed: list[Killed] = []
    with TemporaryDirectory() as folder:
        place = Place(Path(folder), asked.ports, asked.features)
        place.company("up")
        try:
            healthy = _lasts(place)
            while len(killed) < asked.runs:
                victims = asked.victim or [*VICTIMS]
                victim = victims[len(killed) % len(victims)]
                if one := _kill(place, victim, chance.uniform(1.0, healthy)):
                    killed.append(one)
                    console.print(f"{len(killed)} of {asked.runs}: {one}", style="dim")
        finally:
            place.company("down")
        remove_abandoned(place.folder / "tmp")
        left = _left(place.folder / "tmp")
    _print_table(killed)
    console.print(f"Temporary files that are left: {', '.join(left) or 'none'}.")
    return 1 if left or any(each.wrong for each in killed) else 0


def _print_table(killed: list[Killed]) -> None:
    names = ("killed", "after", "exit", "results", "what the record says", "resumed", "wrong")
    table = Table(*names, box=None)
    for each in killed:
        results = ", ".join(f"{number} {name}" for name, number in each.results.items())
        table.add_row(
            *(each.victim, f"{each.after:.1f} s", str(each.code), results or "no plan yet"),
            *(each.said, each.resumed, "; ".join(each.wrong)),
        )
    console.print(table)
    right = sum(not each.wrong for each in killed)
    console.print(
        f"{right} of {len(killed)}: planned = told + not run in record, page, JUnit and Allure; "
        "no undue Go; the ledger is complete; resuming repeats nothing."
    )


def _lasts(place: Place) -> float:
    """Seconds that a healthy run takes; its page says Go, or nothing here proves anything."""
    began = time.monotonic()
    code = place.run().wait()
    said = read_summary(place.report).line
    assert code == 0, f"a healthy run tells the same story, and this one: {said}"
    return time.monotonic() - began


def _left(folder: Path) -> list[str]:
    """Temporary files that nobody will ever remove; pytest keeps those of tests, and counts."""
    names = sorted(each.name for each in folder.iterdir())
    return [each for each in names if not each.startswith("pytest-of-")]


def _kill(place: Place, victim: str, moment: float) -> Killed | None:
    """Kill a part of a run, judge what is left, and go on; None if there was no such process."""
    if place.held() is None:
        place.company("down")
        place.company("up")
    (place.report / "index.html").write_text("<h1>Go</h1>", "utf-8")
    process = place.run()
    time.sleep(moment)
    while not (found := _found(victim, process, place)) and process.poll() is None:
        time.sleep(0.2)  # on a machine that is busy it begins later
    alive = bool(found) and process.poll() is None
    if alive:
        os.kill(found[0], signal.SIGKILL)
    one = Killed(victim, moment, process.wait(SOON))
    if not alive:
        return None
    time.sleep(2.0)  # a worker whose command was killed ends by itself
    _judge(place, one)
    _check_ledger(place, one)
    _go_on(place, one)
    return one


def _judge(place: Place, one: Killed) -> None:
    report, run = place.report, read_run(place.report)
    if (report / "index.html").exists():
        one.wrong.append("yesterday's page stands")
    if run is None:
        if left := list(report.glob("verdicts*.jsonl")):
            one.wrong.append(f"verdicts without a plan: {left}")
        return
    one.results = Counter(each["result"] for each in run["scenarios"])
    planned, summary = run["planned"], read_summary(report)
    one.said = summary.headline
    page = write_release_page(report).read_text("utf-8")
    if escape(summary.findings) not in page:
        one.wrong.append("the page says something else")
    (report / "index.html").unlink()
    told = {"record": one.results.total(), "JUnit": _in_junit(report), "Allure": _in_allure(report)}
    one.wrong += [
        f"planned {planned}, {name} tells {number}"
        for name, number in told.items()
        if number != planned
    ]
    whole = run["finished"] and one.results["passed"] == planned and run["exit"] == 0 == one.code
    if (one.said.startswith("Go") or ">Go" in page) and not whole:
        one.wrong.append("it says Go")


def _in_junit(report: Path) -> int:
    write_outputs(report, CISystem.NONE, {})
    root = fromstring((report / "junit.xml").read_bytes())
    return len([*root.iter("testcase")])


def _in_allure(report: Path) -> int:
    complete_results(report)
    found = {}
    for each in (report / "allure-results").glob("*-result.json"):
        told = json.loads(each.read_text("utf-8"))
        found[told["historyId"]] = told["status"]
    return len(found)


def _check_ledger(place: Place, one: Killed) -> None:
    """Check that for every order that the company holds, the ledger has an intention."""
    held, lines = place.held(), _ledger(place.report)
    if held is None:
        return
    known = Counter(
        str(told.get("who")).lower()
        for told in map(json.loads, lines)
        if told.get("state") == "intended" and told.get("makes") == "order"
    )
    if missing := {
        who: number for who, number in Counter(map(str.lower, held)).items() if known[who] < number
    }:
        one.wrong.append(f"orders that no ledger knows: {missing}")


def _ledger(report: Path) -> list[str]:
    file = report / "ledger.jsonl"
    return file.read_text("utf-8", "replace").splitlines() if file.exists() else []


def _go_on(place: Place, one: Killed) -> None:
    before = read_run(place.report)
    if before is None or not any(each["result"] in LEFT for each in before["scenarios"]):
        one.resumed = "nothing was left"
        return
    if place.held() is None:
        place.company("down")
        place.company("up")
    begun = attempts_begun(place.report)
    code = place.run("--resume").wait(SOON)
    after: dict[str, Any] = read_run(place.report) or {"scenarios": []}
    results = Counter(each["result"] for each in after["scenarios"])
    one.resumed = f"{code}: " + ", ".join(f"{count} {name}" for name, count in results.items())
    now = attempts_begun(place.report)
    ended = [each for each in before["scenarios"] if each["result"] not in LEFT]
    if again := [each["nodeid"] for each in ended if now[each["nodeid"]] != begun[each["nodeid"]]]:
        one.wrong.append(f"played again: {again}")
    if LEFT & results.keys() or results.total() != before["planned"]:
        one.wrong.append(f"resumed, and not at its end: {dict(results)}")


def _found(victim: str, process: subprocess.Popen[bytes], place: Place) -> list[int]:
    """Return the processes of a run that are this part of it."""
    family = _everybody() if victim == "the company" else _family(process.pid)
    return [pid for pid in family if _is(victim, pid, place)]


def _family(pid: int) -> list[int]:
    """A process and all that it started, the eldest first."""
    parents = {each: _parent(each) for each in _everybody()}
    family = [pid]
    for each in family:
        family += [child for child, parent in parents.items() if parent == each]
    return family


def _everybody() -> list[int]:
    return [int(each.name) for each in Path("/proc").glob("[0-9]*")]


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _is(victim: str, pid: int, place: Place) -> bool:
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return False
    own = f"--ports {place.ports} " in line if victim == "the company" else True
    wrapper = line.startswith("/bin/sh ")  # Debian's Chromium is a script: killing it ends nothing
    return own and not wrapper and all(each in line for each in VICTIMS[victim])


if __name__ == "__main__":
    sys.exit(main())
