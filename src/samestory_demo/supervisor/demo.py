"""`samestory demo`: `samestory run` against a company that is started for it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import cache, partial
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from samestory_demo.supervisor.completion import demo_faults
from samestory_demo.supervisor.control import set_fault
from samestory_demo.supervisor.description import DEMO, describe, file_of
from samestory_demo.supervisor.environment import SEEDED_FAULTS, Start, started_on_demand
from samestory_demo.supervisor.night import Call, code_of, run_and_settle
from samestory_demo.supervisor.ports import PortRange, choose_ports
from samestory_demo.supervisor.process import running
from samestory_demo.supervisor.screen import console, write_line


def demo(  # noqa: PLR0913 - every one is an option
    ctx: typer.Context,
    *,
    fault: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Give the company a fault that `samestory company faults` lists; may be repeated.",
            autocompletion=demo_faults,
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT",
            help=(
                "Only some scenarios: a file, `FILE:LINE`, the name of a feature or a scenario, "
                "a @tag, or words of names; may be repeated."
            ),
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("-n", metavar="N", min=1, help="Run N scenarios in parallel."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Repeat a run: the seed that it printed.", show_default=False)
    ] = None,
    without_rule: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Do not check this standing rule under every scenario; may be repeated.",
        ),
    ] = None,
    report: Annotated[
        Path, typer.Option("--report", metavar="DIR", help="Where results and reports go.")
    ] = Path("reports"),
    replace: Annotated[
        bool,
        typer.Option(
            "--replace",
            help=(
                "Let a run of some scenarios replace the results of a run of all. Without it, they "
                "go into the folder `part` within."
            ),
        ),
    ] = False,
    tested: Annotated[
        str | None,
        typer.Option(
            "--build",
            metavar="NAME",
            help="The build or release under test, as reports name it.",
            show_default="the name that CI's environment gives",
        ),
    ] = None,
    release: Annotated[
        bool,
        typer.Option(
            "--release",
            help="Mark the run in the history as a release, to compare later ones with.",
        ),
    ] = False,
    history: Annotated[
        Path | None,
        typer.Option(
            "--history",
            metavar="FILE",
            help="The history of earlier runs, which CI carries along.",
            show_default="history.jsonl in the report folder",
        ),
    ] = None,
    waits: Annotated[
        Path | None,
        typer.Option(
            "--waits",
            metavar="FILE",
            help="How long systems took in earlier runs, which CI carries along.",
            show_default="waits.jsonl in the report folder",
        ),
    ] = None,
    traces: Annotated[
        Path | None,
        typer.Option(
            "--traces",
            metavar="FILE",
            help="Have the systems record spans in this file (OTLP JSON), and ask there after a "
            "contradiction.",
        ),
    ] = None,
    retries: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=0,
            help="Play a scenario up to N times more if it was inconclusive or contradicted.",
            show_default=False,
        ),
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option(
            metavar="I/N", help="Run one of N parts of the scenarios.", show_default=False
        ),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Go on with the recorded run that was interrupted."),
    ] = False,
    build: Annotated[
        bool, typer.Option("--report-pages/--no-report", help="Build the pages to read afterwards.")
    ] = True,
    allure: Annotated[
        bool,
        typer.Option(
            "--allure/--no-allure",
            help="Keep Allure's results, with a picture of each person's page.",
        ),
    ] = True,
    explore: Annotated[
        float | None,
        typer.Option(
            metavar="MINUTES",
            help="Instead of the features, play journeys that nobody wrote: `samestory explore`.",
            show_default=False,
        ),
    ] = None,
    again: Annotated[
        str | None,
        typer.Option(
            metavar="AGE",
            help="Move the company's clock on by so much (1d) and ask what agreed once more.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Start a small company, send customers through it, and check that all systems agree.

    If something was promised for later, the company's clock is moved on at the end, and that is
    settled. The company is stopped afterwards, however the run ends. After Ctrl-C the results so
    far are kept and summed up.

    Examples: `samestory demo`, `samestory demo --fault erp-ignores-amendment --only amending`
    """
    options = {
        "--landscape": str(file_of(DEMO)),
        "--report": str(report),
        "--seed": seed,
        "-n": workers or usual_workers(),
        "--build": tested,
        "--history": history,
        "--waits": waits,
        "--retries": retries,
        "--shard": shard,
    }
    pairs = [(name, str(each)) for name, each in options.items() if each is not None]
    given = [*chain.from_iterable(pairs), *(["--replace"] if replace else [])]
    given += ["--release"] if release else []
    given += ["--resume"] if resume else []
    given += [part for each in only or () for part in ("--only", each)]
    given += [part for each in without_rule or () for part in ("--without-rule", each)]
    given += [] if build else ["--no-report"]
    given += [] if allure else ["--no-allure"]
    with ExitStack() as stack, started_on_demand(_starter(stack, fault or [], report, traces)):
        call = partial(ctx.find_root().command.main, prog_name="samestory")
        if explore is not None:
            raise typer.Exit(_explored(call, explore, options, only or []))
        raise typer.Exit(run_and_settle(call, given, report, again, history))


def _explored(
    call: Call, minutes: float, options: Mapping[str, object], only: Sequence[str]
) -> int:
    """Explore for some minutes with those of the options that `samestory explore` has."""
    given = {"--minutes": minutes, "--report": Path(str(options["--report"])) / "explore"}
    given |= {name: options[name] for name in ("--landscape", "--seed", "-n")}
    words = [(name, str(each)) for name, each in given.items() if each is not None]
    words += [("--only", each) for each in only]
    return code_of(call, ["explore", *chain.from_iterable(words)])


def usual_workers() -> int | None:
    """Return how many scenarios run in parallel: 2 if pytest-xdist is installed."""
    return 2 if find_spec("xdist") else None


def opening(name: str, ports: PortRange | None, faults: Sequence[str]) -> str:
    """Return the sentence that says which company is up, where, and with which faults."""
    where = f" on ports {ports.prefix}00 to {ports.prefix}99" if ports else ""
    if ports and ports.moved:
        where += f", because {ports.usual}00 to {ports.usual}99 are taken"
    faulty = f" Its faults: {', '.join(faults)}." if faults else ""
    return f"{name} is up{where}.{faulty}\n"


def _starter(stack: ExitStack, faults: Sequence[str], report: Path, traces: Path | None) -> Start:
    """A function that starts the company of a landscape, once; the end of `stack` stops it.

    `samestory run` calls it after it has checked its own options and removed the last results.
    """

    @cache
    def start(landscape: Path) -> Mapping[str, str]:
        ports = choose_ports(landscape, os.environ)
        found_by = {**(ports.environ if ports else {}), **_recorded_in(traces)}
        company = describe(landscape, {**os.environ, **found_by})
        screen = console()
        with screen.status(f"Starting {company.name} ..."):
            environ = {**os.environ, **found_by}
            stack.enter_context(running(company, environ=environ, log=report / "company.log"))
            for each in faults:
                set_fault(company.control, each, on=True)
        write_line(screen, opening(company.name, ports, faults))
        return {**company.made_up, **found_by, SEEDED_FAULTS: ",".join(faults)}

    return lambda landscape: start(landscape.absolute())


def _recorded_in(traces: Path | None) -> dict[str, str]:
    """Say where spans are recorded, in a file that begins empty."""
    if traces is None:
        return {}
    traces.parent.mkdir(parents=True, exist_ok=True)
    traces.write_text("", encoding="utf-8")
    return {"DEMO_TRACES": str(traces.absolute())}
