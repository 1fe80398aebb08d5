"""Where a scenario failed: the step, and the line of code."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from samestory.core.model import Outcome
from samestory.errors import SamestoryError
from samestory.exit_codes import ScenarioResult
from samestory.plugin.run_records import innermost_line

if TYPE_CHECKING:
    from pytest_bdd.parser import Step

FAILED_STEP: pytest.StashKey[tuple[str, int]] = pytest.StashKey()
"""The step that failed, and its line."""

_WITH_A_LINE = (ScenarioResult.UNMET, ScenarioResult.BROKEN)
"""After these, the line of code where it happened may be the one to fix."""


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
