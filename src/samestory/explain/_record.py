"""A story as plain data for JSON, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from samestory.core.model import Outcome
from samestory.explain._story import Asked, Cell, Column, Flag, Row, Story


def story_record(told: Story) -> dict[str, Any]:
    """Return the story as plain data."""
    return asdict(told)


def story_from(record: Mapping[str, Any]) -> Story:
    """Read `story_record` back. Raise KeyError, TypeError or ValueError for other data."""
    return Story(
        outcome=Outcome(record["outcome"]),
        headline=record["headline"],
        columns=tuple(Column(**each) for each in record["columns"]),
        rows=tuple(map(_row_from, record["rows"])),
        sentences=tuple(record["sentences"]),
        fixes=tuple(record["fixes"]),
        asked=tuple(
            Asked(**{**each, "evidence": tuple(each["evidence"])}) for each in record["asked"]
        ),
    )


def _row_from(record: Mapping[str, Any]) -> Row:
    cells = ({**each, "flag": Flag(each["flag"])} for each in record["cells"])
    return Row(
        field=record["field"],
        outcome=Outcome(record["outcome"]),
        cells=tuple(Cell(**each) for each in cells),
        remark=record["remark"],
    )
