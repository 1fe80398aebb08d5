"""history.jsonl: one line for each run of all scenarios, carried from run to run.

It is read as far as it can be: a line that was cut off says nothing. A run has one line, however
often its report is built: the newest takes the place of the one before.
"""

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC
from pathlib import Path

from pydantic import TypeAdapter

from samestory.json_lines import lines_in
from samestory.report.agreement_times import times_of
from samestory.report.causes import causes_of
from samestory.report.history import CauseInRun, Changes, HistoryRun, changes_since
from samestory.report.results_folder import HISTORY, shared_file
from samestory.report.run_reader import RecordedScenario, moment_of
from samestory.report.summary import Summary
from samestory.whole_files import replace_file

MOST_RUNS = 100
"""The newest runs that are kept; older ones are dropped, but for the last release."""

_RUN = TypeAdapter(HistoryRun)


def read_history(path: Path) -> list[HistoryRun]:
    """Return the runs that a file holds, in its order; none if there is no file."""
    found = []
    for line in lines_in(path):
        with suppress(ValueError):  # half a line, or another version's
            found.append(_RUN.validate_json(line))
    return found


def history_run(summary: Summary, *, release: bool = False) -> HistoryRun:
    """Return a run as its line of the history: results by id, causes by key, waits by system."""
    ids = scenario_ids(summary.scenarios)
    causes = {
        each.key: CauseInRun(
            title=each.title,
            scenarios=tuple(ids[scenario.nodeid] for scenario in each.scenarios),
            differs=each.differs,
        )
        for each in causes_of(summary)
    }
    return HistoryRun(
        started=_in_utc(summary.started),
        seed=summary.seed,
        landscape=summary.landscape,
        build=summary.build,
        release=release,
        decision=str(summary.decision),
        results={ids[each.nodeid]: each.result for each in summary.scenarios},
        causes=causes,
        times=times_of(summary.verdicts),
    )


def changes_in(summary: Summary, path: Path) -> Changes:
    """Return what has changed with a recorded run since the earlier ones of a history file."""
    return changes_since(read_history(path), history_run(summary))


def remember_run(
    folder: Path, summary: Summary, given: Path | None = None, *, release: bool = False
) -> str:
    """Write the run of a report folder into its history, if it is one of all scenarios.

    Return a sentence if it was to be marked as a release and cannot be, else "". Raise OSError if
    the file cannot be written.
    """
    if why := _why_not(summary):
        return f"It is not marked as a release: {why}." if release else ""
    remember(shared_file(folder, HISTORY, given), history_run(summary, release=release))
    return ""


def _why_not(summary: Summary) -> str:
    """Why a run is not one of all scenarios; "" if it is."""
    if not (summary.started and summary.scenarios):
        return "nothing is recorded"
    if summary.incomplete:
        return "parts of the run are missing"
    if summary.shard and summary.shard[1] > 1:
        return f"it is shard {summary.shard[0]} of {summary.shard[1]}"
    return "it is a run of some scenarios" if summary.selection or summary.left_out else ""


def remember(path: Path, run: HistoryRun) -> None:
    """Write a run into a history file, in place of its earlier line if it has one.

    Once it is marked as a release it stays one. The file is replaced in one piece. Raise OSError if
    it cannot be written.
    """
    known = read_history(path)
    before = [each for each in known if each.identity == run.identity]
    ages = changes_since(known, run).causes
    line = replace(
        run,
        release=run.release or any(each.release for each in before),
        causes={key: replace(each, since=ages[key].since) for key, each in run.causes.items()},
    )
    others = [each for each in known if each.identity != run.identity]
    kept = _newest(sorted([*others, line], key=lambda each: each.started))
    lines = (json.dumps(asdict(each), ensure_ascii=False) for each in kept)
    replace_file(path, "".join(f"{each}\n" for each in lines))


def _newest(runs: Sequence[HistoryRun]) -> list[HistoryRun]:
    old, new = runs[:-MOST_RUNS], runs[-MOST_RUNS:]
    return [*[each for each in old if each.release][-1:], *new]


def _in_utc(started: str) -> str:
    """Return a moment so that texts sort as moments do; what is none stays as it is."""
    began = moment_of(started)
    return began.astimezone(UTC).isoformat(timespec="seconds") if began else started


def scenario_ids(scenarios: Iterable[RecordedScenario]) -> dict[str, str]:
    """Return the ids of scenarios by their node ids; an older record names them by their words."""
    return {each.nodeid: each.id or _by_words(each) for each in scenarios}


def _by_words(scenario: RecordedScenario) -> str:
    _, bracket, row = scenario.nodeid.partition("[")
    return f"{scenario.journey} / {scenario.name}{bracket}{row}"
