"""What logins in the question gave, kept from look to look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from samestory.extraction.entries import Hop


@dataclass(frozen=True, slots=True)
class Answered:
    """What a question on the way answered, and what was taken out of it."""

    said: object
    taken: Mapping[str, object]


@dataclass(slots=True)
class Sessions:
    """The sessions of one system; each is begun anew only when it may have ended."""

    _kept: dict[str, Answered] = field(default_factory=dict)
    _fresh: bool = False
    """Whether one was begun in this look."""

    def begin(self) -> None:
        """A look begins: what is kept is of an earlier one."""
        self._fresh = False

    def of(self, hop: Hop) -> Answered | None:
        """The session that a login began, None if it has not been asked yet."""
        return self._kept.get(_key(hop))

    def keep(self, hop: Hop, session: Answered) -> None:
        """Use this session from now on."""
        self._kept[_key(hop)] = session
        self._fresh = True

    def forget(self) -> None:
        """Log in anew when it is needed."""
        self._kept.clear()

    def renew(self) -> bool:
        """Forget the sessions of an earlier look, for they may have ended; False if none is."""
        if self._fresh or not self._kept:
            return False
        self.forget()
        return True


def _key(hop: Hop) -> str:
    return repr((dict(hop.question.find), dict(hop.take)))
