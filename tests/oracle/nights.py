"""What a trial leaves for later: the clock is moved on, and the systems are asked again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from samestory import Landscape, Verdict
from samestory.cli.settle.second_look import lasting
from samestory.deferred import DeferredQuestion, deferred_in
from samestory.report.results_folder import AGREED, PENDING
from samestory.witnesses import Witnesses

A_MOMENT = timedelta(minutes=1)
A_DAY = timedelta(days=1)


def settled(run: Any, nodeid: str, control: httpx.Client) -> Iterator[Verdict]:
    """Let the time come for what a scenario was promised for later; yield the verdicts then."""
    due = _questions(run.setup.report, nodeid, PENDING)
    if due:
        _move_on(control, max(each.due for each in due) + A_MOMENT)
        yield from _asked(run, due)


def asked_a_day_later(run: Any, nodeid: str, control: httpx.Client) -> Iterator[Verdict]:
    """Let a day pass, and ask again what agreed at the end of a scenario."""
    agreed = _questions(run.setup.report, nodeid, AGREED)
    if agreed:
        _move_on(control, max(each.due for each in agreed) + A_DAY + A_MOMENT)
        landscape: Landscape = run.landscape
        yield from _asked(run, filter(None, (lasting(each, landscape) for each in agreed)))


def _questions(report: Path, nodeid: str, name: str) -> list[DeferredQuestion]:
    found = deferred_in(report, name=name)
    return [each for each in found if each.scenario["nodeid"] == nodeid]


def _move_on(control: httpx.Client, to: datetime) -> None:
    control.post("/clock", json={"to": to.isoformat()}).raise_for_status()


def _asked(run: Any, questions: Iterable[DeferredQuestion]) -> Iterator[Verdict]:
    with Witnesses(run.landscape, masker=run.masker) as witnesses:
        for each in questions:
            yield witnesses.converge(each.subject, each.among, each.promise, only=each.only)
