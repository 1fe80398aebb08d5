"""Words that one system alone says, and that are almost one which the others say: hints."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from samestory.core.rules import CANCELLED, LIVE
from samestory.core.slips import is_exchange, slips_of
from samestory.core.texts import collapsed
from samestory.errors import did_you_mean
from samestory.explain import joined

if TYPE_CHECKING:
    from samestory.config import Landscape
    from samestory.extraction.entries import FieldReading
    from samestory.plugin.known_steps import KnownStep

Told = Mapping[str, Mapping[str, str]]
"""By system, what each of its codes means."""
USUAL = {"order": {*LIVE, CANCELLED}}
"""By kind of subject, the statuses that the standing rules know."""


def odd_words(landscape: Landscape, said: Collection[str], known: Collection[str]) -> Iterator[str]:
    """Yield each meaning that is probably a slip: where it stands, who says it, and what is meant.

    `said` are the words of the features; those that are `known` beside them are no slips.
    """
    for kind, name in _fields(landscape):
        readings = _readings(landscape, kind, name)
        told = {system: each.means or {} for system, each in readings.items()}
        usual = USUAL.get(kind, set()) if name == "status" else set()
        for system, word, meant in _odd(told, {*said, *usual}, {*said, *usual, *known}):
            others = [f"the {landscape.called[each]}" for each in _sayers(told, meant)]
            others += ["the features"] if meant in said else []
            place = _place(landscape.path, readings[system], word)
            yield (
                f"{place}: only the {landscape.called[system]} says '{word}', and "
                f"{joined(others or ['a standing rule'])} '{meant}'.\n  "
                f"{did_you_mean(word, [meant])}If both are meant, leave it."
            )


def words_in_steps(folder: Path) -> set[str]:
    """Return every text in the Python files of a folder, without those that cannot be read."""
    found: set[str] = set()
    for file in folder.glob("**/*.py"):
        with suppress(SyntaxError, ValueError):
            nodes = ast.walk(ast.parse(file.read_bytes()))
            texts = (each.value for each in nodes if isinstance(each, ast.Constant))
            found |= {each for each in texts if isinstance(each, str)}
    return found


def words_said(said: Collection[KnownStep]) -> set[str]:
    """Return the statuses and the other quoted words of steps."""
    return {word for each in said for kind in ("stage", "words") for _, word in each.of_type(kind)}


def _fields(landscape: Landscape) -> Iterator[tuple[str, str]]:
    return ((kind, name) for kind, known in landscape.subjects.items() for name in known)


def _readings(landscape: Landscape, kind: str, field: str) -> dict[str, FieldReading]:
    """By system, how it tells a field whose codes are explained."""
    asked = {name: each.subjects.get(kind) for name, each in landscape.systems.items()}
    found = {name: each.fields.get(field) for name, each in asked.items() if each}
    return {name: each for name, each in found.items() if each and each.means}


def _odd(told: Told, said: Collection[str], known: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Yield who says an odd word, the word, and what is meant; of two that are odd, the first."""
    found: set[str] = set()
    for system, means in told.items():
        ours = {collapsed(each) for each in means.values()}
        theirs = {each for other in told if other != system for each in told[other].values()}
        for code, word in means.items():
            if word in known or len(_sayers(told, word)) > 1 or word in found:
                continue
            meant = [
                each
                for each in slips_of(word, {*theirs, *said} - found)
                if not (is_exchange(word, each) and (each in ours or _says(code, word)))
            ]
            if meant:
                found.add(word)
                yield system, word, min(meant, key=lambda each: (-len(_sayers(told, each)), each))


def _says(code: str, word: str) -> bool:
    return word.casefold() in code.casefold()


def _sayers(told: Told, word: str) -> list[str]:
    same = collapsed(word)
    return [name for name, means in told.items() if same in map(collapsed, means.values())]


def _place(path: Path, reading: FieldReading, word: str) -> str:
    """Return the place of a meaning, with its line if the word is found there as it is."""
    table = reading.where[reading.where.find("[") : reading.where.find("]") + 1]
    lines = path.read_text("utf-8-sig").splitlines()
    begins = (table, f"{table[:-1]}.")
    start = next((at for at, each in enumerate(lines) if each.strip().startswith(begins)), 0)
    quoted = f'"{word}"', f"'{word}'"
    found = (at for at in range(start, len(lines)) if any(each in lines[at] for each in quoted))
    line = next(found, None)
    return reading.where if line is None else f"{reading.where}, line {line + 1}"
