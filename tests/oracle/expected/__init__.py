"""Which scenario must catch each seeded fault, and whom and what it must blame, by area."""

from importlib import import_module
from pkgutil import iter_modules

from samestory_demo.defects import FAULTS
from tests.oracle.expected.expectation import Expectation

EXPECTATIONS: tuple[Expectation, ...] = tuple(
    expected
    for each in iter_modules(__path__)
    for expected in getattr(import_module(f"{__name__}.{each.name}"), "EXPECTED", ())
)

IN_ORDER = tuple(each for each in EXPECTATIONS if FAULTS[each.fault].only_in_order)
"""Those that no feature of the project shows: each has a scenario of its own."""

__all__ = ["EXPECTATIONS", "IN_ORDER", "Expectation"]
