"""What a pytest run tells the `samestory` command while it runs, as lines between pytest's own.

Loaded into the run with `-p samestory.cli.live`. Every such line begins with a record separator,
as JSON text sequences do (RFC 7464), so that it cannot be mistaken for what pytest prints.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable
from typing import Any

import pytest

from samestory.errors import CannotAsk, CannotKnow, Parked, SamestoryError

SEPARATOR = "\x1e"


def pytest_configure(config: pytest.Config) -> None:
    """Only the process that the user started tells; workers of xdist reach it through reports."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Teller(config), "samestory-live")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to every report what the command shows of it; this travels from workers, too."""
    report = yield
    report.live = {  # type: ignore[attr-defined]  # reports carry any further attribute along
        **_titles(item),
        "result": _result(call),
        "text": _text(call),
    }
    return report


def _titles(item: pytest.Item) -> dict[str, str]:
    scenario = getattr(getattr(item, "obj", None), "__scenario__", None)
    if scenario is None:
        return {"journey": item.nodeid.partition("::")[0], "scenario": item.name}
    return {"journey": scenario.feature.name, "scenario": scenario.name}


def _result(call: pytest.CallInfo[None]) -> str:
    if call.excinfo is None:
        return "passed"
    if call.excinfo.errisinstance(pytest.skip.Exception):
        return "skipped"
    if call.excinfo.errisinstance(Parked):
        return "parked"
    told = (AssertionError, pytest.fail.Exception)
    return "failed" if call.excinfo.errisinstance(told) else "broken"


def _text(call: pytest.CallInfo[None]) -> str:
    if call.excinfo is None:
        return ""
    on_purpose = (SamestoryError, pytest.fail.Exception, pytest.skip.Exception, CannotAsk, CannotKnow)
    if call.excinfo.errisinstance(on_purpose):
        return str(call.excinfo.value)
    return f"{call.excinfo.exconly()}\n  at {call.excinfo.getrepr(style='native').reprcrash}"


class Teller:
    """Writes one line for each thing that happens, to where pytest itself writes."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._told: dict[str, dict[str, Any]] = {}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Tell how many scenarios were chosen."""
        self._tell("collected", total=len(session.items))

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Iterable[str]) -> None:
        """Tell how many scenarios a worker found; each finds them all."""
        self._tell("collected", total=len(list(ids)))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Tell what could not be collected, and why."""
        if report.failed:
            self._tell("uncollected", where=report.nodeid, text=report.longreprtext)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Tell that a scenario has begun."""
        self._tell("began", nodeid=nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Tell how a scenario ended, once its last phase is over; its first trouble counts."""
        told: dict[str, Any] = getattr(report, "live", {})
        before = self._told.get(report.nodeid)
        seconds = report.duration + (before or {}).get("seconds", 0)
        worst = told if before is None or before["result"] == "passed" else before
        self._told[report.nodeid] = {**worst, "seconds": seconds}
        if report.when == "teardown":
            self._tell("ended", nodeid=report.nodeid, **self._told.pop(report.nodeid))

    def _tell(self, event: str, **what: object) -> None:
        writer = self._config.get_terminal_writer()
        writer.line()
        writer.line(SEPARATOR + json.dumps({"event": event, **what}))
        writer.flush()
