"""Brings the record of a run up to date with what was settled after it: nothing else changes."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from samestory.core.model import Outcome
from samestory.core.verdict import SEVEREST_FIRST
from samestory.exit_codes import OF_OUTCOME, RESULT_OF, Exit, ScenarioResult, exit_of_session
from samestory.json_lines import lines_in, objects_in
from samestory.report.merging import SEEDS_APART
from samestory.report.results_folder import PART, VERDICTS, read_run
from samestory.report.run_reader import verdict_files
from samestory.report.run_results import append_ended
from samestory.report.run_writer import append_verdict, write_run
from samestory.whole_files import replace_file

SETTLED = "settled"
"""A row of run.json has this key once its result comes from a later look."""
FOR_GOOD = "unknown for good"
"""A row of run.json has this key if one of its promises can never be compared."""


def records_of(report: Path, run: str) -> Iterator[Path]:
    """Yield the folders that hold the record of a run, by its seed; none once another replaced it.

    They are the report folder and that of a run of some scenarios within it. A record of several
    shards has the seed of each.
    """
    for folder in (report, report / PART):
        recorded = read_run(folder)
        if recorded is not None and run in str(recorded.get("seed")).split(SEEDS_APART):
            yield folder


def update_record(
    folder: Path,
    row: Mapping[str, Any],
    mask: Callable[[str], str] = str,
    *,
    more_pending: bool,
    for_good: bool = False,
) -> None:
    """Let a later verdict take the place of the one that it settles.

    `row` is a line of verdicts.jsonl, and `mask` hides what is secret in it. The severest answer to
    the questions of its scenario decides. While that has `more_pending`, it does not pass; and
    never, once one is unknown `for_good`.
    """
    _replace_verdict(folder, row, mask)
    recorded = read_run(folder)
    if recorded is None:
        return
    row = _severest(folder, row)
    result = RESULT_OF[Outcome(row["outcome"])]
    if result is ScenarioResult.PASSED and more_pending:
        return
    rows = [
        _ended(each, row, result, for_good=for_good) if _is_its(each, row, result) else each
        for each in recorded.get("scenarios", ())
    ]
    for row_before, row_now in zip(recorded.get("scenarios", ()), rows, strict=True):
        if row_now is not row_before:
            append_ended(folder, row_now)  # results.jsonl is read over run.json
    ended = _exit_of(recorded, rows)
    write_run(folder, {**recorded, "scenarios": rows, "exit": ended})


def _severest(folder: Path, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the severest answer to the questions of a scenario, as it stands on record by now.

    A standing rule that is unknown leaves its scenario as it is.
    """
    told = (each for file in verdict_files(folder) for each in objects_in(file))
    its = (e for e in told if _asked_by(e) == _asked_by(row) and not e.get("standing_rule"))
    rank = {str(outcome): at for at, outcome in enumerate(SEVEREST_FIRST)}
    return min((row, *its), key=lambda each: rank.get(str(each.get("outcome")), len(rank)))


def _asked_by(row: Mapping[str, Any]) -> tuple[object, object]:
    """Return which scenario has asked, at which attempt."""
    return row.get("nodeid"), row.get("attempt", 1)


def _is_its(each: Mapping[str, Any], row: Mapping[str, Any], result: ScenarioResult) -> bool:
    """Whether this scenario's result depends on the verdict: it waited for it, or it passed."""
    if each["nodeid"] != row["nodeid"]:
        return False
    if each["result"] == ScenarioResult.FAILED:
        return False  # another of its promises was broken, and stays so
    if FOR_GOOD in each and result is not ScenarioResult.FAILED:
        return False  # nobody will ever know
    waited = each["result"] in {ScenarioResult.DEFERRED, "parked"} or SETTLED in each
    return waited or (each["result"] == ScenarioResult.PASSED and result is ScenarioResult.FAILED)


def _ended(
    each: Mapping[str, Any], row: Mapping[str, Any], result: ScenarioResult, *, for_good: bool
) -> dict[str, Any]:
    outcome = Outcome(row["outcome"])
    message = "" if outcome is Outcome.AGREED else str(row["explanation"])
    ending = {"result": str(result), "outcome": str(outcome), "exit": int(OF_OUTCOME[outcome])}
    known = {FOR_GOOD: True} if for_good else {}
    return {**each, **ending, "message": message, SETTLED: True, **known}


def _exit_of(recorded: Mapping[str, Any], rows: list[dict[str, Any]]) -> int | None:
    """The exit status of the run as it stands now; what is not in its rows still counts."""
    before = recorded.get("exit")
    if before is None or not recorded.get("finished", True):
        return before
    was = _by_rows(recorded, list(recorded.get("scenarios", ())))
    now = _by_rows(recorded, rows)
    return now if was == before or now == Exit.CONTRADICTION else int(before)


def _by_rows(recorded: Mapping[str, Any], rows: list[dict[str, Any]]) -> int:
    return exit_of_session(
        [(each["result"], each["exit"]) for each in rows],
        pytest_status=0,
        other_failures=0,
        broken_features=len(recorded.get("unread", ())),
    )


def _replace_verdict(folder: Path, row: Mapping[str, Any], mask: Callable[[str], str]) -> None:
    """Let the verdict take the place of the one that it settles, or stand behind the rest.

    Of older records it is not known which question that was: there, the last about its subject.
    """
    for file in verdict_files(folder):
        lines = [*lines_in(file)]
        if older := [at for at, line in enumerate(lines) if _answers_the_same(line, row)]:
            del lines[older[-1]]
            replace_file(file, "".join(f"{each}\n" for each in lines))
            break
    append_verdict(folder / VERDICTS, row, mask)


def _answers_the_same(line: str, row: Mapping[str, Any]) -> bool:
    try:
        told = json.loads(line)
    except ValueError:
        return False
    asked = (told.get("nodeid"), told.get("attempt", 1), told.get("question", 0))
    return bool(
        asked == (row["nodeid"], row["attempt"], row["question"])
        and told.get("subject") == row["subject"]
    )
