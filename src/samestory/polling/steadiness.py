"""Ask until what is said has come to rest, and look again later at what seems to be at rest."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from samestory.core.verdict import Verdict
from samestory.errors import CannotKnow
from samestory.polling.terms import Clock

T = TypeVar("T")
S = TypeVar("S")


def steady(  # noqa: PLR0913 - all but the question and the clock are by keyword
    ask: Callable[[T | None], T],
    clock: Clock,
    *,
    settle: float,
    patience: float,
    limit: float,
    alike: Callable[[T, T], bool],
    complete: Callable[[T], bool],
) -> T:
    """Return the first answer that is like the one before it, `settle` seconds earlier.

    `ask` is given the answer before, if there was one. One that is not complete yet is waited for
    until `patience` seconds are over. Raise `CannotKnow` if the answers still change after `limit`
    seconds.
    """
    began, newest = clock.monotonic(), ask(None)
    while True:
        clock.sleep(settle)
        before, newest = newest, ask(newest)
        waited = clock.monotonic() - began
        if alike(before, newest) and (waited >= patience or complete(newest)):
            return newest
        if waited >= limit:
            raise CannotKnow(
                "What the systems say has not come to rest, so nothing can be compared with it.\n"
                "  Look for something that changes on its own, and leave it out of [footprint]."
            )


def looked_at_again(
    about: Iterable[S], look: Callable[[S], Verdict], clock: Clock, *, settle: float
) -> list[Verdict]:
    """Look at each, and once more after the settle time at those in which nothing was wrong."""
    first = [(each, look(each)) for each in about]
    clock.sleep(settle)
    return [look(each) if verdict.agreed else verdict for each, verdict in first]
