"""From a scenario to its test in Allure: its raw result, and its place in the report."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from samestory.report.allure_metadata import NODE
from samestory.report.results_folder import ALLURE_RESULTS

ALLURE = "allure.html"
RawResult = tuple[Path, dict[str, Any]]
"""A file of Allure's, and what it holds."""


def results_by_node(results: Path) -> dict[str, RawResult]:
    """Return the last result of each scenario; earlier ones are attempts, and stay as they are."""
    found: dict[str, RawResult] = {}
    for file in sorted(results.glob("*-result.json")):
        try:
            told = json.loads(file.read_text("utf-8"))
        except (OSError, ValueError):  # half a file of a process that was killed
            continue
        node = next((each["value"] for each in told.get("labels", ()) if each["name"] == NODE), "")
        if node and _stop(told) >= _stop(found[node][1] if node in found else {}):
            found[node] = file, told
    return found


def _stop(told: Mapping[str, Any]) -> int:
    return int(told.get("stop") or 0)


def allure_links(report: Path) -> dict[str, str]:
    """Return links into the Allure report by node id; none if that was not built."""
    if not (report / ALLURE).exists():
        return {}
    found = results_by_node(report / ALLURE_RESULTS)
    return {node: f"{ALLURE}#{_digest(told['uuid'])}" for node, (_, told) in found.items()}


def _digest(uuid: str) -> str:
    """Name a test as Allure 3 does; not a protection."""
    return hashlib.md5(uuid.encode(), usedforsecurity=False).hexdigest()
