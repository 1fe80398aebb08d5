"""The one gate through which everything that is written passes: nothing secret gets through.

Evidence passes it when it is filed (`adapters.evidence_store`), a verdict when it is explained
(`explain.explained`), and files of the browser when they are kept.
"""

from samestory.redaction.browsing import cookies_of, secrets_in_trace
from samestory.redaction.files import mask_again, masked_file
from samestory.redaction.masker import MASK, Masker
from samestory.redaction.personal import KINDS, Personal
from samestory.redaction.secrets import FOUND_FROM
from samestory.redaction.verdicts import mask_error, masked

__all__ = [
    "FOUND_FROM",
    "KINDS",
    "MASK",
    "Masker",
    "Personal",
    "cookies_of",
    "mask_again",
    "mask_error",
    "masked",
    "masked_file",
    "secrets_in_trace",
]
