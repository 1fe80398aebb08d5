"""Makes a journey that fails as short as it can be: by leaving out, and playing again.

Each candidate costs a play of seconds, so that few are tried: delta debugging over acts (halves
first, then single ones, each with what could not be done without it), people before acts, and
words last. Hypothesis' own shrinking would need hundreds of plays for the same.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from samestory.explore.journey import Act, ComposedJourney, gap_words
from samestory.explore.possible import Possibilities
from samestory.explore.questions import questions_after
from samestory.explore.vocabulary import Vocabulary

Fails = Callable[[ComposedJourney], bool]
"""Plays a journey, and returns whether it fails for the same reason."""


@dataclass
class Shrinking:
    """One journey that fails, made shorter; no candidate is played twice."""

    vocabulary: Vocabulary
    fails: Fails
    passed: set[ComposedJourney] = field(default_factory=set)
    """The candidates that did not fail."""

    def shortest(self, journey: ComposedJourney) -> ComposedJourney:
        """Return the shortest journey found that still fails; leaving out any one act passes."""
        for person in journey.people:
            alone = tuple(each for each in journey.acts if each.person == person)
            if len(alone) < len(journey.acts) and self._fails(ComposedJourney(alone)):
                journey = ComposedJourney(alone)
                break
        journey = self._without_acts(self._in_usual_ways(journey))
        usual = self._in_usual_ways(journey)
        journey = journey if usual == journey else self._without_acts(usual)
        simpler = next(filter(self._fails, self._in_simpler_ways(journey)), journey)
        return self._in_plain_words(simpler)

    def _in_usual_ways(self, journey: ComposedJourney) -> ComposedJourney:
        """Let her come in, and make what she makes, as most people of the features do.

        Otherwise a roundabout way to the same would stay: leaving out any one act passes there.
        """
        if len(journey.people) > 1:
            return journey
        for makers in (True, False):
            acts = tuple(self._usual(journey, makers=makers))
            other = possible_part(ComposedJourney(acts), self.vocabulary)
            if other == journey:
                return journey
            if 0 < len(other.acts) <= len(journey.acts) and self._fails(other):
                return other
        return journey

    def _usual(self, journey: ComposedJourney, *, makers: bool) -> Iterator[Act]:
        beginning = self.vocabulary.usual_beginning
        first = next((each for each in journey.acts if each.key == beginning), None)
        yield first or self._plain(Act(beginning, journey.people[0]))
        for act in journey.acts:
            usual = self.vocabulary.usual_maker(act.key) if makers else act.key
            if usual != act.key:
                yield self._plain(Act(usual, act.person))
            elif not self.vocabulary.actions[act.key].begins:
                yield act

    def _in_simpler_ways(self, journey: ComposedJourney) -> Iterator[ComposedJourney]:
        """Yield it with something simpler in the place of an act, without what only that needs."""
        actions = self.vocabulary.actions
        for at, act in enumerate(journey.acts):
            for other in self.vocabulary.simpler(act.key):
                needless = actions[act.key].needs - other.needs
                simple = self._plain(Act(other.key, act.person))
                acts = (*journey.acts[:at], simple, *journey.acts[at + 1 :])
                kept = (
                    each for each in acts if not frozenset() < actions[each.key].makes <= needless
                )
                whole = possible_part(ComposedJourney(tuple(kept)), self.vocabulary)
                if simple in whole.acts and len(whole.acts) < len(journey.acts):
                    yield whole

    def _without_acts(self, journey: ComposedJourney) -> ComposedJourney:
        size = max(1, (len(journey.acts) - len(journey.people)) // 2)
        while True:
            smaller = next(filter(self._fails, self._candidates(journey, size)), None)
            if smaller is not None:
                journey = smaller
                size = min(size, max(1, len(journey.acts) // 2))
            elif size == 1:
                return journey
            else:
                size //= 2

    def _candidates(self, journey: ComposedJourney, size: int) -> Iterator[ComposedJourney]:
        """Yield it without some acts in a row, and without all that then cannot be done."""
        acts, seen = journey.acts, {journey}
        for start in range(0, len(acts), size):
            kept = journey.without(range(start, min(start + size, len(acts))))
            whole = possible_part(kept, self.vocabulary)
            if questions_after(whole, self.vocabulary) and whole not in seen:
                seen.add(whole)
                yield whole

    def _in_plain_words(self, journey: ComposedJourney) -> ComposedJourney:
        plain = ComposedJourney(tuple(map(self._plain, journey.acts)))
        if plain == journey or self._fails(plain):
            return plain
        for at, act in enumerate(journey.acts):
            other = ComposedJourney((*journey.acts[:at], self._plain(act), *journey.acts[at + 1 :]))
            if other != journey and self._fails(other):
                journey = other
        return journey

    def _plain(self, act: Act) -> Act:
        return replace(act, words=gap_words(self.vocabulary.actions[act.key].words[0]))

    def _fails(self, journey: ComposedJourney) -> bool:
        if journey in self.passed:
            return False
        fails = self.fails(journey)
        if not fails:
            self.passed.add(journey)
        return fails


def possible_part(journey: ComposedJourney, vocabulary: Vocabulary) -> ComposedJourney:
    """Return a journey without the acts that cannot be done where they stand.

    Nor is one left before which something is missing that the features always do.
    """
    possible = Possibilities(vocabulary)
    done, kept = dict[str, list[str]](), list[Act]()
    for act in journey.acts:
        before = done.setdefault(act.person, [])
        if act.key in possible.next_for(before):
            before.append(act.key)
            kept.append(act)
    while kept and not _ends(kept, vocabulary):
        unfinished = _unfinished(kept, vocabulary)
        kept = [each for at, each in enumerate(kept) if at not in unfinished]
    return ComposedJourney(tuple(kept))


def _ends(acts: Sequence[Act], vocabulary: Vocabulary) -> bool:
    return not _unfinished(acts, vocabulary)


def _unfinished(acts: Sequence[Act], vocabulary: Vocabulary) -> set[int]:
    """Where somebody's last act only prepares another one."""
    last = {each.person: at for at, each in enumerate(acts)}
    return {at for at in last.values() if vocabulary.actions[acts[at].key].leads_to}
