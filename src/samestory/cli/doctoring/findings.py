"""What the doctor has found: one thing in a line, with what would mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

MARKS = {True: "✓", False: "✗", None: "-"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `good` is None where it is only remarked.

    `about` names the system that it is about, as the landscape's tables do; `fix` is what to write
    there, or to do. `untried` says that nothing is known of it, neither good nor bad.
    """

    good: bool | None
    what: str
    text: str
    about: str = ""
    fix: str = ""
    untried: bool = False

    @property
    def line(self) -> str:
        """The finding in a line or more, its mark first."""
        mend = f"\n  To mend it: {self.fix}" if self.fix else ""
        return f"{MARKS[self.good]} {self.what}: {self.text}{mend}"

    @property
    def row(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "good": self.good,
            "system": self.about or None,
            "what": self.what,
            "text": self.text,
            "fix": self.fix or None,
        }


def healthy(found: Iterable[Finding]) -> bool:
    """Whether nothing that was found is bad."""
    return all(each.good is not False for each in found)


def many(number: int, what: str) -> str:
    """1 system, 2 systems."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
