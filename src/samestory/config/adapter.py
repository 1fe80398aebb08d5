"""What an adapter reads from a landscape, and what it reads it against."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samestory.config.environment import Environment
from samestory.config.tables import Table
from samestory.extraction.entries import Question
from samestory.network.guard import Guard


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every table is read against."""

    folder: Path
    environment: Environment
    guard: Guard


@dataclass(frozen=True, slots=True)
class Adapter:
    """What one adapter reads from its system's table and from that of each subject.

    `auth` are the kinds of credentials that it can use. `question` is also given the settings of
    the system.
    """

    auth: tuple[str, ...]
    settings: Callable[[Table, Surroundings], dict[str, Any]]
    question: Callable[[Table, Mapping[str, Any]], Question]
