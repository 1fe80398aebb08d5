"""Feature files for the tests of this folder, and the phrases that those may use."""

from __future__ import annotations

from pathlib import Path

from pytest_bdd import parsers
from pytest_bdd.parsers import StepParser

from samestory import GAP_TYPES
from samestory.plugin.gherkin.lint import mistakes_of_form

PHRASES: list[StepParser] = [
    parsers.parse(each, GAP_TYPES)
    for each in (
        'the {kind:kind} "{key:words}" is on file',
        "{systems:names} tell the same about it",
        "{who:who} order{:s} {wanted:wishes}",
        "{who:who} cancel{:s} it",
        "{systems:names} agree on {whose:whose} order",
    )
]
ON_FILE = 'the order "A-1042" is on file'
SAME = "the CRM and the ERP tell the same about it"
STEPS = f"Given {ON_FILE}\n    Then {SAME}\n"
PLAYED = f"""
  Scenario: one order
    {STEPS}"""


def mistakes(folder: Path, text: str | bytes) -> list[str]:
    """What is wrong with the form of a feature file, shown as x."""
    file = folder / "x.feature"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return mistakes_of_form(file, "x", PHRASES)
