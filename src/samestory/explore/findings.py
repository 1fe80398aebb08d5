"""What exploring has found: for each cause the shortest journeys that show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations

from samestory.explore.journey import ComposedJourney, is_within
from samestory.explore.vocabulary import Vocabulary

MOST_OF_A_CAUSE = 3
"""After so many journeys that show one cause, no other one is made shorter."""


@dataclass(frozen=True, slots=True)
class FoundOrder:
    """A journey that failed at least twice for the same cause, and cannot be made shorter.

    `causes` are all that its last play showed; `cause` is the one that it was kept for.
    """

    cause: str
    title: str
    journey: ComposedJourney
    causes: frozenset[str]
    message: str = ""


@dataclass
class Findings:
    """All findings so far."""

    vocabulary: Vocabulary
    all: list[FoundOrder] = field(default_factory=list)
    flaky: list[tuple[str, ComposedJourney]] = field(default_factory=list)
    """Journeys that failed once and agreed when they were played again, with the cause."""

    def add(self, finding: FoundOrder) -> None:
        """Take in a finding, unless the same order of actions was found for the same cause."""
        if not self.explain(finding.journey, finding.cause):
            self.all.append(finding)

    def explain(self, journey: ComposedJourney, cause: str) -> bool:
        """Return whether a cause needs no further journey, or this one holds what shows it."""
        known = [each for each in self.all if cause in each.causes]
        return len(known) >= MOST_OF_A_CAUSE or any(
            holds_order(journey, each.journey, self.vocabulary) for each in known
        )

    @property
    def orders(self) -> list[Sequence[str]]:
        """What one person did in findings, without her beginning: not to be composed again."""
        alone = (each.journey for each in self.all if len(each.journey.people) == 1)
        return [core_of(each.keys_of(each.people[0]), self.vocabulary) for each in alone]

    @property
    def by_cause(self) -> Mapping[str, list[FoundOrder]]:
        """The findings of each cause, the shortest first."""
        found: dict[str, list[FoundOrder]] = {}
        for each in sorted(self.all, key=lambda each: len(each.journey.acts)):
            found.setdefault(each.cause, []).append(each)
        return found


def holds_order(journey: ComposedJourney, shown: ComposedJourney, vocabulary: Vocabulary) -> bool:
    """Return whether a journey does all that another one does, in its order, by its people."""
    cores = [core_of(shown.keys_of(each), vocabulary) for each in shown.people]
    return any(
        all(is_within(core, journey.keys_of(one)) for core, one in zip(cores, who, strict=True))
        for who in permutations(journey.people, len(cores))
    )


def core_of(keys: Sequence[str], vocabulary: Vocabulary) -> Sequence[str]:
    """Return what somebody does without her beginning, if there is more."""
    rest = [key for at, key in enumerate(keys) if at or not _begins(key, vocabulary)]
    return rest or keys


def _begins(key: str, vocabulary: Vocabulary) -> bool:
    return key in vocabulary.actions and vocabulary.actions[key].begins
