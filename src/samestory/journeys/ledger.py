"""What journeys create, written down first, so that it can be found and undone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path

from samestory.redaction import masked


@dataclass
class Entry:
    """One thing that is about to be done."""

    outcome: dict[str, object] | None = None

    def done(self, **facts: object) -> None:
        """Note that it was done; `facts` help to find it again, such as its number."""
        self.outcome = facts


@dataclass
class Ledger:
    """A file of JSON lines that only ever grows; workers may share it.

    Every deed has a line "intended" before it, and "done" after it, or "unknown" if it failed in
    between: it may have been done. `mask` hides secrets.
    """

    path: Path
    run: str
    journey: str
    now: Callable[[], datetime]
    mask: Callable[[str], str] = str
    on_deed: Callable[[], object] = lambda: None
    """Called before each deed: what was found out so far may not hold after it."""
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @contextmanager
    def about_to(self, deed: str, **facts: object) -> Iterator[Entry]:
        """Write the intention, let the block do it, and write the outcome."""
        self.on_deed()
        line = {"run": self.run, "journey": self.journey, "entry": next(self._numbers)}
        entry = Entry()
        self._write({**line, "state": "intended", "deed": deed, **facts})
        try:
            yield entry
        except BaseException as error:
            self._write({**line, "state": "unknown", "deed": deed, "why": _first_line(error)})
            raise
        self._write({**line, "state": "done", "deed": deed, **(entry.outcome or {})})

    def _write(self, line: dict[str, object]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        facts = masked({"at": self.now().isoformat(), **line}, self.mask)
        text = json.dumps(facts, ensure_ascii=False)
        # Opened for each line and written in one piece: appending is atomic between workers.
        # A lone surrogate, which no file can hold, becomes the escape that JSON has for it.
        with self.path.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text + "\n")


def _first_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0]
