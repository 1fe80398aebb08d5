"""`samestory settle`: ask again what earlier runs had to defer, once it is due."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from samestory.cli.options import ReportOption
from samestory.cli.places import REPORT
from samestory.cli.screen import say, screen
from samestory.core.model import Outcome
from samestory.errors import WrongCall
from samestory.exit_codes import OF_OUTCOME, Exit, gravest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from rich.console import Console

    from samestory.core.model import Verdict
    from samestory.deferred import DeferredQuestion
    from samestory.witnesses import Witnesses

OPEN = frozenset({Outcome.PENDING, Outcome.UNREACHABLE, Outcome.UNMAPPED})
"""After these it is asked again another time."""
SETTLED = "settled.jsonl"
"""What was settled, as in verdicts.jsonl."""


def settle(*, report: ReportOption = REPORT) -> None:
    """Ask again about promises that were not due when a scenario asked, and are now.

    What is settled is taken off the list; what is still inconclusive stays on it.

    Example: `samestory settle`
    """
    from samestory.deferred import deferred_in

    if not report.is_dir():
        raise WrongCall(f"There is no folder '{report}'.\n  Name the report folder: --report DIR.")
    console = screen()
    questions = deferred_in(report)
    if not questions:
        say(console, "Nothing is waiting to be settled.")
        raise typer.Exit(Exit.NOTHING_CHECKED)
    left, outcomes = _ask_again(console, report, questions)
    for each in left:
        say(console, waiting_line(each))
    raise typer.Exit(gravest(OF_OUTCOME[each] for each in outcomes))


def _ask_again(
    console: Console, report: Path, questions: list[DeferredQuestion]
) -> tuple[list[DeferredQuestion], list[Outcome]]:
    """Ask what is due; return what is left to be settled, and the outcome of all that was due."""
    from samestory.deferred import keep_deferred

    now = datetime.now(UTC)
    due = [each for each in questions if each.due <= now]
    left = list(questions)
    outcomes = [Outcome.UNREACHABLE for each in due if each.hidden]
    for each, verdict, witnesses in asked_again(each for each in due if not each.hidden):
        outcomes.append(verdict.outcome)
        _record(console, report, each, verdict, witnesses)
        if verdict.outcome not in OPEN:
            left.remove(each)
            keep_deferred(report, left)
    return left, outcomes


def _record(
    console: Console,
    report: Path,
    question: DeferredQuestion,
    verdict: Verdict,
    witnesses: Witnesses,
) -> None:
    """Write a verdict down, and show it."""
    from samestory.explain import explained
    from samestory.report.run_writer import ScenarioInfo, append_verdict, verdict_row

    mask, landscape = witnesses.masker.mask, witnesses.landscape
    told = explained(
        verdict, mask, called=witnesses.called, deadlines=landscape.deadlines, zone=landscape.zone
    )
    row = verdict_row(told, ScenarioInfo(**question.scenario))
    append_verdict(report / SETTLED, row, mask)
    say(console, f"{row['journey']}: {row['scenario']}", "bold")
    say(console, f"{row['explanation']}\n")


def asked_again(
    due: Iterable[DeferredQuestion],
) -> Iterator[tuple[DeferredQuestion, Verdict, Witnesses]]:
    """Yield each verdict as soon as it is there, and who was asked; open every landscape once."""
    from samestory.cli import opening
    from samestory.cli.places import loaded

    with ExitStack() as stack:
        opened: dict[Path, Witnesses] = {}
        for each in due:
            if each.landscape not in opened:
                described, _ = loaded(each.landscape)
                opened[each.landscape] = stack.enter_context(opening.opened(described))
            asked = opened[each.landscape]
            yield each, asked.converge(each.subject, each.among, each.promise), asked


def waiting_line(question: DeferredQuestion) -> str:
    """Say what is still waiting, and until when."""
    if question.hidden:
        return (
            f"{question.subject} cannot be settled: a part of what was asked or promised is hidden "
            "in the report folder. Run its scenario again once it is due."
        )
    return f"{question.subject} waits until {question.due.astimezone():%d %b %Y, %H:%M %Z}."
