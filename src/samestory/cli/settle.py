"""`samestory settle`: ask again what earlier runs had to leave open, once it is due."""

from __future__ import annotations


def settle() -> None:
    """Ask again about promises that were not due in earlier runs, and are now."""
