"""What the terminal shows while pytest runs."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from samestory.cli.run.plan import Ended
from samestory.cli.run.terminal_plugin import TerminalPlugin, in_words
from samestory.plugin.running import ROW

NODE = "features/ordering/ordering.feature::test_ada_orders"


def report(when: str, outcome: str = "passed", longrepr: object = None, **row: str) -> Any:
    made = pytest.TestReport(
        nodeid=NODE,
        location=("", 0, ""),
        keywords={},
        outcome=outcome,  # type: ignore[arg-type]  # one of pytest's three words
        longrepr=longrepr,  # type: ignore[arg-type]  # what a worker sends may be a text
        when=when,  # type: ignore[arg-type]  # also xdist's ???
        duration=1.0,
    )
    if row:
        setattr(made, ROW, {"exit": 0, **row})
    return made


def heard(*reports: Any) -> tuple[TerminalPlugin, str]:
    """A terminal that has heard these reports, and what it shows."""
    written = io.StringIO()
    terminal = TerminalPlugin(Console(file=written, width=100))
    with terminal:
        terminal.pytest_runtest_logstart(NODE)
        for each in reports:
            terminal.pytest_runtest_logreport(each)
    return terminal, written.getvalue()


def ending(*reports: Any) -> Ended:
    [ended] = heard(*reports)[0].ended
    return ended


ADA = {"journey": "Ordering", "scenario": "Ada orders"}


def test_a_scenario_is_told_when_its_last_phase_is_over() -> None:
    """By the words of its feature, with the time of all its phases."""
    phases = (report("setup"), report("call", **ADA, result="passed"), report("teardown"))
    terminal, shown = heard(*phases)

    assert [Ended(**ADA, result="passed", seconds=3.0)] == terminal.ended
    assert "✓ Ordering: Ada orders  (3.0 s)\n" == shown


def test_an_attempt_that_another_one_follows_is_no_ending() -> None:
    """Its row would be taken for that of the scenario, which agreed in the end."""
    attempts: Any = [{"attempt": 1, "result": "broken"}, {"attempt": 2, "result": "passed"}]
    first = report("attempt", result="broken", outcome="unreachable")
    ended = ending(first, report("call", result="passed", attempts=attempts), report("teardown"))

    assert "passed" == ended.result
    assert "flaky: agreed on attempt 2" in ended.line


def test_a_failure_is_told_with_its_whole_text() -> None:
    text = "The systems disagree about order A-1042.\n\n  total ..."
    ended = ending(report("call", "failed", text, **ADA, result="failed"), report("teardown"))

    assert ("failed", text) == (ended.result, ended.text)


def test_trouble_in_clearing_up_hides_no_contradiction() -> None:
    ended = ending(
        report("call", "failed", "They disagree.", **ADA, result="failed"),
        report("teardown", "failed", "The tab would not close.", **ADA, result="broken"),
    )

    assert ("failed", "They disagree.") == (ended.result, ended.text)


def test_what_is_deferred_was_not_skipped() -> None:
    """Pytest counts it as skipped; the plugin knows better."""
    reason = ("ordering.feature", 3, "deferred: due at 02:00")
    ended = ending(report("call", "skipped", reason, **ADA, result="deferred"), report("teardown"))

    assert ("deferred", "deferred: due at 02:00") == (ended.result, ended.text)


def test_a_worker_that_crashed_ends_its_scenario() -> None:
    """Pytest-xdist reports it with a phase of its own."""
    ended = ending(report("???", "failed", "worker 'gw0' crashed"))

    assert "broken" == ended.result
    assert "ada orders" == ended.scenario


def test_of_an_unforeseen_exception_the_last_line_is_told(request: pytest.FixtureRequest) -> None:
    """And where it was raised; the whole traceback is in the log."""
    with pytest.raises(ZeroDivisionError) as error:
        divmod(1, 0)
    broken = request.node.repr_failure(error)
    ended = ending(report("call", "failed", broken, **ADA, result="broken"), report("teardown"))

    assert ended.text.startswith("ZeroDivisionError: integer division or modulo by zero\n  at ")


def test_the_place_of_an_exception_is_a_line_of_the_project(request: pytest.FixtureRequest) -> None:
    """Where a library raised it, nobody can correct anything."""
    with pytest.raises(ZeroDivisionError) as error:
        divmod(1, 0)
    broken = request.node.repr_failure(error)
    row = {**ADA, "result": "broken", "where": "landscapes/shop_pages.py:22"}
    ended = ending(report("call", "failed", broken, **row), report("teardown"))

    told = "ZeroDivisionError: integer division or modulo by zero\n  at landscapes/shop_pages.py:22"
    assert told == ended.text


def test_what_cannot_be_collected_is_kept_once() -> None:
    """Every worker reports it."""
    terminal = TerminalPlugin(Console(file=io.StringIO()))
    broken: Any = SimpleNamespace(failed=True, longreprtext="stage.feature, line 11: no such step.")
    terminal.pytest_collectreport(broken)
    terminal.pytest_collectreport(broken)

    assert ["stage.feature, line 11: no such step."] == terminal.uncollected


def test_until_a_scenario_ends_it_is_known_by_its_test() -> None:
    assert "ada orders as a guest" == in_words("features/a.feature::test_ada_orders_as_a_guest")


def test_lost_telemetry_is_told_here_as_well():
    """What pytest's own reporter says goes to the log."""
    written = io.StringIO()
    lost = SimpleNamespace(sentences=["Telemetry is incomplete: the collector was down."])
    plugins = SimpleNamespace(get_plugin={"samestory-telemetry": lost}.get)

    terminal = TerminalPlugin(Console(file=written, width=100))
    terminal.pytest_unconfigure(SimpleNamespace(pluginmanager=plugins))  # type: ignore[arg-type]  # pytest's

    assert "Telemetry is incomplete: the collector was down." in written.getvalue()
