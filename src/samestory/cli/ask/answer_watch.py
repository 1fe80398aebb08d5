"""What `samestory ask --watch` shows: the matrix in place, or a line per change."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from rich.console import Group
from rich.live import Live
from rich.text import Text

from samestory.cli.ask.matrix import draw_matrix
from samestory.cli.screen import harmless, say
from samestory.core.comparison import same
from samestory.explain import Flag, VerdictStory, side_by_side, story

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager
    from datetime import tzinfo

    from rich.console import Console

    from samestory.config import Landscape
    from samestory.core.verdict import Look, Verdict


@dataclass(frozen=True, slots=True)
class Word:
    """What one system says of one field: a value of some kind, or None and a word of ours."""

    kind: str
    value: object | None
    text: str
    """As the matrix of this look shows it; another look may show the same value more fully."""

    def differs(self, other: Word | None) -> bool:
        """Return whether it says something else than `other`, or a value of a new field."""
        if other is None:
            return self.value is not None
        if self.value is None or other.value is None:
            return self.text != other.text
        return not same(self.kind, self.value, other.value)

    def beside(self, before: Word, zone: tzinfo) -> str:
        """Return it and what was said before, so that both look different."""
        if self.value is None or before.value is None:
            return f"{self.text} (was {before.text})"
        was, now = side_by_side(self.kind, [before.value, self.value], zone)
        return f"{now.text} (was {was.text})"


Said = dict[str, Word]
"""What one system says, by field."""


class AnswerWatch:
    """Shows every look: in place on a terminal, elsewhere only what has changed.

    If `shows` is False, it shows nothing.
    """

    def __init__(self, console: Console, landscape: Landscape, *, shows: bool) -> None:
        self._console = console
        self._landscape = landscape
        self._live = Live(console=console, auto_refresh=False, transient=True)
        self._draws = shows and console.is_terminal
        self._writes = shows and not console.is_terminal
        self._before: Mapping[str, Said] = {}
        self._stage: AbstractContextManager[object] = self._live if self._draws else nullcontext()

    def __enter__(self) -> Self:
        self._stage.__enter__()
        return self

    def __exit__(self, *how: object) -> None:
        self._live.stop()
        if self._before:
            say(self._console)

    def __call__(self, look: Look) -> None:
        """Show one look."""
        if not (self._draws or self._writes):
            return
        told = story(look.verdict, self._landscape.called, zone=self._landscape.zone)
        if self._draws:
            self._draw(told, look)
        else:
            self._write(told, look)

    def _draw(self, told: VerdictStory, look: Look) -> None:
        asked = ", ".join(self._landscape.called[each] for each in look.asked)
        line = f"Look {look.number}, after {look.elapsed.total_seconds():.1f} s: {asked}"
        self._live.update(Group(draw_matrix(told), Text(harmless(line), "dim")), refresh=True)

    def _write(self, told: VerdictStory, look: Look) -> None:
        now = by_system(told, look.verdict)
        for line in changes(self._before, now, self._landscape.called, self._landscape.zone):
            say(self._console, f"{look.elapsed.total_seconds():6.1f} s  {line}")
        self._before = now


def by_system(told: VerdictStory, verdict: Verdict) -> dict[str, Said]:
    """Return the matrix by system and field, without fields that a system need not know."""
    found: dict[str, Said] = {each.system: {} for each in told.columns if each.system is not None}
    for row, of in zip(told.rows, verdict, strict=True):
        for cell in row.cells:
            if cell.system is not None and cell.flag is not Flag.UNTOLD:
                value = of.said.get(cell.system)
                found[cell.system][row.field] = Word(of.field.kind, value, cell.text)
    return found


def changes(
    before: Mapping[str, Said], now: Mapping[str, Said], called: Mapping[str, str], zone: tzinfo
) -> Iterator[str]:
    """Yield a line for each system that says something new; at first, for each system."""
    for system, said in now.items():
        old = before.get(system, {})
        if not old and said:
            yield f"{called[system]}: {_in_short(said)}"
        elif new := {field: word for field, word in said.items() if word.differs(old.get(field))}:
            yield f"{called[system]}: {_what_is_new(old, said, new, zone)}"


def _what_is_new(old: Said, said: Said, new: Said, zone: tzinfo) -> str:
    if len({word.text for word in old.values()}) == 1 and len(old) > 1:  # one word for all of it
        return f"{_in_short(said)} (was: {_in_short(old)})"
    return ", ".join(
        f"{field} {word.beside(old[field], zone)}" if field in old else f"{field} {word.text}"
        for field, word in new.items()
    )


def _in_short(said: Said) -> str:
    """Every field and what is said of it; a word that stands for all of them once."""
    if len({word.text for word in said.values()}) == 1:
        return next(iter(said.values())).text
    return ", ".join(f"{field} {word.text}" for field, word in said.items())
