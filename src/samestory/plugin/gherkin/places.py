"""What `FILE.feature:LINE` means: the scenario, or the row of examples, that stands there."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from operator import itemgetter
from pathlib import Path
from typing import Any

from samestory.errors import WrongCall
from samestory.plugin.gherkin.document import feature_in, pickles_in, scenarios_in

_WITH_LINE = re.compile(r"(.+\.feature):(\d+)")

Place = tuple[int, int]
"""The line of a scenario's keyword, and which row of its examples (0 without any)."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a feature file, from its first line to the next part's; what is played there."""

    begins: int
    plays: tuple[Place, ...]


def file_and_line(word: str) -> tuple[str, int | None]:
    """Return the file and the line.

    >>> file_and_line("features/ordering.feature:12")
    ('features/ordering.feature', 12)
    >>> file_and_line("features")
    ('features', None)
    """
    found = _WITH_LINE.fullmatch(word)
    return (found[1], int(found[2])) if found else (word, None)


def places_at(file: Path, line: int) -> frozenset[Place]:
    """Return what is played at a line: one row, one scenario, or all of a rule or a feature.

    Raise `WrongCall` if nothing stands there.
    """
    if (feature := feature_in(file)) is None:
        return frozenset()
    parts = sorted(_parts(feature), key=lambda each: each.begins)
    last = len(file.read_text("utf-8-sig").splitlines())
    at = [each for each in parts if each.begins <= line <= last]
    if not at:
        begin = sorted({line for each in parts for line, _ in each.plays})
        raise WrongCall(
            f"Nothing that can be run stands in {file} at line {line}.\n"
            f"  Its scenarios begin at the lines {', '.join(map(str, begin))}."
        )
    return frozenset(at[-1].plays)


def scenario_lines(file: Path) -> Iterator[tuple[str, int]]:
    """Yield the name and the line of each scenario; of an outline, also those of each row."""
    if feature := feature_in(file):
        found = (*scenarios_in(feature["children"]), *pickles_in(file))
        names = {(each["name"], each["location"]["line"]) for each in found}
        yield from sorted(names, key=itemgetter(1))


def _parts(node: Mapping[str, Any]) -> Iterator[Part]:
    """The parts of a feature or a rule: itself, and whatever it holds."""
    inside = [part for child in node["children"] for part in _part_of(child)]
    yield Part(_first_line(node), tuple(place for part in inside for place in part.plays))
    for child in node["children"]:
        if "background" in child:
            everything = tuple(place for part in inside for place in part.plays)
            yield Part(_first_line(child["background"]), everything)
    yield from inside


def _part_of(child: Mapping[str, Any]) -> Iterator[Part]:
    if "rule" in child:
        yield from _parts(child["rule"])
    if "scenario" in child:
        yield from _parts_of_scenario(child["scenario"])


def _parts_of_scenario(scenario: Mapping[str, Any]) -> Iterator[Part]:
    """A scenario, each table of its examples, and each row of them."""
    line, numbers = scenario["location"]["line"], count()
    tables = [
        (table, [(row["location"]["line"], (line, next(numbers))) for row in table["tableBody"]])
        for table in scenario["examples"]
    ]
    rows = [place for _, rows in tables for _, place in rows]
    yield Part(_first_line(scenario), tuple(rows) or ((line, 0),))
    for table, rows_of in tables:
        yield Part(_first_line(table), tuple(place for _, place in rows_of))
        yield from (Part(begins, (place,)) for begins, place in rows_of)


def _first_line(node: Mapping[str, Any]) -> int:
    """Tags belong to what follows them."""
    lines: list[int] = [each["location"]["line"] for each in (node, *node.get("tags", ()))]
    return min(lines)
