"""Speedwell Cycles: a small company with real systems, to try samestory on."""
