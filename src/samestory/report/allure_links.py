"""From a scenario to its test in the Allure report beside the page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from samestory.report.results_folder import ALLURE_RESULTS
from samestory.report.run_reader import RecordedScenario, feature_file

ALLURE = "allure.html"


def allure_links(report: Path, scenarios: Iterable[RecordedScenario]) -> dict[str, str]:
    """Return links into the Allure report by node id; none if that was not built.

    A scenario is found by its feature file, its name and its row of examples. Allure 3 names a test
    by the MD5 of its result's uuid.
    """
    if not (report / ALLURE).exists():
        return {}
    newest: dict[tuple[str, str], dict[str, tuple[int, str]]] = {}
    for told in _results(report / ALLURE_RESULTS):
        file, _, _ = str(told.get("fullName", "")).partition(": ")
        rows = newest.setdefault((file, str(told.get("name", ""))), {})
        row, started = _row(told), int(told.get("start") or 0)
        if started >= rows.get(row, (0, ""))[0]:
            rows[row] = started, str(told["uuid"])
    links = ((each.nodeid, _uuid(each, newest)) for each in scenarios)
    return {nodeid: f"{ALLURE}#{_digest(uuid)}" for nodeid, uuid in links if uuid}


def _results(folder: Path) -> Iterator[Mapping[str, Any]]:
    for file in sorted(folder.glob("*-result.json")):
        try:
            told = json.loads(file.read_text("utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(told, dict) and "uuid" in told:
            yield told


def _row(told: Mapping[str, Any]) -> str:
    pairs = ((each.get("name"), each.get("value")) for each in told.get("parameters") or ())
    return ", ".join(f"{name}={value}" for name, value in sorted(pairs))


def _uuid(
    scenario: RecordedScenario, newest: Mapping[tuple[str, str], Mapping[str, tuple[int, str]]]
) -> str:
    rows = newest.get((feature_file(scenario.nodeid), scenario.name), {})
    if len(rows) == 1:
        return next(iter(rows.values()))[1]
    fits = [uuid for row, (_, uuid) in rows.items() if scenario.id.endswith(f"({row})")]
    return fits[0] if len(fits) == 1 else ""


def _digest(uuid: str) -> str:
    """Name a test as Allure does; not a protection."""
    return hashlib.md5(uuid.encode(), usedforsecurity=False).hexdigest()
