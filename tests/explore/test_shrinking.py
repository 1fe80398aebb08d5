"""A journey is made shorter in the ways that most people of the features go."""

from __future__ import annotations

from dataclasses import replace

from samestory.explore.from_features import vocabulary_of
from samestory.explore.journey import Act, ComposedJourney, is_within
from samestory.explore.shrinking import Shrinking
from tests.explore.company import (
    CANCEL,
    CHAIN,
    FEATURES,
    FORMS,
    NEW,
    ORDER,
    REGISTER,
    WANTED,
    WHO,
    S,
    agreed,
    given,
    said,
    when,
)

VISITS = given("visit", NEW, " comes by")
AS_GUEST = when("order_as_guest", WHO, " order", S, " ", WANTED, " as a guest", makes="order")
ROUNDABOUT = [said(VISITS), said(AS_GUEST, CHAIN), agreed("order")]
JOINS = [said(VISITS), said(AS_GUEST, CHAIN), said(REGISTER), agreed("order")]
VOCABULARY = vocabulary_of([*FORMS, VISITS, AS_GUEST], [*FEATURES, ROUNDABOUT, JOINS])


def journey(*keys: str) -> ComposedJourney:
    words = {"order": (("wanted", "1 chain"),), "order as guest": (("wanted", "1 chain"),)}
    return ComposedJourney(tuple(Act(key, "Ada", words.get(key, ())) for key in keys))


def shortest(*keys: str, shows: tuple[str, ...]) -> tuple[str, ...]:
    def fails(candidate: ComposedJourney) -> bool:
        done = tuple(key.removesuffix(" as guest") for key in candidate.keys_of("Ada"))
        return is_within(shows, done)

    return Shrinking(VOCABULARY, fails).shortest(journey(*keys)).keys_of("Ada")


def test_a_roundabout_way_becomes_the_usual_one():
    """Leaving out one act would never lead there: each of them needs the other."""
    found = shortest(
        "visit", "order as guest", "register", "cancel", "order", shows=(CANCEL.function,)
    )

    assert found == ("register", ORDER.function, "cancel")


def test_what_is_roundabout_by_nature_stays():
    """If only a guest is concerned, she is one."""

    def fails(candidate: ComposedJourney) -> bool:
        return is_within(("order as guest", "register"), candidate.keys_of("Ada"))

    long = journey("visit", "leave", "order as guest", "join", "register")

    assert Shrinking(VOCABULARY, fails).shortest(long).keys_of("Ada") == (
        "visit",
        "order as guest",
        "register",
    )


def test_what_something_simpler_shows_as_well_needs_no_more_before_it():
    """She sends back what was shipped; to cancel it does the same."""
    shipped = given("ship", WHO, " has it shipped", makes="parcel")
    back = when("send_back", WHO, " send", S, " it back", revises="order", needs="parcel")
    back = replace(back, effects=replace(back.effects, revises=frozenset({"order", "parcel"})))
    features = [*FEATURES, [said(REGISTER), said(ORDER, CHAIN), said(shipped), agreed("parcel")]]
    features += [[said(REGISTER), said(ORDER, CHAIN), said(shipped), said(back), agreed("order")]]
    vocabulary = vocabulary_of([*FORMS, shipped, back], features)
    ended = {"cancel", "send back"}

    def fails(candidate: ComposedJourney) -> bool:
        keys = candidate.keys_of("Ada")
        return "order" in keys and keys[-1] == "resend" and bool(ended & {*keys})

    keys = ("register", "order", "ship", "send back", "resend")
    found = Shrinking(vocabulary, fails).shortest(journey(*keys))

    assert ("register", "order", "cancel", "resend") == found.keys_of("Ada")
