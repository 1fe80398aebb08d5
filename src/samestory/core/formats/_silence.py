"""What is written and says nothing: "N/A", "-", 0001-01-01, 00000000."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from types import MappingProxyType

from samestory.core.formats._calendar_words import plain
from samestory.core.formats._notation import Notation
from samestory.core.formats._numbers import read_number
from samestory.core.formats._times import days_in

TIMES = frozenset({"day", "moment", "window"})
WORDS = frozenset({"-", "n/a", "n.a.", "#n/a", "null"})
"""What is no number, no time and no address; a run of dashes counts as one."""
WORDS_OF: Mapping[str, frozenset[str]] = MappingProxyType(
    dict.fromkeys((*TIMES, "money", "count", "email", "address"), WORDS)
)
"""By kind of comparison. In a text, a status, a set and a sku they may be real words."""
DAYS = frozenset(
    {
        date(1, 1, 1),
        date(1601, 1, 1),
        date(1753, 1, 1),
        date(1899, 12, 30),
        date(1899, 12, 31),
        date(1900, 1, 1),
    }
)
"""Where the calendars of .NET, Windows, SQL Server, OLE and Excel begin: a day never filled in."""
ZEROS = re.compile(r"0+\.0+|0|\.*(?:0\.*){8,}")
"""The digits of a time that was never filled in: 0, "00000000", "0000-00-00 00:00:00"."""
NEVER_FALSE = frozenset({*TIMES, "money", "text", "email", "address", "set"})
"""The kinds of which `false` is no value, but how some systems say that there is none."""
LISTS = frozenset({"lines", "set"})
"""The kinds of which an empty list is a value."""


def says_nothing(said: object, kind: str, form: str, how: Notation) -> bool:
    """Tell whether this is no value of a kind of comparison, in the form that it is read as."""
    if said is None or (isinstance(said, str) and not plain(said)):
        return True
    if isinstance(said, (bool, list, tuple)) or said == {}:
        return kind in NEVER_FALSE if said is False else not said and kind not in LISTS
    if how.none is not None and not how.none:
        return False
    added = how.none or frozenset()
    spelt = _bare(said)
    if spelt in WORDS_OF.get(kind, ()) or any(_is_same(spelt, _bare(each)) for each in added):
        return True
    return kind in TIMES and _was_never_filled_in(said, kind, form, how)


def _bare(said: object) -> str:
    return re.sub(r"-+", "-", plain(str(said)).replace("\N{HORIZONTAL BAR}", "-"))


def _is_same(spelt: str, other: str) -> bool:
    """Compare numbers as such: 0 is "0.00"."""
    with suppress(ValueError):
        return spelt == other or read_number(spelt) == read_number(other)
    return False


def _was_never_filled_in(said: object, kind: str, form: str, how: Notation) -> bool:
    if not isinstance(said, Mapping) and ZEROS.fullmatch(re.sub(r"[^\d.]", "", str(said))):
        return True
    none = DAYS | {*_days(how.none or ())}
    found = days_in(said, kind, form, how)
    return bool(found) and all(not none.isdisjoint(each) for each in found)


def _days(added: Iterable[str]) -> Iterator[date]:
    for each in added:
        with suppress(ValueError):
            yield datetime.fromisoformat(each).date()
