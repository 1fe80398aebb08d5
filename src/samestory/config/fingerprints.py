"""How a landscape reads and compares, as a record holds it, so that two can be told apart."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass

from samestory.config.landscape import Landscape
from samestory.extraction.entries import SubjectEntry

RECORD = "(record)"
"""Stands for where the record and its key are."""
QUESTION = "(question)"
"""Stands for what is asked, and how an answer becomes a document."""
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
_PLACES = frozenset({"where"})
"""Parts that only say where something stands in a file."""


def fingerprints_of(landscape: Landscape) -> dict[str, dict[str, dict[str, str]]]:
    """Return by system, kind and field a short hash of how the field is read."""
    return {
        name: {kind: fingerprints_of_entry(each) for kind, each in entry.subjects.items()}
        for name, entry in landscape.systems.items()
    }


def fingerprints_of_entry(entry: SubjectEntry) -> dict[str, str]:
    """Return by field a short hash of how it is read, and one each of what holds for all."""
    whole = {RECORD: (entry.record, entry.key), QUESTION: entry.question}
    return {name: _hash(each) for name, each in (*whole.items(), *entry.fields.items())}


def _hash(thing: object) -> str:
    return hashlib.sha256(_canonical(thing).encode()).hexdigest()[:12]


def _canonical(thing: object) -> str:
    """Write a thing so that equal ones are written alike, in every process."""
    if is_dataclass(thing) and not isinstance(thing, type):
        parts = ((each.name, getattr(thing, each.name)) for each in fields(thing))
        return f"{type(thing).__name__}({_pairs(part for part in parts if part[0] not in _PLACES)})"
    if isinstance(thing, Mapping):
        return f"{{{_pairs(sorted(thing.items(), key=repr))}}}"
    if isinstance(thing, frozenset | set):
        return f"{{{', '.join(sorted(map(_canonical, thing)))}}}"
    if isinstance(thing, list | tuple):
        return f"[{', '.join(map(_canonical, thing))}]"
    return _ADDRESS.sub("", repr(thing))


def _pairs(pairs: Iterable[tuple[object, object]]) -> str:
    return ", ".join(f"{name}={_canonical(each)}" for name, each in pairs)


def comparisons_of(landscape: Landscape) -> dict[str, dict[str, str]]:
    """Return by kind of subject and field how it is compared: {"order": {"total": "money"}}."""
    return {
        kind: {name: each.kind for name, each in fields.items()}
        for kind, fields in landscape.subjects.items()
    }


def statuses_of(landscape: Landscape) -> dict[str, dict[str, dict[str, list[str]]]]:
    """Return by system, kind and field the statuses that its codes mean, in the file's order."""
    return {
        name: {
            kind: {
                field: list(dict.fromkeys(reading.means.values()))
                for field, reading in asked.fields.items()
                if reading.kind == "status" and reading.means
            }
            for kind, asked in entry.subjects.items()
        }
        for name, entry in landscape.systems.items()
    }
