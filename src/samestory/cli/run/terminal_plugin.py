"""The pytest plugin that shows a run in the terminal: a line per scenario, and how far it is."""

from collections.abc import Iterable
from typing import Any, Self

import pytest
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from samestory.cli.run.plan import MARKS, Ended
from samestory.cli.screen import say
from samestory.plugin.run_records import ATTEMPT_ENDED, ROW
from samestory.plugin.running import CRASH

SHOWN = ("journey", "scenario", "result", "outcome", "not_asked", "attempts")
"""What is taken from a scenario's row of run.json."""


class TerminalPlugin:
    """Shows what happens while pytest runs, and keeps what is summed up at the end.

    pytest's own reporter stays, because other plugins write to it; its output goes to the log.
    """

    def __init__(self, console: Console) -> None:
        self.ended: list[Ended] = []
        self.uncollected: list[str] = []
        """Why a file could not be collected."""
        self._console = console
        self._open: dict[str, dict[str, Any]] = {}
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.completed:.0f} of {task.total:.0f}"),
            BarColumn(),
            TextColumn("{task.description}", markup=False),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("", total=0)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Show how many scenarios were chosen."""
        self._bar.update(self._task, total=len(session.items))

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Iterable[str]) -> None:
        """Show how many scenarios a worker found; each finds them all."""
        self._bar.update(self._task, total=len(list(ids)))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep why a file could not be collected; each worker reports it."""
        if report.failed and report.longreprtext not in self.uncollected:
            self.uncollected.append(report.longreprtext)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Show which scenario has begun."""
        self._bar.update(self._task, description=in_words(nodeid))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Show how a scenario ended, once its last phase is over; its first failure counts."""
        if str(report.when) == ATTEMPT_ENDED:  # another one follows
            return
        found = self._open.setdefault(report.nodeid, _unknown(report.nodeid))
        found["seconds"] += report.duration
        if found["result"] == "passed":
            found |= _reported(report)
        if report.when in {"teardown", CRASH}:
            self._show(Ended(**self._open.pop(report.nodeid)))

    @pytest.hookimpl(tryfirst=True)
    def pytest_unconfigure(self, config: pytest.Config) -> None:
        """Say it if telemetry or past waits were lost: pytest's own reporter is not seen here."""
        telemetry = config.pluginmanager.get_plugin("samestory-telemetry")
        run = config.pluginmanager.get_plugin("samestory-run")
        lost = telemetry.sentences if telemetry else ()
        for each in (*lost, *(run.remarks if run else ())):
            say(self._console, each)

    def _show(self, ended: Ended) -> None:
        self.ended.append(ended)
        say(self._console, ended.line, MARKS[ended.result][1])
        self._bar.advance(self._task)


def in_words(nodeid: str) -> str:
    """Return a test's name as words: all that is known of a scenario before it ends."""
    return nodeid.rpartition("::")[2].removeprefix("test_").replace("_", " ")


def _unknown(nodeid: str) -> dict[str, Any]:
    """What is shown of a test before it reports anything."""
    file, _, name = nodeid.partition("::")
    return {
        "journey": file,
        "scenario": in_words(nodeid) if file.endswith(".feature") else name,
        "result": "passed",
        "seconds": 0.0,
        "text": "",
    }


def _reported(report: pytest.TestReport) -> dict[str, Any]:
    """What one phase reports; the row of run.json has precedence over pytest's own words."""
    row = getattr(report, ROW, {})
    found = {name: row[name] for name in SHOWN if row.get(name)}
    if report.passed:
        return found
    usual = {"result": "skipped" if report.skipped else "broken"}
    return usual | found | {"text": _text(report.longrepr, row.get("where", ""))}


def _text(failure: Any, ours: str) -> str:
    """The sentence about a failure; of an unexpected exception, its last line and its place.

    That is the line of the project's own code (`ours`), if one is known.
    """
    if isinstance(failure, tuple):  # file, line, why it was skipped or deferred
        return str(failure[2])
    traceback = getattr(failure, "reprtraceback", None)
    if traceback is None or traceback.style == "value":  # sentences, on purpose
        return str(failure)
    where = failure.reprcrash
    place = ours or f"{where.path}:{where.lineno}"
    return f"{where.message}\n  at {place}"
