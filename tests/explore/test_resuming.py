"""`samestory explore --resume` goes on with what it can read of an earlier call."""

from __future__ import annotations

from pathlib import Path

import pytest

from samestory.cli.explore.exploring import (
    STATE,
    Deadline,
    ExploreRequest,
    begun_exploration,
    explore_all,
)
from samestory.errors import WrongCall
from tests.explore.company import vocabulary


def resuming(folder: Path) -> ExploreRequest:
    return ExploreRequest(
        landscape=folder / "a.toml",
        report=folder / "explore",
        write=folder,
        steps=folder,
        minutes=1.0,
        seed=None,
        workers=1,
        people=2,
        only=(),
        resume=True,
        without_rules=(),
    )


def test_nothing_to_go_on_with_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    Path("features").mkdir()
    here = "samestory.cli.explore.exploring"
    monkeypatch.setattr(f"{here}.learned_vocabulary", lambda _: vocabulary())
    monkeypatch.setattr(f"{here}.loaded", lambda _: (None, {}))
    monkeypatch.setattr(f"{here}.must_be_up", lambda _: None)

    with pytest.raises(WrongCall, match="nothing to go on with"):
        explore_all(resuming(tmp_path))
    assert not (tmp_path / "explore").exists()


@pytest.mark.parametrize("odd", ['{"event": "pl', "[]", "7", '{"event": "play"}', '{"seed": "x"}'])
def test_a_line_that_is_broken_or_foreign_stops_nothing(tmp_path: Path, odd: str):
    """Wherever it stands; the seed is still known."""
    request = resuming(tmp_path)
    request.report.mkdir()
    told = f'{odd}\n{{"event": "begun", "seed": 8}}\n{odd}\n'
    (request.report / STATE).write_text(told, "utf-8")

    assert 8 == begun_exploration(request, vocabulary(), Deadline(1.0)).seed
