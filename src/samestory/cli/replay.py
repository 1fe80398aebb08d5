"""`samestory replay`: judge a recorded run again, without any live system."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from samestory.cli.options import JsonOption

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from samestory.replay.replaying import ReplayedJudgement
    from samestory.report.bundle.bundle_reader import RecordedBundle
    from samestory.report.bundle.judgement_lines import RecordedJudgement

BundleArgument = Annotated[
    Path,
    typer.Argument(metavar="BUNDLE", help="The report folder of a run, or the `bundle` in it."),
]
ChosenOption = Annotated[
    str | None,
    typer.Option("--only", metavar="WHAT", help="Only some: words of names, a @tag, an outcome."),
]


def replay(
    bundle: BundleArgument,
    *,
    landscape: Annotated[
        Path | None,
        typer.Option(
            "--landscape",
            "-l",
            metavar="FILE",
            help="Judge by the rules and meanings of this landscape instead of the recorded ones.",
            show_default=False,
        ),
    ] = None,
    only: ChosenOption = None,
    as_json: JsonOption = False,
) -> None:
    """Judge a recorded run again, without any live system, and say what differs and why.

    By the same rules every verdict is the same. With `--landscape`, tolerance, authority,
    patience, standing rules and meanings are those of the file. What was not recorded is unknown,
    and never guessed. Ends with 0 if nothing differs, with 1 if a verdict does.

    Examples: `samestory replay reports`, `samestory replay reports -l landscapes/stricter.toml`
    """
    from samestory.cli.screen import as_json_text, say, screen
    from samestory.exit_codes import Exit
    from samestory.explain import counted
    from samestory.replay.choosing_judgements import meant_by
    from samestory.replay.replaying import exit_of_replay
    from samestory.report.bundle.bundle_reader import read_bundle

    read = read_bundle(bundle)
    replayed = list(_replayed(read, meant_by(only, read.judgements), landscape))
    ended = exit_of_replay(replayed)
    lost = 0 if only else _lost(read)
    if lost and ended is Exit.SAME_STORY:
        ended = Exit.CANNOT_KNOW
    if as_json:
        typer.echo(as_json_text(_as_data(replayed, read)))
        raise typer.Exit(ended)
    console = screen()
    for line in _lines(replayed, read):
        say(console, line)
    if lost:
        verdicts = counted(lost, "verdict")
        say(console, f"The bundle lacks {verdicts} of the record: not judged again.")
    raise typer.Exit(ended)


def _lost(read: RecordedBundle) -> int:
    """Count the verdicts on record of which the bundle beside it knows nothing."""
    from collections import Counter

    from samestory.report.run_reader import read_verdicts, verdict_lines

    recorded, _ = read_verdicts(verdict_lines(read.folder.parent))
    known = Counter(each.scenario.nodeid for each in read.judgements)
    return (Counter(each.nodeid for each in recorded) - known).total()


def _replayed(
    read: RecordedBundle, judgements: Sequence[RecordedJudgement], landscape: Path | None
) -> Iterator[ReplayedJudgement]:
    from samestory.replay.replaying import replay_one

    if landscape is None:
        yield from (replay_one(each) for each in judgements)
        return
    from samestory.cli.places import described
    from samestory.replay.rereading import Rereading
    from samestory.replay.rules import LandscapeRules

    loaded = described(landscape)
    rules, reading = LandscapeRules(loaded), Rereading(loaded, read)
    yield from (replay_one(each, rules, reading.reread) for each in judgements)


def _lines(replayed: Sequence[ReplayedJudgement], read: RecordedBundle) -> Iterator[str]:
    from collections import Counter

    from samestory.explain import counted
    from samestory.replay.replaying import Replay

    for each in replayed:
        if each.result is Replay.SAME:
            continue
        scenario, recorded = each.recorded.scenario, each.recorded
        yield f"{scenario.journey}: {scenario.scenario}"
        yield f"  {recorded.subject}, {recorded.judged_by}: {recorded.conclusion.outcome}"
        for line in each.differs:
            yield f"  {line}"
        if each.again.unknown:
            yield f"  unknown: {each.again.unknown}"
        for why in each.because:
            yield f"  because: {why}"
    results = Counter(each.result for each in replayed)
    words = {
        Replay.SAME: "the same",
        Replay.OTHER: "another",
        Replay.UNKNOWN: "unknown",
        Replay.DROPPED: "not asked any more",
    }
    told = ", ".join(f"{results[each]} {words[each]}" for each in Replay if results[each])
    yield f"{counted(len(replayed), 'verdict')} judged again: {told or 'none'}."
    if read.unreadable:
        yield f"{read.unreadable} lines of the bundle could not be read: its run was killed."


def _as_data(replayed: Sequence[ReplayedJudgement], read: RecordedBundle) -> Mapping[str, object]:
    return {
        "judgements": [
            {
                "id": each.recorded.scenario.id,
                "nodeid": each.recorded.scenario.nodeid,
                "subject": str(each.recorded.subject),
                "by": str(each.recorded.basis.by),
                "result": str(each.result),
                "recorded": each.recorded.conclusion.as_json(),
                "again": each.again.conclusion and each.again.conclusion.as_json(),
                "unknown": each.again.unknown,
                "differs": list(each.differs),
                "because": list(each.because),
            }
            for each in replayed
        ],
        "unreadable": read.unreadable,
    }
