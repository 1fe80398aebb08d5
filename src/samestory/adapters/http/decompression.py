"""Replies that come packed although nobody asked for it, unpacked within bounds."""

from __future__ import annotations

import zlib

from samestory.errors import CannotAsk

_ANY_HEADER = 32 + zlib.MAX_WBITS
"""What makes zlib recognise gzip and deflate by themselves."""
_KNOWN = {"gzip", "x-gzip", "deflate"}


def encoding_of(header: str) -> str | None:
    """The one coding that a `Content-Encoding` names (RFC 9110, 8.4), None for a plain reply.

    Raises `CannotAsk` for one that cannot be undone, and for codings within codings.
    """
    names = [each.strip().lower() for each in header.split(",")]
    codings = [each for each in names if each not in {"", "identity"}]
    if not codings:
        return None
    if len(codings) == 1 and codings[0] in _KNOWN:
        return codings[0]
    raise CannotAsk(f"it packs its reply ({', '.join(codings)[:80]}), which nobody asked it to")


def decoded(packed: bytearray, encoding: str, most: int) -> bytearray:
    """The reply itself, but hardly more than `most` bytes of it.

    It may be packed in several members, one after the other (RFC 1952, 2.2). Raises `CannotAsk`
    for what is something else, or broke off.
    """
    found, rest = bytearray(), bytes(packed)
    try:
        while rest and len(found) <= most:
            member = zlib.decompressobj(_ANY_HEADER)
            found += member.decompress(rest, most + 1 - len(found))
            if not member.eof and len(found) <= most:
                raise CannotAsk(f"its {encoding} broke off after {len(packed)} bytes")
            rest = member.unused_data.lstrip(b"\0")  # some fill a block up
    except zlib.error as error:
        raise CannotAsk(f"its reply is no {encoding}, though it says so ({error})") from error
    return found
