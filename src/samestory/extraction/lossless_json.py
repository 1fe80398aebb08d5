"""JSON without loss: numbers keep every digit, and a doubled name is an error."""

import json
from collections import Counter
from decimal import Decimal
from typing import Any


def read_json(text: str | bytes, *, strict: bool = True) -> Any:
    """Return a document whose fractions are `Decimal`; raise ValueError if it is no clear JSON.

    A name that stands twice in one object has two values, and parsers differ on which counts.
    `strict` as in `json.loads`: whether line breaks within texts are refused.
    """
    return json.loads(
        text,
        strict=strict,
        parse_float=_exactly,
        parse_constant=_no_number,
        object_pairs_hook=_said_once,
    )


def _exactly(number: str) -> Decimal:
    try:
        return Decimal(number)
    except ArithmeticError as error:
        raise ValueError(f"{number} is beyond all numbers") from error


def _no_number(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


def _said_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        [(twice, _)] = Counter(name for name, _ in pairs).most_common(1)
        raise SaidTwice(f"it says {twice[:80]!r} twice")
    return found


class SaidTwice(ValueError):
    """One object gives the same name two values."""
