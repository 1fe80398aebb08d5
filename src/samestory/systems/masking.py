"""Secrets are struck out wherever they might be written down, also in their usual disguises."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from threading import Lock
from typing import TypeVar
from urllib.parse import quote, quote_plus

from samestory.model import Line, Unmapped

MASK = "***"

_LONG_ENOUGH_FOR_BASE64 = 6
"""A shorter secret leaves too few characters of its own in base64 to be told from other text."""

T = TypeVar("T", str, bytes)


class Masker:
    """Strikes out every secret it has learnt, in texts and in raw bytes."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._known: frozenset[str] = frozenset()
        self._lock = Lock()
        self._texts = re.compile(r"(?!)")
        self._bytes = re.compile(rb"(?!)")
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
            pattern = "|".join(re.escape(each) for each in longest_first)
            self._texts = re.compile(pattern)
            self._bytes = re.compile(pattern.encode())

    def mask(self, content: T) -> T:
        """The same content with every secret replaced by three asterisks."""
        if isinstance(content, str):
            return self._texts.sub(MASK, content)
        return self._bytes.sub(MASK.encode(), content)


def masked(value: object, masker: Masker) -> object:
    """A value that a system told, without the secrets that it may echo."""
    if isinstance(value, str):
        return masker.mask(value)
    if isinstance(value, frozenset):
        return frozenset(masked(each, masker) for each in value)
    if isinstance(value, tuple):
        return tuple(masked(each, masker) for each in value)
    if isinstance(value, Line):
        return replace(value, sku=masker.mask(value.sku))
    if isinstance(value, Unmapped):
        return replace(value, code=masker.mask(value.code))
    return value


def disguises(secret: str) -> Iterator[str]:
    """A secret as it stands, and as URLs, JSON, HTML and base64 (basic auth) write it."""
    yield secret
    yield quote(secret, safe="")
    yield quote(secret)
    yield quote_plus(secret)
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield html.escape(secret)
    if len(secret.encode()) >= _LONG_ENOUGH_FOR_BASE64:
        yield from _in_base64(secret.encode())


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
