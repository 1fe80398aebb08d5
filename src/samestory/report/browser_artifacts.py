"""What the browsers showed when scenarios failed: pictures and traces beside a record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from samestory.report.allure_links import results_by_node
from samestory.report.results_folder import ALLURE_RESULTS, FAILURES

KINDS = frozenset({"image/png", "application/zip"})
"""The media types of pictures and of traces."""
Artifacts = Mapping[str, tuple[tuple[str, Path], ...]]
"""By node id, the name and the file of each."""


def browser_artifacts(report: Path) -> Artifacts:
    """Return them as Allure's raw results hold them, of every scenario that has any."""
    results = report / ALLURE_RESULTS
    found = {
        node: tuple(_attached(told, results))
        for node, (_, told) in results_by_node(results).items()
    }
    return {node: files for node, files in found.items() if files}


def failure_files(report: Path, nodeid: str) -> tuple[tuple[str, Path], ...]:
    """Return the name and the file of each that a run without Allure has kept of a failure."""
    folder = report / FAILURES / nodeid.rpartition("::")[2]
    return tuple((each.name, each) for each in sorted(folder.glob("*")))


def _attached(told: Mapping[str, Any], folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield what is attached to a scenario and its steps; deeper lies what systems answered."""
    for part in (told, *(told.get("steps") or ())):
        for each in part.get("attachments") or ():
            file = folder / Path(str(each.get("source"))).name
            if each.get("type") in KINDS and file.is_file():
                yield str(each.get("name") or file.name), file
