"""Writes the values of the core as JSON, and reads them back equal: money, dates, lines, verdicts.

What JSON has itself stands as it is; a tuple is a list. Everything else is an object whose "$"
names its type. Parts of a dataclass that are at their default are left out.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from math import isfinite
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from samestory.core import basis, claims, model, patience, reasons, tolerance

Json = Any
"""What `json` writes: None, bool, int, float, str, list, and dict with names."""
Special = Callable[[object], Json | None]
"""Returns what to write instead of a value; None to write it as usual."""
Readers = Mapping[str, Callable[[Mapping[str, Json]], object]]
"""How to read objects of types that are not of the core, by their name."""

TYPES: Mapping[str, type[Any]] = MappingProxyType(
    {
        each.__name__: each
        for module in (model, claims, basis, reasons, patience, tolerance)
        for each in vars(module).values()
        if isinstance(each, type)
        and not each.__name__.startswith("_")
        and each.__module__ == module.__name__
        and (is_dataclass(each) or issubclass(each, Enum))
    }
)
"""Every dataclass and enumeration of the core that a judgement is made of."""
PARTS: Mapping[str, Mapping[str, object]] = MappingProxyType(
    {
        name: {
            each.name: each.default if each.default_factory is MISSING else each.default_factory()
            for each in fields(kind)
        }
        for name, kind in TYPES.items()
        if is_dataclass(kind)
    }
)
"""The parts of each dataclass, and their defaults."""
LONGEST = 2**63
"""Whole numbers beyond are written in hexadecimal: Python refuses to write huge ones in decimal."""


class UnknownType(ValueError):
    """What is read holds a type that this version does not know."""


def _usual(_: object) -> None:
    return None


def to_json(value: object, special: Special = _usual) -> Json:
    """Return a value as JSON; of what is not of the core, only how it is shown."""
    found = special(value)
    if found is not None:
        return found
    if value is None or type(value) in {str, bool}:
        return value
    if isinstance(value, tuple):
        return [to_json(each, special) for each in value]
    return _told(value, special)


def _told(value: object, special: Special) -> Json:
    if isinstance(value, Enum):
        return {"$": type(value).__name__, "is": value.value}
    if isinstance(value, Mapping):
        return _mapping(value, special)
    if is_dataclass(value) and type(value).__name__ in TYPES:
        return _object(value, special)
    return _number(value) if isinstance(value, int | float | Decimal) else _other(value, special)


def _mapping(value: Mapping[Any, object], special: Special) -> Json:
    if "$" not in value and all(type(name) is str for name in value):
        return {name: to_json(each, special) for name, each in value.items()}
    pairs = [[to_json(name, special), to_json(each, special)] for name, each in value.items()]
    return {"$": "mapping", "is": pairs}


def _object(value: Any, special: Special) -> Json:
    name = type(value).__name__
    parts = ((each, getattr(value, each), default) for each, default in PARTS[name].items())
    told = {each: to_json(part, special) for each, part, default in parts if not _is(part, default)}
    return {"$": name, **told}


def _is(part: object, default: object) -> bool:
    return part is default or (type(part) is type(default) and part == default)


def _number(value: float | Decimal) -> Json:
    if isinstance(value, Decimal):
        return {"$": "decimal", "is": str(value)}
    if isinstance(value, float):
        return value if isfinite(value) else {"$": "float", "is": repr(value)}
    return value if abs(value) < LONGEST else {"$": "int", "is": hex(value)}


def _other(value: object, special: Special) -> Json:
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value, special)
    return {"$": "shown", "is": repr(value)}


def _moment(value: datetime) -> Json:
    """With the name of its zone, for two moments of one zone are compared by their wall time."""
    if isinstance(value.tzinfo, ZoneInfo) and value.tzinfo.key:
        local = value.replace(tzinfo=None, fold=0).isoformat()
        told = {"$": "datetime", "is": local, "zone": value.tzinfo.key}
        return {**told, "fold": value.fold} if value.fold else told
    return {"$": "datetime", "is": value.isoformat()}


def _elements(value: frozenset[object], special: Special) -> Json:
    """In one order, so that equal sets are written alike."""
    return {"$": "set", "is": sorted((to_json(each, special) for each in value), key=repr)}


_WRITERS: tuple[tuple[type[Any], Callable[[Any, Special], Json]], ...] = (
    (str, lambda value, _: str(value)),
    (list, lambda value, special: {"$": "list", "is": [to_json(e, special) for e in value]}),
    (frozenset, _elements),
    (datetime, lambda value, _: _moment(value)),
    (date, lambda value, _: {"$": "date", "is": value.isoformat()}),
    (time, lambda value, _: {"$": "time", "is": value.isoformat()}),
    (
        timedelta,
        lambda value, _: {"$": "span", "is": [value.days, value.seconds, value.microseconds]},
    ),
    (bytes, lambda value, _: {"$": "bytes", "is": b64encode(value).decode()}),
)


def from_json(told: Json, readers: Readers = MappingProxyType({})) -> Any:
    """Return the value that was written. Raise `UnknownType` for one of a newer version."""
    if isinstance(told, list):
        return tuple(from_json(each, readers) for each in told)
    if not isinstance(told, dict):
        return told
    name = told.get("$")
    if name is None:
        return {key: from_json(each, readers) for key, each in told.items()}
    if name in readers:
        return readers[name](told)
    if name in _READERS:
        return _READERS[name](told, readers)
    return _made(name, told, readers)


def _made(name: str, told: Mapping[str, Json], readers: Readers) -> Any:
    kind = TYPES.get(name)
    if kind is None:
        raise UnknownType(f"there is something of the type '{name}' in it, which is not known here")
    if issubclass(kind, Enum):
        return kind(told["is"])
    parts = {key: from_json(part, readers) for key, part in told.items() if key != "$"}
    unknown = parts.keys() - PARTS[name].keys()
    if unknown:
        raise UnknownType(f"'{name}' has a part '{min(unknown)}' in it, which is not known here")
    return kind(**parts)


def _read_moment(told: Mapping[str, Json]) -> datetime:
    read = datetime.fromisoformat(told["is"])
    if "zone" not in told:
        return read
    return read.replace(tzinfo=ZoneInfo(told["zone"]), fold=told.get("fold", 0))


_READERS: Mapping[str, Callable[[Mapping[str, Json], Readers], object]] = MappingProxyType(
    {
        "mapping": lambda told, readers: {
            from_json(key, readers): from_json(each, readers) for key, each in told["is"]
        },
        "list": lambda told, readers: [from_json(each, readers) for each in told["is"]],
        "set": lambda told, readers: frozenset(from_json(each, readers) for each in told["is"]),
        "decimal": lambda told, _: Decimal(told["is"]),
        "float": lambda told, _: float(told["is"]),
        "int": lambda told, _: int(told["is"], 16),
        "datetime": lambda told, _: _read_moment(told),
        "date": lambda told, _: date.fromisoformat(told["is"]),
        "time": lambda told, _: time.fromisoformat(told["is"]),
        "span": lambda told, _: timedelta(*told["is"]),
        "bytes": lambda told, _: b64decode(told["is"]),
        "shown": lambda told, _: told["is"],
    }
)
