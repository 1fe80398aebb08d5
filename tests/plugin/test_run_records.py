"""What a scenario's row says of an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from samestory.errors import CannotAsk
from samestory.plugin.run_records import broke

HERE = Path(__file__).parent


def raised(error: BaseException) -> BaseException:
    with pytest.raises(type(error)) as caught:
        raise error
    return caught.value


def test_a_bug_in_a_step_is_told_with_its_place() -> None:
    assert broke(raised(TypeError("my\nbug")), HERE).startswith(
        "TypeError: my bug, test_run_records.py:"
    )


@pytest.mark.parametrize("error", [CannotAsk("down"), AssertionError("no"), KeyboardInterrupt()])
def test_what_was_foreseen_is_no_bug(error: BaseException) -> None:
    """Somebody who could not be asked, a check that failed, an interruption."""
    assert "" == broke(raised(error), HERE)


def test_what_broke_outside_the_project_is_no_step(tmp_path: Path) -> None:
    assert "" == broke(raised(TypeError("elsewhere")), tmp_path)
