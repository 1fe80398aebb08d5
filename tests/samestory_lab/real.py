"""A company of other people's software as it is started by a person, and the features on it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from samestory.config import load

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Running:
    """A running company: the landscape that describes it, and its control API."""

    landscape: Path
    control: httpx.Client

    @contextmanager
    def with_fault(self, name: str) -> Iterator[None]:
        """The company with one fault on, and with none before and after."""
        self.control.delete("/faults").raise_for_status()
        self.control.put(f"/faults/{name}", json={"on": True}).raise_for_status()
        try:
            yield
        finally:
            self.control.delete("/faults")

    def play(self, report: Path, what: str) -> tuple[int, list[dict[str, Any]]]:
        """The exit code of one run of the features, as a person starts it, and its verdicts."""
        options = ["--samestory-landscape", str(self.landscape), "--samestory-report", str(report)]
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", what, *options]
        code = subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603 (ours)
        lines = (report / "verdicts.jsonl").read_text().splitlines()
        return code, [json.loads(line) for line in lines]


@contextmanager
def running(landscape: Path) -> Iterator[Running]:
    """The company of a landscape, started by its command and stopped in the end."""
    described = load(landscape, os.environ).company
    assert described is not None
    command = [sys.executable, *described.command, "--until-stdin-closes"]
    with subprocess.Popen(  # noqa: S603 (the landscape's command, and it is ours)
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert '"ready": true' in process.stdout.readline(), "its last words are on stderr"
        with httpx.Client(base_url=described.control, trust_env=False, timeout=60) as control:
            yield Running(landscape, control)
        process.terminate()


def blamed(verdict: dict[str, Any]) -> dict[str, set[str]]:
    """Who is apart from the others or silent, by the field it is about."""
    fields = verdict["fields"].items()
    return {name: who for name, each in fields if (who := {*each["apart"], *each["silent"]})}
