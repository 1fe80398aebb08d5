"""The places where the integration can go wrong: what passes there can be bent by a fault.

Each seam is a small value that the integration makes before it acts, and gets back unchanged,
changed, several times or not at all (see `faults.Faults.bend`).
"""

from __future__ import annotations

from dataclasses import dataclass

from samestory_lab.integration.news import Content, Event


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event is about to be queued for a target."""

    target: str
    event: Event


@dataclass(frozen=True, slots=True)
class Handover:
    """A target is about to be told; `key` is the same whenever the same is told again."""

    target: str
    content: Content
    key: str
    previous: Content | None = None
    """What was queued for this target about the same thing before, if anything was."""
    looks_first: bool = True
    """Whether the target looks for what it has before it makes something new."""


@dataclass(frozen=True, slots=True)
class Mishap:
    """Telling a target has failed, and is about to be put back to be tried again."""

    target: str
    trouble: Exception
