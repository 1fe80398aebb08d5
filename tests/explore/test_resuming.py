"""`samestory explore --resume` goes on with what it can read of an earlier call."""

from __future__ import annotations

from pathlib import Path

import pytest

from samestory.cli.explore.exploring import STATE, Deadline, ExploreRequest, begun_exploration
from tests.explore.company import vocabulary


@pytest.mark.parametrize("odd", ['{"event": "pl', "[]", "7", '{"event": "play"}', '{"seed": "x"}'])
def test_a_line_that_is_broken_or_foreign_stops_nothing(tmp_path: Path, odd: str):
    """Wherever it stands; the seed is still known."""
    request = ExploreRequest(
        landscape=tmp_path / "a.toml",
        report=tmp_path,
        write=tmp_path,
        steps=tmp_path,
        minutes=1.0,
        seed=None,
        workers=1,
        people=2,
        only=(),
        resume=True,
        without_rules=(),
    )
    (tmp_path / STATE).write_text(f'{odd}\n{{"event": "begun", "seed": 8}}\n{odd}\n', "utf-8")

    assert 8 == begun_exploration(request, vocabulary(), Deadline(1.0)).seed
