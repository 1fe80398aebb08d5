"""Composes the next journey: the one of many drafts that tries most orders of actions anew.

Hypothesis draws the drafts and climbs towards those that gain more. It does not play them: a play
takes seconds, and its own shrinking would take hundreds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings, target
from hypothesis import strategies as st

from samestory.explore.coverage import Coverage
from samestory.explore.journey import Act, ComposedJourney, gap_words
from samestory.explore.possible import Possibilities
from samestory.explore.questions import questions_after
from samestory.explore.vocabulary import Vocabulary

SHORTEST, LONGEST = 6, 10
"""How many acts a journey has in all, its beginnings included."""
DRAFTS = 20
"""How many drafts a journey is chosen from."""
LIKELY = 8
"""How many of the actions that are possible are drawn from: those that gain most."""
NAMES = ("Ada", "Ben", "Robin")
"""People of a project whose features name nobody."""
OFTEN_ALONE = 3
"""In one journey out of so many, there are several people."""


@dataclass(frozen=True)
class Composer:
    """Composes journeys of a vocabulary that can be done, and have something to be asked about."""

    vocabulary: Vocabulary
    possible: Possibilities
    coverage: Coverage
    people: int = 2
    drafts: int = DRAFTS

    def compose(self, number: int, seed_: int) -> ComposedJourney | None:
        """Return a journey; the same number, seed and knowledge give the same one.

        None if nothing can be composed.
        """
        best: list[tuple[float, ComposedJourney]] = []
        company = self._company(number)

        def weigh(draft: ComposedJourney) -> None:
            gain = self.coverage.gain(draft)
            target(gain)
            if gain > (best[0][0] if best else -1.0) and self._is_worth(draft):
                best[:] = [(gain, draft)]

        _search(journeys(self, company), weigh, seed_ * 1_000_003 + number, self.drafts)
        return best[0][1] if best else None

    def _company(self, number: int) -> tuple[str, ...]:
        names = (*self.vocabulary.names, *NAMES)
        many = self.people if number % OFTEN_ALONE == OFTEN_ALONE - 1 else 1
        return tuple(dict.fromkeys(names))[:many]

    def _is_worth(self, journey: ComposedJourney) -> bool:
        if not journey.acts:
            return False
        asked = {person for person, _ in questions_after(journey, self.vocabulary)}
        whole = (self.possible.is_whole(journey.keys_of(each)) for each in journey.people)
        return asked == {*journey.people} and all(whole)


def _search(
    drafts: st.SearchStrategy[ComposedJourney],
    weigh: Callable[[ComposedJourney], None],
    seed_: int,
    most: int,
) -> None:
    """Draw drafts, and go on from those that weigh more."""

    @seed(seed_)
    @settings(
        max_examples=most,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.target),
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )
    @given(drafts)
    def draw(draft: ComposedJourney) -> None:
        weigh(draft)

    draw()


@st.composite
def journeys(draw: st.DrawFn, composer: Composer, company: tuple[str, ...]) -> ComposedJourney:
    """Draw a journey of some people: each begins, and does what is possible after what she did."""
    acts: list[Act] = []
    length = draw(st.integers(SHORTEST, LONGEST)) + len(company) - 1
    for person in company:
        _add(draw, composer, acts, person)
    while len(acts) < length:
        person = draw(st.sampled_from(company))
        if not _add(draw, composer, acts, person):
            break
    for person in company:
        keys = ComposedJourney(tuple(acts)).keys_of(person)
        if keys and composer.vocabulary.actions[keys[-1]].leads_to:
            _add(draw, composer, acts, person)
    return ComposedJourney(tuple(acts))


def _add(draw: st.DrawFn, composer: Composer, acts: list[Act], person: str) -> bool:
    """Add one act of a person; False if she can do nothing more."""
    keys = ComposedJourney(tuple(acts)).keys_of(person)
    options = list(composer.possible.next_for(keys))
    if not options:
        return False
    draw(st.randoms(use_true_random=False)).shuffle(options)
    options.sort(key=lambda each: -composer.coverage.gain_of(keys, each))
    key = draw(st.sampled_from(options[:LIKELY]))
    words = draw(st.sampled_from(composer.vocabulary.actions[key].words))
    acts.append(Act(key, person, gap_words(words)))
    return True
