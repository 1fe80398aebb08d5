"""The one narrow seam between the tester and whatever it asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Protocol, runtime_checkable

from samestory.model import Evidence, Observation, Subject


class System(Protocol):
    """One witness.

    `main_thread` is True where it may only be asked on the main thread (a browser); the others
    are asked in a thread of their own, always the same one, and closed there.
    """

    name: str
    main_thread: bool

    def observe(self, subject: Subject) -> Observation:
        """Ask what the system says now; raises `CannotAsk`, and `WrongCall` for a bad subject."""
        ...

    def close(self) -> None:
        """Let go of connections; the system can be asked again afterwards."""
        ...


@runtime_checkable
class Listens(Protocol):
    """A system that can wait for news."""

    def listen(self, seconds: float) -> bool:
        """Wait for news for so many seconds; False, at once, where it cannot."""
        ...


def said(
    system: str,
    subject: Subject,
    values: Mapping[str, object] | None,
    *,
    asked: str = "",
    evidence: Sequence[Evidence] = (),
) -> Observation:
    """An observation of this moment; `values` None means that there is no such record."""
    return Observation(
        system=system,
        subject=subject,
        at=datetime.now(UTC),
        values=values,
        asked=asked,
        evidence=tuple(evidence),
    )
