"""How every command and every run ends: the one table of exit codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from types import MappingProxyType

from samestory.core.model import Outcome
from samestory.errors import CannotAsk, CannotKnow, NothingToCompare, SamestoryError


class Exit(IntEnum):
    """How a command or a run ends; `MEANING` says it in words."""

    SAME_STORY = 0
    CONTRADICTION = 1
    WRONG_CALL = 4
    NOTHING_CHECKED = 5
    CANNOT_KNOW = 6
    INTERRUPTED = 130


MEANING: Mapping[Exit, str] = MappingProxyType(
    {
        Exit.SAME_STORY: "every system told the same story",
        Exit.CONTRADICTION: (
            "a contradiction: a system says something else, or has no record where others have one"
        ),
        Exit.WRONG_CALL: "a mistake in the features, the configuration or the call",
        Exit.NOTHING_CHECKED: "nothing was checked: nothing to compare, or nothing is due yet",
        Exit.CANNOT_KNOW: (
            "inconclusive: a system was not asked or could not be, or said a code that nothing "
            "explains, or a step broke"
        ),
        Exit.INTERRUPTED: "interrupted",
    }
)
"""The table as `--help`, the README and the README of a new project show it."""

OF_OUTCOME: Mapping[Outcome, Exit] = MappingProxyType(
    {
        Outcome.AGREED: Exit.SAME_STORY,
        Outcome.PENDING: Exit.NOTHING_CHECKED,
        Outcome.CONTRADICTED: Exit.CONTRADICTION,
        Outcome.ABSENT: Exit.CONTRADICTION,
        Outcome.UNMAPPED: Exit.CANNOT_KNOW,
        Outcome.UNREACHABLE: Exit.CANNOT_KNOW,
    }
)

GRAVEST_FIRST = (
    Exit.INTERRUPTED,
    Exit.CONTRADICTION,
    Exit.WRONG_CALL,
    Exit.CANNOT_KNOW,
    Exit.SAME_STORY,
    Exit.NOTHING_CHECKED,
)
"""What is certain outweighs what is not; what was checked outweighs what was not."""


def gravest(found: Iterable[Exit]) -> Exit:
    """Return the exit code of several endings together; NOTHING_CHECKED if there are none."""
    endings = set(found)
    return next((each for each in GRAVEST_FIRST if each in endings), Exit.NOTHING_CHECKED)


def exit_of(error: SamestoryError) -> Exit:
    """Return the exit code of an error that samestory raised on purpose."""
    if isinstance(error, CannotAsk | CannotKnow):
        return Exit.CANNOT_KNOW
    if isinstance(error, NothingToCompare):
        return Exit.NOTHING_CHECKED
    return Exit.WRONG_CALL


def in_one_line() -> str:
    """Return the table as one sentence."""
    return (
        "Exit codes: " + "; ".join(f"{code.value} {text}" for code, text in MEANING.items()) + "."
    )
