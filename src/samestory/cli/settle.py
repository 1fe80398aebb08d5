"""`samestory settle`: ask again what earlier runs had to leave open, once it is due."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from samestory.cli.exits import severest
from samestory.cli.places import REPORT, ReportOption
from samestory.cli.screen import say, screen
from samestory.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from rich.console import Console

    from samestory.model import Verdict
    from samestory.parking import Parked

OPEN = frozenset({Outcome.PENDING, Outcome.UNREACHABLE, Outcome.UNMAPPED})
"""After these it is asked again another time."""
SETTLED = "settled.jsonl"
"""What was settled, as in verdicts.jsonl."""


def settle(*, report: ReportOption = REPORT) -> None:
    """Ask again about promises that were not due when a scenario asked, and are now.

    What is settled is taken off the list; what nobody can know yet stays on it.

    Example: `samestory settle`
    """
    from samestory import parking

    console = screen()
    parked = parking.read(report)
    if not parked:
        say(console, "Nothing is waiting to be settled.")
        return
    now = datetime.now(UTC)
    left = list(parked)
    outcomes = []
    for each, verdict, explanation in asked_again(each for each in parked if each.due <= now):
        outcomes.append(verdict.outcome)
        _show(console, each, explanation)
        _record(report / SETTLED, each, verdict, explanation)
        if verdict.outcome not in OPEN:
            left.remove(each)
            parking.keep(report, left)
    for each in left:
        say(console, waiting_line(each))
    raise typer.Exit(severest(outcomes))


def asked_again(due: Iterable[Parked]) -> Iterator[tuple[Parked, Verdict, str]]:
    """Each verdict and its explanation, as soon as it is there; every landscape is opened once."""
    from samestory.cli.opening import opened
    from samestory.cli.places import loaded
    from samestory.explaining import explain

    with ExitStack() as stack:
        witnesses = {}
        for each in due:
            if each.landscape not in witnesses:
                described, _ = loaded(each.landscape)
                witnesses[each.landscape] = stack.enter_context(opened(described))
            asked = witnesses[each.landscape]
            verdict = asked.converge(each.subject, each.among, each.promise)
            yield each, verdict, asked.masker.mask(explain(verdict, asked.called))


def waiting_line(each: Parked) -> str:
    """What is still waiting, and until when."""
    return f"{each.subject} waits until {each.due.astimezone():%d %b %Y, %H:%M %Z}."


def _show(console: Console, each: Parked, explanation: str) -> None:
    scene = each.scene
    say(console, f"{scene.get('journey')}: {scene.get('scenario')}", "bold")
    say(console, f"{explanation}\n")


def _record(file: Path, each: Parked, verdict: Verdict, explanation: str) -> None:
    from samestory.reporting.record import Scene, append, verdict_row

    append(file, verdict_row(verdict, Scene(**each.scene), explanation))
