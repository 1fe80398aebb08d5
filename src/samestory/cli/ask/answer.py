"""What `samestory ask` prints: the matrix for people, JSON for programs, and the raw responses."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from samestory.cli import opening
from samestory.cli.ask.answer_watch import AnswerWatch
from samestory.cli.ask.inquiry import (
    NO_TIME,
    Inquiry,
    Owner,
    inquire,
    inquire_patiently,
    none_answered,
    owner_of,
)
from samestory.cli.ask.matrix import draw_matrix
from samestory.cli.exits import complain
from samestory.cli.reaching import can_be_started, how_to_start
from samestory.cli.screen import as_json_text, say, screen
from samestory.config import Landscape
from samestory.core.comparison import same
from samestory.core.model import Observation, Outcome, Subject
from samestory.core.verdict import Verdict
from samestory.errors import WrongCall
from samestory.exit_codes import Exit, exit_of_answer
from samestory.explain import explained, story
from samestory.redaction import masked, masked_file
from samestory.report.run_writer import ScenarioInfo
from samestory.report.verdict_row import verdict_row


def ask_and_print(  # noqa: PLR0913 - how it is shown, and with what, is by keyword
    landscape: Landscape,
    subject: Subject,
    below: Path,
    *,
    watch: bool,
    as_json: bool,
    unchanged: timedelta = NO_TIME,
    ahead: opening.HeadStart | None = None,
) -> Exit:
    """Ask every system that knows such subjects, print the answer, and return how that ended.

    Raw responses go into a new folder `below` that one. `unchanged`: see `inquire`; `ahead`: see
    `opened`.
    """
    console = screen()
    with (
        AnswerWatch(console, landscape, shows=watch and not as_json) as watching,
        opening.opened(landscape, on_look=watching, ahead=ahead) as witnesses,
    ):
        found = (inquire_patiently if watch else inquire)(witnesses, subject, unchanged)
        mask = witnesses.masker.mask
        inquiry = replace(masked(found, mask), verdict=masked(found.verdict, mask))
    verdict = inquiry.verdict
    folder = keep_evidence(verdict, below, mask) if verdict else None
    if as_json:
        typer.echo(as_json_text(answer_as_data(inquiry, landscape, folder)))
    elif verdict and folder:
        print_answer(console, verdict, inquiry, landscape, folder)
    if inquiry.nothing:
        complain(inquiry.nothing)
    return exit_of_answer(
        verdict.outcome if verdict else None, all_asked=not inquiry.plan.not_asked
    )


def print_answer(
    console: Console, verdict: Verdict, inquiry: Inquiry, landscape: Landscape, folder: Path
) -> None:
    """Print the matrix, and below it the explanation, how each system was asked, the evidence."""
    called = landscape.called
    told = story(verdict, called, zone=landscape.zone, not_asked=inquiry.plan.not_asked)
    say(console, told.headline, "bold")
    say(console)
    console.print(draw_matrix(told))
    say(console)
    remarks = (
        *_silence(verdict, called),
        *_not_due(verdict, landscape),
        *_without(inquiry, called),
        *_somebody_elses(inquiry, called),
        *_asked_twice(inquiry),
    )
    for line in (*told.sentences, *told.fixes, *remarks):
        say(console, line)
    say(console, "Asked:")
    for line in asked_lines(verdict.observations, called):
        say(console, line)
    if none_answered(verdict.observations) and can_be_started(landscape):
        say(console, f"No system answered.\n  {how_to_start(landscape)}")
    if any(each.evidence for each in verdict.observations):
        say(console, f"Raw responses: {folder}")


def asked_lines(observations: Sequence[Observation], called: Mapping[str, str]) -> Iterator[str]:
    """Yield how each system was asked, how long it took, and which files hold its answer."""
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


def _not_due(verdict: Verdict, landscape: Landscape) -> Iterator[str]:
    """The systems that follow at a time of the day, which may be still to come."""
    about = verdict.subject
    for name in sorted(frozenset().union(*(each.pending for each in verdict))):
        system = landscape.systems[name]
        yield (
            f"The {system.called} follows at {system.comes_later(about.kind):%H:%M}. If nothing "
            f"about {about} has changed for a day, say so: --unchanged-for 1d."
        )


def _without(inquiry: Inquiry, called: Mapping[str, str]) -> Iterator[str]:
    """The systems that have no record, and need not have one."""
    for name in inquiry.plan.without:
        yield f"The {called[name]} has no such record, and need not have one."


def _somebody_elses(inquiry: Inquiry, called: Mapping[str, str]) -> Iterator[str]:
    """The systems that name another customer than the one it was asked about."""
    of = inquiry.plan.subject.of
    for email, systems in _told_owner(inquiry).told.items():
        if of is not None and not same("email", email, of):
            names = " and the ".join(called[name] for name in systems)
            say_so = "says" if len(systems) == 1 else "say"
            yield f"The {names} {say_so} that it is {email}'s; it was asked about as {of}'s."


def _told_owner(inquiry: Inquiry) -> Owner:
    return owner_of(inquiry.verdict.observations if inquiry.verdict else ())


def _asked_twice(inquiry: Inquiry) -> Iterator[str]:
    verdict = inquiry.verdict
    twice = verdict is not None and inquiry.looks > 1 and not verdict.timeline
    if verdict and twice and not none_answered(verdict.observations):
        yield "Checked twice to rule out a delay."


def answer_as_data(inquiry: Inquiry, landscape: Landscape, folder: Path | None) -> dict[str, Any]:
    """Return the answer for programs: the outcome, every field by system, how each was asked.

    If there was nothing to compare, the outcome is None and `explanation` says why.
    """
    verdict = inquiry.verdict
    compared = _compared(verdict, inquiry, landscape) if verdict else _nothing(inquiry)
    return {
        **compared,
        "looks": inquiry.looks,
        "asked_as": {"email": inquiry.plan.subject.of, "told": dict(_told_owner(inquiry).told)},
        "not_asked": dict(inquiry.plan.not_asked),
        "without_record": list(inquiry.plan.without),
        "asked": {each.system: _asked(each) for each in verdict.observations} if verdict else {},
        "answers": str(folder) if folder else None,
    }


def _compared(verdict: Verdict, inquiry: Inquiry, landscape: Landscape) -> dict[str, Any]:
    told = explained(
        verdict,
        str,  # it is masked
        called=landscape.called,
        not_asked=inquiry.plan.not_asked,
        zone=landscape.zone,
    )
    row = verdict_row(told, ScenarioInfo(nodeid="", journey="", rule=None, scenario="", tags=()))
    return {name: row[name] for name in ("subject", "outcome", "systems", "fields", "explanation")}


def _nothing(inquiry: Inquiry) -> dict[str, Any]:
    return {
        "subject": str(inquiry.plan.subject),
        "outcome": None,
        "systems": {},
        "fields": {},
        "explanation": inquiry.nothing,
    }


def _asked(said: Observation) -> dict[str, Any]:
    return {
        "how": said.asked,
        "seconds": round(said.took.total_seconds(), 3),
        "unreachable": said.unreachable,
        "evidence": [each.name for each in said.evidence],
    }


def keep_evidence(verdict: Verdict, below: Path, mask: Callable[[bytes], bytes]) -> Path:
    """Write what the systems answered, masked, into a new folder, and return that.

    Raise `WrongCall` if `below` is a link, or cannot be written to.
    """
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
    """A new folder of that name, with a number if there is one already."""
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
