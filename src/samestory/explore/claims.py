"""What is asked after a journey: what the project's own features ask after its last actions.

No system is asked what the features never ask it: after a cancellation, say, only those whom a
feature about cancelling asks. So a healthy company agrees, as it does in its features.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from samestory.explore.forms import (
    GapRole,
    SaidScenario,
    SaidStep,
    StepForm,
    listed_names,
    names_in,
)
from samestory.journeys.promised_person import OTHER

MOST_OF_A_KIND = 2
"""How many promises of a kind one person is given if the features speak of another one."""

Context = tuple[str, ...]
"""The keys of the actions after which something is asked: the last one, and what prepared it."""
KeyOf = Callable[[SaidStep], str]


@dataclass(frozen=True, slots=True)
class Claim:
    """A question of a feature: its phrase, its words, and the kind that it is about.

    `kind` is "" for one about the person herself. `made` is how many promises of each kind she had
    in the scenario that asks.
    """

    form: StepForm
    words: Mapping[str, str]
    kind: str = ""
    made: Mapping[str, int] = field(default_factory=dict)
    since: frozenset[str] = frozenset()
    """The beginnings of hers without which no feature asks it, such as that she has an account."""

    @property
    def systems(self) -> tuple[str, ...]:
        """The systems that it names, as the feature calls them."""
        return names_in(self.words[self._gap]) if self._gap else ()

    @property
    def subject(self) -> str:
        """What it is about, as the feature names it: "order", "orders"; "" if it is not said."""
        return next((self.words[g.name] for g in self.form.gaps if g.role is GapRole.SUBJECT), "")

    @property
    def part(self) -> tuple[str, ...]:
        """What it asks, regardless of the systems: claims with one part can be put together."""
        words = (self.words[g.name] for g in self.form.gaps if g.role is GapRole.FIELD)
        return (self.form.spoken, self.subject, *words)

    def of(self, systems: Iterable[str]) -> Claim:
        """Return it with other systems."""
        return replace(self, words={**self.words, self._gap: listed_names(list(systems))})

    def about(self, subject: str) -> Claim:
        """Return it about another subject of the same kind: "other order"."""
        gap = next(each.name for each in self.form.gaps if each.role is GapRole.SUBJECT)
        return replace(self, words={**self.words, gap: subject})

    @property
    def _gap(self) -> str:
        return next((each.name for each in self.form.gaps if each.role is GapRole.SYSTEMS), "")


@dataclass(frozen=True, slots=True)
class LearnedClaims:
    """What the features ask, by the actions after which they ask it."""

    after: Mapping[Context, tuple[Claim, ...]] = field(default_factory=dict)
    others: frozenset[str] = frozenset()
    """The kinds of which the features know another one: "her other order"."""
    most: Mapping[str, int] = field(default_factory=dict)
    """By kind, how many of them one person has at the most where something is asked."""

    def about(
        self, context: Context, kind: str, done: Collection[str] | None = None
    ) -> list[Claim]:
        """Return what is asked about a kind after some actions, put together by what is asked.

        If features speak of it after an action that something prepared, what they ask after the
        action alone is asked as well.
        """
        asked = self._about(context, kind)
        if done is not None:
            asked = [each for each in asked if each.since <= {*done}]
        if len(context) > 1 and asked and not kind.endswith("s"):
            asked = [*asked, *self.about(context[-1:], kind, done)]
        found: dict[tuple[str, ...], Claim] = {}
        for each in asked:
            known = found.get(each.part)
            systems = dict.fromkeys((*(known.systems if known else ()), *each.systems))
            found[each.part] = each.of(systems)
        return _undominated(list(found.values()))

    def most_of(self, kind: str) -> int:
        """Return how many promises of a kind one person has at the most in features that ask.

        They are told apart only there: a second offer to the same address is the same offer.
        """
        if kind in self.others:
            return MOST_OF_A_KIND
        return self.most.get(kind, MOST_OF_A_KIND)

    def asks_for_whole(self, context: Context, kind: str) -> bool:
        """Return whether the features ask about such a thing as a whole after some actions."""
        return any(not each.form.has(GapRole.FIELD) for each in self._about(context, kind))

    def _about(self, context: Context, kind: str) -> list[Claim]:
        return [each for each in self.after.get(context, ()) if each.kind == kind]


@dataclass(frozen=True, slots=True)
class Doing:
    """What an action does to promises; `prepares`: it does nothing but prepare the next one."""

    makes: frozenset[str] = frozenset()
    revises: frozenset[str] = frozenset()
    prepares: bool = False
    begins: bool = False
    """Whether a person comes in by it, and it does something."""

    def touches(self, kind: str) -> bool:
        """Return whether promises of a kind, or the list of them, are not the same after it."""
        touched = self.makes | self.revises
        return kind in touched or (kind.endswith("s") and kind[:-1] in touched)


Deeds = Mapping[str, Doing]


def learn_claims(
    deeds: Deeds, scenarios: Iterable[SaidScenario], action_key: KeyOf
) -> LearnedClaims:
    """Learn from the features what is asked after which actions.

    A question about a kind is asked after the last action of that person that touches the kind;
    any other one after the last action.
    """
    found: dict[Context, dict[tuple[object, ...], Claim]] = {}
    most: Counter[str] = Counter()
    for scenario in scenarios:
        for step in scenario:
            if step.form.word != "then" or not _can_be_asked(step.form):
                continue
            done = [each for each in scenario if each.person == step.person]
            keys = [key for each in done if (key := action_key(each)) in deeds]
            claim = _claim(step, keys, deeds)
            most |= Counter(claim.made)
            touching = [at for at, key in enumerate(keys) if deeds[key].touches(claim.kind)]
            if keys and not claim.kind.startswith(OTHER):
                context = context_at(keys, touching[-1] if touching else len(keys) - 1, deeds)
                same = (*claim.part, claim.systems, claim.since)
                found.setdefault(context, {}).setdefault(same, claim)
    others = {text for each in scenarios for step in each for text in step.words.values()}
    return LearnedClaims(
        {each: tuple(claims.values()) for each, claims in found.items()},
        frozenset(each.removeprefix(OTHER) for each in others if each.startswith(OTHER)),
        most,
    )


def context_at(keys: Sequence[str], at: int, deeds: Deeds) -> Context:
    """Return an action of a sequence, and before it what prepared it."""
    prepared = at > 0 and deeds[keys[at - 1]].prepares
    return tuple(keys[at - prepared : at + 1])


def _can_be_asked(form: StepForm) -> bool:
    """Whether a question holds for any journey that ends so: none of its words is of one alone."""
    open_words = any(each.role is GapRole.WORDS for each in form.gaps)
    asks = form.effects.compares or form.effects.expects
    return form.has(GapRole.SYSTEMS) and form.has(GapRole.PERSON) and asks and not open_words


def _claim(step: SaidStep, keys: Sequence[str], deeds: Deeds) -> Claim:
    subjects = (step.words[g.name] for g in step.form.gaps if g.role is GapRole.SUBJECT)
    kind = next(subjects, next(iter(step.form.effects.reads), ""))
    made = Counter(kind for key in keys for kind in deeds[key].makes)
    since = frozenset(key for key in keys if deeds[key].begins)
    return Claim(step.form, step.words, kind, dict(made), since)


def _undominated(claims: Sequence[Claim]) -> list[Claim]:
    """Leave out what asks for one field of systems that are asked about all of them anyway."""
    whole = [each for each in claims if not each.form.has(GapRole.FIELD)]
    return [
        each
        for each in claims
        if not each.form.has(GapRole.FIELD)
        or not any({*each.systems} <= {*other.systems} for other in whole)
    ]
