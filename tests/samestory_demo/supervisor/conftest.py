"""Fixtures for this folder."""

from tests.samestory_demo.supervisor.homes import tiny

__all__ = ["tiny"]
