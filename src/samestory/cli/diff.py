"""`samestory diff`: what differs between two recorded runs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from samestory.cli.options import JsonOption

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from samestory.replay.bundle_changes import BundleChanges


def diff(
    before: Annotated[
        Path, typer.Argument(metavar="BEFORE", help="The report folder of a run, or its bundle.")
    ],
    after: Annotated[
        Path, typer.Argument(metavar="AFTER", help="The report folder of a later run.")
    ],
    *,
    as_json: JsonOption = False,
) -> None:
    """Say what a release changed: verdicts, the shape of raw answers, times to agreement.

    Scenarios are compared that both runs played, by their names. Ends with 0 if nothing
    differs, and with 1 if something does.

    Examples: `samestory diff reports-1.4 reports-1.5`
    """
    from samestory.cli.screen import as_json_text, say, screen
    from samestory.exit_codes import Exit
    from samestory.replay.bundle_changes import changes_between
    from samestory.report.bundle.bundle_reader import read_bundle

    one, other = read_bundle(before), read_bundle(after)
    found = changes_between(one, other)
    if as_json:
        typer.echo(as_json_text(asdict(found)))
    else:
        console = screen()
        for line in _lines(found, {**one.head.called, **other.head.called}):
            say(console, line)
    if not found.compared:
        raise typer.Exit(Exit.NOTHING_CHECKED)
    raise typer.Exit(Exit.CONTRADICTION if found.any else Exit.SAME_STORY)


def _lines(found: BundleChanges, called: Mapping[str, str]) -> Iterator[str]:
    from samestory.explain import counted

    for each in found.verdicts:
        yield f"{each.journey}: {each.scenario}"
        absent = "kept or not asked" if each.rule else "not asked"
        yield f"  {each.subject}: {each.was or absent} -> {each.now or absent}"
        both = each.was and each.now
        told = [line for line in each.differs if ": " in line] if both else each.causes
        yield from (f"  {line}" for line in told)
    for shape in found.shapes:
        name = called.get(shape.system, shape.system)
        yield f"The {name} answers otherwise about '{shape.kind}':"
        yield from (f"  renamed: {old} -> {new}" for old, new in shape.renamed)
        yield from (f"  gone: {path}" for path in shape.gone)
        yield from (f"  new: {path}" for path in shape.new)
    for time in found.times:
        name = called.get(time.system, time.system)
        yield f"The {name} follows after {time.now:g} s instead of {time.was:g} s (median)."
    for names, where in ((found.only_before, "first"), (found.only_after, "second")):
        if names:
            yield f"Only in the {where} run: {', '.join(names)}."
    if not found.compared:
        yield "No verdict was compared: no scenario has one in both runs."
        yield "  Name two runs of the same features."
        return
    same = "" if found.any else " Nothing differs."
    yield f"{counted(found.compared, 'verdict')} compared.{same}"
