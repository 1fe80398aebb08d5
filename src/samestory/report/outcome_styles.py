"""How each outcome looks wherever it is drawn: a shape or letter first, a colour second."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from samestory.core.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Sign:
    """One outcome for the eye: `mark` is a character, `light` and `dark` are CSS colours."""

    mark: str
    light: str
    dark: str
    of_system: str
    """What it says of one system, to stand behind its name."""


SIGNS: Mapping[Outcome, Sign] = MappingProxyType(
    {
        Outcome.AGREED: Sign("✓", "#1f7a4d", "#5fc08f", "tells the same"),
        Outcome.CONTRADICTED: Sign("≠", "#b3261e", "#f2857c", "says otherwise"),
        Outcome.ABSENT: Sign("∅", "#9a5b00", "#e0a854", "says nothing"),
        Outcome.UNREACHABLE: Sign("?", "#5c5f66", "#a9adb5", "could not be asked"),
        Outcome.UNMAPPED: Sign("¿", "#6b3fa0", "#b996e6", "unexplained code"),
        Outcome.PENDING: Sign("…", "#2a62a6", "#7fb0ea", "is not due yet"),
    }
)
