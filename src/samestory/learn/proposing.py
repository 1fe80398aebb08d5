"""From what was found to the table of a subject: only what the real extraction reads rightly."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from samestory.config.subjects import KNOWN
from samestory.learn.candidates import Candidate
from samestory.learn.finding import counts, found_places, keys_in, statuses
from samestory.learn.places import Steps, at_steps, key_words, lists
from samestory.learn.proposals import (
    FieldProposal,
    SubjectProposal,
    hoisted_name,
    listed_places,
)
from samestory.learn.record_places import FoundRecord, list_of, record_path, record_place
from samestory.learn.trying import Sample, reads_the_known, said_at
from samestory.learn.unsettled import not_found, of_several, unknown_statuses
from samestory.learn.value_matching import holds_word

_FROM_A_LIST = re.compile(r"\[\?|\[\]\.|\[\d+:\]")
"""What follows a list itself: a condition, its members, a part of it."""
CLOSE = 0.75
"""Two places fit equally well if they are no further apart."""
OUTSIDE = -2.0
FOR_PROGRAMS, MADE_FOR_IT = "json_ld", 5.0
"""The part of a mail that is made for programs, and what speaks for it."""
BESIDE_THE_ADDRESS = 1.5
"""What speaks for a name in the object of the address, and for one that is named like it."""
MOST_TRIED = 40
"""Places of one field that are tried."""


def propose(samples: Sequence[Sample], zone: ZoneInfo | None = None) -> SubjectProposal:
    """Return the table of one kind of subject of one system.

    Each sample is a known subject and the answer about it. Only places that have the known value
    in all of them remain.
    """
    return _Proposing(samples, zone).proposal()


class _Proposing:
    def __init__(self, samples: Sequence[Sample], zone: ZoneInfo | None) -> None:
        self._samples = samples
        self._known = samples[0].known
        self._values: Mapping[str, Any] = self._known.values
        self._document = samples[0].places
        self._zone = zone
        self._kinds = KNOWN[self._known.kind]
        self._is_one = self._known.kind not in {"orders", "records"}
        self._places = found_places(self._document, self._known, self._kinds, zone)
        self._record = self._found_record()
        self._address: Candidate | None = None

    def proposal(self) -> SubjectProposal:
        """Return the table, each field of it read rightly by itself and all of them together."""
        found = SubjectProposal(self._known.kind)
        for name in _ordered(self._known.values):
            proposed = self._field(name)
            if proposed is not None:
                found.fields.append(proposed)
            elif name != "copies":  # it is once in a system that lists nothing
                found.open.append(not_found(name, self._of_record(name), self._record, self._zone))
        found.open += unknown_statuses(self._record)
        hoisted = {name: at for each in found.fields for name, at in each.hoisted.items()}
        found.record = record_path(self._record.steps, hoisted)
        if self._is_one:
            self._key(found)
            found.open += of_several(self._record)
        return found

    def _found_record(self) -> FoundRecord:
        steps: Steps = ()
        if self._samples[0].record is not None:
            steps = self._samples[0].record
        elif self._is_one:
            key = self._known.key
            told = keys_in(self._document, key) or keys_in(self._document, key, holds_word)
            steps = record_place(self._document, self._known, {**self._places, "key": told})
        return FoundRecord(self._document, self._known, steps)

    def _of_record(self, name: str) -> list[Candidate]:
        """The places that are hers; what every member of a list has is not, outside the record."""
        return [
            each
            for each in self._places.get(name, ())
            if self._record.owns(each.steps)
            and (self._record.is_around(each.steps) or not each.at.startswith("[]"))
        ]

    def _field(self, name: str) -> FieldProposal | None:
        fitting: list[tuple[Candidate, FieldProposal]] = []
        for each in sorted(self._candidates(name), key=lambda each: -self._fit(name, each)):
            proposed = self._as_field(name, each)
            if proposed is not None and self._is_read(proposed):
                fitting.append((each, proposed))
            if len(fitting) >= MOST_TRIED:
                break
        if not fitting:
            return None
        (best, proposed), *others = fitting
        if name == "address":
            self._address = best
        return self._with_evidence(name, proposed, best, others)

    def _with_evidence(
        self,
        name: str,
        proposed: FieldProposal,
        best: Candidate,
        others: Sequence[tuple[Candidate, FieldProposal]],
    ) -> FieldProposal:
        limit = self._fit(name, best) - CLOSE
        elsewhere: dict[str, float] = {}
        for other, each in others:
            if each.place != proposed.place:
                elsewhere.setdefault(each.place, self._fit(name, other))
        rivals = [at for at, fit in elsewhere.items() if fit >= limit]
        doubts = list(best.remarks)
        if rivals:
            doubts.append(
                f"{listed_places(rivals)} {'fits' if len(rivals) == 1 else 'fit'} as well; "
                "a second known order decides"
            )
        if self._kinds[name] == "status":
            doubts.append("found by its name; what its other codes mean is not known")
        return replace(
            proposed,
            said=best.said,
            elsewhere=tuple(elsewhere),
            open=(*proposed.open, *doubts),
        )

    def _candidates(self, name: str) -> Sequence[Candidate]:
        kind = self._kinds[name]
        if kind == "status":
            return statuses(self._document, self._record.steps, self._known, name)
        if kind == "count":
            return counts(self._document, self._counted(name))
        return self._of_record(name)

    def _counted(self, name: str) -> Sequence[Steps]:
        """The lists whose length may be the number: that of the records, or any."""
        if name == "copies":
            records = list_of(self._record.steps)
            return [] if records is None else [records]
        numbers = next((each.steps for each in self._places.get("numbers", ())), None)
        if numbers is not None:
            return [numbers]
        every = [steps for steps, _ in lists(self._document)]
        return [each for each in every if not any(isinstance(step, int) for step in each)]

    def _fit(self, name: str, each: Candidate) -> float:
        inside = self._record.is_around(each.steps) or name == "copies"
        fit = each.fit if inside else each.fit + OUTSIDE
        if FOR_PROGRAMS in each.steps and not name.startswith("shown"):
            fit += MADE_FOR_IT
        return fit + (self._beside_address(each) if name == "name" else 0)

    def _beside_address(self, each: Candidate) -> float:
        """What speaks for the name of the person whom things are sent to."""
        if self._address is None:
            return 0.0
        holder = each.steps if each.at else each.steps[:-1]
        its = self._address.steps if self._address.at else self._address.steps[:-1]
        if holder != its:
            return 0.0
        said = at_steps(self._document, holder)
        named = key_words(each.at or each.steps[-1])
        kin = [word for word in named if word not in {"name", "full", "first", "last"}]
        address = key_words(self._address.at)
        alike = bool(kin) and all(word in address for word in kin)
        return BESIDE_THE_ADDRESS * (1 + alike) if isinstance(said, Mapping) else 0.0

    def _as_field(self, name: str, each: Candidate) -> FieldProposal | None:
        """Return the words of a field: read in the record, or taken from beside it."""
        inside = self._record.is_around(each.steps)
        at = _joined(self._record.path_to(each.steps, inside=inside), each.at)
        words = {**each.words}
        if isinstance(currency := words.pop("currency_at", None), tuple):
            if inside and self._record.is_around(currency):
                words["currency_at"] = self._record.path_to(currency, inside=True)
            else:
                words["currency"] = self._values[name].currency
        if self._kinds[name] == "status":
            means = self._means(name, at)
            if means is None:
                return None
            words["means"] = means
        if inside or not self._is_one:
            return FieldProposal(name, {"at": at, **words}, each.said)
        return FieldProposal(name, {"at": hoisted_name(name), **words}, each.said, at)

    def _means(self, name: str, at: str) -> dict[str, str] | None:
        """Return the meaning of each code that a known order shows; None if they conflict."""
        record, means = record_path(self._record.steps, {}), dict[str, str]()
        for each in self._samples:
            code, word = said_at(each.document, record, at), each.known.values.get(name)
            if code is None or word is None or means.setdefault(code, str(word)) != word:
                return None
        return means

    def _is_read(self, proposed: FieldProposal) -> bool:
        record = record_path(self._record.steps, proposed.hoisted)
        table: dict[str, Any] = {} if record is None else {"record": record}
        table[proposed.name] = dict(proposed.words)
        return all(reads_the_known(each, table, [proposed.name]) for each in self._samples)

    def _key(self, found: SubjectProposal) -> None:
        """Name the key of the record, if it is there and all that is read stays as it is."""
        inside = [
            each
            for each in keys_in(self._document, self._known.key)
            if self._record.is_around(each.steps)
            and not any(isinstance(step, int) for step in each.steps[len(self._record.steps) :])
        ]
        for each in sorted(inside, key=lambda each: -each.fit):
            found.key = self._record.path_to(each.steps, inside=True, known=())
            names = [one.name for one in found.fields]
            if names and all(reads_the_known(one, found.table, names) for one in self._samples):
                return
        found.key = None
        found.open.append(f"key: no place in the record says {self._known.key!r}")


def _ordered(values: Mapping[str, object]) -> list[str]:
    """The address before the name, which is looked for beside it."""
    return sorted(values, key=lambda name: name != "address")


def _joined(path: str, more: str) -> str:
    if more == "length":
        return f"length({path})"
    if not more:
        return path
    if path == "@":
        return more.removeprefix(".")
    return path + (more if _FROM_A_LIST.match(more) else f".{more}")
