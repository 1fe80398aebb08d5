"""What other packages add to samestory by entry points.

`samestory.commands`: a function that gets the Typer app and adds commands to it.
`samestory.environments`: a function that gets the file of a landscape and returns environment
variables to load it with, as a company that is up may have moved to other ports. It raises
ValueError for a mistake of the user, OSError if it cannot find out; the text is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import entry_points
from pathlib import Path

import typer

from samestory.errors import CannotAsk, WrongCall

DEMO = ("demo", "company")
"""The commands of the demo company."""


def add_commands(app: typer.Typer) -> None:
    """Add the commands of other packages; say how to get the demo company's if they are missing."""
    for each in entry_points(group="samestory.commands"):
        each.load()(app)
    known = {each.name for each in app.registered_groups} | {
        each.name for each in app.registered_commands
    }
    for name in DEMO:
        if name not in known:
            app.command(
                name,
                hidden=True,
                context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
            )(_missing)


def _missing(ctx: typer.Context) -> None:
    raise WrongCall(
        f"`samestory {ctx.info_name}` is a part of the demo company, which is not installed.\n"
        "  Install it: pip install 'samestory[demo]'"
    )


def environment_for(landscape: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment with what other packages know about the landscape behind it.

    Raise `WrongCall` or `CannotAsk` if one of them says so.
    """
    found: dict[str, str] = {}
    for each in entry_points(group="samestory.environments"):
        try:
            found |= each.load()(landscape)
        except ValueError as mistake:
            raise WrongCall(str(mistake)) from mistake
        except OSError as trouble:
            raise CannotAsk(str(trouble)) from trouble
    return {**found, **environ}
