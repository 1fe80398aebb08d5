"""One contract for every system of every landscape, and the suite that holds it to it."""

from samestory.contract.asking import Ask, Opens, opening, with_this_machine
from samestory.contract.outcomes import Came, came_of
from samestory.contract.party import Party, Result
from samestory.contract.suite import examine

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
