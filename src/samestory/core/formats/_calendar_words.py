"""The names of months and weekdays in a language, in all of their usual spellings."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType

from babel import Locale, localedata

from samestory.core.formats._locales import locale_called, same_width

SHORTEST = 3
"""Letters of a name that is cut short ("Sep"); fewer may be an initial."""
BESIDE_CLDR: Mapping[str, Mapping[str, int]] = MappingProxyType({"de": {"mrz": 3}})
"""By language, spellings of months that Unicode does not list."""
ARTICLES = frozenset({"am", "den", "der", "el", "il", "le", "on", "the"})
"""What may stand before a day and changes nothing about it."""
OF = ("de", "del", "of")

_COMMAS = str.maketrans("\u060c\u3001", ",,")
_QUOTED = re.compile(r"\x27([^\x27]+)\x27")
_SYMBOLS = re.compile(r"\x27[^\x27]*\x27|[A-Za-z]+")


def plain(text: str) -> str:
    """Write a text in small letters, without what only looks different."""
    folded = same_width(text).casefold().translate(_COMMAS)
    if folded.isascii():
        return folded.replace("~", "-")
    return "".join("-" if _is_dash(char) else char for char in folded)


def _is_dash(char: str) -> bool:
    """Japanese and Korean write "14:00~16:00" with a tilde."""
    return unicodedata.category(char) == "Pd" or char == "~"


@cache
def months(locale: str) -> Mapping[str, int]:
    """Give the number of each month by its names, without a dot at the end."""
    own = locale_called(locale)
    meant = {_bare(name): number for number, name in _names(own.months)}
    meant |= BESIDE_CLDR.get(own.language, {})
    for name, number in _elsewhere(own):
        if {meant[each] for each in meant if each.startswith(name)} <= {number}:
            meant[name] = number
    return meant | _cut_short(meant)


@cache
def weekdays(locale: str) -> frozenset[str]:
    """Name the days of the week, without a dot at the end."""
    names = [_bare(name) for _, name in _names(locale_called(locale).days)]
    meant = {name: names.index(name) for name in names}
    return frozenset(meant.keys() | _cut_short(meant))


@cache
def connecting(locale: str) -> frozenset[str]:
    """Name the words that stand between a day, its month and its year: "de", "of"."""
    patterns = [str(each.pattern) for each in locale_called(locale).date_formats.values()]
    quoted = [word for each in patterns for word in _QUOTED.findall(each)]
    bare = [word for each in patterns for word in _SYMBOLS.sub(" ", each).split()]
    words = (plain(word).strip(" .,") for word in (*quoted, *bare))
    return frozenset(word for word in words if any(map(str.isalpha, word))) | {*OF}


def one_of(words: Iterable[str]) -> str:
    """Write a pattern that finds the longest of some words."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _names(usages: Mapping[str, Mapping[str, Mapping[int, str]]]) -> Iterator[tuple[int, str]]:
    """All but the narrow ones: "J" may be January, June or July."""
    for widths in usages.values():
        for width, names in widths.items():
            if width != "narrow":
                yield from names.items()


def _elsewhere(own: Locale) -> Iterator[tuple[str, int]]:
    """Name the months as other locales of the same language and script spell them."""
    for name in localedata.locale_identifiers():
        if name.split("_")[0] == own.language:
            other = Locale.parse(name)
            names = _names(other.months) if other.script == own.script else ()
            yield from ((_bare(each), number) for number, each in names)


def _cut_short(meant: Mapping[str, int]) -> dict[str, int]:
    """Cut names short as far as they still say which one is meant: "Sept" and "Sep", not "Ju"."""
    by_start: defaultdict[str, set[int]] = defaultdict(set)
    for name, number in meant.items():
        for length in range(SHORTEST, len(name)) if name.isalpha() else ():
            by_start[name[:length]].add(number)
    return {
        start: min(numbers)
        for start, numbers in by_start.items()
        if len(numbers) == 1 and start not in meant
    }


def _bare(name: str) -> str:
    return plain(name).rstrip(".").strip()
