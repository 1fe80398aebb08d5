"""A trace for each scenario: begun when it begins, ended with its result.

Nothing of OpenTelemetry is imported unless its environment variables name a collector. Without
one, a landscape that says where traces can be asked still gets ids to ask for.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

from samestory.core.model import Outcome
from samestory.errors import SamestoryError
from samestory.exit_codes import ScenarioResult
from samestory.extras import missing
from samestory.plugin.planning import is_scenario
from samestory.plugin.run_records import ROW
from samestory.plugin.scenario_info import scenario_info
from samestory.telemetry import AttributeValue, BareSpan, Span, current_span, in_span
from samestory.telemetry.environment import other_protocol, signals_wanted

if TYPE_CHECKING:
    from samestory.core.verdict import Verdict
    from samestory.explain import Explained
    from samestory.plugin.running import Run
    from samestory.telemetry.export import Export

TOLD = "samestory_telemetry"
"""By this name a worker reports why something of its telemetry was lost."""
LIBRARY = "opentelemetry"
_STATUS = {ScenarioResult.PASSED: "pass", ScenarioResult.FAILED: "fail"}
"""The results that `test.case.result.status` knows a word for."""
_IN_ORDER = frozenset({ScenarioResult.PASSED, ScenarioResult.SKIPPED, ScenarioResult.DEFERRED})


class Telemetry:
    """Measures the scenarios of one process; registered as a plugin of pytest."""

    def __init__(self, run: Run, environ: Mapping[str, str] | None = None) -> None:
        self._run = run
        self._environ = os.environ if environ is None else environ
        self._rows: dict[str, Mapping[str, Any]] = {}
        self._troubles: dict[str, None] = {}

    # One scenario -------------------------------------------------------------------------------

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Let a scenario be inside its own span."""
        root = self._root(item) if is_scenario(item) else None
        if root is None:
            return (yield)
        with in_span(root):
            result = yield
            self._note_result(root, self._rows.pop(item.nodeid, {}))
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember how a scenario of this process ended."""
        row = getattr(report, ROW, None)
        if row is not None and not hasattr(report, "node"):  # a worker's report has one
            self._rows[report.nodeid] = row

    def on_verdict(self, told: Explained) -> None:
        """Add a verdict to the scenario's span, and to the metrics; it is masked already."""
        verdict = told.verdict
        here = current_span()
        for each in verdict.discrepancies:
            here.event("samestory.discrepancy", dict(_discrepancy(told, each.field.name)))
        here.event("samestory.verdict", _summary(verdict))
        if self._export is not None:
            _measure(self._export, told)

    def _root(self, item: pytest.Item) -> Span | None:
        if self._export is None:
            return BareSpan() if self._asks_traces else None
        info = scenario_info(item)
        named: dict[str, AttributeValue] = {
            "test.suite.name": info.journey,
            "test.case.name": info.nodeid,
            "samestory.scenario": info.scenario,
            "samestory.tags": list(info.tags),
            "samestory.landscape": self._run.setup.shown_landscape,
            "samestory.seed": self._run.setup.seed,
        }
        return self._export.scenario(info.scenario, named)

    def _note_result(self, root: Span, row: Mapping[str, Any]) -> None:
        result = row.get("result", str(ScenarioResult.BROKEN))
        root.note({"samestory.result": result, "samestory.outcome": row.get("outcome") or "none"})
        if result in _STATUS:
            root.note({"test.case.result.status": _STATUS[ScenarioResult(result)]})
        if result not in _IN_ORDER:
            root.fail(str(row.get("message") or result).partition("\n")[0])
        if self._export is not None:
            self._export.count("samestory.scenarios", 1, {"samestory.result": result})

    @property
    def _asks_traces(self) -> bool:
        """Whether the landscape says where traces are, so that the company is given their ids."""
        try:
            return self._run.landscape.telemetry is not None
        except SamestoryError:  # the scenario itself reports it
            return False

    # The whole process --------------------------------------------------------------------------

    @cached_property
    def _export(self) -> Export | None:
        """What sends spans and metrics away; None if nobody asked for it, or it is not possible."""
        wanted = signals_wanted(self._environ)
        if not wanted:
            return None
        if protocol := other_protocol(wanted, self._environ):
            self._note(f"OTLP is spoken over HTTP here (http/protobuf), and not {protocol}")
            return None
        if lacking := missing(LIBRARY):
            self._note(f"{lacking[0].rstrip('.')}; {lacking[1][0].lower()}{lacking[1][1:]}")
            return None
        try:
            masker = self._run.masker
            from samestory.telemetry.export import Export  # noqa: PLC0415 - nobody else pays for it
        except SamestoryError:  # a landscape that cannot be read: the scenarios report it
            return None
        return Export.from_environment(wanted, masker.mask)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Send what is left, for a few seconds at most."""
        if export := self.__dict__.get("_export"):
            self._note(export.close())
        if self._run.setup.worker:
            session.config.workeroutput[TOLD] = list(self._troubles)  # type: ignore[attr-defined]  # xdist's

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over what a worker has to say."""
        for each in getattr(node, "workeroutput", {}).get(TOLD, ()):
            self._note(each)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say it if telemetry was lost; it changes no result."""
        for each in self.sentences:
            terminalreporter.write_line(f"samestory: {each}")

    @property
    def sentences(self) -> list[str]:
        """Why telemetry is incomplete, one sentence for each reason; none if it is whole."""
        return [f"Telemetry is incomplete: {each}." for each in self._troubles]

    def _note(self, trouble: str) -> None:
        if trouble:
            self._troubles[trouble] = None


def _summary(verdict: Verdict) -> dict[str, str | list[str]]:
    blamed = sorted(frozenset().union(*(each.apart | each.silent for each in verdict)))
    return {
        "samestory.subject": str(verdict.subject),
        "samestory.outcome": str(verdict.outcome),
        "samestory.systems": list(verdict.systems),
        "samestory.blamed.systems": blamed,
        "samestory.blamed.fields": [each.field.name for each in verdict.discrepancies],
        "samestory.rule": verdict.rule,
    }


def _discrepancy(told: Explained, field: str) -> Iterator[tuple[str, str]]:
    rows = zip(told.verdict, told.story.rows, strict=True)
    row = next(row for of, row in rows if of.field.name == field)
    yield "samestory.field", field
    yield "samestory.outcome", str(row.outcome)
    for cell in row.cells:
        yield f"samestory.said.{cell.system}" if cell.system else "samestory.promised", cell.whole


def _measure(export: Export, told: Explained) -> None:
    from samestory.explain import agreeing_since  # noqa: PLC0415

    verdict = told.verdict
    kind = {"samestory.subject.kind": verdict.subject.kind}
    outcome = {"samestory.outcome": str(verdict.outcome)}
    export.count("samestory.verdicts", 1, kind | outcome)
    export.count("samestory.looks", len(verdict.timeline), kind)
    for of in verdict:
        for system in of.apart if of.outcome is Outcome.CONTRADICTED else ():
            field = {"samestory.system": system, "samestory.field": of.field.name}
            export.count("samestory.contradictions", 1, kind | field)
    for lane in told.timeline.lanes:
        if lane.system is not None and (since := agreeing_since(lane.marks)) is not None:
            export.took(
                "samestory.time_to_agreement", since, kind | {"samestory.system": lane.system}
            )
