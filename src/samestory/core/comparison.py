"""What "the same" means for each kind of field, and how a value is shown to a person."""

from __future__ import annotations

import operator
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import idna
from babel.dates import format_date

from samestory.core.formats import letters, minor_digits, with_country_codes
from samestory.core.model import Line, Money, Unmapped, Window
from samestory.errors import WrongCall

NOTHING = "nothing"
"""How silence is shown."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of comparison.

    `essence` reduces a value to what counts; two values are the same where their essences `fit`.
    `brief` and `full` show a value: the full form is for values that differ and look alike.
    `detail` tells how much a value tells beyond what must be told (unit prices of lines), and
    `coarse` reduces an essence to what the brief form shows of it.
    """

    name: str
    holds: type
    essence: Callable[[Any], object]
    brief: Callable[[Any], str]
    full: Callable[[Any], str]
    fit: Callable[[Any, Any], bool] = operator.eq
    detail: Callable[[Any], int] = lambda _: 0
    coarse: Callable[[Any], object] = lambda value: value


def same(kind: str, left: object, right: object) -> bool:
    """Tell whether two values tell the customer the same.

    Raises `TypeError` for a value that is not of the kind, and `WrongCall` for an unknown kind.
    """
    how = kind_called(kind)
    return how.fit(essence(how, left), essence(how, right))


def essence(how: Kind, value: object) -> object:
    """Reduce a value to what counts, after checking that it is of this kind."""
    if not isinstance(value, how.holds) or (how.holds in PLAIN and type(value) is not how.holds):
        raise TypeError(
            f"a field of kind {how.name!r} is compared as {how.holds.__name__}, and {value!r} is "
            f"a {type(value).__name__}"
        )
    return how.essence(value)


PLAIN = (int, date)
"""Types whose subclasses mean something else: True is no count, and a moment is no day."""


def format_value(kind: str, value: object, *, full: bool = False, zone: tzinfo = UTC) -> str:
    """Show a value in one line: "89.00 EUR", "1 × BB-IT, 2 × CH-11", "24 Nov 2026", "nothing".

    `full` leaves nothing out, so that values that differ also look different. Moments and windows
    are shown in `zone`, and name it.
    """
    if value is None:
        return NOTHING
    if isinstance(value, Unmapped):
        return repr(value.code)
    how = kind_called(kind)
    local = _in_zone(value, zone)
    return how.full(local) if full else how.brief(local)


def look_alike(kind: str, left: object, right: object) -> bool:
    """Tell whether two values differ, and a reader of their brief forms could not see why."""
    if same(kind, left, right):
        return False
    how = kind_called(kind)
    coarse = (how.coarse(essence(how, each)) for each in (left, right))
    return _indistinct(how.brief(left), how.brief(right)) or operator.eq(*coarse)


def _indistinct(left: str, right: str) -> bool:
    """Whether two texts are the same but for letters and signs of different alphabets."""
    pairs = [pair for pair in zip(left, right, strict=False) if pair[0] != pair[1]]
    return len(left) == len(right) and all(
        not (a.isascii() and b.isascii()) and _alphabet(a) != _alphabet(b) for a, b in pairs
    )


def _alphabet(char: str) -> str:
    """The first word of a character's name: LATIN, CYRILLIC, HYPHEN-MINUS, EN (DASH)."""
    return unicodedata.name(char, "").partition(" ")[0]


def _in_zone(value: object, zone: tzinfo) -> object:
    with suppress(OverflowError):  # the first and last moments have no date in every zone
        if isinstance(value, datetime):
            return value.astimezone(zone)
        if isinstance(value, Window):
            return Window(value.start.astimezone(zone), value.end.astimezone(zone))
    return value


def kind_called(name: str) -> Kind:
    """Find a kind of comparison by its name."""
    try:
        return KINDS[name]
    except KeyError:
        known = ", ".join(sorted(KINDS))
        raise WrongCall(f"{name!r} is no kind of comparison.\n  Known kinds: {known}.") from None


# Words ------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _collapsed(value: str) -> str:
    return " ".join(unicodedata.normalize("NFC", value).split())


def visible(text: str) -> str:
    """Write out what a terminal would obey or hide: escape codes, marks of writing direction."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        ascii(char)[1:-1] if unicodedata.category(char)[0] == "C" else char for char in text
    )


def _plain(value: str) -> str:
    return visible(_collapsed(value)) or "''"


def _telling(value: str) -> str:
    """Spell out what looks like something else: a Cyrillic letter, a blank that does not break."""
    text = _collapsed(value)
    exact = ascii(text)
    if not text or text[0] in "'\"":
        return exact
    return text if exact[1:-1] == text else f"{visible(text)} ({exact[1:-1]})"


@lru_cache(maxsize=4096)
def _email(value: str) -> str:
    """Reduce an address to the mailbox that it reaches.

    RFC 5321 lets a host tell "Ada@" from "ada@", but no provider gives them to two people, and a
    system that stores what she typed and one that stores it in small letters both reach her.
    """
    local, _, domain = _collapsed(value).rpartition("@")
    return f"{local.casefold()}@{_ascii_domain(domain)}"


@lru_cache(maxsize=4096)
def _ascii_domain(domain: str) -> str:
    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:  # not a domain that anybody can register; the text has to do
        return domain.casefold()


@lru_cache(maxsize=4096)
def _address(value: str) -> str:
    """Keep letters and digits; where there are none ("---"), the signs have to do."""
    return letters(value) or _collapsed(value)


@lru_cache(maxsize=4096)
def _with_country_codes(value: str) -> str:
    return with_country_codes(value)


def _same_place(left: str, right: str) -> bool:
    """Whether two addresses tell the same, whatever they call the country: Germany, DE, 276."""
    if _address(left) == _address(right):
        return True
    return bool(letters(left)) and _with_country_codes(left) == _with_country_codes(right)


def _one_line(value: str) -> str:
    return visible(_joined(value)) or "''"


def _joined(value: str) -> str:
    return ", ".join(part for each in value.splitlines() if (part := each.strip(" ,")))


PLAIN_WORD = re.compile(r"[!#-&(-+\--~]+(?: [!#-&(-+\--~]+)*")
"""A word of printable ASCII, without a comma and without a quote."""


def _words(value: Iterable[str]) -> frozenset[str]:
    return frozenset(_collapsed(each) for each in value)


def _listed(value: Iterable[str]) -> str:
    return ", ".join(sorted(visible(each) for each in _words(value))) or "none"


def _quoted(value: Iterable[str]) -> str:
    """List, in quotes if a list without could be read otherwise: a word may hold a comma."""
    words = _words(value)
    plain = all(PLAIN_WORD.fullmatch(each) for each in words) and words != {"none"}
    return ", ".join(sorted(words if plain else map(ascii, words))) or "none"


def _full_address(value: str) -> str:
    line = _joined(value)
    return _telling(line) if line else ascii(_collapsed(value))


# Numbers, money and lines -----------------------------------------------------------------------


WRITTEN_OUT = 60
"""Numbers of more digits are shown in short: writing some of them out would take for ever."""


def _count(value: int) -> str:
    """Show a number; one that is absurdly large as programs write it, which has no limit."""
    return str(value) if abs(value) < 10**WRITTEN_OUT else hex(value)


def _money(value: Money) -> str:
    """Show all digits of an odd amount: 89.004 EUR must not look like 89.00 EUR."""
    return f"{_amount(value.amount, minor_digits(value.currency))} {visible(value.currency)}"


def _amount(amount: Decimal, places: int) -> str:
    exponent = amount.as_tuple().exponent
    if not isinstance(exponent, int) or max(abs(exponent), abs(amount.adjusted())) > WRITTEN_OUT:
        return str(amount)
    whole, _, rest = f"{amount or abs(amount):f}".partition(".")
    rest = rest.rstrip("0").ljust(places, "0")
    return f"{whole}.{rest}" if rest else whole


Prices = Mapping[Money | None, int]
"""How many of one product at which price; None where the price is not told."""


def _by_product(lines: Iterable[Line]) -> Mapping[str, Prices]:
    """Total the quantities: one line of two tells the same as two lines of one."""
    found: defaultdict[str, Counter[Money | None]] = defaultdict(Counter)
    for line in lines:
        if line.quantity:
            found[_collapsed(line.sku)][line.unit_price] += line.quantity
    return {sku: dict(prices) for sku, prices in found.items()}  # compare faster than counters


def _lines_fit(left: Mapping[str, Prices], right: Mapping[str, Prices]) -> bool:
    if left == right:
        return True
    return left.keys() == right.keys() and all(_fit(left[sku], right[sku]) for sku in left)


def _fit(left: Prices, right: Prices) -> bool:
    """Whether one order can be what both tell of: as many in all, and every known price in it.

    What is told without a price may cost anything; it leaves room for a price that only the other
    side knows, but for no more of them than there are.
    """
    total = sum(left.values())
    if total != sum(right.values()):
        return False
    sign = -1 if total < 0 else 1  # what was sent back
    prices = (left.keys() | right.keys()) - {None}
    known = sum(max(sign * left.get(each, 0), sign * right.get(each, 0)) for each in prices)
    return known <= sign * total


def _priced(lines: Mapping[str, Prices]) -> int:
    """Count the pieces whose price is known."""
    every = (each for prices in lines.values() for each in prices.items())
    return sum(abs(quantity) for price, quantity in every if price is not None)


def _pieces(lines: Mapping[str, Prices]) -> Mapping[str, int]:
    return {sku: sum(prices.values()) for sku, prices in lines.items()}


def _lines(value: Iterable[Line]) -> str:
    return ", ".join(_line(each) for each in value) or "none"


def _line(line: Line) -> str:
    return f"{_count(line.quantity)} × {_plain(line.sku)}"


def _priced_lines(value: Iterable[Line]) -> str:
    return ", ".join(_priced_line(each) for each in value) or "none"


def _priced_line(line: Line) -> str:
    price = f" at {_money(line.unit_price)}" if line.unit_price else ""
    sku = _collapsed(line.sku)
    name = sku if sku.replace("-", "").isascii() and sku.replace("-", "").isalnum() else ascii(sku)
    return f"{_count(line.quantity)} × {name}{price}"


# Days, moments and windows ----------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _day(value: date) -> str:
    return format_date(value, "d MMM yyyy", locale="en")


def _instant(value: datetime) -> timedelta:
    """Reduce a moment to its second: many systems keep no fractions, and nobody reads them.

    It is counted since the beginning of the calendar (UTC), for its first and last moments have
    no date in every zone.
    """
    offset = value.utcoffset()
    if offset is None:
        raise TypeError(f"a moment needs a time zone, and {value!r} has none")
    since = value.replace(tzinfo=None) - datetime.min - offset  # noqa: DTZ901 - without a zone, like the other
    return timedelta(days=since.days, seconds=since.seconds)


def _moment(value: datetime) -> str:
    return f"{_day(value.date())} {value:%H:%M:%S %Z}"


def _ends(value: Window) -> tuple[timedelta, timedelta]:
    return _instant(value.start), _instant(value.end)


def _window(value: Window) -> str:
    return f"{_day(value.start.date())} {value.start:%H:%M}-{value.end:%H:%M %Z}"


def _full_window(value: Window) -> str:
    return f"{_moment(value.start)} - {_moment(value.end)}"


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        each.name: each
        for each in (
            Kind("money", Money, lambda money: money, _money, _money),
            Kind("text", str, _collapsed, _plain, _telling),
            Kind("email", str, _email, _plain, _telling),
            Kind("address", str, str, _one_line, _full_address, _same_place, coarse=_address),
            Kind("day", date, lambda day: day, _day, _day),
            Kind("window", Window, _ends, _window, _full_window),
            Kind("moment", datetime, _instant, _moment, _moment),
            Kind("status", str, _collapsed, _plain, _telling),
            Kind("lines", tuple, _by_product, _lines, _priced_lines, _lines_fit, _priced, _pieces),
            Kind("set", frozenset, _words, _listed, _quoted),
            Kind("count", int, lambda count: count, _count, _count),
        )
    }
)
"""Every kind of comparison by its name."""
