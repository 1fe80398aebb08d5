"""The record of one scenario in run.json, and what pytest's report says of it."""

import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from samestory.errors import CompanyLacks, NotDueYet, SamestoryError
from samestory.plugin.results import CRASHED, NOT_RUN, ending
from samestory.plugin.scenario_info import (
    NOT_ASKED,
    OUTCOMES,
    RULES,
    SECONDS,
    attempt_at,
    place_in_feature,
    scenario_info,
)
from samestory.report.results_folder import shown_path
from samestory.report.run_results import CERTAIN

Row = dict[str, Any]
"""Plain values, fit to be sent from worker to controller, and to be written as JSON."""


DIED = (
    "The process that ran it died (a worker was killed or crashed), so that it came to no result."
)
OURS = Path(__file__).parents[1]
INSTALLED = "site-packages"
SHORT = 200
"""Characters of an error that fit into a sentence."""
ROW = "samestory"
"""A report carries its scenario's row of run.json by this name, from worker to controller."""
ATTEMPT_ENDED = "attempt"
"""What the report of an attempt is called that another one follows; it is no phase of pytest's."""
MOST = 4000
"""Characters of an error that are worth keeping: more than any table of a verdict needs."""


def row_of(item: pytest.Item, error: BaseException | None, *, around: bool) -> Row:
    """Return the record of a scenario that raised `error`, or None; `around`: see `ending`."""
    outcomes = item.stash.get(OUTCOMES, [])
    ended = ending(error, outcomes, around=around)
    noted = {"not_asked": item.stash.get(NOT_ASKED, {}), "rules": item.stash.get(RULES, {})}
    seconds: float = item.stash.get(SECONDS, 0.0)
    took = {"seconds": round(seconds, 3), "attempt": attempt_at(item)}
    return {**_named(item), **noted, **ended, **took}


def attempt_of(row: Row) -> Row:
    """Return how one attempt ended, as the row of its scenario tells it beside the others."""
    return {name: row.get(name) for name in ("attempt", "result", "outcome", "message", "seconds")}


def planned_item(item: pytest.Item) -> Row:
    """Return the record of a collected scenario that is to be run."""
    return {**_named(item), **NOT_RUN}


def _named(item: pytest.Item) -> Row:
    scenario = scenario_info(item)
    return {
        "nodeid": scenario.nodeid,
        "id": scenario.id,
        "journey": scenario.journey,
        "scenario": scenario.scenario,
        "tags": list(scenario.tags),
        **place_in_feature(item),
    }


def note_seconds(item: pytest.Item, seconds: float) -> None:
    """Add what one phase of a scenario took."""
    item.stash[SECONDS] = item.stash.get(SECONDS, 0.0) + seconds


def said_by(error: BaseException | None) -> str:
    """Return what went wrong in words, "" if nothing did. It may hold secrets."""
    if error is None:
        return ""
    on_purpose = isinstance(error, (SamestoryError, pytest.fail.Exception, pytest.skip.Exception))
    text = str(error) if on_purpose else f"{type(error).__name__}: {error}"
    if isinstance(error, KeyboardInterrupt):
        text = "It was interrupted."
    return text if len(text) <= MOST else f"{text[:MOST]} ..."


def broke(error: BaseException | None, root: Path) -> str:
    """Return the error that a step broke with, and its place below `root`; it may hold secrets.

    "" if a check failed, if a system could not be asked, and if it broke elsewhere.
    """
    from playwright.sync_api import Error  # noqa: PLC0415

    foreseen = (SamestoryError, Error, AssertionError, pytest.fail.Exception)
    if not isinstance(error, Exception) or isinstance(error, foreseen):
        return ""
    if not (where := innermost_line(error, root)):
        return ""
    what = " ".join(f"{type(error).__name__}: {error}".split())
    return f"{what[:SHORT]}, {where}"


def innermost_line(error: BaseException, root: Path) -> str:
    """Return FILE:LINE of the innermost frame in the project's own code; "" if there is none."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        file = Path(frame.filename)
        installed = file.is_relative_to(OURS) or INSTALLED in file.parts
        if file.is_relative_to(root) and not installed:
            return f"{shown_path(file, root)}:{frame.lineno}"
    return ""


def lacking(row: Row) -> Iterable[tuple[str, str]]:
    """Return the systems that the scenario names and the company lacks, and why."""
    found: dict[str, str] = row.get("not_asked", {})
    return found.items()


def crashed(row: Row, attempt: int) -> Row:
    """Return the record of a scenario whose process died in an attempt; others are kept."""
    died = {**row, **CRASHED, "message": DIED, "attempt": attempt}
    before = row.get("attempts")
    return {**died, "attempts": [*before, attempt_of(died)]} if before else died


def graver(before: Row | None, after: Row) -> Row:
    """Return the record that counts: a failure, whatever went wrong when it was cleaned up.

    Of two failures, the one that knows of more attempts counts.
    """
    certain = before is not None and before["result"] in CERTAIN
    knows_more = len(after.get("attempts", ())) > len((before or {}).get("attempts", ()))
    if before is None or not certain or (knows_more and after["result"] in CERTAIN):
        return after
    return {**before, "attempts": after["attempts"]} if knows_more else before


def tell_in_sentences(report: pytest.TestReport, error: BaseException | None) -> None:
    """Show errors of samestory without a traceback, what is deferred or lacking as skipped."""
    if isinstance(error, NotDueYet | CompanyLacks):
        why = "deferred" if isinstance(error, NotDueYet) else "not checked"
        report.outcome = "skipped"
        report.longrepr = (report.location[0], report.location[1] or 0, f"{why}: {error}")
    elif isinstance(error, SamestoryError):
        report.longrepr = str(error)


def strike_out(report: pytest.TestReport, mask: Callable[[str], str]) -> None:
    """Mask what pytest will print of a test: its error with its traceback, and its output."""
    report.longrepr = _struck(report.longrepr, mask)
    report.sections = _struck(report.sections, mask)


def _struck(thing: Any, mask: Callable[[str], str]) -> Any:
    if isinstance(thing, str):
        return mask(thing)
    if isinstance(thing, list | tuple):
        return type(thing)(_struck(each, mask) for each in thing)
    if type(thing).__module__.startswith("_pytest."):  # pytest's own traceback, part by part
        for name, part in vars(thing).items():
            object.__setattr__(thing, name, _struck(part, mask))
    return thing
