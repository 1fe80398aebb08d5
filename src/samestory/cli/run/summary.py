"""What a person reads when a run is over: the table, what went wrong, and one clear verdict."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from samestory.browser.temporary_files import temporary_folder
from samestory.cli.exits import ENDS_WITH
from samestory.cli.for_ci import print_for_ci, refresh_for_ci
from samestory.cli.run.plan import MARKS, Ended, Play, Played
from samestory.cli.screen import add_row, plain_table, say
from samestory.core.model import Outcome
from samestory.exit_codes import Exit, exit_of_run
from samestory.explain import STYLES
from samestory.report import allure_report, history_file
from samestory.report.allure_completion import allure_settings, complete_results
from samestory.report.allure_links import ALLURE
from samestory.report.release_page import write_release_page
from samestory.report.results_folder import ALLURE_RESULTS, WAITS, shared_file
from samestory.report.summary import Journey, Summary, SystemTally
from samestory.report.summing_up import read_summary
from samestory.report.wait_memory import join_waits

COLOURS = {
    Exit.SAME_STORY: "bold green",
    Exit.CONTRADICTION: "bold red",
    Exit.INTERRUPTED: "bold yellow",
}
_WHO_SAYS_SO = re.compile(r"^ERROR: |^(?:\S+ )*\S+: error: ")


def ended_by_record(folder: Path) -> list[Ended]:
    """Return the scenarios that have begun, as far as run.json knows how they ended."""
    summary = _summary(folder)
    return [
        Ended(
            journey=each.journey,
            scenario=each.name,
            result=each.result,
            text=each.message,
            not_asked=each.not_asked,
        )
        for each in (summary.scenarios if summary else ())
        if each.result in MARKS
    ]


def close(console: Console, plan: Play, played: Played) -> Exit:
    """Sum up a run, build its reports if wanted, and return the exit code."""
    summary = _summary(plan.folder)
    judged = summary is not None and bool(summary.scenarios)
    ended = exit_of_run(
        played.code, judged=judged, ran=bool(played.ended), interrupted=played.interrupted
    )
    if summary:
        print_table(console, summary)
    for line in _failures(played):
        say(console, *line)
    if not (played.ended or played.interrupted):
        say(console, said_by_pytest(plan.log, whole=not played.uncollected))
    say(console)
    if summary:
        print_for_ci(plan.folder, plan.ci)
        for text in summary.concessions:
            say(console, f"Attention: {text}", "bold yellow")
        for text in _where(console, plan, summary):
            say(console, text)
        for text in remembered(plan.folder, summary, plan.history, release=plan.release):
            say(console, text)
    say(console, verdict_line(ended, summary, plan.log), COLOURS.get(ended, "bold yellow"))
    return ended


def _failures(played: Played) -> Iterator[tuple[str] | tuple[str, str]]:
    """The text of what went wrong below each scenario, and what was not read and not asked."""
    for each in played.ended:
        if each.text and each.result != "passed":
            mark, style = MARKS[each.result]
            yield f"\n{mark} {each.title}", style
            yield (each.text,)
    for text in (*played.uncollected, *not_asked(played.ended)):
        yield (f"\n{text}",)


def print_table(console: Console, summary: Summary) -> None:
    """Print the table of a run."""
    say(console)
    console.print(summary_table(summary))
    say(console, "Numbers count scenarios.", "dim")


def verdict_line(ended: Exit, summary: Summary | None, log: Path | None = None) -> str:
    """Return the last line of a run."""
    line = ENDS_WITH[ended]
    if summary:
        line = f"{line} {summary.line}"
    elif log and ended in {Exit.CANNOT_KNOW, Exit.WRONG_CALL}:
        line = f"{line} What pytest said is in {log}."
    return line


def _summary(report: Path) -> Summary | None:
    try:
        return read_summary(report)
    except FileNotFoundError:
        return None


def summary_table(summary: Summary) -> Table:
    """Return features down, systems across: the severest outcome, and how many scenarios agreed."""
    drawn = plain_table("journey", "passed", *summary.called.values())
    for column in drawn.columns[1:]:
        column.justify = "center"
    for each in summary.journeys:
        cells = (_cell(each.systems[system]) for system in summary.called)
        add_row(drawn, each.name, _passed(each), *cells)
    return drawn


def _passed(of: Journey) -> str:
    return f"{of.results.get('passed', 0)} of {sum(of.results.values())}"


def _cell(cell: SystemTally) -> Text:
    if cell.outcome is None:
        return Text("·", "dim")
    mark = STYLES[cell.outcome].mark
    if cell.outcome is Outcome.AGREED:
        return Text(mark, "green")
    return Text(f"{mark} {cell.agreed} of {cell.asked} agreed", "bold red")


def not_asked(ended: Iterable[Ended]) -> list[str]:
    """Return a line for each system that features name and this company does not have."""
    found = {pair for each in ended for pair in each.not_asked.items()}
    return [f"Not asked: the {name} ({why})." for name, why in sorted(found)]


def _where(console: Console, plan: Play, summary: Summary) -> Iterator[str]:
    """The seed, and the reports: they are built here."""
    yield f"Seed: {summary.seed}   (--seed {summary.seed} repeats this run)"
    if plan.build:
        with console.status("Building the reports ..."), temporary_folder():
            lines = build_reports(plan.folder, plan.history, allure=plan.allure)
        yield from lines
    if plan.folder != plan.report:
        yield (
            f"The results of a run of all scenarios stay in {plan.report}: these are in "
            f"{plan.folder}, unless you say --replace."
        )


def build_reports(report: Path, history: Path | None = None, *, allure: bool = True) -> list[str]:
    """Build the page to read, and Allure's if Node is available; return where they are."""
    why_not = _build_allure(report) if allure else ""
    page = write_release_page(report, history=history)
    if not allure:
        return [f"Report: {page}"]
    if why_not:
        return [f"Report: {page}", why_not]
    return [f"Report: {page}   (every step and answer: {report / ALLURE})"]


def remembered(
    folder: Path, summary: Summary, history: Path | None = None, *, release: bool = False
) -> list[str]:
    """Write a run of all scenarios into the history; return what there is to say about it."""
    try:
        said = history_file.remember_run(folder, summary, history, release=release)
    except OSError as error:
        said = f"The history could not be written: {error}."
    return [said] if said else []


def joined_waits(folder: Path, records: Iterable[Path], waits: Path | None = None) -> list[str]:
    """Join the past waits of several records in one file; return what there is to say about it."""
    others = [shared_file(each, WAITS) for each in records]
    return join_waits(shared_file(folder, WAITS, waits), others)


def refresh_pages(folder: Path, history: Path | None = None) -> None:
    """Build the pages of a record again, as far as they were built, and the files for CI.

    What GitHub was told while the run was under way is not told again.
    """
    refresh_for_ci(folder)
    complete_results(folder)
    if (folder / ALLURE).exists():
        _build_allure(folder)
    if (folder / "index.html").exists():
        write_release_page(folder, history=history)


def _build_allure(folder: Path) -> str:
    """Build Allure's report; its raw results are brought in line with the record before."""
    complete_results(folder)
    settings = allure_settings(folder)
    return allure_report.build(folder / ALLURE_RESULTS, folder / ALLURE, settings=settings)


def said_by_pytest(log: Path, *, whole: bool = True) -> str:
    """Return why pytest refused to run, without its own marks, usage and settings.

    If it does not say why, that is the `whole` log, or nothing.
    """
    lines = log.read_text("utf-8", "replace").splitlines()
    otherwise = 0 if whole else len(lines)
    first = next((at for at, line in enumerate(lines) if line.startswith("ERROR: ")), otherwise)
    return "\n".join(
        _WHO_SAYS_SO.sub("", line)
        for line in lines[first:]
        if line.strip() and not line.startswith(("ERROR: usage: ", "  inifile: ", "  rootdir: "))
    )
