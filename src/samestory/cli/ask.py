"""`samestory ask`: the matrix of one order or customer, for whoever has her on the telephone."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Annotated, Any

import typer

from samestory.cli.places import REPORT, LandscapeOption, ReportOption
from samestory.errors import NothingToCompare, WrongCall
from samestory.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from samestory.cli.exits import Exit
    from samestory.cli.inquiring import Inquiry
    from samestory.explaining import Cell, Story
    from samestory.landscape import Landscape
    from samestory.model import Observation, Subject, Verdict


def ask(  # noqa: PLR0913  every one is an argument that a user may give
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="What to ask about: order, customer, ...")
    ],
    key: Annotated[
        str, typer.Argument(metavar="KEY", help="Its number, or the customer's mail address.")
    ],
    *,
    landscape: LandscapeOption,
    of: Annotated[
        str | None,
        typer.Option(metavar="MAIL", help="Whose it is, if no system can tell."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Look again until they agree or patience is over.")
    ] = False,
    report: ReportOption = REPORT,
) -> None:
    """Show what every system says about one order or customer, side by side.

    Who differs is marked. What the systems literally answered is kept in the report folder.

    Examples: `samestory ask order A-1001`, `samestory ask customer ada@customers.example`,
    `samestory ask order A-1001 --watch`
    """
    from samestory.cli.ask_watching import Watcher
    from samestory.cli.inquiring import checked, follow, inquire
    from samestory.cli.opening import opened
    from samestory.cli.places import loaded
    from samestory.cli.screen import screen
    from samestory.redaction import masked

    described, _ = loaded(landscape)
    subject = checked(described, kind, key, of)
    console = screen()
    with Watcher(console, described, shows=watch and not as_json) as watcher:
        with opened(described, on_look=watcher) as witnesses:
            try:
                found = (follow if watch else inquire)(witnesses, subject)
            except NothingToCompare as nothing:
                if as_json:
                    typer.echo(as_json_text(nothing_as_data(subject, nothing)))
                raise
        inquiry = replace(found, verdict=masked(found.verdict, witnesses.masker.mask))
    folder = _keep_evidence(inquiry.verdict, report / "asked", witnesses.masker.mask)
    if as_json:
        typer.echo(as_json_text(as_data(inquiry, described, folder)))
    else:
        show(console, inquiry, described, folder)
    raise typer.Exit(exit_of(inquiry.verdict))


def exit_of(verdict: Verdict) -> Exit:
    """How asking ends: nobody promised anything here, so that silence alone contradicts nobody."""
    from samestory.cli.exits import OF_OUTCOME, Exit

    silent = verdict.outcome is Outcome.ABSENT
    return Exit.CANNOT_KNOW if silent else OF_OUTCOME[verdict.outcome]


def show(console: Console, inquiry: Inquiry, landscape: Landscape, folder: Path) -> None:
    """Draw the matrix, and below it what there is to say, who was asked how, and the evidence."""
    from samestory.cli.inquiring import nobody_answered
    from samestory.cli.reaching import how_to_start
    from samestory.cli.screen import say
    from samestory.explaining import story

    called = landscape.called
    told = story(inquiry.verdict, called, zone=landscape.zone)
    say(console, told.headline, "bold")
    say(console)
    console.print(matrix(told))
    say(console)
    remarks = (
        *_silence(inquiry.verdict, called),
        *_left_out(inquiry, called),
        *_somebody_elses(inquiry.verdict, called),
    )
    for line in (*told.sentences, *told.fixes, *remarks):
        say(console, line)
    say(console, "Asked:")
    for line in asked_lines(inquiry.verdict.observations, called):
        say(console, line)
    if nobody_answered(inquiry.verdict.observations):
        say(console, f"Nobody answered.\n  {how_to_start(landscape)}")
    if any(each.evidence for each in inquiry.verdict.observations):
        say(console, f"What they literally answered is in {folder}.")


def matrix(story: Story) -> Table:
    """Fields down, systems across; what stands out is marked, and told at the end of its row."""
    from rich.text import Text

    from samestory.cli.screen import row, table

    drawn = table("field", *(column.title for column in story.columns), "")
    for each in story.rows:
        remark = Text(f"<- {each.remark}" if each.remark else "", "red")
        row(drawn, each.field, *map(_drawn, each.cells), remark)
    return drawn


def _drawn(cell: Cell) -> Text:
    from rich.text import Text

    from samestory.explaining import Flag

    styles = {
        Flag.ODD: "bold red",
        Flag.SILENT: "bold red",
        Flag.UNREACHABLE: "yellow",
        Flag.UNMAPPED: "yellow",
        Flag.UNTOLD: "dim",
    }
    return Text(cell.text, styles.get(cell.flag, ""))


def asked_lines(observations: Sequence[Observation], called: Mapping[str, str]) -> Iterator[str]:
    """How each system was asked, how long it took, and which files hold its answer."""
    width = max(len(called[each.system]) for each in observations)
    for each in observations:
        took = f"{each.took.total_seconds() * 1000:.0f} ms"
        evidence = ", ".join(piece.name for piece in each.evidence)
        parts = (f"{called[each.system]:<{width}}", each.asked, took, each.unreachable, evidence)
        yield "  " + "   ".join(part for part in parts if part)


def _silence(verdict: Verdict, called: Mapping[str, str]) -> Iterator[str]:
    silent = [called[each.system] for each in verdict.observations if each.absent]
    if silent and verdict.outcome is Outcome.ABSENT:
        yield f"Whether the {' and the '.join(silent)} should have one, nobody promised."


def _somebody_elses(verdict: Verdict, called: Mapping[str, str]) -> Iterator[str]:
    """Who says that it belongs to another customer than the one whose it was said to be."""
    of = verdict.subject.of
    told = {each.system: (each.values or {}).get("email") for each in verdict.observations}
    others = {name: email for name, email in told.items() if isinstance(email, str)}
    for email in dict.fromkeys(others.values()):
        if of is not None and email.casefold() != of.casefold():
            names = " and the ".join(called[name] for name in others if others[name] == email)
            yield f"The {names} tell that it is {email}'s; it was asked about as {of}'s."


def _left_out(inquiry: Inquiry, called: Mapping[str, str]) -> Iterator[str]:
    from samestory.cli.inquiring import nobody_answered

    if inquiry.left_out:
        names = " and ".join(called[each] for each in inquiry.left_out)
        yield f"Not asked: {names}. {_how_to_name(inquiry.verdict.subject)}"
    watched = bool(inquiry.verdict.timeline)
    if inquiry.looks > 1 and not watched and not nobody_answered(inquiry.verdict.observations):
        yield "Everybody was asked twice, in case one of them was about to follow."


def _how_to_name(subject: Subject) -> str:
    if subject.kind == "customer":
        return "A customer is asked for by her mail address."
    return "No system told whose it is; name the customer with --of MAIL."


def as_data(inquiry: Inquiry, landscape: Landscape, folder: Path) -> dict[str, Any]:
    """The same for programs: the outcome, every field by system, and how each was asked."""
    from samestory.explaining import story
    from samestory.reporting.record import Scene, verdict_row

    verdict = inquiry.verdict
    nowhere = Scene(nodeid="", journey="", rule=None, scenario="", tags=())
    row = verdict_row(verdict, nowhere, story(verdict, landscape.called, zone=landscape.zone))
    return {
        **{name: row[name] for name in ("subject", "outcome", "systems", "fields", "explanation")},
        "looks": inquiry.looks,
        "not_asked": list(inquiry.left_out),
        "asked": {each.system: _asked(each) for each in verdict.observations},
        "answers": str(folder),
    }


def nothing_as_data(subject: Subject, nothing: NothingToCompare) -> dict[str, Any]:
    """The same keys where there was nothing to compare: no outcome, and why."""
    return {
        "subject": str(subject),
        "outcome": None,
        "systems": {},
        "fields": {},
        "explanation": str(nothing),
        "looks": 0,
        "not_asked": [],
        "asked": {},
        "answers": None,
    }


def as_json_text(record: Any) -> str:
    """JSON with umlauts as umlauts, and with whatever a terminal would obey spelled out."""
    text = json.dumps(record, ensure_ascii=False, indent=1)
    return "".join(
        json.dumps(each)[1:-1] if each != "\n" and unicodedata.category(each)[0] == "C" else each
        for each in text
    )


def _asked(said: Observation) -> dict[str, Any]:
    return {
        "how": said.asked,
        "seconds": round(said.took.total_seconds(), 3),
        "unreachable": said.unreachable,
        "evidence": [each.name for each in said.evidence],
    }


def _keep_evidence(verdict: Verdict, below: Path, mask: Callable[[bytes], bytes]) -> Path:
    """Write what the systems answered, masked, into a folder that nobody else has used.

    Raises `WrongCall` where the folder that it is to lie in leads somewhere else.
    """
    from samestory.redaction import masked_file

    if below.is_symlink():
        raise WrongCall(
            f"{below} leads elsewhere, so nothing was written.\n"
            "  Remove it, or name another folder: --report DIR."
        )
    folder = _fresh(below, re.sub(r"[^\w@.-]+", "-", str(verdict.subject)).strip("-.")[:80])
    for each in verdict.observations:
        for piece in each.evidence:
            (folder / piece.name).write_bytes(masked_file(piece.name, piece.content, mask))
    return folder


def _fresh(below: Path, name: str) -> Path:
    """A new folder of that name; with a number where there is one already."""
    try:
        below.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongCall(
            f"{below} cannot be written to ({error.strerror}), so nothing was kept.\n"
            "  Name another folder: --report DIR."
        ) from error
    for number in count(1):
        folder = below / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        return folder
    raise AssertionError("there is always another number")
