"""Removes escapes layer by layer, and maps what is found below to its place in the text.

A text may be escaped for a URL, HTML, JSON, a mail, or several of them in turn. Removing one round
of escapes gives another layer.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5
from typing import NamedTuple

Span = tuple[int, int]

DEPTH = 6
"""Rounds of escapes."""
MAILS = 3
"""Rounds for mails among these: a mail may hold another."""

_ESCAPED = re.compile(
    rb"""
      %(?:[0-9a-f]{2}|u[0-9a-f]{4})                                    # addresses
    | &\#(?:0*[0-9]{1,7}|x0*[0-9a-f]{1,6})(?:;|(?![0-9a-f=\\;]))       # HTML and XML
    | &(?:(?:amp|lt|gt|quot)(?:;|(?![a-z]))|[a-z][a-z0-9]{1,31};)
    | \\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}                        # JSON, one character
    | \\(?:u[0-9a-f]{4}|u\{0*[0-9a-f]{1,6}\}|U000[0-9a-f]{5}|x[0-9a-f]{2}|["'`\\/bfnrt])
    | \?=\s{1,4}=\?[\w-]{1,20}\?[bq]\?                                 # RFC 2047: within one text
    | \n(?<=[a-z0-9+/]{60}\n)[ \t]?(?=[a-z0-9+/=])                     # base64 in lines
    | \r\n(?<=[a-z0-9+/]{60}\r\n)[ \t]?(?=[a-z0-9+/=])
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Each kind begins with its own character, so that a search skips other text quickly."""
_QUOTED_PRINTABLE = re.compile(rb"=(?:[0-9a-f]{2}|[ \t]*\r?\n)", re.IGNORECASE)
"""RFC 2045, 6.7. Separate, because "=ab" in a URL means "ab"."""

_CONTROLS = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t"}


class _Piece(NamedTuple):
    """A part of a layer: its place in the layer above, and whether it is an escape there."""

    start: int
    end: int
    escape: bool


@dataclass(frozen=True, slots=True)
class Layer:
    """A text without some of its escapes, and the places of its parts in the layer above."""

    text: bytes
    above: Layer | None = None
    starts: tuple[int, ...] = ()
    pieces: tuple[_Piece, ...] = ()

    def origin(self, start: int, end: int) -> Span:
        """Return the place of a part of this layer in the original text."""
        if self.above is None:
            return start, end
        return self.above.origin(self._place(start)[0], self._place(end - 1)[1])

    def _place(self, at: int) -> Span:
        number = bisect_right(self.starts, at) - 1
        start, end, escape = self.pieces[number]
        if escape:
            return start, end
        place = start + at - self.starts[number]
        return place, place + 1


def layers(text: bytes) -> Iterator[Layer]:
    """Return the text itself and every text that it is an escaped form of."""
    known = {text}
    waiting = [(Layer(text), DEPTH, MAILS)]
    while waiting:
        layer, rounds, mails = waiting.pop()
        yield layer
        for pattern, within, mail in ((_ESCAPED, rounds, 0), (_QUOTED_PRINTABLE, mails, 1)):
            below = _below(layer, pattern) if rounds and within else layer
            if below.text not in known:
                known.add(below.text)
                waiting.append((below, rounds - 1, mails - mail))


def _below(layer: Layer, pattern: re.Pattern[bytes]) -> Layer:
    parts: list[bytes] = []
    starts: list[int] = []
    pieces: list[_Piece] = []
    length = at = 0
    for found in pattern.finditer(layer.text):
        start, end = found.span()
        for part, piece in (
            (layer.text[at:start], _Piece(at, start, escape=False)),
            (_plain(found[0]), _Piece(start, end, escape=True)),
        ):
            if part:
                parts.append(part)
                starts.append(length)
                pieces.append(piece)
                length += len(part)
        at = end
    if not at:
        return layer
    rest = layer.text[at:]
    last = _Piece(at, len(layer.text), escape=False)
    return Layer(b"".join([*parts, rest]), layer, (*starts, length), (*pieces, last))


def _plain(escape: bytes) -> bytes:
    """Return what an escape means; nothing if it only continues a line."""
    sign, rest = escape[:1], escape[1:].strip()
    if sign == b"&":
        return _entity(rest.rstrip(b";").decode()) or escape
    if sign == b"\\" and rest[:1] not in b"xuU":
        return _CONTROLS.get(rest, rest)
    if sign in b"%=" and len(rest) == 2:
        return bytes.fromhex(rest.decode())
    if sign == b"\\" and rest[:1] == b"x":
        return bytes.fromhex(rest[1:].decode())
    if sign in b"%\\":
        return _units(escape)
    return b""


def _entity(name: str) -> bytes:
    if not name.startswith("#"):
        return html5.get(f"{name};", html5.get(f"{name.lower()};", "")).encode()
    digits, base = (name[2:], 16) if name[1] in "xX" else (name[1:], 10)
    return _character(int(digits, base))


def _units(escape: bytes) -> bytes:
    """Decode the number of one character, or of both halves of one."""
    numbers = [int(each, 16) for each in re.findall(rb"[uU]\{?([0-9a-fA-F]+)", escape)]
    if len(numbers) == 1:
        return _character(numbers[0])
    high, low = numbers
    return _character(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _character(number: int) -> bytes:
    return chr(number).encode("utf-8", "surrogatepass") if number <= 0x10FFFF else b""
