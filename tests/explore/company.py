"""A company as a function: it says of a sequence of actions which causes show in the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from samestory.explore.forms import GapForm, GapRole, SaidStep, StepEffects, StepForm
from samestory.explore.from_features import vocabulary_of
from samestory.explore.journey import ComposedJourney, is_within
from samestory.explore.plays import NOT_ASKED, PlayResult
from samestory.explore.vocabulary import Vocabulary

WHO = GapForm("who", GapRole.PERSON, {"she": "she", "he": "he", "they": "they"})
NEW = GapForm("who", GapRole.PERSON, {"she": "Ada", "he": "Ben", "they": "Robin"}, newcomer=True)
WHOSE = GapForm("whose", GapRole.PERSON, {"she": "her", "he": "his", "they": "their"}, owns=True)
S = GapForm("_s", GapRole.GRAMMAR, {"she": "s", "he": "s", "they": ""})
HAS = GapForm("_has", GapRole.GRAMMAR, {"she": "has", "he": "has", "they": "have"})
IS = GapForm("_is", GapRole.GRAMMAR, {"she": "is", "he": "is", "they": "are"})
WANTED = GapForm("wanted", GapRole.WORDS)
SYSTEMS = GapForm("systems", GapRole.SYSTEMS)
SUBJECT = GapForm("subject", GapRole.SUBJECT)


def given(function: str, *parts: str | GapForm, **effects: str) -> StepForm:
    return _form("given", function, parts, effects)


def when(function: str, *parts: str | GapForm, **effects: str) -> StepForm:
    return _form("when", function, parts, effects)


def _form(
    word: str, function: str, parts: Sequence[str | GapForm], effects: Mapping[str, str]
) -> StepForm:
    does = {name: frozenset({kind}) for name, kind in effects.items()}
    if "revises" in does:
        does["needs"] = does["revises"]
    return StepForm(word, tuple(parts), function, StepEffects(**does), function)


AGREE = StepForm(
    "then",
    (SYSTEMS, " agree on ", WHOSE, " ", SUBJECT),
    "agree_on",
    StepEffects(compares=True),
    "{systems} agree on her {subject}",
)
REGISTER = given("register", NEW, " ", IS, " a customer")
ORDERED = given("order", WHO, " ", HAS, " ordered ", WANTED, makes="order")
ORDER = when("order", WHO, " order", S, " ", WANTED, makes="order")
CHANGED = given("change", WHO, " ", HAS, " changed it", revises="order")
CHANGE = when("change", WHO, " change", S, " it", revises="order")
CANCEL = when("cancel", WHO, " cancel", S, " it", revises="order")
RESENT = given("resend", WHO, " ", HAS, " asked again", revises="order")
RESEND = when("resend", WHO, " ask", S, " again", revises="order")
BOOK = when("book", WHO, " book", S, " a visit", makes="visit")
MOVE = when("move", WHO, " move", S, " it", revises="visit")
LEAVE = when("leave", WHO, " leave", S, " the list", makes="subscription")
JOIN = when("join", WHO, " join", S, " the list", makes="subscription")

FORMS = [REGISTER, ORDERED, ORDER, CHANGED, CHANGE, CANCEL, RESENT, RESEND]
FORMS += [BOOK, MOVE, LEAVE, JOIN, AGREE]
CHAIN, LONGER = {"wanted": "1 chain"}, {"wanted": "1 chain and 2 pumps"}


def said(form: StepForm, words: Mapping[str, str] | None = None, person: str = "Ada") -> SaidStep:
    return SaidStep(form, person, words or {})


def agreed(subject: str, systems: str = "the shop, {whose} inbox and the ERP") -> SaidStep:
    return said(AGREE, {"systems": systems, "subject": subject})


FEATURES = [
    [said(REGISTER), said(ORDER, CHAIN), agreed("order")],
    [said(REGISTER), said(ORDER, LONGER), agreed("order", "the shop and the CRM")],
    [said(REGISTER), said(ORDERED, CHAIN), said(CHANGE), agreed("order")],
    [said(REGISTER), said(ORDERED, CHAIN), said(CANCEL), agreed("order", "the shop and the ERP")],
    [said(REGISTER), said(ORDERED, CHAIN), said(RESEND), agreed("order")],
    [said(REGISTER), said(ORDERED, CHAIN), said(ORDER, CHAIN), agreed("other order")],
    [said(REGISTER), said(BOOK), agreed("visit")],
    [said(REGISTER), said(BOOK), said(MOVE), agreed("visit")],
    [said(REGISTER), said(LEAVE), agreed("subscription")],
    [said(REGISTER), said(JOIN), agreed("subscription")],
    [said(REGISTER), said(LEAVE), said(JOIN), agreed("subscription")],
]


def vocabulary() -> Vocabulary:
    return vocabulary_of(FORMS, FEATURES)


@dataclass
class Company:
    """Has bugs: by the cause that shows, the actions of one person in whose order it shows.

    What is `impossible` after an action cannot be done. `flaky` causes show only once.
    """

    bugs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    impossible: Mapping[str, str] = field(default_factory=dict)
    lacks: set[str] = field(default_factory=set)
    """The actions that it does not have."""
    flaky: set[str] = field(default_factory=set)
    unjudged: str = ""
    """After this action nothing can be judged."""
    failing: int | None = None
    """Which question of a journey fails; None if a rule does, after any of them."""
    played: list[ComposedJourney] = field(default_factory=list)

    def play(self, journey: ComposedJourney) -> PlayResult:
        self.played.append(journey)
        passed_over = {
            at: "cannot be done"
            for at, act in enumerate(journey.acts)
            if self.impossible.get(act.key)
            in journey.without(range(at, len(journey.acts))).keys_of(act.person)
        }
        lacks = {at for at, act in enumerate(journey.acts) if act.key in self.lacks}
        passed_over |= dict.fromkeys(lacks, "CompanyLacks: nobody does that here")
        done = journey.without(passed_over)
        if not done.acts:
            return PlayResult(NOT_ASKED, passed_over=passed_over, lacks=frozenset(lacks))
        if any(each.key == self.unjudged for each in done.acts):
            return PlayResult("broken", passed_over=passed_over)
        causes = {
            cause: f"The {cause} differs"
            for cause, order in self.bugs.items()
            if any(is_within(order, done.keys_of(each)) for each in done.people)
        }
        self.bugs = {cause: each for cause, each in self.bugs.items() if cause not in self.flaky}
        asked = self.failing is None or journey.asks in {None, self.failing}
        if not causes or not asked:
            return PlayResult("passed", {}, passed_over, seconds=1.0, lacks=frozenset(lacks))
        return PlayResult("failed", causes, passed_over, seconds=1.0, question=self.failing)


Explores = Callable[[Company], object]
