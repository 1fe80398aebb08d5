"""What a person reads when a run is over: the table, what went wrong, and one clear verdict."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.text import Text

from samestory.browser.temporary_files import temporary_folder
from samestory.cli.exits import ENDS_WITH
from samestory.cli.run_progress import MARKS, Ended
from samestory.cli.screen import row, say, table
from samestory.core.model import Outcome
from samestory.exit_codes import Exit, exit_of_run
from samestory.report import allure_report, release_page
from samestory.report.outcome_styles import SIGNS
from samestory.report.summary import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from rich.console import Console
    from rich.table import Table

    from samestory.cli.pytest_runner import Play, Played
    from samestory.cli.run_progress import Watch
    from samestory.report.summary import Cell, Row, Summary

COLOURS = {
    Exit.SAME_STORY: "bold green",
    Exit.CONTRADICTION: "bold red",
    Exit.INTERRUPTED: "bold yellow",
}
_WHO_SAYS_SO = re.compile(r"^ERROR: |^(?:\S+ )*\S+: error: ")


def close(console: Console, plan: Play, played: Played, watch: Watch, *, build: bool) -> Exit:
    """Sum up a run, build its reports if wanted, and give the exit code."""
    summary = _summary(plan.folder)
    judged = summary is not None and bool(summary.scenarios)
    ended = exit_of_run(
        played.code, judged=judged, ran=bool(watch.ended), interrupted=played.interrupted
    )
    if summary:
        sum_up(console, summary)
    for each in watch.ended:
        _show_trouble(console, each)
    for text in watch.uncollected:
        say(console, f"\n{text}")
    for line in not_asked(watch.ended):
        say(console, f"\n{line}")
    if not (watch.ended or watch.uncollected or played.interrupted):
        say(console, said_by_pytest(plan.log))
    say(console)
    for text in summary.concessions if summary else ():
        say(console, f"Attention: {text}", "bold yellow")
    if summary:
        for line in _where(console, plan, summary, build=build):
            say(console, line)
    say(console, verdict_line(ended, summary, plan.log), COLOURS.get(ended, "bold yellow"))
    return ended


def sum_up(console: Console, summary: Summary) -> None:
    """The table of a run."""
    say(console)
    console.print(table_of(summary))
    say(console, "Numbers count scenarios.", "dim")


def verdict_line(ended: Exit, summary: Summary | None, log: Path | None = None) -> str:
    """The one line to read."""
    line = ENDS_WITH[ended]
    if summary:
        line = f"{line} {summary.line}"
    elif log and ended in {Exit.CANNOT_KNOW, Exit.WRONG_CALL}:
        line = f"{line} What pytest said is in {log}."
    return line


def _summary(report: Path) -> Summary | None:
    try:
        return read(report)
    except FileNotFoundError:
        return None


def table_of(summary: Summary) -> Table:
    """Features down, systems across: the severest outcome, and in how many scenarios it agreed."""
    drawn = table("journey", "passed", *summary.called.values())
    for column in drawn.columns[1:]:
        column.justify = "center"
    for each in summary.rows:
        cells = (_cell(each.cells[system]) for system in summary.systems)
        row(drawn, each.journey, _passed(each), *cells)
    return drawn


def _passed(of: Row) -> str:
    return f"{of.results.get('passed', 0)} of {sum(of.results.values())}"


def _cell(cell: Cell) -> Text:
    if cell.outcome is None:
        return Text("·", "dim")
    mark = SIGNS[cell.outcome].mark
    if cell.outcome is Outcome.AGREED:
        return Text(mark, "green")
    return Text(f"{mark} {cell.agreed} of {cell.asked} agreed", "bold red")


def not_asked(ended: Iterable[Ended]) -> list[str]:
    """The systems that features name and this company does not have: nobody may think them fine."""
    found = {pair for each in ended for pair in each.not_asked.items()}
    return [f"Not asked: the {name} ({why})." for name, why in sorted(found)]


def _show_trouble(console: Console, ended: Ended) -> None:
    """The whole text of what went wrong, below the name of the scenario."""
    if ended.text and ended.result != "passed":
        mark, style = MARKS[ended.result]
        say(console, f"\n{mark} {ended.title}", style)
        say(console, ended.text)


def _where(console: Console, plan: Play, summary: Summary, *, build: bool) -> Iterator[str]:
    """The seed, and the reports: they are built here."""
    yield f"Seed: {summary.seed}   (--seed {summary.seed} repeats this run)"
    if build:
        with console.status("Building the reports ..."), temporary_folder():
            lines = build_reports(plan.folder)
        yield from lines
    if plan.folder != plan.report:
        yield (
            f"The results of a run of all scenarios stay in {plan.report}: these are in "
            f"{plan.folder}, unless you say --replace."
        )


def build_reports(report: Path) -> list[str]:
    """Build the page to read, with Allure's beside it where Node is available; tell where."""
    built = allure_report.build(report / "allure-results", report / "allure.html")
    page = release_page.write(report)
    if isinstance(built, allure_report.Built):
        return [f"Report: {page}   (every step and answer: {built.path})"]
    return [f"Report: {page}", built.reason]


def said_by_pytest(log: Path) -> str:
    """What pytest said when it refused to run, without its own marks, usage and settings."""
    lines = log.read_text("utf-8", "replace").splitlines()
    first = next((at for at, line in enumerate(lines) if line.startswith("ERROR: ")), 0)
    return "\n".join(
        _WHO_SAYS_SO.sub("", line)
        for line in lines[first:]
        if line.strip() and not line.startswith(("ERROR: usage: ", "  inifile: ", "  rootdir: "))
    )
