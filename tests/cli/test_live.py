"""What a run tells while it runs."""

from __future__ import annotations

import io
import json
from types import SimpleNamespace
from typing import Any

import pytest

from samestory.cli.live import SEPARATOR, Teller
from samestory.cli.pytest_runner import follow
from samestory.plugin.running import ROW

NODE = "features/ordering/ordering.feature::test_ada_orders"


class Writer:
    """Takes the place of pytest's terminal writer."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def line(self, text: str = "") -> None:
        self.written.append(f"{text}\n")

    def flush(self) -> None: ...


def told(tell: Any) -> list[dict[str, Any]]:
    """The events that the command would see, after whatever `tell` does to a teller."""
    writer = Writer()
    config: Any = SimpleNamespace(get_terminal_writer=lambda: writer)
    tell(Teller(config))
    return list(follow(writer.written, io.StringIO()))


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


def ending(*reports: Any) -> dict[str, Any]:
    def tell(teller: Teller) -> None:
        for each in reports:
            teller.pytest_runtest_logreport(each)

    [event] = told(tell)
    return event


ADA = {"journey": "Ordering", "scenario": "Ada orders"}


def test_a_scenario_is_told_when_its_last_phase_is_over() -> None:
    """By the words of its feature, with the time of all its phases."""
    event = ending(report("setup"), report("call", **ADA, result="passed"), report("teardown"))

    assert {"event": "ended", **ADA, "result": "passed", "seconds": 3.0, "text": ""} == event


def test_a_failure_is_told_with_its_whole_text() -> None:
    text = "The systems disagree about order A-1042.\n\n  total ..."
    event = ending(report("call", "failed", text, **ADA, result="failed"), report("teardown"))

    assert ("failed", text) == (event["result"], event["text"])


def test_trouble_in_clearing_up_hides_no_contradiction() -> None:
    event = ending(
        report("call", "failed", "They disagree.", **ADA, result="failed"),
        report("teardown", "failed", "The tab would not close.", **ADA, result="broken"),
    )

    assert ("failed", "They disagree.") == (event["result"], event["text"])


def test_what_is_parked_was_not_skipped() -> None:
    """Pytest counts it as skipped; the plugin knows better."""
    reason = ("ordering.feature", 3, "parked: due at 02:00")
    event = ending(report("call", "skipped", reason, **ADA, result="parked"), report("teardown"))

    assert ("parked", "parked: due at 02:00") == (event["result"], event["text"])


def test_a_worker_that_crashed_owes_an_ending() -> None:
    """Pytest-xdist reports it with a phase of its own."""
    event = ending(report("???", "failed", "worker 'gw0' crashed"))

    assert "broken" == event["result"]
    assert "test_ada_orders" == event["scenario"]


def test_of_an_unforeseen_exception_the_last_line_is_told(request: pytest.FixtureRequest) -> None:
    """And where it was raised; the whole traceback is in the log."""
    with pytest.raises(ZeroDivisionError) as error:
        divmod(1, 0)
    broken = request.node.repr_failure(error)
    event = ending(report("call", "failed", broken, **ADA, result="broken"), report("teardown"))

    assert event["text"].startswith("ZeroDivisionError: integer division or modulo by zero\n  at ")


def test_events_never_mix_with_what_pytest_prints() -> None:
    """Every event begins a line of its own; everything else goes to the log."""
    log = io.StringIO()
    event = SEPARATOR + json.dumps({"event": "began", "nodeid": NODE})
    events = list(follow([".", "\n", f"{event}\n", "1 passed\n"], log))

    assert [{"event": "began", "nodeid": NODE}] == events
    assert ".\n1 passed\n" == log.getvalue()


def test_the_beginning_and_the_number_of_scenarios_are_told() -> None:
    def tell(teller: Teller) -> None:
        teller.pytest_xdist_node_collection_finished(ids=["a", "b"])
        teller.pytest_runtest_logstart(NODE)
        teller.pytest_keyboard_interrupt()

    assert ["collected", "began", "interrupted"] == [each["event"] for each in told(tell)]
