"""The sentences with which a command ends, and its way out when something is wrong."""

import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

from samestory.errors import SamestoryError
from samestory.exit_codes import Exit, exit_of_error

CLICK_SAYS_WRONG_CALL = 2
LONGEST = 300
"""Characters of an unexpected error's text that are shown."""

ENDS_WITH = {
    Exit.SAME_STORY: "✓ The same story.",
    Exit.CONTRADICTION: "✗ Not the same story.",
    Exit.WRONG_CALL: "✗ There is a mistake in the features, the configuration or the call.",
    Exit.NOTHING_CHECKED: "- Nothing was checked.",
    Exit.CANNOT_KNOW: "? Inconclusive.",
    Exit.INTERRUPTED: "- Interrupted: these are the results so far.",
}
"""The last line of a run."""


def complain(text: str) -> None:
    """Print an error to stderr, without control characters."""
    from samestory.cli.screen import harmless

    typer.echo(harmless(text), err=True)


def unexpected(error: Exception) -> str:
    """Return the sentence about an unexpected error; its traceback goes into a file.

    Only the user may read the file: what failed may have quoted a secret.
    """
    with tempfile.NamedTemporaryFile(
        "w", prefix="samestory-", suffix=".txt", encoding="utf-8", delete=False
    ) as file:
        file.write("".join(traceback.format_exception(error)))
    what = " ".join(f"{type(error).__name__}: {error}".split())
    shortened = what if len(what) <= LONGEST else f"{what[:LONGEST]} ..."
    return f"{ENDS_WITH[Exit.CANNOT_KNOW]} samestory itself broke: {shortened} (see {file.name})"


@contextmanager
def _reader_may_leave() -> Iterator[None]:
    """End as inconclusive if what is printed is no longer read.

    Typer and rich would exit with 1, the code of a contradiction.
    """
    try:
        yield
    except (BrokenPipeError, SystemExit) as leaving:
        by_rich = isinstance(leaving.__context__, BrokenPipeError)
        if not by_rich and not isinstance(leaving, BrokenPipeError):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(Exit.CANNOT_KNOW) from None


class SaysWhatIsWrong(TyperGroup):
    """A group of commands that answers a mistake with its sentence and never with a traceback.

    An unexpected error is no contradiction, so it does not end with Python's exit code 1.
    """

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        """Read the call, and answer `--help` and `--version`, whose reader may go away as well."""
        with _reader_may_leave():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; what samestory raises on purpose becomes a sentence and an exit code."""
        try:
            with _reader_may_leave():
                return super().invoke(ctx)
        except SamestoryError as error:
            complain(str(error))
            raise typer.Exit(exit_of_error(error)) from error
        except (KeyboardInterrupt, typer.Abort):
            complain("Interrupted.")
            raise typer.Exit(Exit.INTERRUPTED) from None
        except (typer.Exit, typer.TyperException):
            raise
        except Exception as error:
            complain(unexpected(error))
            raise typer.Exit(Exit.CANNOT_KNOW) from error

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run as a program: an option that does not exist is a wrong call like any other."""
        try:
            return super().main(*args, **kwargs)
        except SystemExit as leaving:
            if leaving.code == CLICK_SAYS_WRONG_CALL:
                raise SystemExit(int(Exit.WRONG_CALL)) from leaving
            raise
