"""Which place of an answer names the currency of an amount."""

from collections.abc import Sequence

from samestory.learn.field_words import fitness, is_called, is_echo
from samestory.learn.places import Spot, Steps
from samestory.learn.value_matching import is_same_text


def currency_beside(there: Sequence[Spot], amount: Steps, currency: str) -> Steps | None:
    """Return the place that names the currency of an amount; the nearest and the best named.

    A place that is called by a word of no language that is known has to stand alone beside it.
    """
    places = [each.steps for each in there if is_same_text(each.said, currency)]
    named = [each for each in places if is_called("currency", each) and not is_echo(each)]
    beside = [each for each in places if each[:-1] == amount[:-1]]
    if not named and len(beside) == 1:
        return beside[0]
    return max(named, key=lambda each: _nearness(each, amount), default=None)


def _nearness(place: Steps, amount: Steps) -> float:
    common = 0
    for one, other in zip(place[:-1], amount[:-1], strict=False):
        if one != other:
            break
        common += 1
    return fitness("currency", place) + 1.5 * common - 0.5 * (len(place) - 1 - common)
