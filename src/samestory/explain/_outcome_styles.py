"""How each outcome looks wherever it is drawn: a mark and a shape first, a colour second."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from samestory.core.model import Outcome


@dataclass(frozen=True, slots=True)
class OutcomeStyle:
    """One outcome for the eye: `mark` is a character, `light` and `dark` are CSS colours.

    `of_system` is what the outcome says about one system, to follow its name. `shape` is an SVG
    path around the origin.
    """

    mark: str
    light: str
    dark: str
    of_system: str
    shape: str


STYLES: Mapping[Outcome, OutcomeStyle] = MappingProxyType(
    {
        Outcome.AGREED: OutcomeStyle(
            "✓", "#1f7a4d", "#5fc08f", "agrees", "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z"
        ),
        Outcome.CONTRADICTED: OutcomeStyle(
            "≠",
            "#b3261e",
            "#f2857c",
            "says otherwise",
            "M-5 -3l2 -2l3 3l3 -3l2 2l-3 3l3 3l-2 2l-3 -3l-3 3l-2 -2l3 -3z",
        ),
        Outcome.ABSENT: OutcomeStyle(
            "∅",
            "#9a5b00",
            "#e0a854",
            "says nothing",
            "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0zM-3 0a3 3 0 1 1 6 0a3 3 0 1 1 -6 0z",
        ),
        Outcome.UNREACHABLE: OutcomeStyle(
            "?", "#5c5f66", "#a9adb5", "could not be asked", "M0 -5.5l5.5 10h-11z"
        ),
        Outcome.UNMAPPED: OutcomeStyle(
            "¿", "#6b3fa0", "#b996e6", "unexplained code", "M-4.5 -4.5h9v9h-9z"
        ),
        Outcome.PENDING: OutcomeStyle(
            "…", "#2a62a6", "#7fb0ea", "is not due yet", "M0 -6l6 6l-6 6l-6 -6z"
        ),
    }
)
