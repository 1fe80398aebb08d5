"""One scenario's row in run.json, and what pytest's report says of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from samestory.errors import Parked, SamestoryError
from samestory.plugin.endings import CRASHED, ending

Row = dict[str, Any]
"""Plain values, fit to be sent from worker to controller, and to be written as JSON."""


MOST = 4000
"""Characters of an error that are worth keeping: more than any table of a verdict needs."""


def row_of(item: pytest.Item, error: BaseException | None) -> Row:
    """What became of a scenario that raised `error`, or nothing."""
    from samestory.plugin.scenes import NOT_ASKED, OUTCOMES, scene_of  # noqa: PLC0415

    scene, outcomes = scene_of(item), item.stash.get(OUTCOMES, [])
    return {
        "nodeid": scene.nodeid,
        "journey": scene.journey,
        "scenario": scene.scenario,
        "not_asked": item.stash.get(NOT_ASKED, {}),
        **ending(error, outcomes),
    }


def said_by(error: BaseException | None) -> str:
    """What went wrong, in words; nothing where nothing did. It may hold secrets."""
    if error is None:
        return ""
    on_purpose = isinstance(error, (SamestoryError, pytest.fail.Exception, pytest.skip.Exception))
    text = str(error) if on_purpose else f"{type(error).__name__}: {error}"
    return text if len(text) <= MOST else f"{text[:MOST]} ..."


def lacking(row: Row) -> Iterable[tuple[str, str]]:
    """The systems that the scenario names and the company lacks, and why."""
    found: dict[str, str] = row.get("not_asked", {})
    return found.items()


def crashed(nodeid: str) -> Row:
    """A scenario of which nothing is known but that it began."""
    return {"nodeid": nodeid, "journey": None, "scenario": nodeid.partition("::")[2], **CRASHED}


def graver(before: Row | None, after: Row) -> Row:
    """A failure stands, whatever then went wrong in clearing up."""
    return before if before and before["result"] == "failed" else after


def tell_in_sentences(report: pytest.TestReport, error: BaseException | None) -> None:
    """What samestory raises on purpose needs no traceback; what is parked has not failed."""
    if isinstance(error, Parked):
        report.outcome = "skipped"
        report.longrepr = (report.location[0], report.location[1] or 0, f"parked: {error}")
    elif isinstance(error, SamestoryError):
        report.longrepr = str(error)
