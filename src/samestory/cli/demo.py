"""`samestory demo`: start the demo company, play the features, read one clear verdict."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from samestory.cli.places import (
    DEMO,
    FEATURES,
    REPORT,
    ReplaceOption,
    ReportOption,
    SeedOption,
    WorkersOption,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from samestory.cli.pytest_runner import Play, Played
    from samestory.cli.run_progress import Watch
    from samestory.company import Ports


def demo(  # noqa: PLR0913  every one is an option that a user may give
    *,
    fault: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Give the company a fault that `samestory company faults` lists; may be repeated.",
        ),
    ] = None,
    only: Annotated[
        str | None,
        typer.Option(
            metavar="WHAT",
            help=(
                "Only some scenarios: a file, `FILE:LINE`, the name of a feature or a scenario, "
                "a @tag, or words of names."
            ),
        ),
    ] = None,
    workers: WorkersOption = None,
    seed: SeedOption = None,
    report: ReportOption = REPORT,
    replace: ReplaceOption = False,
    build: Annotated[
        bool, typer.Option("--report-pages/--no-report", help="Build the pages to read afterwards.")
    ] = True,
) -> None:
    """Start a small company, send customers on their way, and tell whether all systems agree.

    The company is stopped afterwards, however the run ends. After Ctrl-C the results so far are
    kept and summed up.

    Examples: `samestory demo`, `samestory demo --fault erp-ignores-amendment --only amending`
    """
    from samestory.cli.choosing import chosen
    from samestory.cli.fitting import must_fit
    from samestory.cli.places import begin, must_exist
    from samestory.cli.pytest_runner import Play
    from samestory.cli.run_progress import Watch
    from samestory.cli.run_summary import close
    from samestory.cli.screen import screen
    from samestory.company import choose_ports

    folder = begin(report, some=only is not None, replace=replace)
    must_exist(FEATURES)
    must_exist(DEMO)
    console = screen()
    choice = chosen(only, FEATURES)
    must_fit(**choice)
    ports = choose_ports(DEMO, os.environ)
    plan = Play(
        landscape=DEMO,
        report=report,
        record=folder,
        seed=seed,
        workers=workers or usual_workers(),
        **choice,
    )
    watch = Watch(console)
    played = _play_with_company(console, plan, watch, ports, fault or [])
    raise typer.Exit(close(console, plan, played, watch, build=build))


def _play_with_company(
    console: Console, plan: Play, watch: Watch, ports: Ports | None, faults: list[str]
) -> Played:
    from samestory.cli.places import company_of
    from samestory.cli.pytest_runner import play
    from samestory.cli.screen import say
    from samestory.company import running, switch
    from samestory.config import load

    environ = {**os.environ, **(ports.environ if ports else {})}
    landscape = load(plan.landscape, environ)
    company = company_of(landscape)
    starting = console.status(f"Starting {landscape.name} ...")
    with starting, running(company, environ=environ, log=plan.folder / "company.log"):
        for each in faults:
            switch(company.control, each, on=True)
        starting.stop()
        say(console, opening(landscape.name, ports, faults))
        with watch:
            return play(plan, environ=environ, on_event=watch)


def usual_workers() -> int | None:
    """Two scenarios at a time, where pytest-xdist is there to play them."""
    from importlib.util import find_spec

    return 2 if find_spec("xdist") else None


def opening(name: str, ports: Ports | None, faults: Sequence[str]) -> str:
    """What company is up where, and what is wrong with it."""
    where = f" on ports {ports.prefix}00 to {ports.prefix}99" if ports else ""
    if ports and ports.moved:
        where += f", because {ports.usual}00 to {ports.usual}99 are taken"
    faulty = f" Its faults: {', '.join(faults)}." if faults else ""
    return f"{name} is up{where}.{faulty}\n"
