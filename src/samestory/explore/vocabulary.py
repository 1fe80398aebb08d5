"""What can be done in a project and what can be asked there, as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from samestory.explore.claims import Doing, LearnedClaims
from samestory.explore.forms import StepForm

MOST_SIMPLER = 4
"""How many simpler actions are tried in the place of one."""


@dataclass(frozen=True, slots=True)
class KnownAction:
    """Something that can be done by a person, or to her.

    `given` and `when` are its phrases before and after the turning point of a scenario; one of
    them may be missing. It can be done if she has a promise of each kind that it `needs`, and if
    all that it is always preceded by in the features (`after`) has been done; what makes a promise
    there has to have made the newest of its kind. `words` are the ways to fill its gaps, the
    shortest first.
    """

    key: str
    given: StepForm | None = None
    when: StepForm | None = None
    makes: frozenset[str] = frozenset()
    revises: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    makers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By kind that it needs: the actions of which one has to have made the newest."""
    said: int = 0
    """How often the features say it."""
    words: tuple[Mapping[str, str], ...] = ({},)
    exact: bool = False
    """Whether its words say an amount that holds only where the features say it."""
    known_before: frozenset[str] = frozenset()
    """All that the features let the same person do before it."""
    joins: frozenset[str] = frozenset()
    """If a person can only come in with it: what the features let her have done directly before."""
    leads_to: tuple[str, ...] = ()
    """If it only prepares what is done next: the actions that may follow."""
    waits: tuple[tuple[StepForm, Mapping[str, str]], ...] = ()
    """What the features wait for after it, before anything else is done."""

    @property
    def begins(self) -> bool:
        """Whether the features begin with it."""
        return self.given is not None and any(gap.newcomer for gap in self.given.gaps)

    @property
    def only_begins(self) -> bool:
        """Whether the features never say it of somebody as a turning point."""
        return self.begins and self.when is None

    @property
    def deed(self) -> Doing:
        """What it does to promises."""
        forms = filter(None, (self.given, self.when))
        begins = self.begins and any(each.effects.acts for each in forms)
        return Doing(self.makes, self.revises, bool(self.leads_to), begins)


@dataclass(frozen=True)
class Vocabulary:
    """All actions by their keys, what is asked after them, and the names that people have."""

    actions: Mapping[str, KnownAction]
    claims: LearnedClaims = field(default_factory=LearnedClaims)
    names: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    """Steps that act and cannot be used, as people read them."""

    @cached_property
    def standings(self) -> dict[tuple[str, ...], Any]:
        """What is known of sequences of actions; see `questions.standing_after`."""
        return {}

    @cached_property
    def deeds(self) -> Mapping[str, Doing]:
        """What each action does to promises."""
        return {key: each.deed for key, each in self.actions.items()}

    @cached_property
    def usual_beginning(self) -> str:
        """How most people of the features come in."""
        return max(self.beginnings, key=lambda key: self.actions[key].said)

    def usual_maker(self, key: str) -> str:
        """Return what mostly makes what an action makes; itself if it makes nothing."""
        made = self.actions[key].makes
        alike = [each for each, other in self.actions.items() if made and other.makes == made]
        return max(alike or [key], key=lambda each: self.actions[each].said)

    def simpler(self, key: str) -> Sequence[KnownAction]:
        """Return what changes less and needs less before it than an action, the usual first.

        A cancellation is simpler than sending back, which needs a parcel that was handed over.
        """
        one = self.actions[key]
        found = [
            each
            for each in self.actions.values()
            if each.revises and each.revises < one.revises and each.needs < one.needs
        ]
        return sorted(found, key=lambda each: -each.said)[:MOST_SIMPLER]

    @cached_property
    def beginnings(self) -> tuple[str, ...]:
        """The actions with which a person can come in."""
        return tuple(key for key, each in self.actions.items() if each.begins)

    def holding(self, words: str) -> set[str]:
        """Return the actions that hold these words, in any case."""
        return {key for key in self.actions if words.casefold() in key.casefold()}

    def narrowed(self, wanted: Iterable[str]) -> Vocabulary:
        """Return it with only those actions that hold one of these words, and what they need."""
        kept = self._with_needed({key for words in wanted for key in self.holding(words)})
        actions = {key: each for key, each in self.actions.items() if key in kept}
        return Vocabulary(actions, self.claims, self.names, self.left_out)

    def _with_needed(self, chosen: set[str]) -> set[str]:
        """Add the beginnings, what an action always follows, and one maker of what it needs."""
        kept, left = set(self.beginnings), list(chosen)
        while left:
            key = left.pop()
            if key in kept and key not in chosen:
                continue
            kept.add(key)
            chosen.discard(key)
            action = self.actions[key]
            makers = (self._maker_of(kind, kept) for kind in action.needs)
            left += [each for each in (*action.after, *makers) if each and each not in kept]
        return kept

    def _maker_of(self, kind: str, kept: set[str]) -> str:
        makers = [key for key, each in self.actions.items() if kind in each.makes]
        known = [key for key in makers if key in kept]
        return next(iter(known or sorted(makers, key=lambda key: len(self.actions[key].after))), "")
