"""Finds personal data of real people: card numbers, bank accounts, birth dates, named fields."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import regex

from samestory.redaction.births import births
from samestory.redaction.layers import Span
from samestory.redaction.numbers import cards, ibans

SECONDS = 1.0
"""The time limit of a landscape's pattern for one text; after that the whole text is masked."""

SHORTEST = 4
"""Characters of a value from which on it is masked, here and everywhere else."""

BIRTH_DATE = "birth date"
_NUMBERS: Mapping[str, Callable[[bytes], Iterator[Span]]] = MappingProxyType(
    {"card": cards, "iban": ibans}
)
KINDS = (*_NUMBERS, BIRTH_DATE)
"""What is found unless a landscape says otherwise."""


@dataclass(frozen=True)
class Personal:
    """What counts as personal: kinds of numbers, patterns, and names of fields.

    Birth dates and fields are recognised by the word beside them, and are secrets from then on.
    """

    kinds: tuple[str, ...] = KINDS
    patterns: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()

    def find(self, text: bytes) -> Iterator[Span]:
        """Return what is personal by its form."""
        for kind in self.kinds:
            yield from _NUMBERS[kind](text) if kind in _NUMBERS else ()
        if self._patterns:
            yield from self._fitting(text)

    def named(self, text: bytes) -> Iterator[str]:
        """Return what is personal by the name beside it, in every spelling."""
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
        """Return what the patterns match; everything if one takes too long."""
        decoded = text.decode("utf-8", "surrogateescape")
        for pattern in self._patterns:
            try:
                found = [each.span() for each in pattern.finditer(decoded, timeout=SECONDS)]
            except TimeoutError:
                found = [(0, len(decoded))]
            for start, end in found:
                begin = len(decoded[:start].encode("utf-8", "surrogateescape"))
                yield begin, begin + len(decoded[start:end].encode("utf-8", "surrogateescape"))


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
"""Words for no value: if these were masked, no report could be read."""
