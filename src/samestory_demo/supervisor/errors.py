"""What can go wrong with a company; `samestory.commands` and `samestory.environments` know both."""

from __future__ import annotations


class CompanyMistake(ValueError):
    """The call or the landscape is wrong; the text says what and how to fix it."""


class CompanyDown(ConnectionError):
    """The company is not up, or does not answer; the text says what to do."""
