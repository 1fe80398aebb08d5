"""What a run leaves behind for programs: verdicts.jsonl line by line, and run.json as it stands."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from samestory.json_lines import append_line
from samestory.report.results_folder import RUN, VERDICTS
from samestory.whole_files import replace_file


@dataclass(frozen=True, slots=True)
class ScenarioInfo:
    """The scenario in which a verdict was asked for."""

    nodeid: str
    journey: str
    rule: str | None
    scenario: str
    tags: tuple[str, ...]
    id: str = ""
    """What it is known by from run to run, wherever its file is moved; see `scenario_id`."""
    attempt: int = 1
    """The number of the attempt at it."""
    question: int = 0
    """The number of the question in it, from 1; 0 in older records."""


def journey_of(file: Path, feature: str) -> str:
    """Return the journey that a feature is part of: its folder below `features/`, as a heading.

    A feature right in `features/` is a journey of its own.

    >>> journey_of(Path("features/logging_in/known_to_marketing.feature"), "Logging in with ...")
    'Logging in'
    """
    folder = file.parent.name
    if folder in {"", "features"}:
        return feature
    words = folder.replace("_", " ").replace("-", " ").strip()
    return words[0].upper() + words[1:]


def append_verdict(path: Path, row: Mapping[str, Any], mask: Callable[[str], str] = str) -> None:
    """Add one line, masked; it is on the disk when this returns, even if the run is killed.

    Keys are not masked, and neither are the names of systems and fields, which are keys in there,
    nor what the feature says about its scenario: run.json names it by the same words.
    """
    kept = {each.name for each in fields(ScenarioInfo)}
    told = {name: each for name, each in row.items() if name not in kept}
    hidden = _masked(told, mask, frozenset(_keys(told)))
    line = {name: hidden.get(name, each) for name, each in row.items()}
    append_line(path, json.dumps(line, ensure_ascii=False))


def _keys(thing: Any) -> Iterator[str]:
    if isinstance(thing, Mapping):
        yield from thing
        thing = thing.values()
    if not isinstance(thing, str) and isinstance(thing, Iterable):
        for each in thing:
            yield from _keys(each)


def _masked(thing: Any, mask: Callable[[str], str], names: Collection[str]) -> Any:
    if type(thing) is str:  # members of a StrEnum are words of ours
        return thing if thing in names else mask(thing)
    if isinstance(thing, Mapping):
        return {name: _masked(each, mask, names) for name, each in thing.items()}
    if isinstance(thing, list | tuple):
        return [_masked(each, mask, names) for each in thing]
    return thing


def verdicts_file(folder: Path, run: str, worker: str | None) -> Path:
    """Return where one process writes its verdicts; those of workers are merged at the end."""
    return folder / (VERDICTS if worker is None else f"verdicts-{run}-{worker}.jsonl")


def merge_workers(folder: Path, run: str) -> None:
    """Move what the workers of a run wrote into verdicts.jsonl.

    The half line that a killed worker may have left is dropped.
    """
    for part in sorted(folder.glob(f"verdicts-{run}-*.jsonl")):
        lines = part.read_text("utf-8", "replace").splitlines(keepends=True)
        with (folder / VERDICTS).open("a", encoding="utf-8") as whole:
            whole.writelines(each for each in lines if each.endswith("\n"))
        part.unlink()


def selection(planned: int, left_out: int, shard: Mapping[str, int] | None = None) -> str | None:
    """Return how much of the whole a run covers; None if it is all. A shard is never all.

    >>> selection(1, 20)
    '1 of 21 scenarios; 20 were left out'
    >>> selection(7, 14, {"index": 1, "of": 3})
    'shard 1 of 3: 7 of 21 scenarios; 14 were left out'
    """
    were = "was" if left_out == 1 else "were"
    of = f"{planned} of {planned + left_out} scenarios"
    chosen = f"{of}; {left_out} {were} left out" if left_out else None
    return f"shard {shard['index']} of {shard['of']}: {chosen or of}" if shard else chosen


def write_run(folder: Path, run: Mapping[str, Any]) -> None:
    """Write run.json: the plan of a run, and at its end how each scenario and the run ended.

    It is replaced in one piece, so that it is whole whenever the run is killed. What happens in
    between stands in results.jsonl; `read_run` reads both.
    """
    replace_file(folder / RUN, json.dumps(run, ensure_ascii=False, indent=1) + "\n")
