"""`python -m tests.oracle.kills_undone`: what `samestory undo` leaves of runs that were killed.

A company stays up. Each run against it is killed (SIGKILL, with all that it started) at a random
moment after its first deed. Then `samestory undo` has to end with 0, and the CRM, asked directly,
has to hold no live order, no visit that is still to come and no open account of anybody whom the
ledger names. A second undo finds nothing to do. Ends with 1 if that is not so once.
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
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from rich.console import Console
from rich.table import Table

from samestory.journeys.deeds import Deed, read_deeds
from samestory.journeys.ledger import LEDGER

ROOT = Path(__file__).parents[2]
TOKEN = "crm-secret-7Q2"  # made up, as the landscape says it
FEATURES = ("features/ordering", "features/cancelling", "features/visits")

SOON = 240.0
"""Seconds within which a run does its first deed, on any machine."""

console = Console(width=None if sys.stdout.isatty() else 160)


@dataclass(frozen=True, slots=True)
class Undone:
    """What was found after one kill."""

    after: float
    deeds: int
    unsure: int
    said: str
    wrong: tuple[str, ...]


def main() -> int:
    """Print the table."""
    options = ArgumentParser(prog="python -m tests.oracle.kills_undone", description=__doc__)
    options.add_argument("--runs", type=int, default=20, help="how many kills")
    options.add_argument("--seed", type=int, default=1, help="of the moments")
    options.add_argument("--ports", default="61", help="the first digits of the company's ports")
    options.add_argument("--latest", type=float, default=20.0, help="seconds after the first deed")
    options.add_argument("--features", nargs="+", default=FEATURES, help="folders of features")
    asked = options.parse_args()
    chance = random.Random(asked.seed)  # noqa: S311  no secret hangs on it
    table = Table("killed after", "deeds", "unsure", "what undo says", "wrong", box=None)
    wrong = 0
    with TemporaryDirectory() as folder:
        environ = {**os.environ, "DEMO_PORTS": asked.ports, "XDG_STATE_HOME": folder}
        _call(environ, "company", "up")
        try:
            for number in range(asked.runs):
                report = Path(folder) / f"{number}"
                found = _undone(environ, report, asked.features, chance.uniform(0.0, asked.latest))
                wrong += bool(found.wrong)
                table.add_row(
                    f"{found.after:.1f} s",
                    str(found.deeds),
                    str(found.unsure),
                    found.said,
                    "; ".join(found.wrong),
                )
                console.print(f"{number + 1} of {asked.runs}: {found.said}", style="dim")
        finally:
            _call(environ, "company", "down")
    console.print(table)
    console.print(f"{asked.runs - wrong} of {asked.runs}: undo left nothing that can be undone.")
    return 1 if wrong else 0


def _undone(
    environ: dict[str, str], report: Path, features: Sequence[str], moment: float
) -> Undone:
    _kill_a_run(environ, report, features, moment)
    deeds = read_deeds(report / LEDGER)
    code, said = _call(environ, "undo", "--report", str(report))
    wrong = [] if code == 0 else [f"undo ended with {code}"]
    wrong += [] if deeds else ["it was killed before it did anything"]
    wrong += _left_in_the_crm(environ["DEMO_PORTS"], deeds)
    again, _ = _call(environ, "undo", "--report", str(report), "--json")
    if code == 0 and again != 0:
        wrong.append(f"undo once more ended with {again}")
    unsure = sum(not each.is_sure for each in deeds)
    last = said.strip().splitlines()[-1] if said.strip() else ""
    return Undone(moment, len(deeds), unsure, last, tuple(wrong))


def _kill_a_run(
    environ: dict[str, str], report: Path, features: Sequence[str], moment: float
) -> None:
    command = [sys.executable, "-m", "samestory", "run", *features, "--no-report"]
    run = subprocess.Popen(  # noqa: S603  our own command line
        [*command, "--report", str(report)],
        cwd=ROOT,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    until = time.monotonic() + SOON
    while not (report / LEDGER).exists() and run.poll() is None and time.monotonic() < until:
        time.sleep(0.1)
    time.sleep(moment)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()


def _left_in_the_crm(ports: str, deeds: list[Deed]) -> list[str]:
    """Ask the CRM directly, past all that undo believes."""
    found = []
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{ports}02", headers=headers) as crm:
        for who in sorted({each.who for each in deeds if each.who}):
            deals = crm.get("/deals", params={"contact_email": who}).json()["results"]
            found += [
                f"{each['order_number']} is {each['stage']}"
                for each in deals
                if each["stage"] != "closed_lost"
            ]
            meetings = crm.get("/meetings", params={"email": who}).json()["results"]
            found += [
                f"{each['meeting_no']} is {each['stage']}"
                for each in meetings
                if each["stage"] not in {"canceled", "completed"}
            ]
            accounts = crm.get("/portal-accounts", params={"email": who}).json()["results"]
            found += [f"{who} is {each['state']}" for each in accounts if each["state"] == "active"]
    return found


def _call(environ: dict[str, str], *arguments: str) -> tuple[int, str]:
    done = subprocess.run(  # noqa: S603  our own command line
        [sys.executable, "-m", "samestory", *arguments],
        cwd=ROOT,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if "--json" in arguments and done.returncode == 0:
        told = json.loads(done.stdout)
        assert not any(each["end"] == "undone" for each in told["things"]), "undone twice"
    return done.returncode, done.stdout or done.stderr


if __name__ == "__main__":
    sys.exit(main())
