"""One contract for every system of every landscape, and the suite that holds it to it."""

from samestory.testing.asking import Ask, Opens, opening, with_this_machine
from samestory.testing.outcomes import Came, came_of
from samestory.testing.party import Party, Result
from samestory.testing.suite import examine

__all__ = [
    "Ask",
    "Came",
    "Opens",
    "Party",
    "Result",
    "came_of",
    "examine",
    "opening",
    "with_this_machine",
]
