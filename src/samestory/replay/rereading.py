"""Other meanings: reads the recorded answers again where a landscape reads them otherwise."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pkgutil import resolve_name
from typing import Any

from samestory.adapters.reading_again import CannotReadAgain, ReadAgain
from samestory.config import Landscape
from samestory.config.entries import SystemEntry
from samestory.config.fingerprints import QUESTION, RECORD, fingerprints_of_entry
from samestory.core.comparison import format_value
from samestory.core.model import Evidence, Observation, Unmapped
from samestory.redaction import MASK, masked
from samestory.replay.rules import CannotJudge
from samestory.report.bundle.bundle_reader import RecordedBundle
from samestory.report.bundle.judgement_lines import KeptPiece, RecordedJudgement

Reader = Callable[[Observation], Observation]


@dataclass(slots=True)
class Rereading:
    """Reads the answers of one bundle by the words of a landscape.

    What is read as it was then keeps its recorded values. The promise stays as the customer was
    told it.
    """

    landscape: Landscape
    bundle: RecordedBundle
    known: dict[tuple[Any, ...], Mapping[str, object] | None] = field(default_factory=dict)

    def reread(self, recorded: RecordedJudgement) -> tuple[RecordedJudgement, Sequence[str]]:
        """Return it with its answers read again, and in sentences which values are others.

        Raise `CannotJudge` if an answer is to be read otherwise, and cannot be.
        """
        otherwise: dict[str, None] = {}
        done: dict[int, Observation] = {}
        for said in recorded.observations:
            done[id(said)] = self._read(said, recorded, otherwise)
        if all(new is old for old, new in zip(recorded.observations, done.values(), strict=True)):
            return recorded, ()
        return _with_answers(recorded, lambda said: done[id(said)]), tuple(otherwise)

    def _read(
        self, said: Observation, recorded: RecordedJudgement, otherwise: dict[str, None]
    ) -> Observation:
        entry = self.landscape.systems.get(said.system)
        if said.unreachable is not None or entry is None:
            return said
        about = entry.subjects.get(said.subject.kind)
        if about is None:
            raise CannotJudge(f"the landscape does not ask {said.system} about that")
        changed = self._changed(said, entry)
        if not changed:
            return said
        values = self._values(said, recorded, entry)
        kept = None if values is None else self._merged(said, values, changed)
        tells = frozenset(about.fields) if said.tells is not None else None
        for name in sorted(about.fields):
            one, other = (
                format_value(about.fields[name].kind, (values or {}).get(name), full=True)
                for values in (said.values, kept)
            )
            if one != other:
                otherwise[f"{said.system} says {name} {other} (was read as {one})"] = None
        return replace(said, values=kept, tells=tells)

    def _changed(self, said: Observation, entry: SystemEntry) -> frozenset[str]:
        """Name the fields that are read otherwise now; all if the record is found otherwise."""
        was = self.bundle.head.readings.get(said.system, {}).get(said.subject.kind, {})
        now = fingerprints_of_entry(entry.subjects[said.subject.kind])
        names = {name for name in was.keys() | now.keys() if was.get(name) != now.get(name)}
        if names & {QUESTION, RECORD}:
            names |= now.keys()
        return frozenset(names - {QUESTION, RECORD})

    def _merged(
        self, said: Observation, values: Mapping[str, object], changed: frozenset[str]
    ) -> Mapping[str, object]:
        """Return the values: of what is read as before, the recorded ones."""
        before = said.values or {}
        found: dict[str, object] = {}
        for name, value in values.items():
            if name not in changed and name in before:
                found[name] = before[name]
            elif name in before and _holds(MASK, value):
                if not _holds(MASK, before[name]):
                    raise CannotJudge(f"what {said.system} says of {name} is hidden in the record")
                found[name] = before[name]
            else:
                found[name] = value
        return found

    def _values(
        self, said: Observation, recorded: RecordedJudgement, entry: SystemEntry
    ) -> Mapping[str, object] | None:
        pieces = recorded.pieces(said) or _pieces_of_the_same(said, recorded)
        key = said.system, said.subject, tuple(each.file for each in pieces)
        if key not in self.known:
            self.known[key] = self._read_again(entry, said, pieces)
        return self.known[key]

    def _read_again(
        self, entry: SystemEntry, said: Observation, pieces: Sequence[KeptPiece]
    ) -> Mapping[str, object] | None:
        read = _reader_of(entry)
        if read is None:
            raise CannotJudge(f"answers of {said.system} cannot be read again")
        try:
            return read(entry, self.landscape.guard, said.subject, self._evidence(pieces))
        except CannotReadAgain as cannot:
            raise CannotJudge(f"{said.system} {cannot.why}") from cannot

    def _evidence(self, pieces: Sequence[KeptPiece]) -> list[Evidence]:
        found = [(each, self.bundle.content(each)) for each in pieces]
        if any(content is None for _, content in found):
            raise CannotReadAgain("said something that is missing in the bundle")
        return [Evidence(each.name, each.media_type, content or b"") for each, content in found]


def _pieces_of_the_same(said: Observation, recorded: RecordedJudgement) -> tuple[KeptPiece, ...]:
    """An answer that repeats the one before it has no evidence of its own."""
    same = (
        recorded.pieces(each)
        for each in recorded.observations
        if (each.system, each.subject, each.values) == (said.system, said.subject, said.values)
    )
    return next((each for each in same if each), ())


def _with_answers(recorded: RecordedJudgement, read: Reader) -> RecordedJudgement:
    basis = recorded.basis
    looks = tuple(tuple(read(each) for each in look) for look in basis.looks)
    return replace(
        recorded,
        basis=replace(basis, looks=looks, told=tuple(read(each) for each in basis.told)),
        before=tuple(read(each) for each in recorded.before),
        shown=tuple(read(each) for each in recorded.shown),
        observations=tuple(read(each) for each in recorded.observations),
    )


def _reader_of(entry: SystemEntry) -> ReadAgain | None:
    """Import the function that reads answers of a system again; None if its adapter has none."""
    named = "" if entry.own else entry.way.reads_again
    found: ReadAgain | None = resolve_name(named) if named else None
    return found


def _holds(word: str, value: object) -> bool:
    found: list[bool] = []

    def note(text: str) -> str:
        found.append(word in text)
        return text

    masked(value if not isinstance(value, Unmapped) else value.code, note)
    return any(found)
