"""What journeys create, written down first, so that it can be found and undone."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from secrets import token_hex

from samestory.json_lines import append_line
from samestory.redaction import masked

LEDGER = "ledger.jsonl"
"""Its name in a report folder."""
INTENDED, DONE, UNKNOWN = "intended", "done", "unknown"
UNDOING, UNDONE, NOT_UNDONE = "undoing", "undone", "not undone"
"""The states of a deed: what a journey writes, and what `samestory undo` adds."""


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
    between: it may have been done. All lines of a deed have its `id`. `mask` hides secrets.
    """

    path: Path
    run: str
    journey: str
    now: Callable[[], datetime]
    mask: Callable[[str], str] = str
    on_deed: Callable[[], object] = lambda: None
    """Called before each deed: what was found out so far may not hold after it."""
    where: Mapping[str, object] = field(default_factory=dict)
    """Which company is acted on; it stands in every intention."""
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @contextmanager
    def about_to(self, deed: str, **facts: object) -> Iterator[Entry]:
        """Write the intention, let the block do it, and write the outcome."""
        self.on_deed()
        line: dict[str, object] = {
            "run": self.run,
            "journey": self.journey,
            "entry": next(self._numbers),
            "id": token_hex(8),
        }
        entry = Entry()
        self._write({**line, "state": INTENDED, "deed": deed, **self.where, **facts})
        try:
            yield entry
        except BaseException as error:
            self._write({**line, "state": UNKNOWN, "deed": deed, "why": _first_line(error)})
            raise
        self._write({**line, "state": DONE, "deed": deed, **(entry.outcome or {})})

    def note(self, **facts: object) -> None:
        """Write a line about an earlier deed, which `facts` name by its `id`, `run` and so on."""
        self._write(facts)

    def _write(self, line: Mapping[str, object]) -> None:
        # What the ledger calls a deed is no secret, even if a secret happens to look like it.
        spared = {name: line[name] for name in ("id", "state") if name in line}
        facts = masked({"at": self.now().isoformat(), **line}, self.mask) | spared
        append_fact(self.path, facts)


def append_fact(path: Path, facts: Mapping[str, object]) -> None:
    """Add a line to a ledger."""
    append_line(path, json.dumps(facts, ensure_ascii=False))


def _first_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0]
