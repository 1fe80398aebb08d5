"""Everything that an adapter of one's own needs, in one place; see `protocol.System`.

landscapes/examples/own_adapter.py is one in forty lines.
"""

from samestory.adapters.evidence_store import EvidenceStore
from samestory.config.entries import SystemEntry
from samestory.core.model import Evidence, Observation, Subject
from samestory.core.system import Listens, System, said
from samestory.errors import CannotAsk, WrongCall
from samestory.extraction.entries import SubjectEntry
from samestory.extraction.placeholders import filled
from samestory.extraction.records import read_answer
from samestory.network.guard import Guard

__all__ = [
    "CannotAsk",
    "Evidence",
    "EvidenceStore",
    "Guard",
    "Listens",
    "Observation",
    "Subject",
    "SubjectEntry",
    "System",
    "SystemEntry",
    "WrongCall",
    "filled",
    "read_answer",
    "said",
]
