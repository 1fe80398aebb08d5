"""How far two values may be apart and still tell the same, where a landscape declares it; pure.

A tolerance compares essences (see `comparison.Kind`). It is symmetric, exact, and not transitive:
of several values, each is compared with one and the same, or with all the others.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from samestory.core.model import Money


@dataclass(frozen=True, slots=True)
class AmountTolerance:
    """Amounts of one currency may differ by as much as this: "0.01 EUR"."""

    text: str
    amount: Money

    def covers(self, left: object, right: object) -> bool:
        """Return whether two amounts of this currency are close enough."""
        if not (isinstance(left, Money) and isinstance(right, Money)):
            return False
        currencies = {left.currency, right.currency}
        apart = abs(Fraction(left.amount) - Fraction(right.amount))
        return currencies == {self.amount.currency} and apart <= Fraction(self.amount.amount)


@dataclass(frozen=True, slots=True)
class ShareTolerance:
    """Amounts of one currency may differ by so many percent of the smaller one: "0.5 %"."""

    text: str
    percent: Decimal

    def covers(self, left: object, right: object) -> bool:
        """Return whether two amounts of one currency are close enough."""
        if not (isinstance(left, Money) and isinstance(right, Money)):
            return False
        amounts = Fraction(left.amount), Fraction(right.amount)
        return left.currency == right.currency and _share(*amounts, self.percent)


@dataclass(frozen=True, slots=True)
class RateTolerance:
    """Amounts in two currencies may differ by so many percent, once they are in one.

    Written "1 EUR = 1.0823 USD within 0.5 %". Amounts of one currency must be the same.
    """

    text: str
    currency: str
    other: str
    rate: Decimal
    """How much of the other currency one piece of the first is worth; more than 0."""
    percent: Decimal

    def covers(self, left: object, right: object) -> bool:
        """Return whether an amount in one currency is close enough to one in the other."""
        if not (isinstance(left, Money) and isinstance(right, Money)):
            return False
        first, second = (left, right) if left.currency == self.currency else (right, left)
        amounts = Fraction(first.amount), Fraction(second.amount) / Fraction(self.rate)
        currencies = first.currency, second.currency
        return currencies == (self.currency, self.other) and _share(*amounts, self.percent)


@dataclass(frozen=True, slots=True)
class TimeTolerance:
    """Moments, and both ends of windows, may be as far apart as this: "1 min"."""

    text: str
    span: timedelta

    def covers(self, left: object, right: object) -> bool:
        """Return whether two moments or two windows are close enough."""
        pairs = zip(_ends(left), _ends(right), strict=True)
        return all(abs(one - other) <= self.span for one, other in pairs)


def _ends(essence: object) -> tuple[timedelta, ...]:
    return essence if isinstance(essence, tuple) else (essence,)


def _share(left: Fraction, right: Fraction, percent: Decimal) -> bool:
    """Measure by the smaller of both, so that it does not matter which one comes first."""
    return abs(left - right) * 100 <= Fraction(percent) * min(abs(left), abs(right))
