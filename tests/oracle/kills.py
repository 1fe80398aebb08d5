"""`make kills`: runs that are killed at random points, in one table.

Each run begins beside the pages of an earlier one that said Go. One of its processes is killed
(SIGKILL) at a random moment. Whatever is left must say: planned = told + not run, and never Go,
unless every planned scenario passed: a worker that is killed early is replaced.
Ends with 1 if it does not once.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from samestory.browser.temporary_files import remove_abandoned
from samestory.plugin.planning import feature_files, rows_in
from samestory.report.release_page import write_release_page
from samestory.report.results_folder import read_run
from samestory.report.summary import read_summary

ROOT = Path(__file__).parents[2]
SOON = 240.0
"""Seconds within which a run has ended, once one of its processes was killed."""
VICTIMS = {
    "the command": ("-m samestory ",),
    "a worker": ("sys.stdin.readline()",),
    "the company": ("samestory_demo",),
    "the browser's driver": ("driver/node", "run-driver"),
    "the browser": ("headless", "--remote-debugging-pipe"),
}
"""What must stand in the command line of a process for it to be that part of a run."""

console = Console(width=None if sys.stdout.isatty() else 180)


@dataclass(frozen=True, slots=True)
class Killed:
    """What was killed when, and what the records say afterwards."""

    victim: str
    after: float
    code: int
    said: str
    results: Counter[str]
    wrong: list[str]


def main() -> int:
    """Print the table."""
    options = ArgumentParser(prog="make kills", description=__doc__)
    options.add_argument("--runs", type=int, default=30, help="how many kills")
    options.add_argument("--seed", type=int, default=1, help="of the moments and the victims")
    options.add_argument("--ports", default="61", help="the first digits of the company's ports")
    options.add_argument("--features", default="features", help="a folder of features")
    asked = options.parse_args()
    chance = random.Random(asked.seed)  # noqa: S311  no secret hangs on it
    table = Table("killed", "after", "exit", "results", "what the record says", "wrong", box=None)
    wrong = 0
    with TemporaryDirectory() as folder:
        healthy = _lasts(Path(folder), asked.ports, asked.features)
        done = 0
        while done < asked.runs:
            victim = [*VICTIMS][done % len(VICTIMS)]
            moment = chance.uniform(1.0, healthy)
            killed = _kill(Path(folder), asked.ports, asked.features, victim, moment)
            if killed is None:  # the run had no such process at that moment
                continue
            done += 1
            wrong += bool(killed.wrong)
            console.print(f"{done} of {asked.runs}: {killed.victim}", style="dim")
            results = ", ".join(f"{number} {name}" for name, number in killed.results.items())
            table.add_row(
                killed.victim,
                f"{killed.after:.1f} s",
                str(killed.code),
                results or "no plan yet",
                killed.said,
                "; ".join(killed.wrong),
            )
        remove_abandoned(_temporary(Path(folder)))
        left = _left(Path(folder))
    console.print(table)
    console.print(f"{asked.runs - wrong} of {asked.runs}: planned = told + not run; no undue Go.")
    console.print(f"Temporary files that are left: {', '.join(left) or 'none'}.")
    return 1 if wrong or left else 0


def _lasts(folder: Path, ports: str, features: str) -> float:
    """Seconds that a healthy run takes; its page says Go, or nothing here proves anything."""
    began = time.monotonic()
    process = _started(folder, ports, features)
    assert process.wait() == 0, "a healthy run tells the same story"
    assert read_summary(folder / "out").headline.startswith("Go")
    return time.monotonic() - began


def _temporary(folder: Path) -> Path:
    (folder / "tmp").mkdir(exist_ok=True)
    return folder / "tmp"


def _left(folder: Path) -> list[str]:
    """Temporary files that nobody will ever remove; pytest keeps those of tests, and counts."""
    names = sorted(each.name for each in _temporary(folder).iterdir())
    return [each for each in names if not each.startswith("pytest-of-")]


def _started(folder: Path, ports: str, features: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "samestory", "demo", "-n", "2", "--no-report"]
    only = () if features == "features" else ("--only", features)
    return subprocess.Popen(  # noqa: S603  our own command line
        [*command, *only, "--report", str(folder / "out")],
        cwd=ROOT,
        env={**os.environ, "DEMO_PORTS": ports, "TMPDIR": str(_temporary(folder))},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _kill(folder: Path, ports: str, features: str, victim: str, moment: float) -> Killed | None:
    report = folder / "out"
    (report / "index.html").write_text("<h1>Go</h1>", "utf-8")
    process = _started(folder, ports, features)
    time.sleep(moment)
    found = [pid for pid in _family(process.pid) if _is(victim, pid)]
    if found and process.poll() is None:
        os.kill(found[0], signal.SIGKILL)
    code = process.wait(SOON)
    _wait_for_silence(ports)
    if not found:
        return None
    planned = sum(rows_in(each) for each in feature_files(ROOT / features))
    return _judged(report, victim, moment, code, planned)


def _judged(report: Path, victim: str, moment: float, code: int, planned: int) -> Killed:
    wrong = []
    if (report / "index.html").exists():
        wrong.append("yesterday's page stands")
    if not (report / "run.json").exists():
        left = list(report.glob("verdicts*.jsonl"))
        wrong += [f"verdicts without a plan: {left}"] if left else []
        return Killed(victim, moment, code, "nothing", Counter(), wrong)
    run = read_run(report)
    assert run is not None
    results = Counter(each["result"] for each in run["scenarios"])
    if not planned == run["planned"] == results.total():
        wrong.append(f"planned {run['planned']} of {planned}, told or not run {results.total()}")
    said = read_summary(report).headline
    page = write_release_page(report).read_text("utf-8")
    (report / "index.html").unlink()
    whole = run["finished"] and results["passed"] == planned and run["exit"] == 0 == code
    if (said.startswith("Go") or ">Go" in page) and not whole:
        wrong.append("it says Go")
    return Killed(victim, moment, code, said, results, wrong)


def _family(pid: int) -> list[int]:
    """A process and all that it started, the eldest first."""
    parents = {int(each.name): _parent(each) for each in Path("/proc").glob("[0-9]*")}
    family = [pid]
    for each in family:
        family += [child for child, parent in parents.items() if parent == each]
    return family


def _parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _is(victim: str, pid: int) -> bool:
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return False
    return all(each in line for each in VICTIMS[victim])


def _wait_for_silence(ports: str) -> None:
    """Until the company is gone: it notices by itself that its run is."""
    from samestory_demo.supervisor.ports import all_free  # noqa: PLC0415

    until = time.monotonic() + SOON
    while not all_free(int(ports)) and time.monotonic() < until:
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
