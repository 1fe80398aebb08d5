"""Which orders of actions were tried: pairs and triples of one person, and pairs of two people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from samestory.explore.journey import ComposedJourney

PAIR, ENDING, TRIPLE, CROSSING = 1.0, 0.6, 0.08, 0.1
"""What is gained by an order of actions that is new: two, two that end a journey, three, and one
each of two people."""

Order = tuple[str, ...]


@dataclass
class Coverage:
    """The orders of actions in journeys that were judged; `groups` says which are alike."""

    groups: Mapping[str, str] = field(default_factory=dict)
    seen: set[Order] = field(default_factory=set)

    def gain(self, journey: ComposedJourney) -> float:
        """Return how much a journey would add."""
        new = {order: worth for order, worth in self._orders_in(journey) if order not in self.seen}
        return sum(new.values())

    def gain_of(self, keys: Sequence[str], key: str) -> int:
        """Return how many pairs of actions one more would add to what a person does."""
        new = self._group(key)
        return sum(("pair", each, new) not in self.seen for each in {*map(self._group, keys)})

    def add(self, journey: ComposedJourney) -> None:
        """Take a journey in that was judged."""
        self.seen |= {order for order, _ in self._orders_in(journey)}

    @property
    def pairs(self) -> int:
        """How many pairs of actions were tried, in their order, by one person."""
        return sum(order[0] == "pair" for order in self.seen)

    def _group(self, key: str) -> str:
        return self.groups.get(key, key)

    def _orders_in(self, journey: ComposedJourney) -> Iterator[tuple[Order, float]]:
        for person in journey.people:
            keys = [*map(self._group, journey.keys_of(person))]
            yield from ((("pair", *each), PAIR) for each in combinations(keys, 2))
            yield from ((("triple", *each), TRIPLE) for each in combinations(keys, 3))
            yield from ((("ending", each, keys[-1]), ENDING) for each in keys[:-1])
        acts = journey.acts
        for one, two in combinations(acts, 2):
            if one.person != two.person:
                yield ("crossing", one.key, two.key), CROSSING
