"""What can be done after what: known from the features, and learned from what could not be done."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from samestory.explore.journey import is_within
from samestory.explore.questions import standing_after
from samestory.explore.vocabulary import KnownAction, Vocabulary

MOST_TIMES = 2
"""How often one person does the same."""


@dataclass
class Possibilities:
    """Which actions can follow which.

    An action that could not be done after some others is suspected to be made impossible by one of
    them: those are cleared after which it could be done once.
    """

    vocabulary: Vocabulary
    done: set[tuple[str, str]] = field(default_factory=set)
    """Pairs of actions of which the second could be done after the first."""
    refused: set[tuple[str, frozenset[str]]] = field(default_factory=set)
    """Actions that could not be done, and what had been done before."""
    known: Sequence[Sequence[str]] = ()
    """What somebody did in findings: not composed again."""
    given_up: frozenset[str] = frozenset()
    """Actions after which nothing can be judged, or that the company does not have."""
    _leniency: dict[str, float] = field(default_factory=dict)

    def next_for(self, keys: Sequence[str]) -> Iterator[str]:
        """Yield what a person can do who has done this; who has done nothing, begins."""
        actions = self.vocabulary.actions
        prepared = keys and actions[keys[-1]].leads_to
        for key in prepared or (actions if keys else self.vocabulary.beginnings):
            if key in actions and self.can_follow(keys, key):
                yield key

    def can_follow(self, keys: Sequence[str], key: str) -> bool:
        """Return whether a person who has done this can do that next, as far as it is known."""
        action = self.vocabulary.actions[key]
        if not keys:
            return action.begins and key not in self.given_up
        often = keys.count(key) >= (1 if action.begins else MOST_TIMES)
        return not (
            often
            or key in self.given_up
            or (action.exact and not {*keys} <= action.known_before)
            or (action.only_begins and keys[-1] not in action.joins)
            or not self._follows(keys, action)
            or self._lacks_promises(keys, key)
            or self._is_refused(keys, key)
            or any(is_within(each, (*keys, key)) for each in self.known)
        )

    def chance(self, keys: Sequence[str], key: str) -> float:
        """Return how likely an action can be done after others, judged by what they let be done.

        What was often refused after one action is rather refused again, whatever it is.
        """
        chance = 1.0
        for each in {*self._since_promised(keys, key)}:
            if (each, key) not in self.done:
                chance *= self._leniency.get(each, 1.0)
        return chance

    def is_whole(self, keys: Sequence[str]) -> bool:
        """Return whether each action of one person can be done where it stands."""
        actions = self.vocabulary.actions
        prepared = (actions[one].leads_to for one in keys[:-1])
        in_order = all(
            not leads_to or two in leads_to
            for leads_to, two in zip(prepared, keys[1:], strict=True)
        )
        ends = not keys or not actions[keys[-1]].leads_to
        known = [*keys]
        return (
            in_order
            and ends
            and all(
                self._follows(known[:at], actions[key])
                and not self._lacks_promises(known[:at], key)
                if at
                else actions[key].begins
                for at, key in enumerate(known)
            )
        )

    def learn(self, keys: Sequence[str], skipped: Iterable[int]) -> None:
        """Take in what one person did, and at which places it could not be done."""
        left_out = frozenset(skipped)
        so_far: list[str] = []
        for at, key in enumerate(keys):
            before = self._since_promised(so_far, key)
            if at in left_out:
                if key not in self.given_up:  # else nothing that was done before is suspected
                    self.refused.add((key, frozenset(before)))
                continue
            self.done |= {(each, key) for each in before}
            so_far.append(key)
        self._leniency = self._learned_leniency()

    def _learned_leniency(self) -> dict[str, float]:
        """How much of what was tried after an action could be done, as far as it is to blame."""
        let = Counter(one for one, _ in self.done)
        suspected = [self._suspects(key, window) for key, window in self.refused]
        refused = Counter(each for group in suspected if len(group) == 1 for each in group)
        return {each: (1 + let[each]) / (1 + let[each] + n) for each, n in refused.items()}

    def _follows(self, keys: Sequence[str], action: KnownAction) -> bool:
        """Whether all that an action always follows was done, and made the newest of its kind."""
        actions = self.vocabulary.actions
        newest = {kind: key for key in keys for kind in actions[key].makes}
        since = {*self._since_promised(keys, action.key)}
        alike = all(newest.get(kind) in makers for kind, makers in action.makers.items())
        return alike and all(
            each in (keys if actions[each].begins else since)
            and all(newest[kind] == each for kind in actions[each].makes)
            for each in action.after
        )

    def _lacks_promises(self, keys: Sequence[str], key: str) -> bool:
        action, standing = self.vocabulary.actions[key], standing_after(keys, self.vocabulary)
        most = self.vocabulary.claims.most_of
        full = any(len(standing.promised.get(k, ())) >= most(k) for k in action.makes)
        return full or not all(standing.clear(each) for each in action.needs)

    def _is_refused(self, keys: Sequence[str], key: str) -> bool:
        before = {*self._since_promised(keys, key)}
        return any(
            suspects <= before
            for refused, window in self.refused
            if refused == key and (suspects := self._suspects(key, window))
        )

    def _suspects(self, key: str, window: frozenset[str]) -> frozenset[str]:
        """After which actions it could never be done; none if it once could after each of them."""
        return frozenset(each for each in window if (each, key) not in self.done)

    def _since_promised(self, keys: Sequence[str], key: str) -> list[str]:
        """What was done since she was promised what an action needs, with what promised it."""
        needs = self.vocabulary.actions[key].needs
        actions = self.vocabulary.actions
        makers = [at for at, each in enumerate(keys) if needs & actions[each].makes]
        return [*keys[makers[-1] :]] if makers else [*keys]
