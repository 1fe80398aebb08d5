"""Which object of an answer is the record: the one that holds most of what is known."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from samestory.core.model import Money
from samestory.learn.candidates import Candidate, KnownSubject
from samestory.learn.places import Steps, at_steps, key_in_path, path_to

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"key": 3, "total": 2, "lines": 2, "numbers": 2, "email": 1, "name": 1, "address": 1}
)
"""How much a field says about where the record is; any other says 1."""
MOST_OF_IT = 0.6
"""The part of all that is known which a member of a list has to hold to be the record."""
MUCH_OF_IT = 0.4
"""The same for a member that holds the key as well."""


def record_place(
    document: object, known: KnownSubject, found: Mapping[str, Sequence[Candidate]]
) -> Steps:
    """Return the steps to the record, () if the whole answer is.

    Of those with the most of it the innermost, and rather a member of a list than what is around
    it: an empty list says that there is no such record.
    """
    holders: dict[Steps, Counter[str]] = defaultdict(Counter)
    for name, candidates in found.items():
        if _says_little(known.values.get(name)):
            continue
        for each in candidates:
            is_object = isinstance(at_steps(document, each.steps), Mapping)
            for length in range(len(each.steps) + is_object):
                holders[each.steps[:length]][name] += 1
    rated = {
        steps: _weight(names)
        for steps, names in holders.items()
        if not steps or isinstance(at_steps(document, steps), Mapping)
    }
    keyed = {steps: each for steps, each in rated.items() if "key" in holders[steps]} or rated
    most = max(rated.values(), default=0.0)
    inner = {steps: each for steps, each in keyed.items() if list_of(steps) is not None}
    members = {
        steps: each
        for steps, each in inner.items()
        if each >= (MUCH_OF_IT if "key" in holders[steps] else MOST_OF_IT) * most
        and ("key" in holders[steps] or len(holders[steps]) > 1)
    }
    chosen = members or {steps: each for steps, each in keyed.items() if steps not in inner}
    best = max(chosen.values(), default=0.0)
    longest = [steps for steps, each in chosen.items() if each == best]
    return _not_too_far_in(max(longest, key=len, default=()), longest, holders)


def _not_too_far_in(
    place: Steps, others: Sequence[Steps], holders: Mapping[Steps, Counter[str]]
) -> Steps:
    """Return the outermost object around a place that says any of it by itself as well.

    A customer's address repeats her name and mail address, and is no record of hers.
    """
    at = max((at + 1 for at, step in enumerate(place) if isinstance(step, int)), default=0)
    around = [place[:length] for length in range(at, len(place)) if place[:length] in others]
    return next((each for each in around if holders[each] != holders[place]), place)


def _says_little(value: object) -> bool:
    return isinstance(value, Money) and not value.amount


def _weight(names: Iterable[str]) -> float:
    return sum(WEIGHTS.get(name, 1) for name in names)


def list_of(record: Steps) -> Steps | None:
    """Return the steps to the list that the record is a member of, or in one; None if in none."""
    at = max((at for at, step in enumerate(record) if isinstance(step, int)), default=None)
    return None if at is None else record[:at]


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """Where the record of a known subject is in an answer: the steps to it."""

    document: object
    known: KnownSubject
    steps: Steps

    def is_around(self, steps: Steps) -> bool:
        """Whether a place is in the record."""
        return steps[: len(self.steps)] == self.steps

    def owns(self, steps: Steps) -> bool:
        """Whether a place is no other record's: a sibling in the same list is one."""
        around = list_of(self.steps)
        if around is None or steps[: len(around)] != around or len(steps) <= len(around):
            return True
        return steps[: len(around) + 1] == self.steps[: len(around) + 1]

    def path_to(self, steps: Steps, *, inside: bool, known: Collection[str] | None = None) -> str:
        """Return the path to a place: from the record, or from the whole answer."""
        base, rest = self.document, steps
        if inside:
            base, rest = at_steps(self.document, self.steps), steps[len(self.steps) :]
        return path_to(base, rest, self.known.words if known is None else known)


def record_path(steps: Steps, beside: Mapping[str, str]) -> str | None:
    """Return the path to a record, with what stands beside it under names of its own.

    None if the whole answer is the record.
    """
    path = path_to(None, steps, filters=False)
    if not beside:
        return path if steps else None
    added = ", ".join(f"{key_in_path(name)}: {at}" for name, at in beside.items())
    return f"{path} && merge({path}, {{{added}}})"
