"""Words that one system alone says, and that are almost one which the others say: hints."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING

from samestory.core.rules import CANCELLED, LIVE
from samestory.core.texts import collapsed
from samestory.errors import did_you_mean
from samestory.explain import joined

SHORTEST = 5
"""Shorter words are too often near to another one: sent and lent, open and opens."""
LONG = 9
"""From so many letters on, two of them may be wrong."""
if TYPE_CHECKING:
    from samestory.config import Landscape
    from samestory.extraction.entries import FieldReading
    from samestory.plugin.step_check import KnownStep

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


def is_misspelt(word: str, meant: str) -> bool:
    """Return whether a word is probably another one, misspelt; no word is a slip of itself.

    >>> is_misspelt("placd", "placed"), is_misspelt("Placed", "placed")
    (True, True)
    >>> is_misspelt("unconfirmed", "confirmed"), is_misspelt("replaced", "placed")
    (False, False)
    """
    ours, theirs = collapsed(word), collapsed(meant)
    if ours == theirs:
        return False
    pairs = list(zip(ours.casefold().split(), theirs.casefold().split(), strict=False))
    apart = [(left, right) for left, right in pairs if left != right]
    if len(ours.split()) != len(theirs.split()) or len(apart) > 1:
        return False
    return all(_is_near(left, right) for left, right in apart)


def is_exchange(word: str, meant: str) -> bool:
    """Return whether they only differ in which letters they have: "packed", "picked"."""
    return len(word) == len(meant) and sorted(word.casefold()) != sorted(meant.casefold())


def slips_of(word: str, known: Collection[str]) -> list[str]:
    """Return the known words of which a word is probably a slip."""
    return [each for each in known if is_misspelt(word, each)]


def _is_near(left: str, right: str) -> bool:
    short = min(len(left), len(right))
    if short < SHORTEST:
        return False
    if sorted(left) == sorted(right):
        return True
    edits = _edits(left, right)
    is_part = left in right or right in left
    return left[0] == right[0] and (edits == 1 or (edits == 2 and short >= LONG and not is_part))


def _edits(left: str, right: str) -> int:
    codes = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return sum(max(i2 - i1, j2 - j1) for tag, i1, i2, j1, j2 in codes if tag != "equal")
