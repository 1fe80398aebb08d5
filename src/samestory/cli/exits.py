"""The exit codes, and the sentences with which a command ends when something is wrong."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from samestory.errors import CannotAsk, CannotKnow, NothingToCompare, SamestoryError
from samestory.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable


class Exit(IntEnum):
    """How a command ends."""

    SAME_STORY = 0
    CONTRADICTION = 1
    WRONG_CALL = 4
    NOTHING_CHECKED = 5
    CANNOT_KNOW = 6
    INTERRUPTED = 130


CLICK_SAYS_WRONG_CALL = 2

OF_OUTCOME = {
    Outcome.AGREED: Exit.SAME_STORY,
    Outcome.PENDING: Exit.SAME_STORY,
    Outcome.CONTRADICTED: Exit.CONTRADICTION,
    Outcome.ABSENT: Exit.CONTRADICTION,
    Outcome.UNMAPPED: Exit.CANNOT_KNOW,
    Outcome.UNREACHABLE: Exit.CANNOT_KNOW,
}

MEANING = {
    Exit.SAME_STORY: "✓ The same story.",
    Exit.CONTRADICTION: "✗ Not the same story.",
    Exit.WRONG_CALL: "✗ There is a mistake in the features, the configuration or the call.",
    Exit.NOTHING_CHECKED: "- Nothing was checked.",
    Exit.CANNOT_KNOW: "? Nobody can know.",
    Exit.INTERRUPTED: "- Interrupted: these are the results so far.",
}


def severest(outcomes: Iterable[Outcome]) -> Exit:
    """The exit code of several verdicts: a contradiction outweighs what cannot be known."""
    found = {OF_OUTCOME[each] for each in outcomes}
    order = (Exit.CONTRADICTION, Exit.CANNOT_KNOW, Exit.SAME_STORY)
    return next((each for each in order if each in found), Exit.NOTHING_CHECKED)


def exit_of(error: SamestoryError) -> Exit:
    """The exit code of an error that samestory raised on purpose."""
    if isinstance(error, CannotAsk | CannotKnow):
        return Exit.CANNOT_KNOW
    if isinstance(error, NothingToCompare):
        return Exit.NOTHING_CHECKED
    return Exit.WRONG_CALL


class SaysWhatIsWrong(TyperGroup):
    """A group of commands that answers a mistake with its sentence and never with a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; what samestory raises on purpose becomes a sentence and an exit code."""
        try:
            return super().invoke(ctx)
        except SamestoryError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(exit_of(error)) from error
        except KeyboardInterrupt:
            typer.echo("Interrupted.", err=True)
            raise typer.Exit(Exit.INTERRUPTED) from None

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run as a program: an option that does not exist is a wrong call like any other."""
        try:
            return super().main(*args, **kwargs)
        except SystemExit as leaving:
            if leaving.code == CLICK_SAYS_WRONG_CALL:
                raise SystemExit(int(Exit.WRONG_CALL)) from leaving
            raise
