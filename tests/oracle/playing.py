"""Play one scenario, or all of them, with the command that everybody uses, and read the record."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Played:
    """How a run of `samestory demo` ended, and every verdict on the way."""

    exit_code: int
    verdicts: tuple[dict[str, Any], ...]
    scenarios: tuple[dict[str, Any], ...]
    said: str

    @property
    def alarms(self) -> tuple[dict[str, Any], ...]:
        """The verdicts that are not agreement."""
        return tuple(each for each in self.verdicts if each["outcome"] != "agreed")


def play(report: Path, ports: str, *options: str, jitter: int = 0) -> Played:
    """Run `samestory demo` with these options on the hundred ports that `ports` begins.

    `jitter` is the seed of the delays with which the company's systems learn from each other.
    """
    command = [sys.executable, "-m", "samestory", "demo", "--no-report", "--no-allure"]
    ended = subprocess.run(  # noqa: S603 - our own command line
        [*command, "--report", str(report), *options],
        cwd=ROOT,
        env={**os.environ, "DEMO_PORTS": ports, "DEMO_SEED": str(jitter), "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    run = report / "run.json"
    return Played(
        ended.returncode,
        tuple(_lines(report / "verdicts.jsonl")),
        tuple(json.loads(run.read_text("utf-8"))["scenarios"]) if run.exists() else (),
        ended.stdout + ended.stderr,
    )


def _lines(path: Path) -> Sequence[dict[str, Any]]:
    if not path.exists():
        return ()
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
