"""Which questions end a journey, person by person."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from samestory.explore.claims import Claim, Context, context_at
from samestory.explore.journey import ComposedJourney
from samestory.explore.vocabulary import Vocabulary
from samestory.journeys.promised_person import OTHER

MOST_KEPT = 50_000
"""How many sequences of actions are kept in mind, so that none is worked out again and again."""


@dataclass
class PromisedSoFar:
    """What one person was promised by a journey, as far as it is known beforehand.

    `promised` holds by kind, for each promise, the actions after which it stands as it is.
    `unclear` are the kinds of which she may have one more, or not; `outdated` those that were
    promised about something that was changed since, such as that an order is confirmed tonight.
    """

    promised: dict[str, list[Context]] = field(default_factory=dict)
    touched: dict[str, list[Context]] = field(default_factory=dict)
    unclear: set[str] = field(default_factory=set)
    outdated: set[str] = field(default_factory=set)
    about: dict[str, frozenset[str]] = field(default_factory=dict)
    """By kind, what the newest promise of it was made about."""
    last: Context = ()

    def clear(self, kind: str) -> bool:
        """Return whether she has a promise of a kind for certain, and it is known which."""
        return bool(self.promised.get(kind)) and kind not in self.unclear


def standing_after(keys: Sequence[str], vocabulary: Vocabulary) -> PromisedSoFar:
    """Return what a person was promised by some actions in their order; do not change it."""
    known = vocabulary.standings
    found: PromisedSoFar | None = known.get(tuple(keys))
    if found is None:
        if len(known) > MOST_KEPT:
            known.clear()
        found = known[tuple(keys)] = _standing_after(keys, vocabulary)
    return found


def _standing_after(keys: Sequence[str], vocabulary: Vocabulary) -> PromisedSoFar:
    found, deeds = PromisedSoFar(), vocabulary.deeds
    for at, key in enumerate(keys):
        action, context = vocabulary.actions[key], context_at(keys, at, deeds)
        found.last = context
        answers = any(deeds[each].prepares for each in action.after)
        for kind in action.makes:
            if answers:
                found.unclear.discard(kind)
            if len(context) > 1 and _is_unclear(kind, context, vocabulary):
                found.unclear.add(kind)
            else:
                found.promised.setdefault(kind, []).append(context)
        for kind in action.revises & found.promised.keys():
            found.promised[kind][-1] = context
        found.about |= dict.fromkeys(action.makes, action.needs)
        found.outdated |= {kind for kind, of in found.about.items() if of & action.revises}
        found.outdated -= action.makes | action.revises
        for kind in action.makes | action.revises:
            found.touched.setdefault(kind, []).append(context)
    return found


def questions_after(journey: ComposedJourney, vocabulary: Vocabulary) -> list[tuple[str, Claim]]:
    """Return what is asked at the end of a journey: about whom, and what."""
    return [
        (person, claim)
        for person in journey.people
        for claim in _questions_about(journey.keys_of(person), vocabulary)
    ]


def _questions_about(keys: Sequence[str], vocabulary: Vocabulary) -> Iterator[Claim]:
    standing, claims = standing_after(keys, vocabulary), vocabulary.claims
    for kind, contexts in standing.promised.items():
        if kind in standing.unclear | standing.outdated:
            continue
        yield from claims.about(contexts[-1], kind, keys)
        if len(contexts) > 1 and kind in claims.others:
            yield from (
                each.about(f"{OTHER}{kind}")
                for each in claims.about(contexts[-2], kind, keys)
                if each.subject == kind
            )
    for kind, contexts in standing.touched.items():
        asked = [claims.about(each, f"{kind}s", keys) for each in dict.fromkeys(contexts)]
        yield from _of_all(asked, unclear=kind in standing.unclear)
    yield from _about_her(standing, keys, vocabulary)


def _of_all(asked: Sequence[Sequence[Claim]], *, unclear: bool) -> Iterator[Claim]:
    """The list of all that she has of a kind: asked of those who are asked after each action."""
    newest = [each for each in asked[-1] if bool(each.form.effects.reads) or not unclear]
    for each in newest:
        systems = [each.systems, *(_systems_of(others) for others in asked[:-1])]
        common = [name for name in each.systems if all(name in others for others in systems)]
        if len(common) > 1:
            yield each.of(common)


def _systems_of(claims: Iterable[Claim]) -> set[str]:
    return {name for each in claims for name in each.systems}


def _about_her(
    standing: PromisedSoFar, keys: Sequence[str], vocabulary: Vocabulary
) -> Iterator[Claim]:
    """What is asked about herself, if she has no more of anything than in the feature."""
    made = Counter(kind for key in keys for kind in vocabulary.actions[key].makes)
    touched = standing.touched.keys() | {f"{each}s" for each in standing.touched}
    for each in vocabulary.claims.after.get(standing.last, ()):
        as_shown = all(number <= each.made.get(kind, 0) for kind, number in made.items())
        known = each.kind not in touched and each.since <= {*keys}
        if known and as_shown and not standing.unclear:
            yield each


def _is_unclear(kind: str, context: Context, vocabulary: Vocabulary) -> bool:
    """Whether the features only ask which outcome there was, after an action so prepared."""
    about, plural = vocabulary.claims.about, f"{kind}s"
    asked = about(context, plural)
    only_outcomes = all(each.form.effects.reads for each in asked)
    return not about(context, kind) and only_outcomes
