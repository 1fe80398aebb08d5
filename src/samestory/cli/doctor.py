"""`samestory doctor`: whether every system can be reached and every mapping finds its field."""

from __future__ import annotations


def doctor() -> None:
    """Check that every system can be reached, and that every mapping finds its field."""
