"""`samestory blind-spots`: which lies a recorded run would not have noticed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from samestory.cli.options import JsonOption
from samestory.cli.places import REPORT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from rich.table import Table

    from samestory.exit_codes import Exit
    from samestory.report.blind_spots import BlindSpots

FIRST = 15
"""Rows of the table, and lines of each list, that fit on a screen."""
MinNoticedOption = Annotated[
    str | None,
    typer.Option(
        "--min-noticed",
        metavar="SHARE",
        help="The least share of lies that must be noticed: 95%.",
        show_default=False,
    ),
]


def blind_spots(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FOLDERS",
            help="The report folder of a run, or those of all of its shards.",
            show_default="reports",
        ),
    ] = None,
    *,
    min_noticed: MinNoticedOption = None,
    every: Annotated[
        bool, typer.Option("--all", help="Show every row, and every scenario.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Say which lies of a system a recorded run would not have noticed. No system is asked.

    Each agreed verdict is judged again, with one word of one system bent at a time: a cent more,
    another day, a line missing, silence, no record. All fields that the landscape describes count,
    compared or not. Ends with 6 if less is noticed than --min-noticed, and with 5 if nothing was
    compared.

    Examples: `samestory blind-spots`, `samestory blind-spots reports --min-noticed 95% --all`
    """
    from samestory.cli.screen import as_json_text, say, screen
    from samestory.report.blind_spots import blind_spots_in, blind_spots_json
    from samestory.report.bundle.bundle_files import bundle_folder

    least = share_given(min_noticed)
    named = folders or [REPORT]
    for each in named:
        bundle_folder(each)
    found = blind_spots_in(named)
    if as_json:
        typer.echo(as_json_text(blind_spots_json(found)))
        raise typer.Exit(_ended(found, least))
    console = screen()
    for line, style in _head(found, least):
        say(console, line, style)
    for line in _left_out(named):
        say(console, line, "yellow")
    say(console)
    if found.survived:
        console.print(_table(found, None if every else FIRST))
    for line in _lists(found, None if every else FIRST, every=every):
        say(console, line)
    for line, style in _conclusion(found, least):
        say(console, line, style)
    raise typer.Exit(_ended(found, least))


def share_given(text: str | None) -> Decimal | None:
    """Return a percentage that a user gave. Raise `WrongCall` if it is none."""
    from decimal import Decimal, InvalidOperation

    from samestory.errors import WrongCall

    if text is None:
        return None
    try:
        share = Decimal(text.strip().removesuffix("%").strip())
    except InvalidOperation:
        share = Decimal(-1)
    if not text.strip().endswith("%") or not 0 < share <= 100:
        raise WrongCall(f"--min-noticed is '{text}', which is no percentage.\n  Write 95%.")
    return share


def _ended(found: BlindSpots, least: Decimal | None) -> Exit:
    from samestory.exit_codes import Exit
    from samestory.report.blind_spots import reaches

    if found.share is None:
        return Exit.NOTHING_CHECKED
    return Exit.SAME_STORY if least is None or reaches(found, least) else Exit.CANNOT_KNOW


def _head(found: BlindSpots, least: Decimal | None) -> Iterator[tuple[str, str]]:
    from samestory.report.blind_spots import figure_of, measure_of, reaches

    well = found.share is not None and (least is None or reaches(found, least))
    yield figure_of(found), "bold" if well else "bold yellow"
    if found.share is not None:
        yield measure_of(found), ""


def _left_out(folders: Sequence[Path]) -> Iterator[str]:
    """Say of a run of some scenarios that it is one; shards are the parts of one."""
    from samestory.report.results_folder import read_run

    if len(folders) == 1 and (run := read_run(folders[0])) and (chosen := run.get("chosen")):
        yield f"The run played {chosen}. What those would notice is not known."


def _conclusion(found: BlindSpots, least: Decimal | None) -> Iterator[tuple[str, str]]:
    """Say again at the end of a long list whether enough was noticed, if that was asked."""
    from samestory.report.blind_spots import figure_of, reaches

    if least is not None and found.share is not None:
        mark, style = ("✓", "bold green") if reaches(found, least) else ("✗", "bold red")
        yield f"\n{mark} {figure_of(found)} At least {least} % must be.", style


def _table(found: BlindSpots, most: int | None) -> Table:
    from samestory.cli.screen import add_row, plain_table
    from samestory.explain import counted
    from samestory.report.blind_spots import spot_rows

    drawn = plain_table("system", "subject", "field", "nobody would notice", "because", "asked in")
    for row in spot_rows(found)[:most]:
        near = counted(len(row.near), "scenario") if row.near else "-"
        add_row(drawn, row.system, row.kind, row.field, ", ".join(row.ways), row.why, near)
    return drawn


def _lists(found: BlindSpots, most: int | None, *, every: bool) -> Iterator[str]:
    from samestory.report.blind_spots import empty_lines, place_lines, scenario_line, spot_rows

    if more := len(spot_rows(found)[most:] if most else ()):
        yield f"and {more} more: --all"
    blind = [each for each in found.scenarios if every or each.noticed < each.lies]
    lists = {
        "Never asked:": place_lines(found, found.unasked),
        "Asked, and compared by no scenario:": place_lines(found, found.uncompared),
        "Would pass on an empty answer:": [*empty_lines(found)],
        "Would pass on an empty answer, rightly:": [*empty_lines(found, rightly=True)][
            : None if every else 0
        ],
        "Noticed of the lies about what a scenario heard, the most unnoticed first:": [
            scenario_line(each) for each in blind[: most and 5]
        ],
    }
    for title, lines in lists.items():
        if lines:
            yield f"\n{title}"
            yield from (f"  {line}" for line in lines[:most])
            if most and len(lines) > most:
                yield f"  and {len(lines) - most} more: --all"
