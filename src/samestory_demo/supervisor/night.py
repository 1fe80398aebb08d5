"""The end of a demo: the clock is moved on, and what was promised for later is settled."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from samestory_demo.supervisor.control import company_time, move_clock
from samestory_demo.supervisor.description import DEMO, describe, file_of
from samestory_demo.supervisor.environment import environment_of
from samestory_demo.supervisor.errors import CompanyMistake
from samestory_demo.supervisor.screen import console, write_line

JUDGED = (0, 1, 5, 6)
"""The exit codes of a run that came to its end: not of a mistake, nor after Ctrl-C."""
GRAVEST_FIRST = (130, 1, 4, 6, 0, 5)
"""As samestory weighs them: what is certain outweighs what is not."""
A_MOMENT = timedelta(minutes=1)
HOURS = {"h": 1, "d": 24}


class Call(Protocol):
    """The whole command, called with other words; it ends with SystemExit."""

    def __call__(self, args: Sequence[str]) -> object:
        """Do what the words say."""


def run_and_settle(
    call: Call,
    words: Sequence[str],
    report: Path,
    again: str | None = None,
    history: Path | None = None,
) -> int:
    """Run, let the night pass if something waits for it, and return the exit code of it all."""
    hours = _hours(again) if again else 0
    codes = [code_of(call, ["run", *words])]
    seed = _last_run(report)
    if codes[0] not in JUDGED or seed is None:
        return codes[0]
    settle = ["settle", "--report", str(report), "--run", seed]
    settle += ["--history", str(history)] if history else []
    if last := max(_due(report, seed), default=None):
        _move_on(last + A_MOMENT, "The night passes")
        codes.append(code_of(call, settle))
    if again:
        now = company_time(_control())
        if now is not None:
            _move_on(now + timedelta(hours=hours), "Time goes on")
        codes.append(code_of(call, [*settle, "--again", again]))
    return next(each for each in (*GRAVEST_FIRST, *codes) if each in codes)


def code_of(call: Call, words: Sequence[str]) -> int:
    """Call the command, and return its exit code."""
    try:
        call(words)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0


def _due(report: Path, seed: str) -> Iterator[datetime]:
    """When each promise of a run is due; those of earlier companies are gone with them."""
    file = report / "pending.jsonl"
    for line in file.read_text("utf-8").splitlines() if file.exists() else ():
        told = json.loads(line)
        if told.get("run") == seed:
            yield datetime.fromisoformat(told["due"])


def _last_run(report: Path) -> str | None:
    """The seed of the run that was recorded last."""
    records = [
        each for each in (report / "run.json", report / "part" / "run.json") if each.exists()
    ]
    if not records:
        return None
    newest = max(records, key=lambda each: each.stat().st_mtime)
    return str(json.loads(newest.read_text("utf-8")).get("seed"))


def _move_on(to: datetime, why: str) -> None:
    now = move_clock(_control(), to)
    write_line(console(), f"\n{why}: at the company it is {now:%d %B %Y, %H:%M}.\n")


def _control() -> str:
    landscape = file_of(DEMO)
    return describe(landscape, {**os.environ, **environment_of(landscape)}).control


def _hours(age: str) -> float:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([hd])", age.strip())
    if found is None:
        raise CompanyMistake(f"--again is '{age}', which is no age.\n  Write 1d or 12h.")
    return float(found[1]) * HOURS[found[2]]
