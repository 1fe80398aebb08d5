"""Report folders of runs that never happened, as a run leaves them behind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from samestory.core.verdict import Verdict
from samestory.report.run_writer import ScenarioInfo, append_verdict, write_run
from samestory.report.verdict_row import verdict_row
from tests.report import made_up

LANDSCAPE = "landscapes/shop.toml"
LINES = "erp/lines/contradicted"
"""The cause of `made_up.contradicted`."""
MAIL = "inbox/order record/absent"
"""That of `made_up.absent`."""
SAYS: Mapping[str, tuple[Verdict, ...]] = {
    "+": (made_up.agreed(),),
    "-": (made_up.contradicted(),),
    "m": (made_up.absent(),),
    "x": (made_up.contradicted(), made_up.absent()),
    "?": (made_up.unreachable(),),
    "u": (),
    "/": (),
    "b": (),
    "s": (),
}
"""The verdicts of a scenario: agreed, the ERP's lines, no mail, both, a system down; or none."""
RESULT = {
    "+": "passed",
    "-": "failed",
    "m": "failed",
    "x": "failed",
    "?": "broken",
    "u": "unmet",
    "/": "not run",
    "b": "interrupted",
    "s": "skipped",
}
EXIT = {"passed": 0, "failed": 1, "skipped": 5}


def hours_ago(hours: float) -> str:
    return (datetime.now(UTC) - timedelta(hours=hours)).isoformat(timespec="seconds")


def record(folder: Path, scenarios: str = "a+ b+", **more: Any) -> Path:
    """Write the record of a run: its scenarios by a letter and what they say (see `SAYS`)."""
    rows = [_row(each[:-1], each[-1]) for each in scenarios.split()]
    exits = {EXIT.get(each["result"], 6) for each in rows}
    ended = next((each for each in (1, 6, 0, 5) if each in exits), 5)
    run = {
        "landscape": LANDSCAPE,
        "called": made_up.CALLED,
        "owners": {},
        "seed": 7,
        "build": "shop 4.2",
        "shard": None,
        "started": hours_ago(1),
        "zone": "UTC",
        "seconds": 60.0,
        "planned": len(rows),
        "left_out": {},
        "chosen": None,
        "scenarios": rows,
        "unread": [],
        "exit": ended,
        "interrupted": False,
        "finished": True,
    }
    write_run(folder, {**run, **more})
    (folder / "verdicts.jsonl").unlink(missing_ok=True)
    for each in scenarios.split():
        say(folder, each[:-1], SAYS[each[-1]])
    return folder


def say(folder: Path, name: str, verdicts: Iterable[Verdict]) -> None:
    """Add verdicts to a record."""
    row = _row(name, "+")
    info = ScenarioInfo(row["nodeid"], "Ordering", None, row["scenario"], (), row["id"])
    for each in verdicts:
        append_verdict(folder / "verdicts.jsonl", verdict_row(made_up.told(each), info))


def _row(name: str, said: str) -> dict[str, Any]:
    return {
        "nodeid": f"features/ordering.feature::test_{name}",
        "id": f"Ordering / Ada orders {name}",
        "journey": "Ordering",
        "scenario": f"Ada orders {name}",
        "tags": [],
        "result": RESULT[said],
        "outcome": None,
        "exit": EXIT.get(RESULT[said], 6),
    }
