"""A secret is found however it is spelled, and in whatever order it was encoded."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samestory.redaction import Masker
from tests.redaction.spellings import SPELLINGS

SECRETS = ['pa"ß wörd/€&xy', "deadbeef=41%20/ab", "s3cr3t", "A\\b'c\"d<e>f;g\n\U0001f600"]
masker = Masker(SECRETS)


@pytest.mark.parametrize("outer", SPELLINGS)
def test_a_secret_is_found_in_every_spelling_of_every_spelling(outer: str) -> None:
    """In texts and in bytes, and so that nothing of it is left."""
    for secret, inner in product(SECRETS, SPELLINGS):
        written = f"before ({SPELLINGS[outer](SPELLINGS[inner](secret))}) after"

        masked = masker.mask(written)

        assert "***" in masked, inner
        assert masked == masker.mask(masked), "nothing is left to be found"
        assert masked.encode() == masker.mask(written.encode())
        assert masked.startswith("before ")
        assert masked.endswith(" after")


@settings(deadline=None)  # how long it takes is no claim of this test
@given(st.lists(st.sampled_from(sorted(SPELLINGS)), min_size=3, max_size=3))
def test_three_in_turn_hide_nothing_either(chain: list[str]) -> None:
    """JSON in an address in a mail."""
    written = "pa$$ wörd-4711"
    for each in chain:
        written = SPELLINGS[each](written)

    assert "***" in Masker(["pa$$ wörd-4711"]).mask(f"before ({written}) after")


@settings(deadline=None)
@given(st.text(max_size=300))
def test_a_text_without_a_secret_is_the_same_afterwards(text: str) -> None:
    """Whatever it looks like."""
    assert text == Masker(["no-such-secret"]).mask(text)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_so_are_bytes(content: bytes) -> None:
    assert content == Masker(["no-such-secret"]).mask(content)
