"""The orders of actions that show the demo company's faults, and a company that plays no page.

What can be done follows the demo's rules: a picked order cannot be changed, terms are accepted
once. Nothing is played, so that only the composing is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from samestory.explore.journey import Act, ComposedJourney
from samestory.explore.plays import PlayResult
from samestory.explore.questions import questions_after
from samestory.explore.vocabulary import Vocabulary

ORDERED = frozenset(
    {"order", "order as a guest", "order at", "take the offer", "take the offer at"}
)
AMENDS = frozenset({"change it", "have an agent change it"})
ENDS = frozenset({"cancel it", "cancel for the company"})
SENDS = frozenset({"pick", "hand over", "load early"})
ARRIVES = frozenset({"collect", "deliver"})
BOOKED = frozenset({"book a visit", "book a visit by telephone"})
ACCEPTS = frozenset({"accept the terms", "accept the terms by telephone"})
DONE = frozenset({"report the visit", "leave without a report"})
ACCOUNT = frozenset({"is a customer", "open an account"})
FIRST_ONLY = frozenset({"is a customer", "has never been there"})
ON_THE_WEBSITE = frozenset({"order", "order at", "change it", "cancel it", "move", "book a visit"})


def play(journey: ComposedJourney) -> PlayResult:
    """Pass, and pass over what the demo company cannot do."""
    passed_over: dict[int, str] = {}
    for at, act in enumerate(journey.acts):
        before = journey.without({*range(at, len(journey.acts)), *passed_over})
        if not _can_be_done(act.key, before.keys_of(act.person)):
            passed_over[at] = "cannot be done"
    return PlayResult("passed", {}, passed_over, seconds=1.0)


def _can_be_done(key: str, before: Sequence[str]) -> bool:  # noqa: PLR0911  one rule a line
    order, visit = {*_since(before, ORDERED)}, {*_since(before, BOOKED)}
    if key in FIRST_ONLY:
        return not before or (key == "is a customer" and before[-1] == "is on the list")
    if key in ON_THE_WEBSITE and not ACCOUNT & {*before}:
        return False
    if key in AMENDS | ENDS | {"pick", "load early"}:
        return bool(order) and not order & (ENDS | SENDS)
    if key == "hand over":
        return bool(order) and not order & (ENDS | {"hand over"})
    if key in ARRIVES:
        return "hand over" in order and not order & ARRIVES
    if key == "send it back":
        return "hand over" in order and "send it back" not in order
    if key in ACCEPTS:
        return bool(visit) and not visit & (ACCEPTS | DONE)
    if key in DONE | {"move it", "send a technician"}:
        return bool(visit) and not visit & DONE
    return key != "open an account" or not ACCOUNT & {*before}


def _since(keys: Sequence[str], makers: frozenset[str]) -> Sequence[str]:
    """What was done with the newest of a kind; what made it is the first."""
    made = [at for at, key in enumerate(keys) if key in makers | {"order by a declined card"}]
    return keys[made[-1] :] if made and keys[made[-1]] in makers else ()


@dataclass(frozen=True)
class Shown:
    """An order of actions that shows a fault: `then` is done after `first`, and nothing undoes it.

    `alive`: `first` was done with the same promise, made by one of `makers`.
    """

    fault: str
    makers: frozenset[str]
    first: frozenset[str]
    then: frozenset[str]
    system: str
    about: str = "order"
    alive: bool = True

    def within(self, journey: ComposedJourney, vocabulary: Vocabulary) -> bool:
        """Return whether somebody does it, and the system at fault is asked about it."""
        return any(
            self._done(journey.keys_of(person))
            and _asks(journey, person, self.system, self.about, vocabulary)
            for person in journey.people
        )

    def _done(self, keys: Sequence[str]) -> bool:
        for at, key in enumerate(keys):
            if key not in self.then or {*keys[at + 1 :]} & (self.makers | AMENDS | ENDS | ORDERED):
                continue
            before = _since(keys[:at], self.makers) if self.alive else keys[:at]
            if {*before} & self.first and "sign up again" not in before:
                return True
        return False


def _asks(
    journey: ComposedJourney, person: str, system: str, about: str, vocabulary: Vocabulary
) -> bool:
    return any(
        who == person and claim.kind == about and system in claim.systems
        for who, claim in questions_after(journey, vocabulary)
    )


def _is_noted_for_ben(journey: ComposedJourney, vocabulary: Vocabulary) -> bool:
    """Whether somebody books, then another one, and the first one accepts the terms."""
    acts: Sequence[Act] = journey.acts
    for at, act in enumerate(acts):
        booked = [each.person for each in acts[:at] if each.key in BOOKED]
        others = act.key in ACCEPTS and booked and booked[-1] != act.person
        if others and act.person in booked:
            return _asks(journey, act.person, "the CRM", "appointment", vocabulary)
    return False


AGAIN = frozenset({"ask again"})
SHOWN = (
    Shown("amendment-after-resend-lost", ORDERED, AGAIN, AMENDS, "the ERP"),
    Shown(
        "amendment-after-upgrade-discounted-twice",
        ORDERED,
        frozenset({"make preferred"}),
        AMENDS,
        "the ERP",
    ),
    Shown(
        "amendment-after-agents-lost",
        ORDERED,
        frozenset({"have an agent change it"}),
        frozenset({"change it"}),
        "the CRM",
    ),
    Shown("cancelled-amendment-stays-reserved", ORDERED, AMENDS, ENDS, "the payment processor"),
    Shown(
        "cancelling-leaves-the-resubmitted-one",
        frozenset({"next order is lost sent twice"}),
        frozenset({"next order is lost sent twice"}),
        ENDS,
        "the warehouse",
    ),
    Shown(
        "resend-after-moving-names-new-address",
        ORDERED,
        frozenset({"move"}),
        AGAIN,
        "{whose} inbox",
    ),
    Shown("resend-after-cancelling-confirms-again", ORDERED, ENDS, AGAIN, "{whose} inbox"),
    Shown(
        "order-after-cancellation-called-lost",
        ORDERED,
        ENDS,
        ORDERED,
        "the CRM",
        alive=False,
    ),
    Shown(
        "ordering-undoes-opt-out",
        frozenset({"sign up again"}),
        frozenset({"unsubscribe"}),
        ORDERED,
        "the marketing list",
        "subscription",
        alive=False,
    ),
    Shown(
        "registering-loses-guest-orders",
        ORDERED,
        frozenset({"order as a guest"}),
        frozenset({"open an account"}),
        "the CRM",
        alive=False,
    ),
    Shown(
        "move-after-acceptance-not-planned",
        BOOKED,
        ACCEPTS,
        frozenset({"move it"}),
        "the workshop",
        "appointment",
    ),
)
LAST = "acceptance-noted-for-the-last-caller"

Covers = Callable[[ComposedJourney], set[str]]


def covered(journey: ComposedJourney, vocabulary: Vocabulary) -> set[str]:
    """Return the faults that a journey would show, done as far as it can be."""
    done = journey.without(play(journey).passed_over)
    found = {each.fault for each in SHOWN if each.within(done, vocabulary)}
    return found | ({LAST} if _is_noted_for_ben(done, vocabulary) else set())
