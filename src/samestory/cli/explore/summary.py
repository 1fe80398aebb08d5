"""How far `samestory explore` is, what it has found, and how it ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from samestory.cli.screen import say
from samestory.exit_codes import Exit
from samestory.explain import counted
from samestory.explore.findings import FoundOrder
from samestory.explore.plays import NOT_ASKED
from samestory.explore.writing import Writer, written_feature
from samestory.report.commands import command

if TYPE_CHECKING:
    from rich.console import Console

    from samestory.explore.exploration import Exploration

RULE = "All systems tell the same story, whatever comes after what"


def progress_line(exploration: Exploration) -> str:
    """Return how far an exploration is, in one line."""
    found = len(exploration.findings.by_cause)
    unjudged = exploration.plays - exploration.judged
    return (
        f"{counted(exploration.plays, 'play')}, "
        f"{counted(exploration.coverage.pairs, 'pair')} of actions in their order, "
        f"{counted(found, 'finding')}, {unjudged} not judged"
    )


def write_found(exploration: Exploration, writer: Writer, folder: Path) -> Mapping[str, Path]:
    """Write a feature for each cause, and return the files by their causes."""
    files: dict[str, Path] = {}
    for cause, findings in exploration.findings.by_cause.items():
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{_slug(cause)}.feature"
        while file in files.values():  # names of another cause may differ in their signs only
            file = file.with_stem(f"{file.stem}_2")
        file.write_text(_feature(findings, writer, exploration.seed), encoding="utf-8")
        files[cause] = file
    return files


def _feature(findings: Sequence[FoundOrder], writer: Writer, seed: int) -> str:
    first = findings[0]
    scenarios = [
        writer.scenario(each.journey, name)
        for each, name in zip(findings, _names(findings, writer), strict=True)
    ]
    found = f"Found by `samestory explore` with the seed {seed}."
    return written_feature(first.title, found, RULE, scenarios)


def _names(findings: Sequence[FoundOrder], writer: Writer) -> Iterator[str]:
    """Yield a name for each scenario, no two alike."""
    seen: set[str] = set()
    for each in findings:
        name = writer.title(each.journey)
        while name in seen:
            name += ", another way"
        seen.add(name)
        yield name


def _slug(cause: str) -> str:
    return re.sub(r"\W+", "_", cause.lower()).strip("_") or "found"


def tell(
    console: Console,
    exploration: Exploration,
    files: Mapping[str, Path],
    *,
    interrupted: bool,
    landscape: str = "",
) -> None:
    """Say what was played, what was found, and what could not be judged.

    `landscape` is the one that a call has to name to play it again; "" if it is the usual one.
    """
    say(console)
    for cause, findings in exploration.findings.by_cause.items():
        say(console, f"✗ {findings[0].title}", "bold red")
        say(console, files[cause].read_text("utf-8"))
        again = command("run", str(files[cause]), landscape=landscape)
        say(console, f"To play it: {again}\n")
    say(console, f"{progress_line(exploration)}.")
    _tell_what_was_not_done(console, exploration)
    if flaky := exploration.findings.flaky:
        told = "failed once, and agreed when they were played again"
        say(console, f"{len(flaky)} journeys {told}.", "yellow")
    if unconfirmed := exploration.unconfirmed:
        seen = "; ".join(sorted(unconfirmed.values()))
        say(console, f"Seen, and not confirmed, as no play of it was judged again: {seen}.", "red")
    if exploration.not_due:
        say(console, f"Not due yet, and not asked: {', '.join(sorted(exploration.not_due))}.")
    if exploration.exhausted:
        say(console, "Ended early: no further journey can be composed of these actions.")
    if interrupted:
        say(console, "Interrupted; `--resume` goes on.", "yellow")


def _tell_what_was_not_done(console: Console, exploration: Exploration) -> None:
    if exploration.unjudged:
        counted = ", ".join(f"{n} {what}" for what, n in sorted(exploration.unjudged.items()))
        say(console, f"Not judged: {counted}.", "yellow")
    for key, why in sorted(exploration.never_done.items()):
        say(console, f"Never done, as it could not be: {key} ({why}).", "yellow")
    if lacking := exploration.lacking:
        say(console, f"Left out, as the company lacks it ([lacks]): {', '.join(sorted(lacking))}.")
    if given_up := exploration.possible.given_up - exploration.lacking:
        say(
            console,
            f"Given up, as nothing could be judged after it: {', '.join(sorted(given_up))}.",
        )


def exit_of(exploration: Exploration, *, interrupted: bool) -> Exit:
    """Return how exploring ends: as a run with these scenarios would.

    If most plays were not judged, it is not known whether the systems tell the same story.
    """
    if interrupted:
        return Exit.INTERRUPTED
    if exploration.findings.all:
        return Exit.CONTRADICTION
    if exploration.unconfirmed:
        return Exit.CANNOT_KNOW
    looked_in_vain = exploration.plays - exploration.judged - exploration.unjudged[NOT_ASKED]
    if exploration.judged > looked_in_vain:
        return Exit.SAME_STORY
    return Exit.CANNOT_KNOW if exploration.plays else Exit.NOTHING_CHECKED
