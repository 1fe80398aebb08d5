"""Reads an answer by a proposed table, with the same extraction that reads it in a run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

from jmespath.exceptions import JMESPathError

from samestory.config.config_errors import Mistakes
from samestory.config.environment import Environment
from samestory.config.readings import read_place, read_reading
from samestory.config.subjects import KNOWN
from samestory.config.waiting import Defaults
from samestory.config.words import Surroundings
from samestory.core.comparison import same
from samestory.core.model import Unmapped
from samestory.extraction.entries import SubjectEntry
from samestory.extraction.paths import value_at
from samestory.extraction.records import read_answer
from samestory.learn.candidates import KnownSubject
from samestory.learn.places import Steps
from samestory.network.guard import Guard


@dataclass(frozen=True, slots=True)
class Sample:
    """What is known of a subject, and what a system answered about it, as paths look into it.

    Places are looked for in the part of it that is `searched` (None: in all of it). `record` are
    the steps to the record if that is no question.
    """

    known: KnownSubject
    document: object
    searched: object = None
    record: Steps | None = None

    @property
    def places(self) -> object:
        """The part of the answer in which places are looked for."""
        return self.document if self.searched is None else self.searched


def read_by(table: Mapping[str, Any], kind: str, document: object, key: str | None) -> Any:
    """Return what a table reads in an answer; None for "no such record".

    Raise ValueError if the table is none that a landscape may have.
    """
    around = Surroundings(Path(), Environment({}, {}), Guard(), Mistakes("learned"), ("learned",))
    fields = {
        name: read_reading(words, name, KNOWN[kind][name], Defaults(), around)
        for name, words in table.items()
        if name in KNOWN[kind]
    }
    at = read_place(table["key"], "key", around) if "key" in table else None
    if around.mistakes.found:
        raise ValueError(around.mistakes.found[0][1])
    entry = SubjectEntry(where="learned", fields=fields, record=table.get("record"), key=at)
    return read_answer(document, entry, UTC, key=key)


def reads_the_known(sample: Sample, table: Mapping[str, Any], names: Sequence[str]) -> bool:
    """Whether all named fields are read with their known values."""
    kinds, known = KNOWN[sample.known.kind], sample.known
    try:
        values = read_by(table, known.kind, sample.document, known.key)
    except (ValueError, JMESPathError):
        return False
    if values is None:
        return False
    return all(_is_known(kinds[name], values.get(name), known.values.get(name)) for name in names)


def _is_known(kind: str, said: object, known: object) -> bool:
    if said is None or known is None or isinstance(said, Unmapped):
        return False
    return same(kind, said, known)


def said_at(document: object, record: str | None, at: str) -> str | None:
    """Return the code that stands at a path in a record, as `means` names it; None if none does."""
    try:
        found = value_at(at, value_at(record or "@", document))
    except JMESPathError:
        return None
    return str(found).strip() if isinstance(found, str | int) and str(found).strip() else None
