"""`samestory doctor`: whether every system can be reached and every mapping finds its field."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from samestory.cli.doctoring.findings import Finding, healthy, many
from samestory.cli.places import REPORT, LandscapeOption, ReportOption
from samestory.core.model import Observation, Subject
from samestory.errors import WrongCall
from samestory.exit_codes import Exit

if TYPE_CHECKING:
    from samestory.cli.inquiring import Asks
    from samestory.config import Landscape

SAMPLES = {"order": "--order NUMBER", "customer": "--customer MAIL"}
"""How a sample of each kind is named."""
NOBODY = "samestory-doctor"
"""The key and the mailbox of somebody who does not exist."""


def doctor(  # noqa: PLR0913  every one is an option that a user may give
    *,
    landscape: LandscapeOption,
    order: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Try every mapping on this order.")
    ] = None,
    customer: Annotated[
        str | None, typer.Option(metavar="MAIL", help="Try every mapping on this customer.")
    ] = None,
    dry: Annotated[
        bool, typer.Option("--dry", help="Check the files only; no system is asked.")
    ] = False,
    contract: Annotated[
        bool,
        typer.Option("--contract", help="Try what becomes of each system that is not well."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    report: ReportOption = REPORT,
) -> None:
    """Check a landscape: its mistakes, whether each system answers, whether each mapping fits.

    Of each system it tells its TLS, credentials and clock, how late it followed in the last runs,
    and what stood in each field of a sample. `--contract` tries every system while it is down,
    slow, mad, in trouble, turns us away, falls silent, or refuses the credentials: a copy of it is
    pointed at a stand-in on this machine, and wrong credentials are tried once at the system
    itself.

    Examples: `samestory doctor --dry`,
    `samestory doctor --order A-1001 --customer ada@customers.example`,
    `samestory doctor --contract --order A-1001`
    """
    samples = {"order": order, "customer": customer}
    if dry and (contract or order or customer):
        raise WrongCall(
            "With --dry, no system is asked: neither about a sample nor while it is not well.\n"
            "  Leave out --dry, or call it alone."
        )
    if dry:
        from samestory.cli.doctoring.dry import dry as files_only

        found = tell(files_only(landscape), {}, as_json=as_json)
        raise typer.Exit(Exit.SAME_STORY if healthy(found) else Exit.WRONG_CALL)
    described, subjects = _described(landscape, samples)
    checks = held_to_contract if contract else examination
    found = tell(checks(landscape, described, subjects, report), described.called, as_json=as_json)
    raise typer.Exit(Exit.SAME_STORY if healthy(found) else Exit.CANNOT_KNOW)


def tell(
    found: Iterable[Finding], called: Mapping[str, str], *, as_json: bool
) -> Sequence[Finding]:
    """Say what is found as soon as it is; below the name of its system, where it has one."""
    from samestory.cli.ask import as_json_text
    from samestory.cli.screen import say, screen

    if as_json:
        all_of_it = list(found)
        rows = [each.row for each in all_of_it]
        typer.echo(as_json_text({"healthy": healthy(all_of_it), "findings": rows}))
        return all_of_it
    console = screen()
    told: list[Finding] = []
    for each in found:
        if each.about != (told[-1].about if told else ""):
            say(console)
            if each.about:
                say(console, called[each.about], "bold")
        say(console, each.line, None if each.good is not False else "bold red")
        told.append(each)
    bad = [each for each in told if each.good is False]
    say(console)
    if bad:
        say(console, f"✗ {many(len(bad), 'thing')} to mend.", "bold red")
    elif untried := sum(each.untried for each in told):
        text = f"✓ Nothing to mend in what was tried; {many(untried, 'thing')} could not be."
        say(console, text, "bold green")
    else:
        say(console, "✓ Nothing to mend.", "bold green")
    return told


def _described(path: Path, given: Mapping[str, str | None]) -> tuple[Landscape, list[Subject]]:
    from samestory.cli.inquiring import checked
    from samestory.cli.places import loaded

    described, _ = loaded(path, partly=True)
    return described, [
        checked(described, kind, key, of=given["customer"])
        for kind, key in given.items()
        if key is not None
    ]


def examination(
    path: Path, landscape: Landscape, samples: Sequence[Subject], report: Path
) -> Iterator[Finding]:
    """The tools, and everything about every system."""
    from samestory.cli import opening
    from samestory.cli.doctoring.sample import told_raw
    from samestory.redaction import masked

    count = many(len(landscape.called), "system")
    some = f"{len(landscape.systems)} of {count}" if landscape.not_set else count
    yield Finding(good=True, what=str(path), text=f"{some}, no mistake")
    yield from not_set(landscape)
    yield from tools(os.environ)
    yield from (Finding(good=None, what="guard", text=each) for each in landscape.guard.concessions)
    with opening.opened(told_raw(landscape)) as witnesses:
        mask = witnesses.masker.mask
        for each in examined(witnesses, landscape, samples, report):
            yield masked(each, mask)


def not_set(landscape: Landscape) -> Iterator[Finding]:
    """The systems that cannot be asked before somebody sets their secrets."""
    for name, each in landscape.not_set.items():
        text = f"not asked, because {each.why}"
        fix = f"{', '.join(f'{variable}=...' for variable in each.variables)} in .env"
        yield Finding(good=None, what="skipped", text=text, about=name, fix=fix, untried=True)


def tools(environ: Mapping[str, str]) -> Iterator[Finding]:
    """The browser and Node, which may be wanting."""
    from samestory.browser import launch_options

    try:
        path = launch_options(environ).get("executable_path")
    except WrongCall as error:
        yield Finding(good=False, what="browser", text=str(error))
    else:
        yield Finding(good=True, what="browser", text=path or "the one that Playwright brings")
    node = shutil.which("node")
    without = "not found, so the Allure report is not built; its raw results stay"
    yield Finding(good=True if node else None, what="Node", text=node or without)


def examined(
    witnesses: Asks, landscape: Landscape, samples: Sequence[Subject], report: Path
) -> Iterator[Finding]:
    """Ask every system, about the samples or about nobody, and judge what came back."""
    from samestory.cli.doctoring.lag import lag, lags
    from samestory.cli.doctoring.reach import probed, reached
    from samestory.cli.doctoring.sample import mappings, unknown
    from samestory.cli.inquiring import ask_everybody, nobody_answered
    from samestory.cli.reaching import can_be_started, how_to_start
    from samestory.redaction import masked

    mask = witnesses.masker.mask
    heard = [masked(ask_everybody(witnesses, each), mask) for each in samples]
    asked = {each.system for said in heard for each in said}
    rest = [name for name in landscape.systems if name not in asked]
    answers = [each for said in heard for each in said] + _probed(witnesses, rest)
    if nobody_answered(answers) and can_be_started(landscape):
        text = f"nobody answers, at any of its systems\n  {how_to_start(landscape)}"
        yield Finding(good=False, what=landscape.name, text=text)
        return
    fields = [
        each
        for subject, said in zip(samples, heard, strict=True)
        for each in mappings(subject, said, landscape)
    ]
    for subject, said in zip(samples, heard, strict=True):
        yield from unknown(subject, said, landscape)
    seen = lags(report)
    for name in landscape.systems:
        yield from reached(name, answers, landscape)
        if not any(each.unreachable for each in answers if each.system == name):
            yield from probed(name, landscape, witnesses.masker)
        yield from lag(name, seen, landscape)
        yield from (each for each in fields if each.about == name)
    yield from _not_sampled(landscape, samples)


def _not_sampled(landscape: Landscape, samples: Sequence[Subject]) -> Iterator[Finding]:
    """The kinds of record that no sample was named of, though one can be: no mapping was tried."""
    from samestory.config.config_errors import listed

    sampled = {each.kind for each in samples}
    kinds = {kind for each in landscape.systems.values() for kind in each.subjects} - sampled
    rest = [kind for kind in SAMPLES if kind in kinds]
    if rest:
        ways = ", ".join(SAMPLES[kind] for kind in rest)
        text = f"of {listed(rest)}: not tried without a sample; name one: {ways}"
        yield Finding(good=None, what="mappings", text=text, untried=True)


def _probed(witnesses: Asks, systems: Sequence[str]) -> list[Observation]:
    """Ask about somebody who does not exist: an answer shows that the system can be asked."""
    return [
        each
        for name in systems
        for each in witnesses.observe(nobody(witnesses.landscape, name), [name])
    ]


def nobody(landscape: Landscape, system: str) -> Subject:
    """Somebody who does not exist, of a kind that this system can be asked about."""
    kinds = landscape.systems[system].subjects
    kind = "order" if "order" in kinds else next(iter(kinds))
    domain = next(iter(landscape.guard.mail_domains), "example.invalid").replace("*.", "")
    address = f"{NOBODY}@{domain}"
    return Subject(kind, NOBODY if kind == "order" else address, address)


def held_to_contract(
    path: Path, landscape: Landscape, samples: Sequence[Subject], _report: Path
) -> Iterator[Finding]:
    """Every clause of the contract, tried on every system."""
    from samestory.cli import opening
    from samestory.cli.doctoring.contract import kept
    from samestory.cli.inquiring import planned
    from samestory.redaction import masked
    from samestory.testing import with_this_machine
    from samestory.witnesses import Witnesses

    yield Finding(good=True, what=str(path), text="each system is tried while it is not well")
    yield from not_set(landscape)
    wide = with_this_machine(landscape)
    with ExitStack() as stack:
        context = opening.context_for(stack, wide)
        with Witnesses(landscape) as witnesses:
            owned = [planned(witnesses, each).subject for each in samples]
        for each in kept(wide, owned, context):
            yield masked(each, witnesses.masker.mask)
