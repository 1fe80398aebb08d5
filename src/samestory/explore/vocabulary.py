"""What can be done and what can be asked in a project: learned from its steps and its features.

Nothing is known here about any company: an action is a step that is about a person, its words are
those that the features use, and what is asked after it is what the features ask after it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

from samestory.explore.claims import Doing, LearnedClaims, learn_claims
from samestory.explore.forms import GapRole, SaidScenario, SaidStep, StepForm

MOST_WORDS = 6
"""How many ways to fill the gaps of one action are tried."""
MOST_SIMPLER = 4
"""How many simpler actions are tried in the place of one."""
ACTING = ("given", "when")
AMOUNT = re.compile(r"\d+[.,]\d\d\b")


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


def vocabulary_of(forms: Sequence[StepForm], scenarios: Sequence[SaidScenario]) -> Vocabulary:
    """Learn the vocabulary of a project from its phrases, and from what its features say."""
    asking = {each.function for each in forms if each.word == "then"}
    acting = [each for each in forms if each.word in ACTING and each.function not in asking]
    usable = [each for each in acting if each.has(GapRole.PERSON) and not each.has(GapRole.SYSTEMS)]
    usable_functions = {each.function for each in usable}
    deeds = [_deeds(each, usable_functions) for each in scenarios]
    actions: dict[str, KnownAction] = {}
    for key, said in _by_key(deeds).items():
        actions[key] = _action(key, said, usable)
    claims = _claims_of(actions, scenarios)
    actions = {key: _with_order(each, deeds, actions, claims) for key, each in actions.items()}
    claims = _claims_of(actions, scenarios)
    actions = {key: _that_stands_alone(each, actions, claims) for key, each in actions.items()}
    actions = {key: _with_waits(each, scenarios, asking) for key, each in actions.items()}
    left_out = sorted({each.spoken for each in acting if each.function not in usable_functions})
    names = Counter(each.person for said in scenarios for each in said if each.person)
    return Vocabulary(
        actions,
        _claims_of(actions, scenarios),
        tuple(name for name, _ in names.most_common()),
        tuple(left_out),
    )


def action_key(step: SaidStep) -> str:
    """Return by what an action is known: its function, and the words that make it another one."""
    fixed = [step.words[gap.name] for gap in step.form.gaps if gap.fixed]
    return " ".join([step.form.function.rpartition(".")[2].replace("_", " "), *fixed])


def _deeds(scenario: SaidScenario, functions: set[str]) -> list[SaidStep]:
    return [each for each in scenario if each.form.function in functions]


def _by_key(deeds: Iterable[Sequence[SaidStep]]) -> dict[str, list[SaidStep]]:
    found: dict[str, list[SaidStep]] = {}
    for scenario in deeds:
        for step in scenario:
            found.setdefault(action_key(step), []).append(step)
    return found


def _action(key: str, said: Sequence[SaidStep], usable: Sequence[StepForm]) -> KnownAction:
    function = said[0].form.function
    forms = {each.word: each for each in reversed(usable) if each.function == function}
    effects = said[0].form.effects
    words = {tuple(sorted(each.words.items())) for each in said}
    shortest = sorted(words, key=lambda each: (sum(len(text) for _, text in each), each))
    return KnownAction(
        key=key,
        given=forms.get("given"),
        when=forms.get("when"),
        makes=effects.makes,
        revises=effects.revises,
        needs=effects.needs,
        said=len(said),
        words=tuple(dict(each) for each in shortest[:MOST_WORDS]),
    )


def _with_order(
    action: KnownAction,
    deeds: Sequence[Sequence[SaidStep]],
    actions: Mapping[str, KnownAction],
    claims: LearnedClaims,
) -> KnownAction:
    """Add what always comes before an action, and what follows one that only prepares it."""
    told = list(_before(action.key, deeds))
    before = [set(each) for each in told]
    always = set.intersection(*before) if before else set()
    alike = {each for each in always if _can_be_replaced(actions[each], claims)}
    made = frozenset().union(*(actions[each].makes for each in alike)) - action.makes
    exact = always - alike
    followers = dict.fromkeys(_followers(action.key, deeds))
    prepares = action.when is None and not action.begins and not action.makes
    return replace(
        action,
        needs=action.needs | made,
        makers={kind: _makers_like_it(kind, actions, claims) for kind in made},
        after=frozenset(exact - {action.key}),
        exact=bool(action.makes and action.needs | made) and _says_amounts(action),
        known_before=frozenset().union(*before),
        joins=frozenset(each[-1] for each in told if each),
        leads_to=tuple(each for each in followers if each != action.key) if prepares else (),
    )


def _says_amounts(action: KnownAction) -> bool:
    """Whether an action says amounts, such as a price that an earlier promise has led to."""
    return any(AMOUNT.search(text) for words in action.words for text in words.values())


def _makers_like_it(
    kind: str, actions: Mapping[str, KnownAction], claims: LearnedClaims
) -> frozenset[str]:
    """Return the actions that make a thing of which the features ask the whole."""
    makers = (key for key, each in actions.items() if kind in each.makes)
    return frozenset(key for key in makers if claims.asks_for_whole((key,), kind))


def _claims_of(
    actions: Mapping[str, KnownAction], scenarios: Sequence[SaidScenario]
) -> LearnedClaims:
    return learn_claims({key: each.deed for key, each in actions.items()}, scenarios, action_key)


def _that_stands_alone(
    action: KnownAction, actions: Mapping[str, KnownAction], claims: LearnedClaims
) -> KnownAction:
    """Let an action be free that only seems to prepare the next one.

    The features speak of what is made after it as after anything else.
    """
    acts = any(form.effects.acts for form in (action.given, action.when) if form)
    prepares = not acts or any(
        not claims.about((action.key, after), kind)
        for after in action.leads_to
        for kind in actions[after].makes
    )
    return action if prepares else replace(action, leads_to=())


def _can_be_replaced(maker: KnownAction, claims: LearnedClaims) -> bool:
    """Whether anything else that makes the same can stand for an action.

    The features ask about what it makes as a whole, so that nothing else is special about it.
    """
    return bool(maker.makes) and all(
        claims.asks_for_whole((maker.key,), kind) for kind in maker.makes
    )


def _before(key: str, deeds: Iterable[Sequence[SaidStep]]) -> Iterator[list[str]]:
    """Yield what the same person had done before, each time that an action is said."""
    for scenario in deeds:
        for at, step in enumerate(scenario):
            if action_key(step) == key:
                yield [action_key(each) for each in scenario[:at] if each.person == step.person]


def _followers(key: str, deeds: Iterable[Sequence[SaidStep]]) -> Iterator[str]:
    for scenario in deeds:
        keys = [action_key(each) for each in scenario]
        yield from (two for one, two in pairwise(keys) if one == key)


def _with_waits(
    action: KnownAction, scenarios: Sequence[SaidScenario], asking: set[str]
) -> KnownAction:
    """Add what the features wait for directly after an action, as a Given."""
    found: dict[str, tuple[StepForm, Mapping[str, str]]] = {}
    for scenario in scenarios:
        for one, two in pairwise(scenario):
            waits = two.form.word == "given" and two.form.function in asking
            if waits and action_key(one) == action.key:
                found.setdefault(two.form.spoken, (two.form, two.words))
    return replace(action, waits=tuple(found.values()))
