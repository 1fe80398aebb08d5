"""Numbers as programs write them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation


def read_number(said: object) -> Decimal:
    """Read a number written with a point: "49.90", 49.9."""
    if isinstance(said, bool) or not isinstance(said, (str, int, float, Decimal)):
        raise ValueError(f"{said!r} is no number")  # noqa: TRY004 - a system said it, no caller
    try:
        number = Decimal(str(said).strip())  # by way of str, for 49.9 is meant and not 49.8999...
    except InvalidOperation as mistake:
        raise ValueError(f"{said!r} is no number written with a point") from mistake
    if not number.is_finite():
        raise ValueError(f"{said!r} is no number")
    return number


def read_whole_number(said: object) -> int:
    """Read a whole number; ERPs write quantities with empty decimals: "1.000" is 1."""
    number = read_number(said)
    if number != number.to_integral_value():
        raise ValueError(f"{said!r} is not a whole number")
    return int(number)
