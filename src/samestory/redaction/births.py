"""Finds birth dates: dates of long ago beside a word for birth, in every spelling."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cache

YEARS = 10
"""Younger dates are the shop's, even beside a word for birth."""

_WORDS = (
    *(b"birth", b"born", b"geburt", b"geboren", b"naissance", b"nacimiento", b"nascita"),
    *(b"nascimento", b"geboorte", b"urodz", b"bday", b"dob"),
)
_YEAR = rb"((?:19|20)[0-9]{2})"
_DAY = rb"([0-9]{1,2})"
_MONTH = rb"([a-z\x80-\xff]{3,14})"
_TH = rb"(?:st|nd|rd|th|er|\.)?"
_DATES = (
    _YEAR + rb"[-/. ]{0,2}" + _DAY + rb"[-/. ]{0,2}" + _DAY,
    _DAY + rb"[-/. ]{1,2}" + _DAY + rb"[-/. ]{1,2}" + _YEAR,
    _DAY + _TH + rb" {1,2}(?:of |de )?" + _MONTH + rb"\.?,? {1,2}(?:de )?" + _YEAR,
    _MONTH + rb"\.? {1,2}" + _DAY + _TH + rb",? {1,2}" + _YEAR,
)
_BIRTH = re.compile(
    rb"(?:" + rb"|".join(_WORDS) + rb")[^0-9]{0,80}?(?<![0-9])"
    rb"(?P<date>" + rb"|".join(_DATES) + rb")(?![0-9])"
)
_LOCALES = ("en_US", "en_GB", "de", "fr", "es", "it", "nl", "pt", "pl")
_FORMS = (
    *("{y:04}-{m:02}-{d:02}", "{y:04}/{m:02}/{d:02}", "{y:04}.{m:02}.{d:02}", "{y:04}{m:02}{d:02}"),
    *("{d:02}.{m:02}.{y}", "{d}.{m}.{y}", "{d:02}/{m:02}/{y}", "{d}/{m}/{y}", "{d:02}-{m:02}-{y}"),
    *("{m:02}/{d:02}/{y}", "{m}/{d}/{y}", "{m:02}-{d:02}-{y}", "{d:02}. {m:02}. {y}"),
)


_ORDERS = (((0, 1, 2),), ((2, 1, 0), (2, 0, 1)), ((2, 1, 0),), ((2, 0, 1),))
"""The places of year, month and day in each of `_DATES`; "3/4/1984" is read in both ways."""


def speaks_of_birth(name: str) -> bool:
    """Whether a field of this name holds a birth date."""
    return any(each in name.lower().encode() for each in _WORDS)


def births(text: bytes) -> Iterator[str]:
    """Return every birth date in a text, as it stands there and in all other spellings."""
    small = text.lower()
    if not any(each in small for each in _WORDS):
        return
    last = datetime.now(UTC).year - YEARS
    for found in _BIRTH.finditer(small):
        dates = [each for each in _read(found.groups()[1:]) if each.year <= last]
        yield from (found["date"].decode("utf-8", "replace") for _ in dates[:1])
        for each in dates:
            yield from _spellings(each)


def _read(groups: tuple[bytes | None, ...]) -> Iterator[date]:
    for number, orders in enumerate(_ORDERS):
        parts = [_number(each) for each in groups[3 * number : 3 * number + 3] if each]
        for year, month, day in orders if parts else ():
            with suppress(ValueError):
                yield date(parts[year], parts[month], parts[day])


def _number(part: bytes) -> int:
    """A number, or that of a month by its name; 0 for a word that is none."""
    return int(part) if part.isdigit() else _months().get(part.decode("utf-8", "replace"), 0)


@cache
def _months() -> dict[str, int]:
    from babel import Locale  # noqa: PLC0415  # rarely needed, and slow to load

    return {
        name.lower().rstrip("."): number
        for locale in _LOCALES
        for names in Locale.parse(locale).months["format"].values()
        for number, name in names.items()
    }


@cache
def _spellings(born: date) -> tuple[str, ...]:
    from babel.dates import format_date  # noqa: PLC0415  # as above

    forms = ("medium", "long", "d MMM y")
    return (
        *(each.format(y=born.year, m=born.month, d=born.day) for each in _FORMS),
        *(format_date(born, form, locale) for locale in _LOCALES for form in forms),
    )
