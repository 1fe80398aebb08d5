"""`samestory company`: start a company and let it stay, look after it, and give it faults."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from samestory.errors import CannotAsk, WrongCall

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rich.table import Table

    from samestory.company import Fault
    from samestory.config import ChannelEntry, Landscape
    from samestory.config.entries import Auth, SystemEntry

app = typer.Typer(
    help="Start the company of a landscape and let it stay, look after it, and give it faults.",
    no_args_is_help=True,
)

NameArgument = Annotated[
    str,
    typer.Argument(metavar="NAME", help="The landscape: landscapes/NAME.toml.", show_default=True),
]
OfOption = Annotated[str, typer.Option("--of", metavar="NAME", help="The company's landscape.")]


class Switch(StrEnum):
    """Whether the company has a fault."""

    ON = "on"
    OFF = "off"


@app.command()
def up(name: NameArgument = "demo") -> None:
    """Start the company in the background, and wait until it is ready.

    Examples: `samestory company up`, `samestory company up oscar-tryton`
    """
    from samestory.cli.places import company_of, landscape_named
    from samestory.cli.screen import say, screen
    from samestory.company import background, choose_ports, start_in_background
    from samestory.config import load

    console, aside = screen(), screen(errors=True)
    path = landscape_named(name)
    already = background(path)
    ports = None if already else choose_ports(path, os.environ)
    known = already.environ if already else (ports.environ if ports else {})
    environ = {**os.environ, **known}
    landscape = load(path, environ)
    company = company_of(landscape)
    if already:
        say(console, f"{landscape.name} is up already.")
    else:
        with aside.status(f"Starting {landscape.name} ..."):
            already = start_in_background(
                company,
                path,
                environ=environ,
                ports=ports,
                tell=lambda line: say(aside, f"  {line}", "dim"),
            )
        say(console, f"{landscape.name} is up.")
    console.print(addresses(landscape))
    say(console, f"Its log: {already.log}\nStop it: samestory company down{_named(name)}")


@app.command()
def down(name: NameArgument = "demo") -> None:
    """Stop the company that `up` started, and nothing else."""
    from samestory.cli.places import file_of
    from samestory.cli.screen import say, screen
    from samestory.company import background, stop_in_background

    started = background(file_of(name))
    if started is None:
        say(screen(), f"The company '{name}' is not up.{_elsewhere(name)}")
        return
    stop_in_background(started)
    say(screen(), f"The company '{name}' is stopped.")


@app.command()
def status() -> None:
    """Show which companies are up, their faults, and which of their systems answer."""
    from samestory.cli.company_status import show
    from samestory.cli.screen import say, screen
    from samestory.company import all_in_background

    console = screen()
    up_now = all_in_background()
    for each in up_now:
        show(console, each)
    if not up_now:
        say(console, "No company is up.\n  Start one: samestory company up")


@app.command()
def reset(name: NameArgument = "demo") -> None:
    """Have the company forget every customer, order and mail; its faults stay as they are.

    Examples: `samestory company reset`, `samestory company reset opensource`
    """
    from samestory import company
    from samestory.cli.screen import say, screen

    console = screen()
    control = _control(name)
    with console.status(f"Resetting '{name}' ..."):
        company.reset(control)
    say(console, f"The company '{name}' has forgotten every customer, order and mail.")


@app.command()
def logs(
    name: NameArgument = "demo",
    *,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on until the company stops, or Ctrl-C.")
    ] = False,
    last: Annotated[
        int, typer.Option("--last", metavar="N", min=0, help="So many lines of each log.")
    ] = 10,
) -> None:
    """Show what the company and its programs write down, named by system.

    Examples: `samestory company logs`, `samestory company logs opensource --follow`
    """
    from samestory.cli.company_logs import show_logs

    show_logs(name, last=last, follow=follow)


@app.command()
def faults(
    fault: Annotated[
        str, typer.Argument(metavar="FAULT", help="The fault to switch.", show_default=False)
    ] = "",
    to: Annotated[Switch | None, typer.Argument(metavar="on|off", show_default=False)] = None,
    of: OfOption = "demo",
) -> None:
    """List the faults that the company can be given, or switch one.

    Examples: `samestory company faults`, `samestory company faults erp-down on`
    """
    from samestory import company
    from samestory.cli.screen import say, screen

    control = _control(of)
    if fault and to is None:
        raise WrongCall(f"Switch '{fault}' on or off?\n  samestory company faults {fault} on")
    if fault:
        company.switch(control, fault, on=to is Switch.ON)
        say(screen(), f"{fault} is {to}.")
        return
    screen().print(table_of(company.faults(control)))


def table_of(faults: Sequence[Fault]) -> Table:
    """The faults, what each does, the stories that it stands for, and whether it is on."""
    from rich.text import Text

    from samestory.cli.screen import row, table

    drawn = table("fault", "what happens", "stories", "now")
    for each in faults:
        now = Text("on", "bold red") if each.on else Text("off")
        row(drawn, each.name, each.description, ", ".join(each.stories), now)
    return drawn


def addresses(landscape: Landscape) -> Table:
    """Where every system and channel of a landscape is, and how to log in there."""
    from samestory.cli.screen import row, table

    entries: dict[str, SystemEntry | ChannelEntry] = {
        **{each.called: each for each in landscape.systems.values()},
        **{f"{name} (channel)": each for name, each in landscape.channels.items()},
    }
    rows: dict[tuple[str, str], str] = {}
    for name, each in entries.items():  # a channel at a system's own door is no further place
        rows.setdefault((address_of(each), login_of(each.auth, landscape.secrets)), name)
    drawn = table("system", "where", "log in with")
    for (address, login), name in rows.items():
        row(drawn, name, address, login)
    return drawn


def _control(name: str) -> str:
    """Where the company that `up` started from this landscape is controlled, and no other one."""
    from samestory.cli.places import company_of, file_of, landscape_named, loaded
    from samestory.company import background

    started = background(file_of(name))
    if started:
        return started.control
    company_of(loaded(landscape_named(name))[0])
    raise CannotAsk(
        f"The company '{name}' is not up.{_elsewhere(name)}\n"
        f"  Start it: samestory company up{_named(name)}"
    )


def _elsewhere(name: str) -> str:
    """Name the companies of the same name that are up in other checkouts."""
    from samestory.company import all_in_background

    places = [each.landscape for each in all_in_background() if each.name == Path(name).stem]
    return "".join(f"\n  Another one is up: samestory company down {each}" for each in places)


def _named(name: str) -> str:
    return "" if name == "demo" else f" {name}"


def address_of(entry: SystemEntry | ChannelEntry) -> str:
    """Where a system is: its web address, or its host and port; `-` where it has no door."""
    settings = getattr(entry, "settings", {})
    if url := getattr(entry, "base_url", None) or settings.get("base_url"):
        return str(url)
    return f"{settings['host']}:{settings.get('port')}" if settings.get("host") else "-"


def login_of(auth: Auth, secrets: Collection[str]) -> str:
    """How to log in, naming the variables that hold the secrets and never the secrets."""
    if auth.kind == "none":
        return "-"
    who = "her own address" if auth.user == "{of}" else auth.user
    named = (auth.header or auth.kind, "" if who in secrets else who, *auth.variables)
    return ", ".join(filter(None, named))
