"""The one gate through which everything that is written passes: nothing secret gets through."""

from samestory.redaction.masker import MASK, Masker
from samestory.redaction.personal import KINDS, Personal
from samestory.redaction.secrets import TELLING
from samestory.redaction.verdicts import masked

__all__ = ["KINDS", "MASK", "TELLING", "Masker", "Personal", "masked"]
