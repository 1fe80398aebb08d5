"""What a pytest run tells the `samestory` command while it runs, as lines between pytest's own.

Loaded into the run with `-p samestory.cli.live`. Every such line begins with a record separator,
as JSON text sequences do (RFC 7464), so that it cannot be mistaken for what pytest prints.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterable
from threading import Thread
from typing import Any

import pytest

from samestory.plugin.running import CRASH, ROW

SHOWN = ("journey", "scenario", "result", "outcome", "not_asked")
"""What is taken from a scenario's row of run.json."""
SEPARATOR = "\x1e"
LEASH = "SAMESTORY_LEASH"
"""Names the end of a pipe whose other end the command holds; nothing is ever written to it."""


def pytest_configure(config: pytest.Config) -> None:
    """Only the process that was started tells; the reports of its workers come to it anyway."""
    if not hasattr(config, "workerinput"):
        if leash := os.environ.pop(LEASH, None):
            Thread(target=_end_with, args=(int(leash),), daemon=True).start()
        config.pluginmanager.register(Teller(config), "samestory-live")


class Teller:
    """Writes one line for each thing that happens, to where pytest itself writes."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._open: dict[str, dict[str, Any]] = {}

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
            self._tell("uncollected", text=report.longreprtext)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Tell that a scenario has begun."""
        self._tell("began", nodeid=nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Tell how a scenario ended, once its last phase is over; its first trouble counts."""
        told = self._open.setdefault(report.nodeid, _unknown(report.nodeid))
        told["seconds"] += report.duration
        if told["result"] == "passed":
            told |= _told(report)
        if report.when in {"teardown", CRASH}:
            self._tell("ended", **self._open.pop(report.nodeid))

    def pytest_keyboard_interrupt(self) -> None:
        """Tell that the run is ending before its time; what it knows is written down now."""
        self._tell("interrupted")

    def _tell(self, event: str, **what: object) -> None:
        writer = self._config.get_terminal_writer()
        writer.line()
        writer.line(SEPARATOR + json.dumps({"event": event, **what}))
        writer.flush()


def _end_with(leash: int) -> None:
    """Stop the whole run once the command is gone, however it went: nobody would ever read it."""
    while os.read(leash, 1):
        pass
    os.killpg(0, signal.SIGTERM)


def _unknown(nodeid: str) -> dict[str, Any]:
    """What is shown of a test before it says more of itself."""
    file, _, name = nodeid.partition("::")
    return {"journey": file, "scenario": name, "result": "passed", "seconds": 0.0, "text": ""}


def _told(report: pytest.TestReport) -> dict[str, Any]:
    """What one phase says: the plugin's own word where it has one."""
    told = {name: row[name] for name in SHOWN if (row := getattr(report, ROW, {})).get(name)}
    if not report.passed:
        told = {"result": "skipped" if report.skipped else "broken"} | told
    return told if report.passed else told | {"text": _text(report.longrepr)}


def _text(trouble: Any) -> str:
    """The sentence of what went wrong; of an exception that nobody foresaw, its last line."""
    if isinstance(trouble, tuple):  # where, which line, why it was skipped or parked
        return str(trouble[2])
    traceback = getattr(trouble, "reprtraceback", None)
    if traceback is None or traceback.style == "value":  # told in sentences, on purpose
        return str(trouble)
    where = trouble.reprcrash
    return f"{where.message}\n  at {where.path}:{where.lineno}"
