"""`samestory settle`: ask again what earlier runs had to leave open, once it is due."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from samestory.cli.places import REPORT, ReportOption
from samestory.cli.screen import say, screen
from samestory.core.model import Outcome
from samestory.errors import WrongCall
from samestory.exit_codes import OF_OUTCOME, Exit, gravest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from samestory.core.model import Verdict
    from samestory.deferred import Parked
    from samestory.witnesses import Witnesses

OPEN = frozenset({Outcome.PENDING, Outcome.UNREACHABLE, Outcome.UNMAPPED})
"""After these it is asked again another time."""
SETTLED = "settled.jsonl"
"""What was settled, as in verdicts.jsonl."""


def settle(*, report: ReportOption = REPORT) -> None:
    """Ask again about promises that were not due when a scenario asked, and are now.

    What is settled is taken off the list; what nobody can know yet stays on it.

    Example: `samestory settle`
    """
    from samestory import deferred as parking
    from samestory.explain import story
    from samestory.redaction import masked
    from samestory.report.run_writer import Scene, append, verdict_row

    if not report.is_dir():
        raise WrongCall(f"There is no folder '{report}'.\n  Name the report folder: --report DIR.")
    console = screen()
    parked = parking.read(report)
    if not parked:
        say(console, "Nothing is waiting to be settled.")
        raise typer.Exit(Exit.NOTHING_CHECKED)
    now = datetime.now(UTC)
    left = list(parked)
    due = [each for each in parked if each.due <= now]
    outcomes = [Outcome.UNREACHABLE for each in due if each.hidden]
    for each, verdict, asked in asked_again(each for each in due if not each.hidden):
        outcomes.append(verdict.outcome)
        told = masked(verdict, asked.masker.mask)
        in_full = story(told, asked.called, zone=asked.landscape.zone)
        row = verdict_row(told, Scene(**each.scene), in_full)
        append(report / SETTLED, row, asked.masker.mask)
        say(console, f"{row['journey']}: {row['scenario']}", "bold")
        say(console, f"{row['explanation']}\n")
        if verdict.outcome not in OPEN:
            left.remove(each)
            parking.keep(report, left)
    for each in left:
        say(console, waiting_line(each))
    raise typer.Exit(gravest(OF_OUTCOME[each] for each in outcomes))


def asked_again(due: Iterable[Parked]) -> Iterator[tuple[Parked, Verdict, Witnesses]]:
    """Each verdict as soon as it is there, and who was asked; every landscape is opened once."""
    from samestory.cli import opening
    from samestory.cli.places import loaded

    with ExitStack() as stack:
        open_now: dict[Path, Witnesses] = {}
        for each in due:
            if each.landscape not in open_now:
                described, _ = loaded(each.landscape)
                open_now[each.landscape] = stack.enter_context(opening.opened(described))
            asked = open_now[each.landscape]
            yield each, asked.converge(each.subject, each.among, each.promise), asked


def waiting_line(each: Parked) -> str:
    """What is still waiting, and until when."""
    if each.hidden:
        return (
            f"{each.subject} cannot be settled: a part of what was asked or promised is hidden in "
            "the report folder. Run its scenario again once it is due."
        )
    return f"{each.subject} waits until {each.due.astimezone():%d %b %Y, %H:%M %Z}."
