"""Whether a value that stands in an answer is a known one, and in which format it is written."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, tzinfo
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from samestory.core.comparison import same
from samestory.core.formats import CONVERTERS, LOCAL_FORMS, Notation
from samestory.core.model import Money
from samestory.extraction.records import plainly
from samestory.extraction.suggestions import LOCALES, likely_locales

Words = Mapping[str, object]
"""What a landscape says about a reading beside `at`: {"as": "minor units"}."""

_DAYS = (
    *("iso day", "compact day", "odata date", "epoch ms", "epoch s", "mail date", "typed json"),
    *("year first", "day first", "month first"),
)
"""The forms of days, from those that mean one thing to those that may mean two."""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
FEWEST_DIGITS = 3
"""Digits of a day: "1. Mai 26"."""
LONGEST = 300
"""Characters of a text that can be a single value."""


def ways_to_read(said: object, kind: str, known: object, zone: ZoneInfo | None) -> Iterator[Words]:
    """Yield the words with which a value is read as the known one; the plainest first."""
    if isinstance(said, str) and (len(said) > LONGEST or not _may_be(said, kind, known)):
        return
    match kind:
        case "money":
            yield from _as_money(said, known)
        case "day" | "moment" | "window":
            yield from _as_time(said, kind, known, zone)
        case "lines" | "status":
            return
        case "count" if isinstance(said, str | list):
            return
        case _:
            if _is_read({}, said, kind, known):
                yield {}


def may_say(said: object, kind: str, known: object) -> bool:
    """Whether a value can be read as the known one in some way."""
    return any(True for _ in ways_to_read(said, kind, known, None))


def _may_be(said: str, kind: str, known: object) -> bool:
    """Whether a text has the digits of the known value: any other need not be read."""
    digits = "".join(filter(str.isdigit, said))
    if isinstance(known, Money) and kind == "money":
        amount = "".join(filter(str.isdigit, f"{known.amount:f}"))
        return bool(digits) and digits.strip("0") == amount.strip("0")
    if isinstance(known, date) and kind == "day":
        return str(known.day % 10) in digits and len(digits) >= FEWEST_DIGITS
    return True


def _as_money(said: object, known: object) -> Iterator[Words]:
    if not isinstance(known, Money):
        return
    bare: Words = {"currency": known.currency}
    for words in _forms_of_money(said, known.currency):
        if "locale" in words and _is_read(words, said, "money", known):
            yield words
            return
        if _is_read({**words, **bare}, said, "money", known):
            yield {**words, **bare}
            if "locale" in words:
                return


def _forms_of_money(said: object, currency: str) -> Iterator[Words]:
    if isinstance(said, Mapping):
        yield {"as": "typed json"}
    elif isinstance(said, int | float | Decimal) or _NUMBER.fullmatch(str(said)):
        yield {"as": "decimal"}
        yield {"as": "minor units"}
    elif isinstance(said, str) and any(map(str.isdigit, said)):
        for locale in likely_locales(currency):
            yield {"as": "money text", "locale": locale}


def _as_time(said: object, kind: str, known: object, zone: ZoneInfo | None) -> Iterator[Words]:
    known_forms = CONVERTERS[kind]
    forms: Sequence[str] = [each for each in _DAYS if each in known_forms]
    for form in forms if kind == "day" else known_forms:
        spelt = form in LOCAL_FORMS and any(map(str.isalpha, str(said)))
        for locale in LOCALES if spelt else ("",):
            named = {"as": form} | ({"locale": locale} if locale else {})
            zones: list[Words] = [named, *([{**named, "zone": zone.key}] if zone else [])]
            found = next((each for each in zones if _is_read(each, said, kind, known)), None)
            if found is not None:
                yield found
                break


def _is_read(words: Words, said: object, kind: str, known: object) -> bool:
    form = str(words.get("as", next(iter(CONVERTERS[kind]), kind)))
    zone: tzinfo = ZoneInfo(str(words["zone"])) if "zone" in words else UTC
    currency = words.get("currency")
    how = Notation(
        str(words.get("locale", "en_US")), None if currency is None else str(currency), zone
    )
    with suppress(ValueError, TypeError, ArithmeticError):
        return same(kind, CONVERTERS[kind][form](said, how), known)
    return False


def doubts_about(said: object, words: Words, kind: str, known: object) -> tuple[str, ...]:
    """Return what a day leaves open: the language of a month, or which number is the month."""
    form, locale = str(words.get("as", "")), str(words.get("locale", ""))
    if kind not in {"day", "moment"} or form not in LOCAL_FORMS:
        return ()
    found = []
    if any(map(str.isalpha, str(said))):
        alike = [each for each in LOCALES if _is_read({**words, "locale": each}, said, kind, known)]
        others = [each for each in alike if each != locale]
        found += [f"the month reads alike in {', '.join(others)}"] if others else []
    swapped = {"day first": "month first", "month first": "day first"}.get(form)
    if swapped and _is_read({**words, "as": swapped}, said, kind, known):
        found.append(f"it may be {swapped} as well: day and month are the same number")
    return tuple(found)


def is_same_text(said: Any, known: str) -> bool:
    """Whether a text or a number is the known text, in any case and spacing."""
    return isinstance(said, str | int) and plainly(said) == plainly(known)


def holds_word(said: Any, word: str) -> bool:
    """Whether a text holds a word between signs that are neither letters nor digits."""
    return isinstance(said, str) and bool(
        re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", said, re.IGNORECASE)
    )
