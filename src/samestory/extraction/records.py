"""From the record that a system gave to the values that are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import tzinfo

from jmespath.exceptions import JMESPathError

from samestory.core.formats import CONVERTERS, LOCAL_FORMS, Converter, Notation, says_nothing
from samestory.core.model import Line, Money, Unmapped
from samestory.extraction.entries import FieldReading, SubjectEntry
from samestory.extraction.paths import (
    PathNotFound,
    PathUnreadable,
    is_condition,
    is_there,
    require_path,
    require_record_path,
    value_at,
)
from samestory.extraction.suggestions import advice, form_of
from samestory.extraction.text_parts import NotCut, cut

_PARTS = re.compile(r"[\n,]")
"""What stands between the parts of an address that is one text."""
_LONGEST_CODE = 80
"""Characters of an unreadable answer that are worth showing."""


NO_SUCH_RECORD = "the landscape's record path does not exist in this answer"
ANY_ANSWER = "nothing that the landscape's record path names is in this answer"
NO_SUCH_FIELDS = "none of the landscape's fields exists in this answer"
OTHER_SHAPES = frozenset({NO_SUCH_RECORD, ANY_ANSWER, NO_SUCH_FIELDS})
"""Said of all fields of an answer in which the landscape finds nothing of a record."""
NO_SUCH_HOP = "what the landscape takes out of an earlier answer does not exist there"
NO_SUCH_PLACE = "something else stands where the landscape expects it"


class NoSuchPlace(LookupError):
    """An answer has another shape than the landscape expects; `where` is the table to mend."""

    def __init__(self, why: str, where: str) -> None:
        super().__init__(why)
        self.why = why
        self.where = where


def read_answer(
    document: object, entry: SubjectEntry, zone: tzinfo, *, key: str | None = None
) -> dict[str, object] | None:
    """Every field of the record in an answer, or None where the answer says that there is none.

    An answer of another shape, such as a notice of maintenance, says nothing about the record:
    every field is `Unmapped` then. So it is if what could not be read is in the way, and no change
    of the landscape would help; so it is if `key` was asked for and the place that the
    landscape names for it tells another one. That there is no record, an answer says by null or
    false in its place, or by an empty list if the landscape looks into a list.
    """
    if document is None:
        return None
    try:
        record = find_record(document, entry)
        if record is None or record is False:
            return None
        is_empty = record in ("", [], {})
        if not is_empty and key is not None:
            _check_key(record, entry, key)
    except NoSuchPlace as astray:
        return unmapped(entry, astray.why, astray.where)
    if all(_is_astray(each.at, record, is_empty=is_empty) for each in entry.fields.values()):
        return unmapped(entry, NO_SUCH_FIELDS, None)
    return None if is_empty else read_values(record, entry, zone)


def find_record(document: object, entry: SubjectEntry) -> object:
    """What stands in the record's place; raises `NoSuchPlace` for an answer of another shape."""
    path = "@" if entry.record is None else entry.record
    where = f"{entry.where} record"
    try:
        require_record_path(path, document)
        found = value_at(path, document)
    except PathUnreadable as unread:
        raise NoSuchPlace(unread.why, "") from unread
    except (PathNotFound, JMESPathError) as error:
        why = error.why if isinstance(error, PathNotFound) else ""
        raise NoSuchPlace(why or NO_SUCH_RECORD, where) from error
    if not found and not is_there(path, document):
        raise NoSuchPlace(ANY_ANSWER, where)
    return None if found == [] and is_condition(path) else found


def unmapped(entry: SubjectEntry, why: str, where: str | None) -> dict[str, object]:
    """Every field unmapped for one reason; `where` is the place to mend, None: each field's."""
    places = {name: each.where if where is None else where for name, each in entry.fields.items()}
    return {name: Unmapped(why, place) for name, place in places.items()}


def _is_astray(path: str, record: object, *, is_empty: bool) -> bool:
    """Whether nothing of what the path expects is there; members that lack it are there.

    An empty record must be one that the path can look into: an empty list is no order.
    """
    try:
        (require_record_path if is_empty else require_path)(path, record)
    except PathNotFound as astray:
        return not astray.why
    except JMESPathError:
        return False
    return not is_there(path, record)


def _check_key(record: object, entry: SubjectEntry, key: str) -> None:
    """Raise `NoSuchPlace` if the record tells another key, or one that cannot be read."""
    try:
        other = _told_instead(record, entry, key)
    except PathUnreadable as unread:
        raise NoSuchPlace(unread.why, "") from unread
    if other is not None:
        raise NoSuchPlace(other, f"{entry.where} key")


def _told_instead(record: object, entry: SubjectEntry, key: str) -> str | None:
    """What is wrong with the key that a record tells, or that one of several tells.

    Raise `PathUnreadable` if it could not be read.
    """
    if entry.key is None:
        return None
    try:
        _readable(entry.key, record)
        told = value_at(entry.key, record)
    except JMESPathError as error:
        return str(error)
    all_told = told if isinstance(told, list) else [told]
    other = next((each for each in all_told if _plainly(each) != _plainly(key)), key)
    if other in (None, "", {}) or other is False:
        return f"it does not tell whether it is {key}"
    return None if other is key else f"it tells {_brief(other)} instead of {key}"


def _readable(path: str, record: object) -> None:
    try:
        require_path(path, record)
    except PathUnreadable:
        raise
    except PathNotFound:
        return


def _plainly(said: object) -> str:
    """Without what people and systems differ in when they write one key: case and space."""
    return "".join(str(said).split()).casefold()


def read_values(record: object, entry: SubjectEntry, zone: tzinfo) -> dict[str, object]:
    """Every field that the landscape expects in the record.

    None stands for one that the record is silent about, `Unmapped` for a code or a format that
    the landscape does not explain. Times without a zone are meant in `zone`.
    """
    return {name: read_field(record, each, zone) for name, each in entry.fields.items()}


def read_field(record: object, reading: FieldReading, zone: tzinfo) -> object:
    """One field of a record: its value, None or `Unmapped`."""
    spoken: object = None
    try:
        _not_in_the_way(reading, record)
        said = value_at(reading.at, record)
        spoken = _without_silence(said, reading, zone)
        if spoken is not None and (reading.split or reading.pattern):
            spoken = _without_silence(cut(spoken, reading), reading, zone)
        return None if spoken is None else _value(spoken, record, reading, zone)
    except NotCut as error:
        words = " or ".join(f"`{word}`" for word in ("split", "pattern") if getattr(reading, word))
        return Unmapped(_brief(error), reading.where, fix=f"mend {words}, or `at`")
    except _NotExplained as unexplained:
        return unexplained.unmapped
    except JMESPathError as error:
        return Unmapped(str(error), reading.where)
    except (ValueError, TypeError, ArithmeticError) as error:
        return _unreadable(spoken, reading, zone, _brief(error))


def _not_in_the_way(reading: FieldReading, record: object) -> None:
    """A place that is missing is silence, for it may come later; one of another kind is not."""
    try:
        require_path(reading.at, record)
    except PathNotFound as astray:
        if astray.wrong_kind:
            where = "" if isinstance(astray, PathUnreadable) else reading.where
            raise _NotExplained(Unmapped(astray.why or NO_SUCH_PLACE, where), where) from astray


def _unreadable(said: object, reading: FieldReading, zone: tzinfo, why: str) -> Unmapped:
    fix = advice(said, reading, reading.zone or zone, why)
    return Unmapped(_brief(said), reading.where, _declared(reading), fix)


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
        self.unmapped = said if isinstance(said, Unmapped) else Unmapped(_brief(said), where)


def _value(said: object, record: object, reading: FieldReading, zone: tzinfo) -> object:
    if reading.kind == "lines":
        lines = tuple(_line(each, reading, zone) for each in _listed(said))
        return lines if _tells_its_prices(lines, reading) else None
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
    """Explain those parts of an address that the landscape knows; streets cannot be listed."""
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


def _tells_its_prices(lines: Iterable[Line], reading: FieldReading) -> bool:
    """A price that the landscape declares and a line lacks leaves something unsaid."""
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


def _brief(said: object) -> str:
    text = str(said)
    return text if len(text) <= _LONGEST_CODE else text[: _LONGEST_CODE - 1] + "…"
