"""The one gate through which everything that is written passes: nothing secret gets through."""

from samestory.redaction.masker import MASK, TELLING, Masker, masked_value
from samestory.redaction.verdicts import masked

__all__ = ["MASK", "TELLING", "Masker", "masked", "masked_value"]
