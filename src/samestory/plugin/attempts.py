"""`--samestory-retries`: a scenario that was inconclusive or contradicted is played again.

Each attempt has a fresh person. What was contradicted once stays failed, whatever comes later. What
could not be asked and then agreed passes, and is called flaky. The record holds every attempt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.runner import runtestprotocol

from samestory.exit_codes import Exit, ScenarioResult
from samestory.plugin.planning import is_scenario
from samestory.plugin.run_records import ATTEMPT_ENDED, ROW, Row, attempt_of, graver
from samestory.plugin.scenario_info import begin_next_attempt
from samestory.report.run_results import CERTAIN

if TYPE_CHECKING:
    from samestory.plugin.running import Run
    from samestory.report.allure_bridge import AllureBridge


@dataclass(frozen=True, slots=True)
class Attempt:
    """One time that a scenario was played: what pytest reports of it, and its row."""

    reports: Sequence[pytest.TestReport]
    row: Row


class Attempts:
    """Takes the place of pytest's own way to run a test, for scenarios."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> bool | None:
        """Play a scenario until it agrees, or as often as asked; report it once."""
        if not is_scenario(item):
            return None
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        for report in self._played(item, nextitem):
            item.ihook.pytest_runtest_logreport(report=report)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Let nobody count an attempt that another one follows."""
        return ("", "", "") if str(report.when) == ATTEMPT_ENDED else None

    def _played(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> Sequence[pytest.TestReport]:
        attempts: list[Attempt] = []
        while True:
            reports = runtestprotocol(item, log=False, nextitem=nextitem)
            attempts.append(Attempt(reports, _row_in(reports)))
            more = self._run.setup.retries - len(attempts) >= 0
            stops = item.session.shouldstop or item.session.shouldfail
            if stops or not more or not is_worth_another(attempts[-1].row):
                break
            item.ihook.pytest_runtest_logreport(report=_of_attempt(item, attempts))
            begin_next_attempt(item)
        return _as_one(attempts, self._run.bridge)


def is_worth_another(row: Mapping[str, Any]) -> bool:
    """Return whether a scenario that ended so may end otherwise if it is played again."""
    broken = row.get("result") == ScenarioResult.BROKEN and row["exit"] == Exit.CANNOT_KNOW
    return broken or row.get("result") in CERTAIN


def decided(rows: Sequence[Row]) -> Row:
    """Return the row of a scenario by those of its attempts, in their order.

    The first contradiction counts, then the first check that failed, then the last attempt.
    """
    found = (each for kind in CERTAIN for each in rows if each.get("result") == kind)
    counted = next(found, rows[-1])
    if len(rows) == 1:
        return counted
    attempts = [attempt_of(each) for each in rows]
    row = {**counted, "attempts": attempts}
    if counted["result"] in CERTAIN and rows[-1]["result"] == ScenarioResult.PASSED:
        row["message"] = f"{counted.get('message', '')}\n\n{_agreed_later(rows)}".strip()
    return row


def _agreed_later(rows: Sequence[Row]) -> str:
    return (
        f"It agreed on attempt {rows[-1]['attempt']}. That does not take back what attempt "
        f"{next(each['attempt'] for each in rows if each['result'] in CERTAIN)} found."
    )


def _row_in(reports: Sequence[pytest.TestReport]) -> Row:
    """The row of one attempt; {} if the scenario has none, such as one that was deselected."""
    row: Row | None = None
    for each in reports:
        if (its := getattr(each, ROW, None)) is not None:
            row = graver(row, its)
    return row or {}


def _of_attempt(item: pytest.Item, attempts: Sequence[Attempt]) -> pytest.TestReport:
    """A report that no other plugin counts: it says how the attempts so far have ended."""
    report = pytest.TestReport(
        nodeid=item.nodeid,
        location=item.location,
        keywords={},
        outcome="passed",
        longrepr=None,
        when=ATTEMPT_ENDED,  # type: ignore[arg-type]  # so that it is no phase of pytest's own
    )
    rows = [each.row for each in attempts]
    setattr(report, ROW, {**decided(rows), "attempts": [attempt_of(each) for each in rows]})
    return report


def _as_one(
    attempts: Sequence[Attempt], bridge: AllureBridge | None
) -> Sequence[pytest.TestReport]:
    """The reports of the attempt that counts, with a row that tells all of them."""
    if len(attempts) == 1:
        return attempts[0].reports
    row = decided([each.row for each in attempts])
    counted = next(each for each in attempts if each.row.get("attempt") == row.get("attempt"))
    for report in counted.reports:
        if getattr(report, ROW, None) is not None:
            setattr(report, ROW, row)
            if report.failed and row.get("message") != counted.row.get("message"):
                report.longrepr = row["message"]
    if bridge is not None:
        bridge.on_attempts(row)
    return counted.reports
