"""One contract for every system of every landscape, and the suite that holds it to it."""

from samestory.contract.asking import Ask, asking, with_this_machine
from samestory.contract.outcomes import Came, came_of
from samestory.contract.suite import Party, Result, examine

__all__ = ["Ask", "Came", "Party", "Result", "asking", "came_of", "examine", "with_this_machine"]
