"""JSON whose values say of which class they are, as Tryton writes them.

Source: trytond.protocols.jsonrpc, `JSONEncoder`: `{"__class__": "Decimal", "decimal": "25.00"}`.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from samestory.core.formats._numbers import read_number

_DAY = ("year", "month", "day")
_CLOCK = ("hour", "minute", "second", "microsecond")


def untyped(said: object) -> object:
    """The value of a typed object; what has no class stays as it is, but no other object does."""
    if not isinstance(said, Mapping):
        return said
    name = said.get("__class__")
    if not isinstance(name, str) or name not in _CLASSES:
        raise ValueError(f"{said!r} is no typed JSON of a known class")
    try:
        return _CLASSES[name](said)
    except (KeyError, TypeError, ValueError, OverflowError) as mistake:
        raise ValueError(f"{said!r} is no {name}") from mistake


def _decimal(said: Mapping[str, Any]) -> Decimal:
    return read_number(said["decimal"])


def _date(said: Mapping[str, Any]) -> date:
    return date(*(said[part] for part in _DAY))


def _datetime(said: Mapping[str, Any]) -> datetime:
    return datetime(*(said[part] for part in _DAY), *(said.get(part, 0) for part in _CLOCK))  # noqa: DTZ001 - its zone is the landscape's to say


_CLASSES: Mapping[str, Callable[[Mapping[str, Any]], object]] = MappingProxyType(
    {"Decimal": _decimal, "date": _date, "datetime": _datetime}
)
