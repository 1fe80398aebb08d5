"""results.jsonl: what happened to each planned scenario, a line at once, and read over the plan.

A line says that an attempt has begun, or how one ended. The file only grows, so that a run may be
killed at any moment: what was written stays, and half a line is no line.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from samestory.json_lines import append_line, objects_in

RESULTS = "results.jsonl"
BEGAN, ENDED = "began", "ended"
INTERRUPTED = {"result": "interrupted", "outcome": None, "exit": 6}
"""How a scenario ended that has begun and not come to a result."""
CERTAIN = ("failed", "unmet")
"""The results that no other attempt at a scenario changes, the graver first."""


def append_began(folder: Path, nodeid: str, attempt: int) -> None:
    """Note that an attempt at a scenario has begun."""
    _append(folder, {"state": BEGAN, "nodeid": nodeid, "attempt": attempt})


def append_ended(folder: Path, row: Mapping[str, Any]) -> None:
    """Note how a scenario stands after an attempt; the last such line about it counts."""
    _append(folder, {"state": ENDED, "nodeid": row["nodeid"], "row": row})


def _append(folder: Path, line: Mapping[str, Any]) -> None:
    told = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), **line}
    append_line(folder / RESULTS, json.dumps(told, ensure_ascii=False))


def result_lines(folder: Path) -> Iterator[dict[str, Any]]:
    """Return what each line says; a line that was cut off says nothing."""
    return (each for each in objects_in(folder / RESULTS) if isinstance(each.get("nodeid"), str))


def attempts_begun(folder: Path) -> Counter[str]:
    """Return how many attempts at each scenario have begun, by node id."""
    return Counter(each["nodeid"] for each in result_lines(folder) if each.get("state") == BEGAN)


def last_moment(folder: Path) -> datetime | None:
    """Return when the last line was written; None if there is none."""
    times = [each["at"] for each in result_lines(folder) if isinstance(each.get("at"), str)]
    return datetime.fromisoformat(times[-1]) if times else None


def laid_over(run: Mapping[str, Any], lines: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the object of run.json with its scenarios as they stand by these lines."""
    rows = {each["nodeid"]: each for each in run.get("scenarios", ())}
    last = None
    for line in lines:
        nodeid, last = line["nodeid"], line.get("at", last)
        if line.get("state") == ENDED and isinstance(line.get("row"), dict):
            rows[nodeid] = line["row"]
        elif line.get("state") == BEGAN and nodeid in rows:
            rows[nodeid] = as_begun(rows[nodeid], line.get("attempt") or 1)
    lasted = None if run.get("finished") else _seconds_between(run.get("started"), last)
    return {**run, "scenarios": list(rows.values())} | ({"seconds": lasted} if lasted else {})


def _seconds_between(began: object, last: object) -> float | None:
    """A run that was killed took at least until its last line."""
    try:
        lasted = datetime.fromisoformat(str(last)) - datetime.fromisoformat(str(began))
    except (TypeError, ValueError):  # an older record, or one by another tool
        return None
    return round(lasted.total_seconds(), 1)


def as_begun(row: Mapping[str, Any], attempt: int) -> dict[str, Any]:
    """Return the row of a scenario that has begun: if the run ends now, it was interrupted.

    What an earlier attempt at it has found to be wrong stays so.
    """
    if row["result"] in CERTAIN:
        return dict(row)
    return {**row, **INTERRUPTED, "message": "It was interrupted.", "attempt": attempt}


def write_worker_plan(file: Path, rows: list[dict[str, Any]], mistake: str) -> None:
    """Write what a worker has collected, for the process that controls it.

    `mistake` says why none of it can be run; "" if it can.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    told = json.dumps({"rows": rows, "mistake": mistake}, ensure_ascii=False)
    file.write_text(told, "utf-8", "backslashreplace")


def take_worker_plan(file: Path) -> tuple[list[dict[str, Any]], str]:
    """Return what a worker has collected and what is wrong with it, and remove the file."""
    told: dict[str, Any] = json.loads(file.read_text("utf-8"))
    file.unlink()
    return told["rows"], told["mistake"]
