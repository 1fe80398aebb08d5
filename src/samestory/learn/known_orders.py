"""The file that says what is known of one order, and of its customer."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from samestory.config.config_errors import Mistakes
from samestory.config.subjects import KNOWN
from samestory.core.formats import read_email, read_money_text
from samestory.core.model import Line, Money
from samestory.errors import WrongCall
from samestory.learn.candidates import KnownSubject

EXAMPLE = """\
[order]
number       = "A-1042"
email        = "ada@customers.example"
total        = "89.00 EUR"
status       = "placed"                       # what she was told; without it, codes stay open
delivery_day = 2026-11-24
name         = "Ada Lovelace"
address      = ["Lindenstr. 3", "10969", "Berlin", "DE"]

[[order.lines]]
sku        = "BB-IT"
quantity   = 1
unit_price = "49.00 EUR"

[[order.lines]]
sku        = "CH-11"
quantity   = 2
unit_price = "20.00 EUR"

[answers]                                     # optional: the answers about this order, beside it
crm = "crm.json"
"""
"""A whole file; only the number, the address and the total are needed."""
NEEDED = ("number", "email", "total")
OF_LINES = ("sku", "quantity", "unit_price")
_HERS = ("email", "name")
OTHERS = ("customer", "orders", "records")
"""Kinds of subjects about the same person; each is known by her mail address."""


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """What is known, by kind of subject, and the files with answers about it, by system."""

    file: Path
    subjects: Mapping[str, KnownSubject]
    answers: Mapping[str, tuple[Path, ...]]

    @property
    def order(self) -> KnownSubject:
        """What is known of the order itself."""
        return self.subjects["order"]


def read_known(path: Path) -> KnownOrder:
    """Read a file of what is known. Raise `WrongCall` with every mistake in it."""
    mistakes = Mistakes(str(path))
    found = _Reading(_document(path), mistakes, path).known()
    if mistakes.found:
        raise WrongCall("\n".join(text for _, text in mistakes.found))
    return found


def _document(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise WrongCall(
            f"{path} cannot be read: {error.strerror}.\n"
            f"  Name the file with what you know, or begin one: samestory learn > {path}"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongCall(
            f"{path} is not TOML: {error}.\n  Write what is known like this:\n\n{EXAMPLE}"
        ) from error


@dataclass(slots=True)
class _Reading:
    content: Mapping[str, Any]
    mistakes: Mistakes
    path: Path

    def known(self) -> KnownOrder:
        """Return all of it, as far as it can be read."""
        tables = {"order", "answers", *OTHERS}
        for name in self.content.keys() - tables:
            self.mistakes.unknown((), "table", name, tables)
        order = self._values("order", self._table("order"))
        for name in NEEDED:
            if name not in self._table("order"):
                self.mistakes.add(("order",), f"'{name}' is missing.", f"Add it: {_line_of(name)}")
        email = str(order.get("email", ""))
        number = str(self._table("order").get("number", ""))
        subjects = {"order": KnownSubject("order", number, {"copies": 1, **order}, email)}
        hers: dict[str, Any] = {name: order[name] for name in _HERS if name in order}
        usual: dict[str, dict[str, Any]] = {"customer": hers, "orders": {}, "records": {"count": 1}}
        for kind in OTHERS:
            told = self._values(kind, self._table(kind))
            if "numbers" in told:
                told.setdefault("count", len(told["numbers"]))
            values = dict(usual[kind]) | told
            if values:
                subjects[kind] = KnownSubject(kind, email, values, email)
        return KnownOrder(self.path, MappingProxyType(subjects), self._answers())

    def _table(self, name: str) -> Mapping[str, Any]:
        said = self.content.get(name, {})
        if isinstance(said, Mapping):
            return said
        self.mistakes.add((), f"'{name}' is no table.", f"Begin it with [{name}].")
        return {}

    def _values(self, kind: str, table: Mapping[str, Any]) -> dict[str, Any]:
        known = KNOWN[kind]
        names = {*known, "number"} if kind == "order" else {*known}
        found = {}
        for name, said in table.items():
            if name not in names:
                self.mistakes.unknown((kind,), "field", name, names)
            elif name != "number":
                value = self._value((kind,), name, said, _READERS[known[name]])
                if value is not None:
                    found[name] = value
        if kind == "order" and not str(table.get("number", "1")).strip():
            self.mistakes.add((kind,), "'number' is empty.", f"Write it: {_line_of('number')}")
        return found

    def _value(
        self, place: tuple[str, ...], name: str, said: Any, read: Callable[[Any], Any]
    ) -> Any:
        try:
            return read(said)
        except (ValueError, TypeError, KeyError, ArithmeticError) as error:
            fact = f"'{name}' is {said!r}, which cannot be read: {error}."
            self.mistakes.add(place, fact, f"Write it like this: {_line_of(name)}")
        return None

    def _answers(self) -> dict[str, tuple[Path, ...]]:
        found = {}
        for name, said in self._table("answers").items():
            files = said if isinstance(said, list) else [said]
            if all(isinstance(each, str) for each in files):
                found[name] = tuple(self.path.parent / each for each in files)
            else:
                fact = f"'{name}' names no file."
                self.mistakes.add(("answers",), fact, f'Write {name} = "{name}.json".')
        return found


def _line_of(name: str) -> str:
    """Return how the example writes a field."""
    if name == "lines":
        return 'lines = [{ sku = "BB-IT", quantity = 1, unit_price = "49.00 EUR" }]'
    lines = (each for each in EXAMPLE.splitlines() if each.partition("=")[0].strip() == name)
    return " ".join(next(lines, f'{name} = "..."').partition("  #")[0].split())


def _money(said: Any) -> Money:
    if not isinstance(said, str):
        raise ValueError("it names no currency")  # noqa: TRY004 - a person wrote it, no caller
    return read_money_text(said)


def _day(said: Any) -> date:
    if isinstance(said, datetime):
        return said.date()
    return said if isinstance(said, date) else date.fromisoformat(said)


def _text(said: Any) -> str:
    if not isinstance(said, str) or not said.strip():
        raise ValueError("it is no text")
    return said


def _address(said: Any) -> str:
    return "\n".join(map(_text, said)) if isinstance(said, list) else _text(said)


def _count(said: Any) -> int:
    if not isinstance(said, int) or isinstance(said, bool):
        raise ValueError("it is no whole number")  # noqa: TRY004 - the same
    return said


def _lines(said: Any) -> tuple[Line, ...]:
    return tuple(_line(each) for each in said)


def _line(said: Mapping[str, Any]) -> Line:
    if unknown := said.keys() - {*OF_LINES}:
        raise ValueError(f"a line has {', '.join(OF_LINES)}, and no {min(unknown)}")
    if missing := [each for each in OF_LINES[:2] if each not in said]:
        raise ValueError(f"a line has no {missing[0]}")
    price = _money(said["unit_price"]) if "unit_price" in said else None
    return Line(_text(said["sku"]), _count(said["quantity"]), price)


_READERS: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "money": _money,
        "day": _day,
        "text": _text,
        "status": _text,
        "email": read_email,
        "address": _address,
        "count": _count,
        "lines": _lines,
        "set": lambda said: frozenset(map(_text, said)),
    }
)
