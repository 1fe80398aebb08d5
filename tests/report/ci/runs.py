"""A run with every result that there is, as it stands in a report folder."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from samestory.core.verdict import Verdict
from samestory.report.ci.outputs import Outputs
from samestory.report.run_writer import ScenarioInfo
from samestory.report.summing_up import read_summary
from samestory.report.verdict_row import verdict_row
from tests.report import made_up

FILE = "features/amending/amending.feature"
VERDICTS = {
    "passed": made_up.agreed,
    "failed": made_up.contradicted,
    "lost": made_up.absent,
    "broken": made_up.unreachable,
}
"""By name of a scenario; the others came to none."""
RESULTS = {
    "passed": "passed",
    "failed": "failed",
    "lost": "failed",
    "own check": "unmet",
    "broken": "broken",
    "crashed": "broken",
    "interrupted": "interrupted",
    "deferred": "deferred",
    "skipped": "skipped",
    "not run": "not run",
    "not run either": "not run",
}
NUMBERS = Counter(RESULTS.values())


def row(name: str, result: str, line: int = 7, **more: Any) -> dict[str, Any]:
    words = name.replace(" ", "_")
    message = "" if result in {"passed", "not run"} else f"Why it is {result}.\n\nAnd more."
    return {
        "nodeid": f"{FILE}::test_{words}",
        "id": f"Amending / {name}",
        "journey": "Amending",
        "feature": "Amending an order",
        "rule": "An order can be changed until it is picked",
        "scenario": name,
        "tags": ["critical"],
        "result": result,
        "outcome": None,
        "exit": 0 if result == "passed" else 6,
        "message": message,
        "seconds": 1.5,
        "line": line,
        **more,
    }


def write_record(folder: Path, rows: list[dict[str, Any]] | None = None, **more: Any) -> Path:
    """Write a run of these rows; by default, one with every result."""
    rows = [row(*each) for each in RESULTS.items()] if rows is None else rows
    told = [write_verdict(each, VERDICTS[each["scenario"]]()) for each in rows if _judged(each)]
    run = {
        "landscape": "landscapes/demo.toml",
        "called": made_up.CALLED,
        "owners": {"erp": "team-erp@example.com"},
        "seed": 7,
        "started": "2026-11-27T17:00:00+00:00",
        "zone": "Europe/Berlin",
        "seconds": 20.0,
        "planned": len(rows),
        "scenarios": rows,
        "finished": True,
        "exit": 1,
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "run.json").write_text(json.dumps(run | more))
    (folder / "verdicts.jsonl").write_text("".join(f"{each}\n" for each in told))
    return folder


def _judged(of: dict[str, Any]) -> bool:
    return of["scenario"] in VERDICTS


def write_verdict(of: dict[str, Any], verdict: Verdict) -> str:
    scenario = ScenarioInfo(of["nodeid"], of["journey"], of["rule"], of["scenario"], ("critical",))
    pieces = [{"system": "erp", "file": "bundle/evidence/3f/3fa9.json", "name": "erp-12.json"}]
    return json.dumps({**verdict_row(made_up.told(verdict), scenario), "evidence": pieces})


def drawn(folder: Path) -> Outputs:
    return Outputs.of(read_summary(folder))
