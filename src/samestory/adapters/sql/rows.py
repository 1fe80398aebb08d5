"""Rows of a database as a document of what JSON could say as well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from samestory.errors import CannotAsk

MOST_ROWS = 1000
"""Rows of one SELECT that are read; a record of one customer never has as many."""
LARGEST = 5_000_000
"""Characters of all values of one SELECT that are read."""

Row = Mapping[str, object]


def as_json_value(value: object) -> object:
    """A value as JSON has it, decimals kept exactly.

    Days and moments become ISO 8601, durations seconds, bytes their UTF-8 text or else
    hexadecimal digits; what is none of these becomes its text.
    """
    if value is None or isinstance(value, (str, bool, int, float, Decimal)):
        return value
    if isinstance(value, Mapping):
        return {str(key): as_json_value(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [as_json_value(each) for each in value]
    return _in_words(value)


def rows_document(rows: Sequence[Row], lists: Mapping[str, Sequence[Row]]) -> dict[str, object]:
    """What a landscape's paths search: all `rows`, the further lists, and the columns of a row.

    Columns are only there by themselves where one row was found: of two, nobody could say which
    one is meant.
    """
    only = rows[0] if len(rows) == 1 else {}
    return {**only, **lists, "rows": list(rows)}


def refuse_too_much(rows: Sequence[Row]) -> None:
    """Raise `CannotAsk` for more rows, or larger ones, than a record can have."""
    if len(rows) > MOST_ROWS:
        raise CannotAsk(f"more than {MOST_ROWS} rows answer one question")
    size = sum(len(value) for row in rows for value in row.values() if isinstance(value, str))
    if size > LARGEST:
        raise CannotAsk(f"its rows are larger than {LARGEST // 1_000_000} MB")


def _in_words(value: object) -> object:
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _text(bytes(value))
    return str(value)


def _text(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.hex()
