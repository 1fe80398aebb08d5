"""What other packages add to samestory by entry points.

`samestory.commands`: a function that gets a Typer app and adds commands to it.
`samestory.environments`: a function that gets the file of a landscape and returns environment
variables to load it with, as a company that is up may have moved to other ports. It raises
ValueError for a mistake of the user, OSError if it cannot find out; the text is shown.

A package that cannot be imported is named on stderr and left out: the others still work.
"""

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import typer

from samestory.cli.exits import complain
from samestory.errors import CannotAsk, WrongCall

DEMO = ("demo", "company")
"""The commands of the demo company."""


def add_commands(app: typer.Typer) -> None:
    """Add the commands of other packages; say how to get the demo company's if they are missing."""
    for each in entry_points(group="samestory.commands"):
        try:
            added = _commands_of(each)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other commands still work
            _leave_out(each, error)
        else:
            app.registered_commands += added.registered_commands
            app.registered_groups += added.registered_groups
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


def _commands_of(package: EntryPoint) -> typer.Typer:
    """Return an app with the commands of one package, which Typer has understood."""
    added = typer.Typer()
    package.load()(added)
    if added.registered_commands or added.registered_groups:
        typer.main.get_command(added)
    return added


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
        found |= _known_to(each, landscape)
    return {**found, **environ}


def _known_to(package: EntryPoint, landscape: Path) -> Mapping[str, str]:
    try:
        find = package.load()
    except Exception as error:  # noqa: BLE001 - its company is seldom the one that is wanted
        _leave_out(package, error)
        return {}
    try:
        return {**find(landscape)}
    except ValueError as mistake:
        raise WrongCall(str(mistake)) from mistake
    except OSError as trouble:
        raise CannotAsk(str(trouble)) from trouble
    except Exception as error:  # noqa: BLE001 - as above
        _leave_out(package, error)
        return {}


def _leave_out(package: EntryPoint, error: Exception) -> None:
    made_by = package.dist
    name = f"package {made_by.name} {made_by.version}" if made_by else f"module {package.module}"
    complain(
        f"The {package.group} of the {name} are left out: {type(error).__name__}: {error}.\n"
        "  Repair that package, or uninstall it."
    )
