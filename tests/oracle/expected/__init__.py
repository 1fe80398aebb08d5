"""Which scenario must catch each seeded fault, and whom and what it must blame, by area."""

from importlib import import_module
from pkgutil import iter_modules

from tests.oracle.expected.expectation import Expectation
from tests.oracle.expected.in_order import IN_ORDER

EXPECTATIONS: tuple[Expectation, ...] = tuple(
    expected
    for each in iter_modules(__path__)
    for expected in getattr(import_module(f"{__name__}.{each.name}"), "EXPECTED", ())
)

__all__ = ["EXPECTATIONS", "IN_ORDER", "Expectation"]
