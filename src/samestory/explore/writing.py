"""Writes a journey as a scenario: in the project's own phrases, so that it plays by itself."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from samestory.explore.claims import Claim
from samestory.explore.forms import OWNER, GapRole, StepForm, possessive
from samestory.explore.journey import Act, ComposedJourney
from samestory.explore.questions import questions_after
from samestory.explore.vocabulary import KnownAction, Vocabulary
from samestory.journeys.cast import usual_pronoun

WHOSE = {"she": "her", "he": "his", "they": "their"}
UNKNOWN = "they"


@dataclass(frozen=True, slots=True)
class WrittenStep:
    """One step of a scenario; `act` is the place of the act in the journey, None for others.

    `question` is its place among the questions of the journey.
    """

    word: str
    text: str
    act: int | None = None
    question: int | None = None


@dataclass(frozen=True)
class Writer:
    """Writes journeys of a vocabulary; questions about what is `not_due` come last."""

    vocabulary: Vocabulary
    not_due: Collection[str] = ()

    def steps(self, journey: ComposedJourney) -> list[WrittenStep]:
        """Return the steps of a journey: what is given and done, and what is asked in the end."""
        alone = len(journey.people) == 1
        return [*self._acts(journey, alone=alone), *self.questions(journey, alone=alone)]

    def questions(self, journey: ComposedJourney, *, alone: bool) -> list[WrittenStep]:
        """Return what is asked after a journey; if somebody is `alone` in it, by her pronoun."""
        asked = [*enumerate(questions_after(journey, self.vocabulary))]
        asked.sort(key=lambda each: each[1][1].kind in self.not_due)
        return [
            WrittenStep("then", self._question(*each, alone=alone), question=at)
            for at, each in asked
            if journey.asks in {None, at}
        ]

    def scenario(self, journey: ComposedJourney, name: str) -> str:
        """Return a scenario as text, indented below a rule."""
        lines, before = [f"    Scenario: {name}"], ""
        for step in self.steps(journey):
            keyword = "And" if step.word == before else step.word.capitalize()
            lines.append(f"      {keyword} {step.text}")
            before = step.word
        return "\n".join(lines)

    def title(self, journey: ComposedJourney) -> str:
        """Return what happens in a journey in one clause: its last acts, without its words."""
        said = [self._in_short(each) for each in journey.acts]
        return ", then ".join(said[-3:])

    def _acts(self, journey: ComposedJourney, *, alone: bool) -> Iterator[WrittenStep]:
        turned, named = False, set[str]()
        last = len(journey.acts) - 1
        for at, act in enumerate(journey.acts):
            action = self.vocabulary.actions[act.key]
            turned = turned or action.given is None or (at == last and action.when is not None)
            form = action.when if turned and action.when else action.given
            if form is None:
                continue
            by_name = not alone or act.person not in named
            yield WrittenStep(form.word, self._said(form, act.person, act.words, by_name), at)
            named.add(act.person)
            if any(each.person == act.person for each in journey.acts[at + 1 :]):
                yield from self._waits(action, act.person, alone=alone)

    def _waits(self, action: KnownAction, person: str, *, alone: bool) -> Iterator[WrittenStep]:
        for form, words in action.waits:
            owned = self._owned(words, form, person, alone=alone)
            yield WrittenStep("given", self._said(form, person, owned.items(), not alone))

    def _question(self, person: str, claim: Claim, *, alone: bool) -> str:
        words = self._owned(claim.words, claim.form, person, alone=alone)
        return self._said(claim.form, person, words.items(), not alone)

    def _owned(
        self, words: Mapping[str, str], form: StepForm, person: str, *, alone: bool
    ) -> dict[str, str]:
        owner = WHOSE[pronoun_of(person)] if alone else possessive(person)
        systems = {each.name for each in form.gaps if each.role is GapRole.SYSTEMS}
        return {k: v.replace(OWNER, owner) if k in systems else v for k, v in words.items()}

    def _said(
        self, form: StepForm, person: str, words: Iterable[tuple[str, str]], by_name: bool
    ) -> str:
        return form.filled(person, pronoun_of(person), dict(words), named=by_name)

    def _in_short(self, act: Act) -> str:
        action = self.vocabulary.actions[act.key]
        form = action.when or action.given
        assert form is not None, "an action has a phrase"
        return self._said(form, act.person, act.words, True)


def pronoun_of(name: str) -> str:
    """Return the pronoun by which a scenario with one person can go on: "she", "he", "they"."""
    return usual_pronoun(name) or UNKNOWN


FEATURE = """\
Feature: {title}
  {found}

  Rule: {rule}

{scenarios}
"""


def written_feature(title: str, found: str, rule: str, scenarios: Sequence[str]) -> str:
    """Return a feature file as text."""
    joined = "\n\n".join(scenarios)
    return FEATURE.format(title=title, found=found, rule=rule, scenarios=joined)
