"""Follows each scenario of a process: where it has come to, what it raised, and how it ended."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from samestory.core.model import Outcome
from samestory.errors import SamestoryError
from samestory.exit_codes import Exit, ScenarioResult
from samestory.plugin.browsers import DIED
from samestory.plugin.planning import is_scenario
from samestory.plugin.run_records import (
    ROW,
    broke,
    innermost_line,
    note_seconds,
    row_of,
    said_by,
    strike_out,
    tell_in_sentences,
)
from samestory.plugin.scenario_info import STEP

if TYPE_CHECKING:
    from pytest_bdd.parser import Step


FAILED_STEP: pytest.StashKey[tuple[str, int]] = pytest.StashKey()
"""The step that failed, and its line."""
_WITH_A_LINE = (ScenarioResult.UNMET, ScenarioResult.BROKEN)
"""After these, the line of code where it happened may be the one to fix."""
if TYPE_CHECKING:
    from pytest_bdd.parser import Step

    from samestory.plugin.run_records import Row
    from samestory.plugin.running import Run


class Scenarios:
    """Registered as a plugin of pytest; what only a scenario needs is imported for the first."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._of_fixtures: list[BaseException] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Let a scenario not suffer from a browser that died before it."""
        if is_scenario(item):
            self._run.browsers.replace_dead(item)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self) -> Generator[None, object, object]:
        """Note what a fixture raises: no system has said anything by then.

        A scenario's fixtures are set up when a step needs them, so that the phase does not say so.
        """
        with self.opening():
            return (yield)

    @contextmanager
    def opening(self) -> Iterator[None]:
        """Note what is raised while something is opened for a step, such as a person's browser."""
        try:
            yield
        except Exception as error:
            self._of_fixtures.append(error)
            raise

    @pytest.hookimpl(tryfirst=True)
    def pytest_bdd_before_step(self, request: pytest.FixtureRequest, step: Step) -> None:
        """Note which step a scenario has come to."""
        request.node.stash[STEP] = f"{step.keyword} {step.name}"

    @pytest.hookimpl(tryfirst=True)
    def pytest_bdd_step_error(self, request: pytest.FixtureRequest, step: Step) -> None:
        """Keep the step, and what the browsers showed, before they are closed."""
        from samestory.plugin.failure_artifacts import (  # noqa: PLC0415
            RECORDERS,
            FailureFolder,
            keep_failure,
        )

        note_failed_step(request.node, step)
        if recorders := request.node.stash.get(RECORDERS, []):
            run = self._run
            nodeid = run.masker.mask(request.node.nodeid)
            folder = FailureFolder(run.setup.record, nodeid, run.masker.mask)
            keep_failure(recorders, run.bridge or folder)

    @pytest.hookimpl(tryfirst=True)
    def pytest_bdd_after_scenario(self, request: pytest.FixtureRequest) -> None:
        """Show in the report how the page of each person looked in the end."""
        from samestory.plugin.failure_artifacts import RECORDERS, keep_success  # noqa: PLC0415

        if self._run.bridge is not None:
            keep_success(request.node.stash.get(RECORDERS, []), self._run.bridge)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Judge a scenario that has ended, and mask what pytest will print of it."""
        report = yield
        if not is_scenario(item):
            return report
        error = call.excinfo.value if call.excinfo else None
        note_seconds(item, call.duration)
        if error or call.when == "call":
            around = call.when != "call" or any(error is each for each in self._of_fixtures)
            row = self._judged(item, error, around=around)
            setattr(report, ROW, row)
            if row["result"] == "passed":
                self._run.verdicts.keep_agreed(item)
            if row["exit"] == Exit.WRONG_CALL and around:
                item.session.shouldstop = "this mistake concerns every scenario"
            tell_in_sentences(report, error)
        if error or report.sections:
            strike_out(report, self._run.masker.mask)
        return report

    def _judged(self, item: pytest.Item, error: BaseException | None, *, around: bool) -> Row:
        """Return the row of a scenario that raised `error`, or None, masked."""
        run, root = self._run, self._run.setup.root
        row = row_of(item, error, around=around)
        said = said_by(error)
        if error and run.browsers.have_died:
            said = f"{said}\n\n{DIED}"
        told = {"message": said, "broke": broke(error, root)}
        told |= place_of_failure(item, error, row, root)
        row["step_line"] = line_of_failed_step(item, error)
        return row | {name: run.masker.mask(text) for name, text in told.items()}


def note_failed_step(item: pytest.Item, step: Step) -> None:
    """Keep the first step that failed, as it is written."""
    item.stash.setdefault(FAILED_STEP, (f"{step.keyword} {step.name}", step.line_number))


def line_of_failed_step(item: pytest.Item, error: BaseException | None) -> int | None:
    """Return the line of the step that failed; None if no step did."""
    return None if error is None else item.stash.get(FAILED_STEP, ("", None))[1]


def place_of_failure(
    item: pytest.Item, error: BaseException | None, row: Mapping[str, Any], root: Path
) -> dict[str, str]:
    """Return the step that failed, and where the error was raised below `root`; "" for neither."""
    step = "" if error is None else item.stash.get(FAILED_STEP, ("", None))[0]
    return {"step": step, "where": _line_of_code(error, row, root)}


def _line_of_code(error: BaseException | None, row: Mapping[str, Any], root: Path) -> str:
    """Return FILE:LINE of the innermost frame of the project; "" if a verdict ended it."""
    judged = row["outcome"] not in {None, Outcome.AGREED} and isinstance(error, SamestoryError)
    if error is None or judged or row["result"] not in _WITH_A_LINE:
        return ""
    return innermost_line(error, root)
