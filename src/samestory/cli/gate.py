"""`samestory gate`: the exit code that decides a release."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from samestory.cli.blind_spots import MinNoticedOption, share_given
from samestory.cli.options import HistoryOption, JsonOption, age_given
from samestory.cli.places import REPORT, landscape_of_project, must_exist, to_name
from samestory.errors import WrongCall

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from samestory.report.gate import GateAnswer, GateCase
    from samestory.report.mutes import Mute
    from samestory.report.summary import Summary

USUAL_AGE = "1d"


def gate(  # noqa: PLR0913  every one is an option that a user may give
    reports: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="REPORTS",
            help="The report folder of the run, or those of all of its shards.",
            show_default="reports",
        ),
    ] = None,
    *,
    max_contradictions: Annotated[
        int, typer.Option(metavar="N", min=0, help="The maximum of scenarios that contradict.")
    ] = 0,
    max_unknown: Annotated[
        int, typer.Option(metavar="N", min=0, help="The maximum of inconclusive ones.")
    ] = 0,
    max_not_run: Annotated[
        int,
        typer.Option(
            metavar="N", min=0, help="The maximum of those that were not run to their end."
        ),
    ] = 0,
    new_only: Annotated[
        bool,
        typer.Option(
            "--new-only",
            help="Count only contradictions that are new since the last release in the history.",
        ),
    ] = False,
    p95: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LIMIT",
            help="What 95 % of the waits for a system must be less than: `erp<30s`. Repeatable.",
        ),
    ] = None,
    min_noticed: MinNoticedOption = None,
    max_age: Annotated[
        str, typer.Option(metavar="AGE", help="How long ago the run may have started.")
    ] = USUAL_AGE,
    build: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The build that must have been tested."),
    ] = None,
    landscape: Annotated[
        Path | None,
        typer.Option(
            "--landscape",
            "-l",
            metavar="FILE",
            envvar="SAMESTORY_LANDSCAPE",
            help="The landscape that must have been tested.",
            show_default="the one that pyproject.toml names, if it names one",
        ),
    ] = None,
    mutes: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Known contradictions that do not count until a day.",
            show_default="mutes.toml, if there is one",
        ),
    ] = None,
    history: HistoryOption = None,
    release: Annotated[
        bool, typer.Option("--release", help="If it is go, mark the run as a release.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Decide a release by the record of a run: exit code 0 is go, and nothing else is.

    A record that is missing, empty, too old or cut off is never go, and neither is a run of some
    scenarios, of another landscape or build, one that was killed, or one whose shards are not all
    there. Exit code 1 is a contradiction that counts, or a system that is too slow. With
    --min-noticed, a record without a bundle is no go either.

    Examples: `samestory gate`, `samestory gate shard-1 shard-2 --new-only --p95 "erp<30s"`
    """
    from samestory.report.gate import GateRules, judge, same_landscape
    from samestory.report.history_file import history_run, remember
    from samestory.report.merged_folder import read_merged
    from samestory.report.results_folder import HISTORY, shared_file

    folders = reports or [REPORT]
    summary = read_merged(folders)
    if landscape and not same_landscape(summary.landscape or "", landscape.as_posix()):
        must_exist(landscape)
    rules = GateRules(
        max_contradictions=max_contradictions,
        max_unknown=max_unknown,
        max_not_run=max_not_run,
        new_only=new_only,
        p95=limits(p95 or (), summary),
        min_noticed=share_given(min_noticed),
        max_age=age_given("--max-age", max_age),
        build=build,
        landscape=_shown(landscape or landscape_of_project()),
    )
    path = shared_file(folders[0] if len(folders) == 1 else REPORT, HISTORY, history)
    case = case_of(summary, path, _mutes(mutes), folders)
    answer = judge(case if min_noticed is None else _with_sight(case, folders), rules)
    marked = release and not answer.refusals
    if marked:
        remember(path, history_run(summary, release=True))
    _print(answer, summary, marked_in=path if marked else None, as_json=as_json)
    raise typer.Exit(answer.exit)


def _print(answer: GateAnswer, summary: Summary, *, marked_in: Path | None, as_json: bool) -> None:
    from samestory.cli.screen import as_json_text, say, screen

    if as_json:
        typer.echo(as_json_text(decision_record(answer, summary)))
        return
    console = screen()
    for text, style in lines_of(answer, summary):
        say(console, text, style)
    if marked_in:
        say(console, f"It is marked as a release in {marked_in}.")


def case_of(
    summary: Summary, history: Path, mutes: Sequence[Mute], folders: Sequence[Path]
) -> GateCase:
    """Put together what the gate judges; today is that of the zone of the run."""
    from datetime import datetime

    from samestory.report.causes import causes_of
    from samestory.report.gate import GateCase
    from samestory.report.history_file import changes_in
    from samestory.report.mutes import mute_states
    from samestory.report.run_reader import zone_called

    now, causes = datetime.now(zone_called(summary.zone)), causes_of(summary)
    return GateCase(
        summary=summary,
        causes=causes,
        changes=changes_in(summary, history),
        mutes=mute_states(mutes, causes, now.date()),
        now=now,
        folders=folders,
        landscape=to_name(summary.landscape),
    )


def _with_sight(case: GateCase, folders: Sequence[Path]) -> GateCase:
    from samestory.report.blind_spots import blind_spots_in

    return replace(case, blind_spots=blind_spots_in(folders))


def lines_of(answer: GateAnswer, summary: Summary) -> Iterator[tuple[str, str]]:
    """Yield what is printed, each text with its style: the decision is the first word."""
    from samestory.explain import counted

    about = f" {summary.build}" if summary.build else ""
    if answer.refusals:
        yield f"✗ Not go{about}: {counted(len(answer.refusals), 'reason')}.", "bold red"
    else:
        yield f"✓ Go{about}. {summary.findings}", "bold green"
    for refusal in answer.refusals:
        yield f"\n{refusal.text}", ""
    for each in (*answer.muted, *answer.notes):
        yield f"\n{each}", "yellow"


def decision_record(answer: GateAnswer, summary: Summary) -> dict[str, Any]:
    """Return the decision for a program: its exit code, and every reason against it."""
    return {
        "go": not answer.refusals,
        "exit": int(answer.exit),
        "build": summary.build,
        "landscape": summary.landscape,
        "refusals": [{**each._asdict(), "exit": int(each.exit)} for each in answer.refusals],
        "muted": list(answer.muted),
        "notes": list(answer.notes),
    }


def limits(given: Sequence[str], summary: Summary) -> dict[str, timedelta]:
    """Return the limits of `--p95` by system. Raise `WrongCall` with all mistakes at once."""
    from samestory.config.config_errors import listed
    from samestory.config.durations import read_duration
    from samestory.errors import did_you_mean

    known = {**summary.called, **summary.names}
    names = {each.casefold(): each for each in known}
    names |= {name.casefold(): each for each, name in known.items()}
    found, mistakes = {}, []
    for text in given:
        name, sign, limit = text.partition("<")
        system = names.get(name.strip().casefold())
        try:
            span = read_duration(limit)
        except ValueError:
            span = None
        if not sign or span is None:
            mistakes.append(f'--p95 is "{text}", which is no limit.\n  Write --p95 "erp<30s".')
        elif system is None:
            hint = did_you_mean(name.strip(), [*known, *known.values()])
            mistakes.append(
                f"--p95: the run knows no system '{name.strip()}'.\n"
                f"  {hint}Known systems: {listed(known)}."
            )
        else:
            found[system] = span
    if mistakes:
        raise WrongCall("\n".join(mistakes))
    return found


def _mutes(given: Path | None) -> Sequence[Mute]:
    from samestory.report.mutes import MUTES, read_mutes

    if given is None and not MUTES.exists():
        return ()
    return read_mutes(given or MUTES)


def _shown(path: Path | None) -> str | None:
    return None if path is None else path.as_posix()
