"""Numbers as programs write them."""

from decimal import Decimal, InvalidOperation

from samestory.core.formats._locales import same_width

LARGEST = 20
"""The power of ten up to which a number can count or cost anything."""
FINEST = -20
"""The power of ten of the last digit: a float such as 0.30000000000000004 still is a number."""
MOST_DIGITS = 28
"""As many as Python's decimals keep exactly unless they are told otherwise."""


def read_number(said: object) -> Decimal:
    """Read a number written with a point: "49.90", 49.9."""
    if isinstance(said, bool) or not isinstance(said, (str, int, float, Decimal)):
        raise ValueError(f"{said!r} is no number")  # noqa: TRY004 - a system said it, no caller
    text = same_width(str(said))  # by way of str, for 49.9 is meant and not 49.8999...
    try:
        number = Decimal(text)
    except InvalidOperation as mistake:
        raise ValueError(f"{said!r} is no number written with a point") from mistake
    if "_" in text or not number.is_finite():
        raise ValueError(f"{said!r} is no number")
    return bounded(number)


def read_whole_number(said: object) -> int:
    """Read a whole number; ERPs write quantities with empty decimals: "1.000" is 1."""
    number = read_number(said)
    if number != number.to_integral_value():
        raise ValueError(f"{said!r} is not a whole number")
    return int(number)


def bounded(number: Decimal) -> Decimal:
    """Refuse what no system counts, before anybody computes its digits: "1e99999999" has many."""
    _, digits, exponent = number.as_tuple()
    fine = isinstance(exponent, int) and exponent >= FINEST
    if not fine or number.adjusted() > LARGEST or len(digits) > MOST_DIGITS:
        raise ValueError("this number is larger or finer than anything that can be counted")
    return number
