"""waits.jsonl: how long each system took to say what was promised, carried from run to run.

A line holds waits about one question. Workers append a line for each wait; the end of a run joins
the lines of a question and drops its oldest waits. It names systems and kinds of subjects, never a
person or an order. A question that nobody asks any more, because its landscape or its system has
another name now, keeps its line: the file is shared by projects that this run does not know.
"""

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from samestory.core.past_waits import AskedAbout, PastWait
from samestory.explain import counted
from samestory.json_lines import append_line, lines_in
from samestory.polling.learned import LEAST, LookPlan, look_plan
from samestory.whole_files import replace_file

MOST_WAITS = 200
"""The newest waits that are kept of each question."""

LONGEST = 7 * 86_400.0
"""Seconds that no run waits; what claims more, or to be of tomorrow, was not measured."""
AHEAD = 86_400.0
"""Seconds by which the clocks of two machines may differ."""

Seconds = Annotated[float, Field(ge=0, le=LONGEST)]
Dated = tuple[float, PastWait]
"""When a wait was over (Unix seconds), and the wait."""
Key = tuple[str, AskedAbout]
"""The file of a landscape, from the project on, and what was asked about."""


@dataclass(slots=True)
class KeptWaits:
    """What a file holds, the newest waits last; `unreadable` counts the lines that say nothing."""

    waits: dict[Key, list[Dated]] = field(default_factory=dict)
    unreadable: int = 0

    def of(self, landscape: str) -> dict[AskedAbout, list[PastWait]]:
        """Return the waits at one company."""
        return {
            about: [wait for _, wait in dated]
            for (name, about), dated in self.waits.items()
            if name == landscape
        }


def read_waits(*paths: Path) -> KeptWaits:
    """Return what some files hold together, each wait once; a file that is not there is empty."""
    kept = KeptWaits()
    found: dict[Key, set[Dated]] = {}
    for line in (each for path in paths for each in _lines(path)):
        try:
            key, waits = _read(line)
        except ValueError:
            kept.unreadable += 1
        else:
            found.setdefault(key, set()).update(waits)
    for key, every in found.items():
        kept.waits[key] = sorted(every, key=lambda each: each[0])[-MOST_WAITS:]
    return kept


def write_waits(path: Path, kept: KeptWaits) -> None:
    """Write waits into a file, which is replaced in one piece. Raise OSError if that fails."""
    lines = (_line(key, dated) for key, dated in sorted(kept.waits.items()))
    replace_file(path, "".join(f"{each}\n" for each in lines))


def join_waits(path: Path, others: Iterable[Path] = ()) -> list[str]:
    """Join the lines of a question in a file, with those of other files; drop what is too old.

    Return, in sentences, what could not be read or written.
    """
    kept = read_waits(path, *others)
    if not kept.waits and not kept.unreadable:
        return []
    try:
        write_waits(path, kept)
    except OSError as error:
        return [_unwritten(path, error)]
    return [_unread(path, kept.unreadable)] if kept.unreadable else []


@dataclass(slots=True)
class WaitMemory:
    """The past waits of one company: read when they are first needed, and added to.

    Several threads may use it, and several processes may add to the file. What goes wrong with the
    file is kept in `trouble`, and costs what could have been learned, but never a run. If it
    `forgets`, nothing is added.
    """

    path: Path
    landscape: str
    forgets: bool = False
    now: Callable[[], float] = time.time
    trouble: str = field(init=False, default="")
    _known: dict[AskedAbout, list[PastWait]] | None = field(init=False, default=None)
    _plans: dict[AskedAbout, tuple[int, LookPlan | None]] = field(init=False, default_factory=dict)
    _added: dict[AskedAbout, int] = field(init=False, default_factory=dict)
    _lock: RLock = field(init=False, default_factory=RLock, repr=False, compare=False)

    def waits(self, about: AskedAbout) -> Sequence[PastWait]:
        """Return the past waits, the newest last."""
        with self._lock:
            return tuple(self._all().get(about, ()))

    def teaches(self, about: AskedAbout) -> bool:
        """Whether there are enough past waits for a plan."""
        return len(self.waits(about)) >= LEAST

    def plan(self, about: AskedAbout) -> LookPlan | None:
        """Return when to look, by the past waits; computed anew once more is known."""
        with self._lock:
            added = self._added.get(about, 0)
            if about not in self._plans or self._plans[about][0] != added:
                self._plans[about] = added, look_plan(self.waits(about))
            return self._plans[about][1]

    def add(self, about: AskedAbout, wait: PastWait) -> None:
        """Remember a wait that is over."""
        if self.forgets:
            return
        with self._lock:
            known = self._all().setdefault(about, [])
            known.append(wait)
            del known[:-MOST_WAITS]
            self._added[about] = self._added.get(about, 0) + 1
            line = _line((self.landscape, about), [(round(self.now(), 3), wait)])
        try:
            append_line(self.path, line)
        except OSError as error:
            self.trouble = _unwritten(self.path, error)

    def _all(self) -> dict[AskedAbout, list[PastWait]]:
        if self._known is None:
            self._known = read_waits(self.path).of(self.landscape)
        return self._known


def _lines(path: Path) -> list[str]:
    try:
        return [*lines_in(path)]
    except OSError:  # what is learned is worth no run
        return []


class _Line(BaseModel):
    """A line of the file; each wait is when it was over, and its two ends."""

    model_config = ConfigDict(strict=True, allow_inf_nan=False)

    landscape: str
    system: str
    kind: str
    verb: str
    waits: list[tuple[float, Seconds, Seconds | None]]


def _read(line: str) -> tuple[Key, list[Dated]]:
    """Return what a line says. Raise ValueError if it is none, or says what nobody can measure."""
    told = _Line.model_validate_json(line)
    latest = time.time() + AHEAD
    for at, after, by in told.waits:
        if at > latest or (by is not None and by <= after):
            raise ValueError(line)
    about = AskedAbout(told.system, told.kind, told.verb)
    return (told.landscape, about), [(at, PastWait(after, by)) for at, after, by in told.waits]


def _line(key: Key, dated: Iterable[Dated]) -> str:
    landscape, about = key
    waits = [(at, *wait) for at, wait in dated]
    told = {"landscape": landscape, **about._asdict(), "waits": waits}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _unread(path: Path, lines: int) -> str:
    count = counted(lines, "line")
    return f"{count} of {path} could not be read: nothing is learned from the waits in there."


def _unwritten(path: Path, error: OSError) -> str:
    return f"'{path}' cannot be written ({error.strerror}): nothing is learned from these waits."
