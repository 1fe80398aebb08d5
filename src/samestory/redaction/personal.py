"""Finds personal data of real people: card numbers, bank accounts, birth dates, named fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import regex

from samestory.redaction.births import births
from samestory.redaction.layers import Span
from samestory.redaction.numbers import cards, ibans

SECONDS = 1.0
"""How long a pattern of a landscape may take on one text; after that the whole text is hidden."""

SHORTEST = 4
"""Characters of a value from which on it is hidden everywhere, and not only beside its name."""

BIRTH_DATE = "birth date"
_NUMBERS: Mapping[str, Callable[[bytes], Iterator[Span]]] = MappingProxyType(
    {"card": cards, "iban": ibans}
)
KINDS = (*_NUMBERS, BIRTH_DATE)
"""What is found unless a landscape says otherwise."""


@dataclass(frozen=True)
class Personal:
    """What counts as personal: kinds of numbers, patterns, and the names of fields.

    A birth date is one beside a word for it, and a field's value one beside the field's name. Both
    are secrets from then on.
    """

    kinds: tuple[str, ...] = KINDS
    patterns: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()

    def find(self, text: bytes) -> Iterator[Span]:
        """Find what is personal by its form."""
        for kind in self.kinds:
            yield from _NUMBERS[kind](text) if kind in _NUMBERS else ()
        if self._patterns:
            yield from self._fitting(text)

    def named(self, text: bytes) -> Iterator[str]:
        """Return what is personal by the name beside it, in every form in which it may return."""
        if BIRTH_DATE in self.kinds:
            yield from births(text)
        if self._named is not None:
            for found in self._named.finditer(text):
                value = found["value"].strip().rstrip(b".:;,!?)")
                if len(value) >= SHORTEST and value.lower() not in _NOTHING:
                    yield value.decode("utf-8", "replace")

    @cached_property
    def _patterns(self) -> list[regex.Pattern[str]]:
        return [regex.compile(each) for each in self.patterns]

    @cached_property
    def _named(self) -> regex.Pattern[bytes] | None:
        names = "|".join(map(_in_any_case, self.fields))
        return regex.compile(_NAMED % names.encode()) if names else None

    def _fitting(self, text: bytes) -> Iterator[Span]:
        """Find what a pattern of the landscape fits; everything, if that takes too long."""
        told = text.decode("utf-8", "surrogateescape")
        for pattern in self._patterns:
            try:
                found = [each.span() for each in pattern.finditer(told, timeout=SECONDS)]
            except TimeoutError:
                found = [(0, len(told))]
            for start, end in found:
                begin = len(told[:start].encode("utf-8", "surrogateescape"))
                yield begin, begin + len(told[start:end].encode("utf-8", "surrogateescape"))


def _in_any_case(name: str) -> str:
    """A pattern for a name as programs write it: tax_number, taxNumber, Tax number."""
    return r"[\s_-]?".join(map(regex.escape, name.replace("_", " ").replace("-", " ").split()))


_NAMED = rb"""(?ix)
    (?<![a-z0-9])(?:%s)
    (?: ["'\]]{0,2} \s{0,3} [:=] \s{0,3} ["']?                      # JSON, forms, headers
      | (?<! <input\b [^<>]{0,300} ) [^<>\n]{0,40} >?                 # pages, but no next label
        (?: \s{0,20} < (?!(?:th|dt|label|legend|input)\b) [^<>]{0,80} > ){0,3} (?<=>) \s{0,20}
      | [^<>\n]{0,80}? value ["']? \s? [:=,] \s? ["']?                 # attributes of one
      | \s{1,4} (?= [a-z-]{0,20} [0-9] )                              # texts of pages
    )
    (?P<value>
        (?<=["'>]) [^"'<>\n]{1,200}
      | (?<!["'>]) [0-9]{1,5} (?:[ ][0-9]{2,5}){1,8} (?![^\s.,;<&"')])
      | (?<!["'>]) [^\s"'<>&,;{}\[\]]{1,200}
    )
"""
_NOTHING = frozenset((b"null", b"none", b"true", b"false", b"undefined"))
"""Words for no value, or for one that is not told; hidden everywhere, none could be read."""
