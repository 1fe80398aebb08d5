"""Everything that an adapter of one's own needs, in one place; see `protocol.System`.

landscapes/examples/own_adapter.py is one in forty lines.
"""

from samestory.errors import CannotAsk, WrongCall
from samestory.model import Evidence, Observation, Subject
from samestory.systems.entries import SubjectEntry, SystemEntry
from samestory.systems.filing import Filing
from samestory.systems.guard import Guard
from samestory.systems.protocol import Listens, System, said
from samestory.systems.reading import read_answer
from samestory.systems.templates import filled

__all__ = [
    "CannotAsk",
    "Evidence",
    "Filing",
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
