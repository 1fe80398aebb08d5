"""`samestory doctor`: whether every system can be reached and every mapping finds its field."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from samestory.cli.exits import Exit
from samestory.cli.places import LandscapeOption
from samestory.errors import NothingToCompare, WrongCall
from samestory.model import Observation, Subject, Unmapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from samestory.cli.inquiring import Asks
    from samestory.landscape import Landscape

NOBODY = "samestory-doctor"
"""The key and the mailbox of somebody who does not exist."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `good` is None where it is only remarked."""

    good: bool | None
    what: str
    text: str

    @property
    def line(self) -> str:
        """The finding in a line or more, its mark first."""
        mark = {True: "✓", False: "✗", None: "-"}[self.good]
        return f"{mark} {self.what}: {self.text}"


def doctor(
    *,
    landscape: LandscapeOption,
    order: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Try every mapping on this order.")
    ] = None,
    customer: Annotated[
        str | None, typer.Option(metavar="MAIL", help="Try every mapping on this customer.")
    ] = None,
) -> None:
    """Check a landscape: its mistakes, whether each system answers, whether each mapping fits.

    Examples: `samestory doctor`, `samestory doctor --order A-1001 --customer ada@customers.example`
    """
    from samestory.cli.inquiring import checked
    from samestory.cli.opening import opened
    from samestory.cli.places import loaded
    from samestory.cli.screen import say, screen
    from samestory.reporting.masked import masked

    described, _ = loaded(landscape)
    given = {"order": order, "customer": customer}
    samples = [
        checked(described, kind, key, of=customer) for kind, key in given.items() if key is not None
    ]
    console = screen()
    count = len(described.systems)
    say(console, Finding(good=True, what=str(landscape), text=f"{count} systems, no mistake").line)
    found = list(tools(os.environ))
    with console.status("Asking every system ..."), opened(described) as witnesses:
        found += masked(examined(witnesses, samples), witnesses.masker.mask)
    for each in found:
        say(console, each.line, None if each.good is not False else "bold red")
    healthy = all(each.good is not False for each in found)
    raise typer.Exit(Exit.SAME_STORY if healthy else Exit.CANNOT_KNOW)


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


def examined(witnesses: Asks, samples: Sequence[Subject]) -> list[Finding]:
    """Ask every system, about the samples or about nobody, and judge what came back."""
    from samestory.cli.inquiring import ask_everybody, nobody_answered
    from samestory.cli.reaching import how_to_start

    landscape = witnesses.landscape
    heard = [ask_everybody(witnesses, each) for each in samples]
    asked = {each.system for said in heard for each in said}
    rest = [name for name in landscape.systems if name not in asked]
    answers = [each for said in heard for each in said] + _probed(witnesses, rest)
    if nobody_answered(answers):
        text = f"nobody answers, at any of its systems\n  {how_to_start(landscape)}"
        return [Finding(good=False, what=landscape.name, text=text)]
    found = [_reached(name, answers, landscape) for name in landscape.systems]
    for subject, said in zip(samples, heard, strict=True):
        found += _mappings(subject, said, landscape)
    if not samples:
        text = "not tried without a sample; name one: --order NUMBER, --customer MAIL"
        found.append(Finding(good=None, what="mappings", text=text))
    return found


def _probed(witnesses: Asks, systems: Sequence[str]) -> list[Observation]:
    """Ask about somebody who does not exist: an answer shows that the system can be asked."""
    return [
        each
        for name in systems
        for each in witnesses.observe(_nobody(witnesses.landscape, name), [name])
    ]


def _nobody(landscape: Landscape, system: str) -> Subject:
    kinds = landscape.systems[system].subjects
    kind = "order" if "order" in kinds else next(iter(kinds))
    domain = next(iter(landscape.guard.mail_domains), "example.invalid").replace("*.", "")
    address = f"{NOBODY}@{domain}"
    return Subject(kind, NOBODY if kind == "order" else address, address)


def _reached(name: str, answers: Sequence[Observation], landscape: Landscape) -> Finding:
    mine = [each for each in answers if each.system == name]
    called = landscape.systems[name].called
    trouble = [each for each in mine if each.unreachable]
    if trouble:
        asked = f" ({trouble[0].asked})" if trouble[0].asked else ""
        return Finding(good=False, what=called, text=f"{trouble[0].unreachable}{asked}")
    slowest = max(each.took for each in mine).total_seconds()
    return Finding(good=True, what=called, text=f"answers within {slowest * 1000:.0f} ms")


def _mappings(
    subject: Subject, said: Sequence[Observation], landscape: Landscape
) -> Iterator[Finding]:
    """What each system told of a sample, and the lines to mend in the landscape."""
    for each in said:
        what = f"{landscape.systems[each.system].called}, {subject.kind}"
        if each.absent:
            text = f"it has no record of {subject.key}, so its mapping was not tried"
            yield Finding(good=None, what=what, text=text)
        elif each.values is not None:
            yield _mapping(what, each.values, landscape, each)
    yield from (Finding(good=False, what="to mend", text=each) for each in _fixes(said, landscape))


def _mapping(
    what: str, values: Mapping[str, object], landscape: Landscape, said: Observation
) -> Finding:
    readings = landscape.systems[said.system].subjects[said.subject.kind].fields
    odd = [
        f"{name} (nothing at {readings[name].at})"
        if value is None
        else f"{name} ({value.code!r} has no meaning)"
        for name, value in values.items()
        if value is None or isinstance(value, Unmapped)
    ]
    if odd:
        return Finding(good=False, what=what, text=f"not found: {', '.join(odd)}")
    return Finding(good=True, what=what, text=f"found {', '.join(values)}")


def _fixes(said: Sequence[Observation], landscape: Landscape) -> Sequence[str]:
    """The lines of TOML that would explain what nobody understood."""
    from samestory.agreement import compare
    from samestory.explaining import story

    if not said:
        return ()
    try:
        verdict = compare(landscape.fields_of(said[0].subject.kind), said)
    except NothingToCompare:
        return ()
    return story(verdict, landscape.called).fixes
