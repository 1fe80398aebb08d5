"""`samestory company`: start a company and let it stay, inspect it, and give it faults."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from samestory_demo.supervisor.background import (
    Background,
    all_in_background,
    background,
    log_of,
    start_in_background,
    stop_in_background,
)
from samestory_demo.supervisor.completion import faults_of, running_companies, startable
from samestory_demo.supervisor.control import get_faults, get_logs, reset_company, set_fault
from samestory_demo.supervisor.demo import demo
from samestory_demo.supervisor.description import DEMO, describe, file_of
from samestory_demo.supervisor.errors import CompanyDown, CompanyMistake
from samestory_demo.supervisor.logs import lines_of
from samestory_demo.supervisor.ports import choose_ports
from samestory_demo.supervisor.screen import cell, console, harmless, table, write_line
from samestory_demo.supervisor.status import show_status
from samestory_demo.supervisor.systems import places_of

WRONG_CALL = 4
CANNOT_KNOW = 6
"""The exit codes that samestory has for a mistake, and for a system that cannot be asked."""
IN_ORDER = " (only an order of actions shows it)"
COMPANY = "company"
"""What the log of the company itself is called, beside those of its systems."""

company = typer.Typer(
    help="Start the company of a landscape and let it stay, inspect it, and give it faults.",
    no_args_is_help=True,
)
LANDSCAPE = "The landscape: landscapes/NAME.toml, or a file."
UpArgument = Annotated[
    str, typer.Argument(metavar="NAME", help=LANDSCAPE, autocompletion=startable)
]
NameArgument = Annotated[
    str, typer.Argument(metavar="NAME", help=LANDSCAPE, autocompletion=running_companies)
]


class Switch(StrEnum):
    """Whether the company has a fault."""

    ON = "on"
    OFF = "off"


def add_commands(app: typer.Typer) -> None:
    """Add `demo` and `company` to the command; the entry point of `samestory.commands`."""
    app.command("demo")(demo)
    app.add_typer(company, name="company")


@contextmanager
def _mistakes_shown() -> Iterator[None]:
    """End the command with a sentence and an exit code if something is wrong."""
    try:
        yield
    except (CompanyMistake, CompanyDown) as error:
        typer.echo(harmless(str(error)), err=True)
        code = WRONG_CALL if isinstance(error, CompanyMistake) else CANNOT_KNOW
        raise typer.Exit(code) from error


@company.command()
@_mistakes_shown()
def up(name: UpArgument = DEMO) -> None:
    """Start the company in the background, and wait until it is ready.

    Examples: `samestory company up`, `samestory company up oscar-tryton`
    """
    out, path = console(), file_of(name)
    already = background(path)
    started = already or _start(path)
    described = describe(path, {**os.environ, **started.environ})
    write_line(out, f"{described.name} is up{' already' if already else ''}.")
    drawn = table("system", "where", "log in with")
    for each in places_of(described.tables):
        drawn.add_row(*map(cell, (each.name, each.address or "-", each.login or "-")))
    out.print(drawn)
    write_line(out, f"Its log: {started.log}\nStop it: samestory company down{_named(name)}")


@company.command()
@_mistakes_shown()
def down(name: NameArgument = DEMO) -> None:
    """Stop the company that `up` started, and nothing else."""
    started = background(file_of(name))
    if started is None:
        _must_exist(name)
        _say(f"The company '{name}' is not up.{_elsewhere(name)}")
        return
    stop_in_background(started)
    _say(f"The company '{name}' is stopped.")


@company.command()
@_mistakes_shown()
def status() -> None:
    """Show which companies are up, their faults, and which of their systems answer."""
    up_now = all_in_background()
    for each in up_now:
        show_status(console(), each)
    if not up_now:
        _say("No company is up.\n  Start one: samestory company up")


@company.command()
@_mistakes_shown()
def reset(name: NameArgument = DEMO) -> None:
    """Delete every customer, order and mail of the company; its faults stay as they are.

    Examples: `samestory company reset`, `samestory company reset opensource`
    """
    control = _control(name)
    with console().status(f"Resetting '{name}' ..."):
        reset_company(control)
    _say(f"The company '{name}' has no customer, order or mail any more.")


@company.command()
@_mistakes_shown()
def logs(
    name: NameArgument = DEMO,
    *,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on until the company stops, or Ctrl-C.")
    ] = False,
    last: Annotated[
        int, typer.Option("--last", metavar="N", min=0, help="Lines of each log to begin with.")
    ] = 10,
) -> None:
    """Show what the company and its programs log, with the name of the system.

    Examples: `samestory company logs`, `samestory company logs opensource --follow`
    """
    started, log = background(file_of(name)), log_of(file_of(name))
    if not log.exists():
        _must_exist(name)
        _say(f"The company '{name}' has logged nothing yet.\n  {_how_to_start(name)}")
        return
    if started is None:
        _say(f"The company '{name}' is not up; this is what it logged last.")
    files = {COMPANY: log, **(_logs_of_programs(started) if started else {})}
    width = max(map(len, files))
    going_on = (lambda: started.alive) if follow and started else None
    for system, line in lines_of(files, last=last, going_on=going_on):
        _say(f"{system:<{width}} | {line}")


@company.command()
@_mistakes_shown()
def faults(
    fault: Annotated[
        str,
        typer.Argument(
            metavar="FAULT",
            help="The fault to switch.",
            show_default=False,
            autocompletion=faults_of,
        ),
    ] = "",
    to: Annotated[Switch | None, typer.Argument(metavar="on|off", show_default=False)] = None,
    of: Annotated[
        str,
        typer.Option(
            "--of",
            metavar="NAME",
            help="The company's landscape.",
            autocompletion=running_companies,
        ),
    ] = DEMO,
) -> None:
    """List the faults that the company can be given, by story, or switch one.

    A harmless fault makes no system tell another story: nothing may be reported.

    Examples: `samestory company faults`, `samestory company faults erp-down on`
    """
    control = _control(of)
    if not fault:
        drawn = table("stories", "fault", "what happens", "now")
        for each in sorted(get_faults(control), key=lambda fault: fault.by_story):
            now = cell("on" if each.on else "off", "bold red" if each.on else "")
            told = ", ".join(each.stories) or "harmless"
            what = each.description + (IN_ORDER if each.only_in_order else "")
            drawn.add_row(told, cell(each.name), cell(what), now)
        console().print(drawn)
    elif to is None:
        raise CompanyMistake(f"Switch '{fault}' on or off?\n  samestory company faults {fault} on")
    else:
        set_fault(control, fault, on=to is Switch.ON)
        _say(f"{fault} is {to}.")


def _start(landscape: Path) -> Background:

    aside = console(errors=True)
    ports = choose_ports(landscape, os.environ)
    moved = ports.environ if ports else {}
    environ = {**os.environ, **moved}
    described = describe(landscape, environ)
    with aside.status(f"Starting {described.name} ..."):
        return start_in_background(
            described,
            landscape,
            environ=environ,
            found_by={**described.made_up, **moved},
            say=lambda line: write_line(aside, f"  {line}", "dim"),
        )


def _logs_of_programs(started: Background) -> Mapping[str, Path]:

    try:
        return get_logs(started.control)
    except CompanyDown:  # it starts or stops, and its own log says more
        return {}


def _control(name: str) -> str:
    """The control of the company that `up` started from this landscape, and of no other one."""
    if started := background(file_of(name)):
        return started.control
    describe(file_of(name), os.environ)
    raise CompanyDown(f"The company '{name}' is not up.{_elsewhere(name)}\n  {_how_to_start(name)}")


def _must_exist(name: str) -> None:
    if not file_of(name).exists():
        describe(file_of(name), os.environ)  # names the landscapes that there are


def _elsewhere(name: str) -> str:
    """Name the companies of the same name that are up in other checkouts."""
    places = [each.landscape for each in all_in_background() if each.name == Path(name).stem]
    return "".join(f"\n  Another one is up: samestory company down {each}" for each in places)


def _how_to_start(name: str) -> str:
    return f"Start it: samestory company up{_named(name)}"


def _named(name: str) -> str:
    return "" if name == DEMO else f" {name}"


def _say(text: str) -> None:

    write_line(console(), text)
