"""`samestory doctor`: can every system be reached, and does every mapping find its field?"""

from __future__ import annotations


def doctor() -> None:
    """Check that every system can be reached, and that every mapping finds its field."""
