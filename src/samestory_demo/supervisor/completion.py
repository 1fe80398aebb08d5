"""What the shell completes: names of faults, of landscapes, and of companies that are up."""

from __future__ import annotations

from collections.abc import Iterator

import typer

from samestory_demo.supervisor.background import all_in_background, background
from samestory_demo.supervisor.control import get_faults
from samestory_demo.supervisor.description import DEMO, describe, file_of, landscapes
from samestory_demo.supervisor.errors import CompanyDown, CompanyMistake


def demo_faults(incomplete: str) -> list[tuple[str, str]]:
    """Return the faults of the demo company that begin so, with what each does."""
    from samestory_demo.defects import FAULTS  # noqa: PLC0415 - only a shell that completes needs it

    return [
        (name, each.description) for name, each in FAULTS.items() if name.startswith(incomplete)
    ]


def faults_of(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return those of the company that `--of` names; the demo company need not be up."""
    name = ctx.params.get("of") or DEMO
    started = background(file_of(name))
    if started is None:
        return demo_faults(incomplete) if name == DEMO else []
    try:
        known = get_faults(started.control)
    except CompanyDown:
        return []
    return [(each.name, each.description) for each in known if each.name.startswith(incomplete)]


def startable(incomplete: str) -> Iterator[str]:
    """Yield the landscapes below this folder that have a company, by their names."""
    for each in landscapes():
        if each.stem.startswith(incomplete):
            try:
                describe(each, {})
            except CompanyMistake:
                continue
            yield each.stem


def running_companies(incomplete: str) -> list[tuple[str, str]]:
    """Return the companies that are up, those of other checkouts by the file of their landscape."""
    up = [
        (each.name if background(file_of(each.name)) == each else each.landscape, each.landscape)
        for each in all_in_background()
    ]
    return [pair for pair in up if pair[0].startswith(incomplete)]
