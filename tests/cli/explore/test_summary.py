"""What an exploration comes to: it is no pass unless most of what was played could be judged."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from samestory.cli.explore.summary import exit_of, tell
from samestory.exit_codes import Exit
from samestory.explore.exploration import Exploration
from samestory.explore.plays import NOT_ASKED
from tests.explore.company import vocabulary


def explored(judged: int, **unjudged: int) -> Exploration:
    """What was played without a finding; `unjudged` are the results of the other plays."""
    known = Exploration(vocabulary(), 1)
    known.judged, known.plays = judged, judged + sum(unjudged.values())
    known.unjudged.update({each.replace("_", " "): n for each, n in unjudged.items()})
    return known


@pytest.mark.parametrize(
    ("exploration", "ends"),
    [
        (explored(30, broken=2), Exit.SAME_STORY),
        (explored(5, skipped=46, broken=1), Exit.CANNOT_KNOW),
        (explored(0, broken=1), Exit.CANNOT_KNOW),
        (explored(5, nothing_asked=13), Exit.SAME_STORY),
        (explored(0, nothing_asked=13), Exit.CANNOT_KNOW),
        (explored(0), Exit.NOTHING_CHECKED),
    ],
)
def test_most_of_what_was_played_has_to_be_judged(exploration: Exploration, ends: Exit):
    """A play in which nothing could be asked is a lesson of what can be done, and no look."""
    assert NOT_ASKED == "nothing asked"
    assert ends is exit_of(exploration, interrupted=False)


def test_what_the_company_lacks_is_told_apart():
    """Not as something that was given up, nor as something that could not be done."""
    known = explored(3)
    known.lacking = {"pick", "hand over"}
    known.possible.given_up = frozenset({"pick", "hand over", "wait"})
    console = Console(file=StringIO(), width=200)
    tell(console, known, {}, interrupted=False)
    told = console.file.getvalue()  # type: ignore[attr-defined]  # it is a StringIO

    assert (
        "Left out, as the company lacks it ([lacks]): hand over, pick.\n"
        "Given up, as nothing could be judged after it: wait.\n" in told
    )
