"""What a run leaves behind for programs: verdicts.jsonl line by line, and run.json at its end."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from samestory.core.model import SEVEREST_FIRST, FieldVerdict, Outcome, Verdict
from samestory.explain import Row, Story, story_record, text
from samestory.report.results_folder import RUN, VERDICTS


@dataclass(frozen=True, slots=True)
class Scene:
    """The scenario in which a verdict was asked for."""

    nodeid: str
    journey: str
    rule: str | None
    scenario: str
    tags: tuple[str, ...]


OF_THE_SCENE = frozenset(each.name for each in fields(Scene))
"""The keys of a line that say which scenario it was."""


def journey_of(file: Path, feature: str) -> str:
    """The journey that a feature is part of: its folder below `features/`, as a heading.

    A feature right in `features/` is a journey of its own.

    >>> journey_of(Path("features/logging_in/known_to_marketing.feature"), "Logging in with ...")
    'Logging in'
    """
    folder = file.parent.name
    if folder in {"", "features"}:
        return feature
    words = folder.replace("_", " ").replace("-", " ").strip()
    return words[0].upper() + words[1:]


def verdict_row(verdict: Verdict, scene: Scene, told: Story) -> dict[str, Any]:
    """One line of verdicts.jsonl: every field as a person would read it, by system.

    `story` is what every report is drawn from; the rest is the same for programs.
    """
    last = verdict.timeline[-1].elapsed.total_seconds() if verdict.timeline else 0.0
    return {
        **asdict(scene),
        "subject": str(verdict.subject),
        "outcome": verdict.outcome,
        "systems": {each: system_outcome(verdict, each) for each in verdict.systems},
        "fields": {
            each.field.name: _field_row(each, row)
            for each, row in zip(verdict, told.rows, strict=True)
        },
        "changed_its_mind": sorted(verdict.changed_its_mind),
        "late": {name: took.total_seconds() for name, took in verdict.late.items()},
        "looks": len(verdict.timeline),
        "seconds": round(last, 3),
        "explanation": text(told),
        "story": story_record(told),
    }


def system_outcome(verdict: Verdict, system: str) -> Outcome:
    """The severest outcome that one system has part in."""
    found = {_part(system, each) for each in verdict}
    if system in verdict.changed_its_mind:
        found.add(Outcome.CONTRADICTED)
    return next((each for each in SEVEREST_FIRST if each in found), Outcome.AGREED)


def _part(system: str, field: FieldVerdict) -> Outcome:
    parts = {
        Outcome.CONTRADICTED: field.apart,
        Outcome.ABSENT: field.silent,
        Outcome.UNMAPPED: field.unmapped,
        Outcome.UNREACHABLE: field.unreachable,
        Outcome.PENDING: field.pending,
    }
    return next((outcome for outcome, who in parts.items() if system in who), Outcome.AGREED)


def _field_row(field: FieldVerdict, row: Row) -> dict[str, Any]:
    whole = {cell.system: cell.whole for cell in row.cells}
    return {
        "outcome": field.outcome,
        "promised": None if field.promised is None else whole[None],
        "said": {system: whole[system] for system in field.said},
        "apart": sorted(field.apart),
        "silent": sorted(field.silent),
        "unreachable": sorted(field.unreachable),
        "unmapped": {system: each.code for system, each in field.unmapped.items()},
        "pending": sorted(field.pending),
    }


def append(path: Path, row: Mapping[str, Any], mask: Callable[[str], str] = str) -> None:
    """Add one line, masked; it is on the disk when this returns, whatever becomes of the run.

    Keys stay what they are, and so do the names of systems and fields, which are keys in there.
    So does what the feature says of its scenario: run.json names it by the same words.
    """
    told = {name: each for name, each in row.items() if name not in OF_THE_SCENE}
    struck = _struck(told, mask, frozenset(_keys(told)))
    line = json.dumps(
        {name: struck.get(name, each) for name, each in row.items()}, ensure_ascii=False
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def _keys(thing: Any) -> Iterator[str]:
    if isinstance(thing, Mapping):
        yield from thing
        thing = list(thing.values())
    if isinstance(thing, list | tuple):
        for each in thing:
            yield from _keys(each)


def _struck(thing: Any, mask: Callable[[str], str], names: Collection[str]) -> Any:
    if type(thing) is str:  # members of a StrEnum are words of ours
        return thing if thing in names else mask(thing)
    if isinstance(thing, Mapping):
        return {name: _struck(each, mask, names) for name, each in thing.items()}
    if isinstance(thing, list | tuple):
        return [_struck(each, mask, names) for each in thing]
    return thing


def verdicts_of(folder: Path, run: str, worker: str | None) -> Path:
    """Where one process writes its verdicts: those of a run's workers are merged at its end."""
    return folder / (VERDICTS if worker is None else f"verdicts-{run}-{worker}.jsonl")


def merge_workers(folder: Path, run: str) -> None:
    """Add what the workers of a run wrote to verdicts.jsonl, and take their files away."""
    for part in sorted(folder.glob(f"verdicts-{run}-*.jsonl")):
        with (folder / VERDICTS).open("a", encoding="utf-8") as whole:
            whole.writelines(_whole_lines(part))
        part.unlink()


def choice(planned: int, left_out: int) -> str | None:
    """Return how much of the whole a run covers; None if it is all.

    >>> choice(1, 20)
    '1 of 21 scenarios; 20 were left out'
    """
    were = "was" if left_out == 1 else "were"
    of = f"{planned} of {planned + left_out} scenarios"
    return f"{of}; {left_out} {were} left out" if left_out else None


def write_run(folder: Path, run: Mapping[str, Any]) -> None:
    """Write run.json: what is run, how every scenario ended so far, and the exit status.

    It is replaced in one piece, so that it is whole whenever the run is killed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(run, ensure_ascii=False, indent=1)
    new = folder / f"{RUN}.new"
    new.write_text(text + "\n", encoding="utf-8")
    new.replace(folder / RUN)


def _whole_lines(part: Path) -> Iterable[str]:
    """A worker that was killed may have left half a line."""
    with part.open(encoding="utf-8", errors="replace") as file:
        yield from (line for line in file if line.endswith("\n"))
