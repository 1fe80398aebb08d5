"""Finds secrets, whole or cut short, in a text without escapes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import md5

from samestory.redaction.layers import Span, layers

FOUND_FROM = 8
"""Characters of a secret: so many of its first are masked if the rest has been cut off.

From this length on, a secret is also found in other case, and by its MD5.
"""

MANY = 200
"""Beginnings of secrets from which on it is quicker to look up every part of a text."""

_SCHEME = re.compile(rb"[a-z0-9+.-]*://", re.IGNORECASE)
"""The beginning of a secret URL that is no secret ("postgresql://")."""

DOTS = 3
"""The dots of an ellipsis."""

_TORN = rb"(?:%[0-9a-f]?|\\u?[0-9a-f]{0,3}|&\#?[0-9a-z]{0,6}|=)?"
"""An escape without its end."""
_ELLIPSIS = rb"\.\.\.|\xe2\x80\xa6|\\u2026|\0\0"
_CUT = re.compile(
    _TORN + rb"(?:" + _ELLIPSIS + rb"|(?:[\"'`)\]}>\s]|\xef\xbf\xbd)*\Z)", re.IGNORECASE
)
"""What follows a text that was cut: an ellipsis, or nothing but closing marks."""
_CUT_OR_QUOTED = re.compile(_CUT.pattern + rb"|['\"]", re.IGNORECASE)


@dataclass(frozen=True)
class Secrets:
    """Every known secret, in all its spellings as bytes."""

    short: tuple[bytes, ...] = ()
    long: Mapping[bytes, tuple[bytes, ...]] = field(default_factory=dict)
    """In lower case, by their beginnings, by which they are recognised."""

    def __or__(self, more: Secrets) -> Secrets:
        """Return these and more."""
        longer = dict(self.long)
        for head, secrets in more.long.items():
            longer[head] = tuple(dict.fromkeys((*longer.get(head, ()), *secrets)))
        return Secrets(tuple(dict.fromkeys((*self.short, *more.short))), longer)

    def find(self, text: bytes, *, quoted: bool = False) -> Iterator[Span]:
        """Return where they are in a text; if `quoted`, a quote may also cut one off."""
        for each in self.short:
            if each in text:
                yield from occurrences(text, each)
        small = text.lower()
        cut = _CUT_OR_QUOTED if quoted else _CUT
        for head in self._heads_in(small):
            for at, _ in occurrences(small, head):
                for each in self.long[head]:
                    yield from _reach(small, each, head, at, cut)

    def _heads_in(self, small: bytes) -> Iterable[bytes]:
        """Return the beginnings that are in a text; however many there are, it is read once."""
        if len(self.long) <= MANY:
            return [each for each in self.long if each in small]
        return self.long.keys() & {
            small[at : at + length] for length in self._lengths for at in range(len(small))
        }

    @cached_property
    def _lengths(self) -> frozenset[int]:
        return frozenset(map(len, self.long))


def secrets_of(texts: Iterable[str]) -> Secrets:
    """Return these secrets in all their spellings."""
    known = {each for text in texts for each in _spellings(text)}
    long = sorted({each.lower() for each in known if len(each) >= FOUND_FROM})
    by_head: dict[bytes, tuple[bytes, ...]] = {}
    for each in long:
        by_head[_head(each)] = (*by_head.get(_head(each), ()), each)
    return Secrets(tuple(sorted(each for each in known if len(each) < FOUND_FROM)), by_head)


def _spellings(secret: str) -> Iterator[bytes]:
    """A secret in several encodings, and without the escapes that it holds."""
    raw = secret.encode("utf-8", "surrogatepass")
    for text in _texts(secret):
        for encoding in ("utf-8", "iso-8859-1"):
            with suppress(UnicodeEncodeError):
                yield text.encode(encoding)
    if len(raw) >= FOUND_FROM:
        yield md5(raw, usedforsecurity=False).hexdigest().encode()
        yield from (each.text for each in layers(raw) if len(each.text) >= FOUND_FROM)


def _texts(secret: str) -> set[str]:
    """A secret with spaces as forms and headers write them, and in other Unicode forms."""
    texts = {secret, secret.replace(" ", "+"), secret.replace(" ", "_")}
    texts |= {secret.replace(each, 2 * each) for each in ("'", '"')}  # SQL, CSV
    texts |= {secret.replace("\n", "\r\n"), secret.lower() if len(secret) >= FOUND_FROM else secret}
    return texts | {unicodedata.normalize(form, secret) for form in ("NFC", "NFD")}


def _head(secret: bytes) -> bytes:
    scheme = _SCHEME.match(secret)
    return secret[: (scheme.end() if scheme else 0) + FOUND_FROM]


def occurrences(text: bytes, part: bytes) -> Iterator[Span]:
    """Return every place of a part in a text."""
    at = text.find(part)
    while at >= 0:
        yield at, at + len(part)
        at = text.find(part, at + 1)


def _reach(
    text: bytes, secret: bytes, head: bytes, at: int, cut: re.Pattern[bytes]
) -> Iterator[Span]:
    """Return a secret that begins here up to its end, or to where it was cut off."""
    if text.startswith(secret, at):
        yield at, at + len(secret)
        return
    most = at + _common(secret, text[at : at + len(secret)])
    # dots of its own may look like those of an ellipsis
    ends = range(most, max(at + len(head), most - DOTS) - 1, -1)
    yield from ((at, end) for end in ends if cut.match(text, end))


def _common(one: bytes, other: bytes) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
