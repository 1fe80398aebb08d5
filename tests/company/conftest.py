"""Fixtures for this folder."""

from tests.company.homes import tiny

__all__ = ["tiny"]
