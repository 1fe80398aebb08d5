"""Which orders of actions were tried: of one person about one promise, and of several people.

Two actions on one promise count most, and most of all if the systems are asked right after the
second one: a later action would have something else asked, or hide what went wrong.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from samestory.explore.journey import Act, ComposedJourney
from samestory.explore.vocabulary import Vocabulary

ASKED, UNASKED = 1.0, 0.25
"""What is gained by two actions in the life of one promise: asked after the second, or not."""
PREPARED = 0.5
"""By an action on a promise that was made in another way, each way to prepare it for itself."""
BESIDES = 0.5
"""By an action that has nothing to do with a promise, in its life, and one that has."""
BEFORE, RELATED = 0.25, 0.8
"""By an action, and another one that makes a promise; the first revises one of that kind."""
ACROSS = 0.8
"""By what another one did with such a promise of hers, in the life of this one."""
ANYHOW = 0.05
"""By any other two actions."""

Order = tuple[str, ...]


@dataclass
class Coverage:
    """The orders of actions in journeys that were judged."""

    vocabulary: Vocabulary
    seen: set[Order] = field(default_factory=set)

    def gain(self, journey: ComposedJourney) -> float:
        """Return how much a journey would add."""
        new: dict[Order, float] = {}
        for order, worth in self._orders_in(journey.acts):
            if order not in self.seen:
                new[order] = max(worth, new.get(order, 0.0))
        return sum(new.values())

    def gain_of(self, one: str, two: str) -> float:
        """Return what is new if an action is followed by another one, and then asked about."""
        first, second = self.vocabulary.deeds[one], self.vocabulary.deeds[two]
        gains = [0.0]
        for kind in second.revises:
            order = ("since", one, two)
            if (*order, "asked") not in self.seen:
                gains.append(self._worth(order, kind))
        gains += [
            RELATED if kind in first.revises else BEFORE
            for kind in second.makes
            if self._before(one, two, kind) not in self.seen
        ]
        return max(gains)

    def add(self, journey: ComposedJourney) -> None:
        """Take a journey in that was judged."""
        self.seen |= {order for order, _ in self._orders_in(journey.acts)}

    @property
    def pairs(self) -> int:
        """How many pairs of actions were tried, in their order, by one person."""
        seen = self.seen.copy()  # another thread may be adding to it
        return sum(order[0] == "pair" for order in seen)

    def _orders_in(self, acts: Sequence[Act]) -> Iterator[tuple[Order, float]]:
        for at in range(len(acts)):
            yield from self._orders_at(acts, at)

    def _orders_at(self, acts: Sequence[Act], at: int) -> Iterator[tuple[Order, float]]:
        """Yield the orders of which an act is the second action."""
        act = acts[at]
        deed = self.vocabulary.deeds[act.key]
        hers = [each for each in range(at) if acts[each].person == act.person]
        for before in hers:
            yield ("pair", acts[before].key, act.key), ANYHOW
            for kind in deed.makes:
                related = kind in self.vocabulary.deeds[acts[before].key].revises
                order = self._before(acts[before].key, act.key, kind)
                yield order, RELATED if related else BEFORE
        for kind in deed.revises:
            asked = self._is_asked(acts, at, kind)
            began = self._began(acts, hers, kind)
            if began is None:
                continue
            for each in range(began, at):
                if acts[each].person == act.person:
                    order = ("since", acts[each].key, act.key)
                elif (done := self._done_to(acts[each].key, kind)) and each > began:
                    order = ("across", done, act.key)
                else:
                    continue
                worth = self._worth(order, kind)
                if asked:
                    yield (*order, "asked"), worth
                yield order, UNASKED

    def _began(self, acts: Sequence[Act], hers: Sequence[int], kind: str) -> int | None:
        """Where the life of her newest promise begins, what prepared it included."""
        made = [n for n, at in enumerate(hers) if kind in self.vocabulary.deeds[acts[at].key].makes]
        if not made:
            return None
        first = made[-1]
        prepared = first and self.vocabulary.deeds[acts[hers[first - 1]].key].prepares
        return hers[first - 1] if prepared else hers[first]

    def _is_asked(self, acts: Sequence[Act], at: int, kind: str) -> bool:
        """Whether nothing more is done with a promise, so that it is asked about after this."""
        for act in acts[at + 1 :]:
            deed = self.vocabulary.deeds[act.key]
            if act.person != acts[at].person:
                continue
            if kind in deed.makes:
                return True
            if kind in deed.revises:
                return False
        return True

    def _before(self, one: str, two: str, kind: str) -> Order:
        """Return the order of an action, and one that makes a promise.

        What makes the same is alike, unless the first one makes such a promise as well.
        """
        return ("before", one, two if kind in self.vocabulary.deeds[one].makes else kind)

    def _worth(self, order: Order, kind: str) -> float:
        if order[0] == "across":
            return ACROSS
        first = self.vocabulary.deeds[order[1]]
        if kind in first.makes or first.prepares:
            return PREPARED
        return ASKED if self._concerns(order[1], kind) else BESIDES

    def _concerns(self, key: str, kind: str) -> bool:
        action = self.vocabulary.actions[key]
        return kind in action.revises | action.needs

    def _done_to(self, key: str, kind: str) -> str:
        deed = self.vocabulary.deeds[key]
        return "makes" if kind in deed.makes else "revises" if kind in deed.revises else ""
