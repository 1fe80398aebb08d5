"""The courier's numbers for parcels, with a check digit, as the post writes them everywhere."""

from __future__ import annotations

WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
FIRST = 40_310_000
OF_ELEVEN = {10: 0, 11: 5}


def tracking_id(nth: int) -> str:
    """Return a number after UPU S10: two letters, eight digits, a check digit, a country."""
    digits = f"{FIRST + nth * 17:08}"
    return f"SW{digits}{check_digit(digits)}DE"


def check_digit(digits: str) -> int:
    """Return what makes a slip of the pen show."""
    rest = 11 - sum(w * int(d) for w, d in zip(WEIGHTS, digits, strict=True)) % 11
    return OF_ELEVEN.get(rest, rest)
