"""From the record that a system gave to the values that are compared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo
from functools import cache

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.parser import ParsedResult

from samestory.formats import CONVERTERS, Converter, Notation
from samestory.model import Line, Money, Unmapped
from samestory.systems.entries import FieldReading, SubjectEntry

_LISTS = {"lines", "set"}

_LONGEST_CODE = 80
"""Characters of an unreadable answer that are worth showing."""


def read_values(record: object, entry: SubjectEntry, zone: tzinfo) -> dict[str, object]:
    """Every field that the landscape expects in the record.

    None stands for one that the record is silent about, `Unmapped` for a code or a format that
    the landscape does not explain. Times without a zone are meant in `zone`.
    """
    return {name: read_field(record, each, zone) for name, each in entry.fields.items()}


def find_record(document: object, entry: SubjectEntry) -> object:
    """The record within an answer, or None where the answer holds none (or an empty one)."""
    found = document if entry.record is None else _at(entry.record, document)
    return found if found or found == 0 else None


def read_field(record: object, reading: FieldReading, zone: tzinfo) -> object:
    """One field of a record: its value, None or `Unmapped`."""
    try:
        said = _at(reading.at, record)
        return None if _is_silence(said, reading.kind) else _value(said, record, reading, zone)
    except _NotExplained as unexplained:
        return unexplained.unmapped
    except (ValueError, TypeError, ArithmeticError) as error:
        code = str(error) if isinstance(error, JMESPathError) else _brief(_at(reading.at, record))
        return Unmapped(code, reading.where)


class _NotExplained(ValueError):
    def __init__(self, said: object, where: str) -> None:
        super().__init__(said)
        self.unmapped = said if isinstance(said, Unmapped) else Unmapped(_brief(said), where)


def _value(said: object, record: object, reading: FieldReading, zone: tzinfo) -> object:
    if reading.kind == "lines":
        return tuple(_line(each, reading, zone) for each in _listed(said, reading))
    word = said if reading.means is None else _explained(said, reading)
    value = _converter(reading)(word, _notation(record, reading, zone))
    return value if value != "" else None


def _converter(reading: FieldReading) -> Converter:
    converters = CONVERTERS[reading.kind]
    return converters[reading.form or next(iter(converters))]


def _notation(record: object, reading: FieldReading, zone: tzinfo) -> Notation:
    named = _at(reading.currency_at, record) if reading.currency_at else None
    currency = reading.currency if named is None else str(named)
    return Notation(reading.locale, currency, reading.zone or zone)


def _explained(said: object, reading: FieldReading) -> object:
    if isinstance(said, list):
        return [_explained(each, reading) for each in said]
    code = str(said).lower() if isinstance(said, bool) else str(said).strip()
    word = (reading.means or {}).get(code)
    if word is None:
        raise _NotExplained(code, reading.where)
    return word


def _listed(said: object, reading: FieldReading) -> Iterable[object]:
    if not isinstance(said, list):
        raise _NotExplained(said, reading.where)
    return said


def _line(said: object, reading: FieldReading, zone: tzinfo) -> Line:
    sku = _part(said, reading.sku, zone)
    quantity = _part(said, reading.quantity, zone)
    price = _part(said, reading.unit_price, zone)
    if not isinstance(sku, str) or not isinstance(quantity, int):
        raise _NotExplained(said, reading.where)
    return Line(sku, quantity, price if isinstance(price, Money) else None)


def _part(line: object, reading: FieldReading | None, zone: tzinfo) -> object:
    value = None if reading is None else read_field(line, reading, zone)
    if isinstance(value, Unmapped):
        raise _NotExplained(value, value.where)
    return value


def _is_silence(said: object, kind: str) -> bool:
    """Nothing, an empty text, or (where parts are joined) parts none of which is there."""
    if isinstance(said, list) and kind not in _LISTS:
        return bool(said) and all(each in (None, "") for each in said)
    return said in (None, "")


def _brief(said: object) -> str:
    text = str(said)
    return text if len(text) <= _LONGEST_CODE else text[: _LONGEST_CODE - 1] + "…"


def _at(path: str, record: object) -> object:
    found: object = compiled(path).search(record)
    return found


@cache
def compiled(path: str) -> ParsedResult:
    """A JMESPath expression, compiled once."""
    return jmespath.compile(path)
