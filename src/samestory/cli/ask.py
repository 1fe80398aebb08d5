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
from samestory.core.model import Outcome
from samestory.errors import WrongCall
from samestory.exit_codes import exit_of_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from samestory.cli.inquiring import Inquiry, Owner
    from samestory.config import Landscape
    from samestory.core.model import Observation, Verdict
    from samestory.explain import Cell, VerdictStory


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
        typer.Option(metavar="MAIL", help="The customer's email address."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Look again until they agree or patience is over.")
    ] = False,
    report: ReportOption = REPORT,
) -> None:
    """Show what every system says about one order or customer, side by side.

    Who differs is marked. Their raw responses are kept in the report folder.

    Examples: `samestory ask order A-1001`, `samestory ask customer ada@customers.example`,
    `samestory ask order A-1001 --watch`
    """
    from samestory.cli.ask_watching import Watcher
    from samestory.cli.exits import complain
    from samestory.cli.inquiring import checked, follow, inquire
    from samestory.cli.opening import opened
    from samestory.cli.places import loaded
    from samestory.cli.screen import screen
    from samestory.redaction import masked

    described, _ = loaded(landscape, partly=True)
    subject = checked(described, kind, key, of)
    console = screen()
    with (
        Watcher(console, described, shows=watch and not as_json) as watcher,
        opened(described, on_look=watcher) as witnesses,
    ):
        found = (follow if watch else inquire)(witnesses, subject)
        mask = witnesses.masker.mask
        inquiry = replace(masked(found, mask), verdict=masked(found.verdict, mask))
    folder = None
    if inquiry.verdict:
        folder = _keep_evidence(inquiry.verdict, report / "asked", witnesses.masker.mask)
    if as_json:
        typer.echo(as_json_text(as_data(inquiry, described, folder)))
    elif inquiry.verdict and folder:
        show(console, inquiry.verdict, inquiry, described, folder)
    if inquiry.nothing:
        complain(inquiry.nothing)
    outcome = inquiry.verdict.outcome if inquiry.verdict else None
    raise typer.Exit(exit_of_answer(outcome, all_asked=not inquiry.not_asked))


def show(
    console: Console, verdict: Verdict, inquiry: Inquiry, landscape: Landscape, folder: Path
) -> None:
    """Draw the matrix, and below it what there is to say, who was asked how, and the evidence."""
    from samestory.cli.inquiring import nobody_answered
    from samestory.cli.reaching import can_be_started, how_to_start
    from samestory.cli.screen import say
    from samestory.explain import story

    called = landscape.called
    told = story(verdict, called, zone=landscape.zone, not_asked=inquiry.not_asked)
    say(console, told.headline, "bold")
    say(console)
    console.print(matrix(told))
    say(console)
    remarks = (
        *_silence(verdict, called),
        *_somebody_elses(inquiry, called),
        *_asked_twice(inquiry),
    )
    for line in (*told.sentences, *told.fixes, *remarks):
        say(console, line)
    say(console, "Asked:")
    for line in asked_lines(verdict.observations, called):
        say(console, line)
    if nobody_answered(verdict.observations) and can_be_started(landscape):
        say(console, f"No system answered.\n  {how_to_start(landscape)}")
    if any(each.evidence for each in verdict.observations):
        say(console, f"Raw responses: {folder}")


def matrix(story: VerdictStory) -> Table:
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

    from samestory.explain import Flag

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
        names, has = " and the ".join(silent), "has" if len(silent) == 1 else "have"
        yield f"This may be normal: nothing was promised that says that the {names} {has} one."


def _somebody_elses(inquiry: Inquiry, called: Mapping[str, str]) -> Iterator[str]:
    """Who says that it belongs to another customer than the one whose it was said to be."""
    from samestory.core.comparison import same

    of = inquiry.subject.of
    for email, systems in _told_owner(inquiry).told.items():
        if of is not None and not same("email", email, of):
            names = " and the ".join(called[name] for name in systems)
            tell = "tells" if len(systems) == 1 else "tell"
            yield f"The {names} {tell} that it is {email}'s; it was asked about as {of}'s."


def _told_owner(inquiry: Inquiry) -> Owner:
    from samestory.cli.inquiring import owner_of

    return owner_of(inquiry.verdict.observations if inquiry.verdict else ())


def _asked_twice(inquiry: Inquiry) -> Iterator[str]:
    from samestory.cli.inquiring import nobody_answered

    verdict = inquiry.verdict
    twice = verdict is not None and inquiry.looks > 1 and not verdict.timeline
    if verdict and twice and not nobody_answered(verdict.observations):
        yield "Checked twice to rule out a delay."


def as_data(inquiry: Inquiry, landscape: Landscape, folder: Path | None) -> dict[str, Any]:
    """The same for programs: the outcome, every field by system, and how each was asked.

    If there was nothing to compare, the outcome is None and `explanation` says why.
    """
    verdict = inquiry.verdict
    compared = _compared(verdict, inquiry, landscape) if verdict else _nothing(inquiry)
    return {
        **compared,
        "looks": inquiry.looks,
        "asked_as": {"email": inquiry.subject.of, "told": dict(_told_owner(inquiry).told)},
        "not_asked": dict(inquiry.not_asked),
        "asked": {each.system: _asked(each) for each in verdict.observations} if verdict else {},
        "answers": str(folder) if folder else None,
    }


def _compared(verdict: Verdict, inquiry: Inquiry, landscape: Landscape) -> dict[str, Any]:
    from samestory.explain import explained
    from samestory.report.run_writer import ScenarioInfo, verdict_row

    told = explained(
        verdict,  # masked already
        str,
        called=landscape.called,
        not_asked=inquiry.not_asked,
        zone=landscape.zone,
    )
    row = verdict_row(told, ScenarioInfo(nodeid="", journey="", rule=None, scenario="", tags=()))
    return {name: row[name] for name in ("subject", "outcome", "systems", "fields", "explanation")}


def _nothing(inquiry: Inquiry) -> dict[str, Any]:
    return {
        "subject": str(inquiry.subject),
        "outcome": None,
        "systems": {},
        "fields": {},
        "explanation": inquiry.nothing,
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
