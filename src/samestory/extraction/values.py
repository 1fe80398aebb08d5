"""From a record to its values: each read in its declared format, or unmapped with the fix."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import tzinfo
from decimal import Context, Decimal, Inexact
from functools import reduce

from jmespath.exceptions import JMESPathError

from samestory.core.formats import CONVERTERS, LOCAL_FORMS, Converter, Notation, says_nothing
from samestory.core.model import Line, Money, Unmapped, key_at
from samestory.extraction.entries import FieldReading, SubjectEntry
from samestory.extraction.paths import require_path, value_at
from samestory.extraction.patterns import NotCut, cut
from samestory.extraction.strict_jmespath import PathNotFound, PathUnreadable
from samestory.extraction.suggestions import advice, form_of

EXACT = Context(prec=200, traps=[Inexact])
"""Adds as many amounts as a list can hold without rounding (see `formats.bounded`)."""
IN_ONE_CURRENCY = "a sum in one currency"
NO_SUCH_PLACE = "something else stands where the landscape expects it"
_PARTS = re.compile(r"[\n,]")
"""What separates the parts of an address that is one text."""
_LONGEST_CODE = 80
"""Characters of an unreadable answer that are worth showing."""


def read_values(record: object, entry: SubjectEntry, zone: tzinfo) -> dict[str, object]:
    """Return every field that the landscape expects in the record.

    None if the record is silent about it, `Unmapped` if the landscape does not explain its code or
    format. Times without a zone are in `zone`.
    """
    return {name: read_field(record, each, zone) for name, each in entry.fields.items()}


def read_field(record: object, reading: FieldReading, zone: tzinfo) -> object:
    """Return one field of a record: its value, None or `Unmapped`."""
    spoken: object = None
    try:
        _not_in_the_way(reading, record)
        said = value_at(reading.place, record)
        if reading.sum is not None:
            return _sum(said, reading, zone)
        spoken = _without_silence(said, reading, zone)
        if spoken is not None and (reading.split or reading.pattern):
            spoken = _without_silence(cut(spoken, reading), reading, zone)
        return None if spoken is None else _value(spoken, record, reading, zone)
    except NotCut as error:
        words = " or ".join(f"`{word}`" for word in ("split", "pattern") if getattr(reading, word))
        return Unmapped(brief(error), reading.where, fix=f"fix {words}, or `at`")
    except _NotExplained as unexplained:
        return unexplained.unmapped
    except JMESPathError as error:
        return Unmapped(str(error), reading.where)
    except (ValueError, TypeError, ArithmeticError) as error:
        return _unreadable(spoken, reading, zone, brief(error))


def _sum(said: object, reading: FieldReading, zone: tzinfo) -> object:
    if isinstance(said, list):
        one = replace(reading, sum=None)
        return added_up([read_field(each, one, zone) for each in said], reading)
    return None if _is_nothing(said, reading, zone) else Unmapped(NO_SUCH_PLACE, reading.where)


def _not_in_the_way(reading: FieldReading, record: object) -> None:
    """A missing place is silence, as it may come later; a place of another kind is not."""
    try:
        require_path(reading.place, record)
    except PathNotFound as error:
        if error.wrong_kind:
            where = "" if isinstance(error, PathUnreadable) else reading.where
            raise _NotExplained(Unmapped(error.why or NO_SUCH_PLACE, where), where) from error


def _unreadable(said: object, reading: FieldReading, zone: tzinfo, why: str) -> Unmapped:
    fix = advice(said, reading, reading.zone or zone, why)
    return Unmapped(brief(said), reading.where, _declared(reading), fix)


def _declared(reading: FieldReading) -> str:
    """The format that a field is read as: "money text in de_DE", "minor units"."""
    form = form_of(reading)
    if form in LOCAL_FORMS:
        return f"{form} in {reading.locale}"
    counted = reading.kind != "money" or reading.currency or reading.currency_at
    return form if counted else f"{form} without a currency"


class _NotExplained(ValueError):
    def __init__(self, said: object, where: str) -> None:
        super().__init__(said)
        self.unmapped = said if isinstance(said, Unmapped) else Unmapped(brief(said), where)


def _value(said: object, record: object, reading: FieldReading, zone: tzinfo) -> object:
    if reading.kind == "lines":
        lines = tuple(_line(each, reading, zone) for each in _listed(said))
        return lines if _has_its_prices(lines, reading) else None
    explain = _explained_parts if reading.kind == "address" else _explained
    word = said if reading.means is None else explain(said, reading)
    value = _converter(reading)(word, _notation(record, reading, zone))
    return value if value != "" else None


def _converter(reading: FieldReading) -> Converter:
    return CONVERTERS[reading.kind][form_of(reading)]


def _notation(record: object, reading: FieldReading, zone: tzinfo) -> Notation:
    named = value_at(reading.currency_at, record) if reading.currency_at else None
    currency = reading.currency if _is_nothing(named, reading, zone) else str(named)
    return Notation(reading.locale, currency, reading.zone or zone, reading.none)


def _explained(said: object, reading: FieldReading) -> object:
    if isinstance(said, list):
        return [None if each is None else _explained(each, reading) for each in said]
    word = (reading.means or {}).get(_code(said))
    if word is None:
        raise _NotExplained(_code(said), reading.where)
    return word


def _explained_parts(said: object, reading: FieldReading) -> object:
    """Streets cannot be listed, so a part without a meaning stays as it is."""
    parts = said if isinstance(said, list) else _PARTS.split(str(said))
    means = reading.means or {}
    return [means.get(_code(each), each) for each in parts]


def _code(said: object) -> str:
    return str(said).lower() if isinstance(said, bool) else str(said).strip()


def _listed(said: object) -> Iterable[object]:
    if not isinstance(said, list):
        raise ValueError(f"{said!r} is no list of lines")  # noqa: TRY004 - a system said it, no caller
    return said


def _line(said: object, reading: FieldReading, zone: tzinfo) -> Line:
    sku = _part(said, reading.sku, zone)
    quantity = _part(said, reading.quantity, zone)
    price = _part(said, reading.unit_price, zone)
    if not isinstance(sku, str) or not isinstance(quantity, int):
        raise ValueError(f"{said!r} has no sku or no quantity")  # noqa: TRY004 - the same
    return Line(sku, quantity, price if isinstance(price, Money) else None)


def _has_its_prices(lines: Iterable[Line], reading: FieldReading) -> bool:
    """A declared price that a line lacks leaves something unsaid."""
    price = reading.unit_price
    return price is None or price.optional or all(each.unit_price for each in lines)


def _part(line: object, reading: FieldReading | None, zone: tzinfo) -> object:
    value = None if reading is None else read_field(line, reading, zone)
    if isinstance(value, Unmapped):
        raise _NotExplained(value, value.where)
    return value


def _without_silence(said: object, reading: FieldReading, zone: tzinfo) -> object:
    """Return it with null for each part that says nothing; null if no part says anything.

    An empty set is a value, and so is an order without lines.
    """
    if not isinstance(said, list) or reading.kind == "lines":
        return None if _is_nothing(said, reading, zone) else said
    spoken = [None if _is_nothing(each, reading, zone) else each for each in said]
    says = reading.kind == "set" or any(each is not None for each in spoken)
    return spoken if says else None


def _is_nothing(said: object, reading: FieldReading, zone: tzinfo) -> bool:
    """A code that the landscape explains says something, whatever it looks like."""
    if reading.means is not None and _code(said) in reading.means:
        return False
    how = Notation(reading.locale, zone=reading.zone or zone, none=reading.none)
    return says_nothing(said, reading.kind, form_of(reading), how)


def brief(said: object) -> str:
    """Return what a system said, as much of it as is worth showing."""
    text = str(said)
    return text if len(text) <= _LONGEST_CODE else text[: _LONGEST_CODE - 1] + "…"


def added_up(amounts: Sequence[object], reading: FieldReading) -> object:
    """Return the sum of the members of a list, None if one of them says nothing.

    `Unmapped` if one of them is, or if they are in several currencies. Nothing at all is 0 in the
    declared currency.
    """
    unread = next((each for each in amounts if isinstance(each, Unmapped)), None)
    if unread or None in amounts:
        return unread
    money = [each for each in amounts if isinstance(each, Money)]
    currencies = sorted({each.currency for each in money} or {reading.currency or ""})
    if currencies == [""]:
        return _without_currency(reading)
    if len(currencies) > 1:
        return _mixed(currencies, reading)
    return Money(_exact_sum(each.amount for each in money), currencies[0])


def _exact_sum(amounts: Iterable[Decimal]) -> Decimal:
    return reduce(EXACT.add, amounts, Decimal(0))


def _without_currency(reading: FieldReading) -> Unmapped:
    key = key_at(reading.where)
    fix = f'{key} = {{ ..., currency = "..." }}, for the sum of an empty list'
    return Unmapped("[]", reading.where, IN_ONE_CURRENCY, fix)


def _mixed(currencies: Sequence[str], reading: FieldReading) -> Unmapped:
    """Amounts of several currencies have no sum, and none is invented."""
    fix = f"{key_at(reading.where)}: add up the amounts of one currency only"
    return Unmapped(" and ".join(currencies), reading.where, IN_ONE_CURRENCY, fix)
