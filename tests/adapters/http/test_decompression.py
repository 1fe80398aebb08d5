"""Replies that come packed although nobody asked for it."""

from __future__ import annotations

import gzip
import zlib

import pytest

from samestory.adapters.http.messages import decompressed
from samestory.errors import CannotAsk

ROWS = b'[{"sku": "BB-IT"}, {"sku": "CH-11"}, {"sku": "PM-01"}]'
MOST = 1000


def unpacked(packed: bytes, encoding: str = "gzip") -> bytes:
    return bytes(decompressed(bytearray(packed), encoding, MOST))


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(ROWS),
        gzip.compress(ROWS[:20]) + gzip.compress(ROWS[20:]),
        gzip.compress(ROWS[:20]) + bytes(7) + gzip.compress(ROWS[20:]) + bytes(512),
        gzip.compress(b"") + gzip.compress(ROWS),
        zlib.compress(ROWS),
    ],
    ids=["one member", "two members", "padded members", "an empty one first", "zlib"],
)
def test_all_members_are_unpacked(packed: bytes):
    """The first of them alone would be a part of the answer that looks like all of it."""
    assert ROWS == unpacked(packed)


@pytest.mark.parametrize(
    "packed",
    [gzip.compress(ROWS)[:-1], gzip.compress(ROWS) + gzip.compress(ROWS)[:15], b"\x1f\x8b"],
    ids=["one member", "a second member", "the beginning alone"],
)
def test_what_broke_off_is_no_answer(packed: bytes):
    """A page without its last rows is still a page."""
    with pytest.raises(CannotAsk, match=f"its gzip broke off after {len(packed)} bytes"):
        unpacked(packed)


@pytest.mark.parametrize(
    "packed", [b"{}", gzip.compress(ROWS) + b"<!-- cached -->"], ids=["plain", "packed in part"]
)
def test_what_is_not_packed_is_not_guessed_at(packed: bytes):
    """Nor is what follows."""
    with pytest.raises(CannotAsk, match="its reply is no gzip, though it says so"):
        unpacked(packed)


@pytest.mark.parametrize(
    "packed",
    [gzip.compress(bytes(10**6)), b"".join([gzip.compress(b"x")] * 5000)],
    ids=["one member", "thousands of members"],
)
def test_hardly_more_than_what_may_be_read_is_unpacked(packed: bytes):
    """In one member, or in thousands."""
    assert MOST + 1 == len(unpacked(packed))


def test_nothing_is_nothing():
    """Some name a coding where there is no content."""
    assert b"" == unpacked(b"")
