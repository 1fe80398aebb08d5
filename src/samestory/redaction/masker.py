"""Secrets are struck out wherever they might be written down, also in their usual disguises."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import md5
from threading import Lock
from typing import Generic, TypeVar
from urllib.parse import quote, quote_plus

from samestory.model import Line, Unmapped

MASK = "***"

_LONG_ENOUGH_FOR_BASE64 = 6
"""A shorter secret leaves too few characters of its own in base64 to be told from other text."""

TELLING = 8
"""The first characters of a secret that are worth striking out where the rest has been cut off.

Small letters and digests are looked for from this length on as well.
"""

_SCHEME = re.compile(r"[a-z0-9+.-]*(?::|%3A)(?://|%2F%2F)", re.IGNORECASE)
"""How a secret address begins, with what is no secret ("postgresql://")."""

DOTS = 3
"""The dots of an ellipsis."""

_CUT = re.compile(r"\.\.\.|\u2026|[\"'`)\]}>\ufffd\s]*\Z")
"""What comes after a text that was cut: an ellipsis, or nothing but closing marks."""
_CUT_QUOTED = re.compile(_CUT.pattern + r"|['\"]")
_CUT_BYTES = re.compile(rb"\.\.\.|\xe2\x80\xa6|(?:[\"'`)\]}>\s]|\xef\xbf\xbd)*\Z")

T = TypeVar("T", str, bytes)
Span = tuple[int, int]


class Masker:
    """Strikes out every secret it has learnt, in texts and in raw bytes.

    So does it what is left of one that was cut off at the end of a text or before an ellipsis,
    where that is long enough to tell something of it.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._known: frozenset[str] = frozenset()
        self._lock = Lock()
        self._texts: _Spellings[str] = _Spellings((), _CUT)
        self._bytes: _Spellings[bytes] = _Spellings((), _CUT_BYTES)
        self.learn(*secrets)

    def __repr__(self) -> str:
        return f"<Masker of {len(self._known)} spellings>"

    def learn(self, *secrets: str) -> None:
        """Strike these out as well from now on, on every thread; empty ones are no secrets."""
        new = {each for secret in secrets if secret for each in disguises(secret)}
        with self._lock:
            if new <= self._known:
                return
            self._known |= new
            longest_first = sorted(self._known, key=len, reverse=True)
            heads = [(each, _head(each)) for each in longest_first]
            self._texts = _Spellings(heads, _CUT)
            self._bytes = _Spellings([(a.encode(), b.encode()) for a, b in heads], _CUT_BYTES)

    def mask(self, content: T) -> T:
        """The same content with every secret replaced by three asterisks."""
        if isinstance(content, str):
            return self._texts.struck(content, MASK)
        return self._bytes.struck(content, MASK.encode())

    def mask_trouble(self, words: str) -> str:
        """The same for words that quote what somebody said, and may have cut what they quote.

        Elsewhere a quoted word is no secret for being how one begins.
        """
        return self._texts.struck(words, MASK, _CUT_QUOTED)

    def mask_whole(self, text: str) -> str:
        """The same for a text that nobody has cut: the beginning of a secret is none in there."""
        return self._texts.whole.sub(MASK, text)


class _Spellings(Generic[T]):
    """All spellings of all secrets, the longest first, each with how it begins."""

    def __init__(self, heads: Sequence[tuple[T, T]], cut: re.Pattern[T]) -> None:
        self.whole: re.Pattern[T] = _any_of([each for each, _ in heads], cut)
        self._cut: re.Pattern[T] = cut
        self._longer: list[tuple[T, T]] = [
            (each, head) for each, head in heads if len(head) < len(each)
        ]
        self._begun: re.Pattern[T] = _any_of([head for _, head in self._longer], cut)

    def struck(self, content: T, mask: T, cut: re.Pattern[T] | None = None) -> T:
        """The content with the mask in the place of each secret, whole or cut."""
        spans: list[Span] = list(self._left_over(content, cut or self._cut))
        if not spans:
            return self.whole.sub(mask, content)
        spans += [each.span() for each in self.whole.finditer(content)]
        parts: list[T] = []
        at = 0
        for start, end in _joined(sorted(spans)):
            parts.append(content[at:start])
            parts.append(mask)
            at = end
        parts.append(content[at:])
        return mask[:0].join(parts)

    def _left_over(self, content: T, cut: re.Pattern[T]) -> Iterator[Span]:
        """Where a secret begins and, before it ends, the text does."""
        at = 0
        while begun := self._begun.search(content, at):
            start = at = begun.start()
            at += 1
            for spelling, head in self._longer:
                if content.startswith(head, start):
                    most = _common(spelling, content[start : start + len(spelling)])
                    # dots of its own may look like those of an ellipsis
                    least = max(start + len(head), start + most - DOTS)
                    ends = range(start + most, least - 1, -1)
                    yield from ((start, end) for end in ends if cut.match(content, end))


def _any_of(texts: Sequence[T], like: re.Pattern[T]) -> re.Pattern[T]:
    """Finds any of these; of those that begin at one place, the first."""
    either, nothing = ("|", "(?!)") if isinstance(like.pattern, str) else (b"|", b"(?!)")
    return re.compile(either.join(map(re.escape, texts)) if texts else nothing)


def _common(one: T, other: T) -> int:
    """How many characters both begin with."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """The same, in order, those that overlap made one."""
    open_span: Span | None = None
    for start, end in spans:
        if open_span is not None and start < open_span[1]:
            open_span = open_span[0], max(open_span[1], end)
            continue
        if open_span is not None:
            yield open_span
        open_span = start, end
    if open_span is not None:
        yield open_span


def _head(spelling: str) -> str:
    """How it begins, so far that it is told from other texts."""
    scheme = _SCHEME.match(spelling)
    return spelling[: (scheme.end() if scheme else 0) + TELLING]


def masked_value(value: object, masker: Masker) -> object:
    """A value that a system told, without the secrets that it may echo."""
    if isinstance(value, str):
        return masker.mask_whole(value)
    if isinstance(value, frozenset):
        return frozenset(masked_value(each, masker) for each in value)
    if isinstance(value, tuple):
        return tuple(masked_value(each, masker) for each in value)
    if isinstance(value, Line):
        return replace(value, sku=masker.mask_whole(value.sku))
    if isinstance(value, Unmapped):
        return replace(value, code=masker.mask(value.code))
    return value


def disguises(secret: str) -> Iterator[str]:
    """A secret as it stands, and as URLs, JSON, HTML, Python and base64 (basic auth) write it.

    One that is long enough is also known in small letters and by its MD5, as questions may send it.
    """
    yield from _written(secret)
    if len(secret) >= TELLING:
        yield from _written(secret.lower())
        digest = md5(secret.encode(), usedforsecurity=False).hexdigest()
        yield from (digest, digest.upper())


def _written(secret: str) -> Iterator[str]:
    yield secret
    for encoded in (quote(secret, safe=""), quote(secret), quote_plus(secret)):
        yield encoded
        yield _ESCAPE.sub(lambda found: found[0].lower(), encoded)
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield repr(secret)[1:-1]
    yield html.escape(secret)
    for raw in _encoded(secret):
        if len(raw) >= _LONG_ENOUGH_FOR_BASE64:
            yield from _in_base64(raw)


_ESCAPE = re.compile("%[0-9A-F]{2}")


def _encoded(secret: str) -> Iterator[bytes]:
    """In UTF-8, and as clients write it that know of no other characters than those of ISO-8859-1.

    RFC 7617, 2.1, leaves basic authentication both ways.
    """
    yield secret.encode()
    with suppress(UnicodeEncodeError):
        yield secret.encode("iso-8859-1")


def _in_base64(secret: bytes) -> Iterator[str]:
    """What base64 makes of the secret wherever it stands in a text, as in `user:secret`.

    Base64 turns three bytes into four characters, so there are three ways to be aligned; the
    characters at both ends that also depend on the neighbours are left out.
    """
    for offset in range(3):
        coded = base64.b64encode(b"\0" * offset + secret).decode()
        start = (0, 2, 3)[offset]
        own_bits = (offset + len(secret)) * 8
        middle = coded[start : own_bits // 6]
        yield middle
        yield middle.translate(str.maketrans("+/", "-_"))
