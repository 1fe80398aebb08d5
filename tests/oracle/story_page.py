"""Print the stories as a page: what should hold, who tells it, and the faults that break it."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from samestory.plugin.gherkin.playable import feature_of
from samestory.plugin.planning import feature_files
from tests.oracle.figures import faults_of_story
from tests.oracle.playing import ROOT
from tests.oracle.stories import STORIES

TAG = "story-"
IN_ORDER = ROOT / "tests" / "oracle" / "in_order"
"""The shortest scenario for each fault that only an order of actions shows."""
FOLDERS = (ROOT / "features", IN_ORDER)


def page() -> str:
    """Return the table in Markdown."""
    told = scenarios_by_story()
    rows = "".join(
        f"| {number} | {title} | {'<br>'.join(told.get(number, ()))} | {_faults(number)} |\n"
        for number, title in STORIES.items()
    )
    return f"| story | what should hold | told by | faults |\n|---|---|---|---|\n{rows}"


def scenarios_by_story() -> Mapping[int, list[str]]:
    """Return the names of the scenarios by the numbers in their tags."""
    found: dict[int, list[str]] = defaultdict(list)
    for name, tags in scenarios():
        for tag in tags:
            if tag.startswith(TAG):
                found[int(tag.removeprefix(TAG))].append(name)
    return found


def scenarios(*folders: Path) -> Iterator[tuple[str, set[str]]]:
    """Yield the name and the tags of every scenario, by default of all."""
    for folder in folders or FOLDERS:
        for file in sorted(feature_files(folder)):
            for each in feature_of(file).scenarios.values():
                yield each.name, each.tags


def _faults(number: int) -> str:
    return "<br>".join(f"`{name}`" for name in faults_of_story(number))


if __name__ == "__main__":
    sys.stdout.write(page())
