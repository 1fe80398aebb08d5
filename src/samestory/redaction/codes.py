"""Searches what base64 and hexadecimal digits encode, from every place where it may begin."""

from __future__ import annotations

import re
from binascii import a2b_base64, unhexlify
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, chain

from samestory.redaction.layers import Span, layers
from samestory.redaction.secrets import occurrences

DEEPEST = 3
"""Codes within codes that are searched."""
SHORTEST = 6
"""Bytes of a secret; shorter ones turn up by chance in what other texts decode to."""


@dataclass(frozen=True, slots=True)
class Code:
    """Writes `plain` bytes as `coded` characters, zero bytes as `zero`."""

    runs: re.Pattern[bytes]
    plain: int
    coded: int
    zero: bytes
    decode: Callable[[bytes], bytes]

    def hiding(self, runs: Collection[bytes], find: Find) -> set[bytes]:
        """Return the parts of these runs that decode to what `find` finds.

        A run may begin before the code does (`auth_c2VjcmV0`), so each is decoded from every
        character of its first group on. All are decoded as one text, zero bytes between them.
        """
        rows = [run[begin:] for run in runs for begin in range(self.coded)]
        padded = [self._padded(row) for row in rows]
        starts = [0, *accumulate(len(each) // self.coded * self.plain for each in padded)]
        return {
            self._part(rows[number], start - starts[number], end - starts[number])
            for start, end in find(self.decode(b"".join(padded)))
            for number in (bisect_right(starts, start) - 1,)
        }

    def _padded(self, row: bytes) -> bytes:
        return row + self.zero * (-len(row) % self.coded + self.coded)

    def _part(self, row: bytes, start: int, end: int) -> bytes:
        return row[start // self.plain * self.coded : -(-end // self.plain) * self.coded]


def _from_base64(text: bytes) -> bytes:
    return a2b_base64(text.translate(bytes.maketrans(b"-_", b"+/")))


CODES = (
    Code(re.compile(rb"[A-Za-z0-9+/_-]{8,}"), 3, 4, b"A", _from_base64),
    Code(re.compile(rb"[0-9A-Fa-f]{12,}"), 1, 2, b"0", unhexlify),
)


Find = Callable[[bytes], Iterable[Span]]


def everywhere(text: bytes, find: Find, deep: int = DEEPEST) -> Iterator[Span]:
    """Return where `find` finds something in a text, below its escapes and inside its codes."""
    looked_into: tuple[set[bytes], ...] = tuple(set() for _ in CODES)
    encoded: set[bytes] = set()
    for layer in layers(text):
        if deep:
            encoded |= _coded(layer.text, looked_into, find, deep)
        coded = (span for each in encoded for span in occurrences(layer.text, each))
        yield from (layer.origin(*span) for span in chain(find(layer.text), coded))


def _coded(text: bytes, looked_into: tuple[set[bytes], ...], find: Find, deep: int) -> set[bytes]:
    """Return the parts of a text that decode to what `find` finds and are not known yet."""

    def inside(decoded: bytes) -> Iterator[Span]:
        found = everywhere(decoded, find, deep - 1)
        return (each for each in found if each[1] - each[0] >= SHORTEST)

    encoded: set[bytes] = set()
    for code, known in zip(CODES, looked_into, strict=True):
        new = set(code.runs.findall(text)) - known
        known.update(new)
        encoded |= code.hiding(new, inside) if new else set()
    return encoded
