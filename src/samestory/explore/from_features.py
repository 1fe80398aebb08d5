"""Learns from a project's steps and features what can be done there, and what is asked after it.

Nothing is known here about any company: an action is a step that is about a person, its words are
those that the features use, and what is asked after it is what the features ask after it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from samestory.explore.claims import LearnedClaims, learn_claims
from samestory.explore.forms import GapRole, SaidScenario, SaidStep, StepForm
from samestory.explore.vocabulary import KnownAction, Vocabulary

MOST_WORDS = 6
"""How many ways to fill the gaps of one action are tried."""
ACTING = ("given", "when")
AMOUNT = re.compile(r"\d+[.,]\d\d\b")


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
