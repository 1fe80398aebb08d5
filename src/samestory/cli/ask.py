"""`samestory ask`: the matrix of one order or customer, for whoever has her on the telephone."""

from __future__ import annotations


def ask() -> None:
    """Show what every system says about one order or customer."""
