"""Composes the next journey: the one of many drafts that tries most orders of actions anew.

Hypothesis draws the drafts and climbs towards those that gain more. It does not play them: a play
takes seconds, and its own shrinking would take hundreds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings, target
from hypothesis import strategies as st

from samestory.explore.coverage import Coverage
from samestory.explore.journey import Act, ComposedJourney, gap_words
from samestory.explore.possible import Possibilities
from samestory.explore.questions import questions_after
from samestory.explore.vocabulary import Vocabulary

SHORTEST, LONGEST = 8, 12
"""How many acts a journey has in all, its beginnings included."""
USUALLY = 8
"""How much more often a person comes in as most of the features' people do."""
MOST_MEANS = 3
"""After how many other actions at the most an aim is done."""
DRAFTS = 8
"""How many drafts a journey is chosen from."""
AIMS, LIKELY = 12, 3
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

    @cached_property
    def aims(self) -> Mapping[str, tuple[float, frozenset[str]]]:
        """What each action is worth as an aim, and with which beginnings it can be one."""
        actions, given_up = self.vocabulary.actions, self.possible.given_up
        usable = [k for k, each in actions.items() if not each.only_begins and k not in given_up]
        beginnings = {*self.vocabulary.beginnings}
        return {
            two: (
                sum(sorted(self.coverage.gain_of(one, two) for one in usable)[-MOST_MEANS:]),
                actions[two].after & beginnings,
            )
            for two in usable
        }

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
    """Draw a journey of some people, whose acts are interleaved."""
    length = draw(st.integers(SHORTEST, LONGEST)) // len(company)
    lives = [_Life(draw, composer, length) for _ in company]
    told: list[list[Act]] = []
    for person, life in zip(company, lives, strict=True):
        words = composer.vocabulary.actions
        life.live()
        told.append(
            [Act(k, person, gap_words(draw(st.sampled_from(words[k].words)))) for k in life.keys]
        )
    acts: list[Act] = []
    while any(told):
        acts.append(draw(st.sampled_from([each for each in told if each])).pop(0))
    return ComposedJourney(tuple(acts))


@dataclass
class _Life:
    """What one person does: again and again an aim, and before it what was never before it."""

    draw: st.DrawFn
    composer: Composer
    length: int
    keys: list[str] = field(default_factory=list)

    def live(self) -> None:
        """Begin, and go on until it is long enough."""
        possible, vocabulary = self.composer.possible, self.composer.vocabulary
        beginnings = list(possible.next_for(()))
        if not beginnings:
            return
        usual = [each for each in beginnings if each == vocabulary.usual_beginning]
        self.keys.append(self._one_of([*usual * USUALLY, *beginnings]))
        while len(self.keys) < self.length and self._pursue():
            pass
        while self.keys and self.composer.vocabulary.actions[self.keys[-1]].leads_to:
            self.keys.pop()

    def _pursue(self) -> bool:
        """Do what there is an aim for; False if nothing can be done."""
        before = len(self.keys)
        aims = self._best(self._aims(), AIMS)
        if aims:
            self._reach(self._one_of(aims))
        if len(self.keys) == before:
            options = self._possible
            if not options:
                return False
            self._add(self._one_of(options))
        return True

    def _aims(self) -> dict[str, float]:
        """What each action would be worth as an aim, if it can be reached."""
        begun = {*self.keys} & {*self.composer.vocabulary.beginnings}
        return {key: worth for key, (worth, after) in self.composer.aims.items() if after <= begun}

    def _worth(self, one: str, two: str) -> float:
        return self.composer.coverage.gain_of(one, two)

    def _reach(self, aim: str) -> None:
        """Do an aim, and before it some of what was never done before it."""
        action = self.composer.vocabulary.actions[aim]
        self._prepare(aim)
        for _ in range(self.draw(st.integers(1, MOST_MEANS))):
            gains = {
                key: worth * self.composer.possible.chance(self.keys, key)
                for key in self._possible
                if not self.composer.vocabulary.actions[key].makes & action.revises
                and (worth := self._worth(key, aim)) > 0
                and self._can(aim, [*self.keys, key])
            }
            if not gains:
                break
            self._add(self._one_of(self._best(gains, LIKELY)))
        if self._can(aim, self.keys):
            self._add(aim)

    def _prepare(self, aim: str) -> None:
        """Make what an aim is about, and do what always comes before it."""
        action = self.composer.vocabulary.actions[aim]
        for kind in sorted(action.needs):
            if self._can(aim, self.keys) and self.draw(st.booleans()):
                return
            made = [each for each in self._possible if kind in self._made_by(each)]
            if made:
                self._add(self._one_of(made))
        for key in sorted(action.after - {*self.keys}):
            if key in self._possible:
                self._add(key)

    def _made_by(self, key: str) -> frozenset[str]:
        """What an action makes, or what it prepares to be made."""
        actions = self.composer.vocabulary.actions
        made = (actions[each].makes for each in actions[key].leads_to)
        return actions[key].makes.union(*made)

    @property
    def _possible(self) -> list[str]:
        return list(self.composer.possible.next_for(self.keys))

    def _can(self, key: str, keys: Sequence[str]) -> bool:
        actions = self.composer.vocabulary.actions
        prepared = keys and actions[keys[-1]].leads_to
        return not prepared and self.composer.possible.can_follow(keys, key)

    def _add(self, key: str) -> None:
        """Do something; what it only prepares is done at once."""
        self.keys.append(key)
        while self.composer.vocabulary.actions[self.keys[-1]].leads_to and self._possible:
            self.keys.append(self._one_of(self._possible))

    def _best(self, gains: Mapping[str, float], most: int) -> list[str]:
        shuffled = [*gains]
        self.draw(st.randoms(use_true_random=False)).shuffle(shuffled)
        return sorted(shuffled, key=lambda key: -gains[key])[:most]

    def _one_of(self, keys: Sequence[str]) -> str:
        return self.draw(st.sampled_from(keys))
