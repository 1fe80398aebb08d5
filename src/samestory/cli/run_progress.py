"""What a person sees while features run: one line per scenario, and how far the run has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from samestory.cli.screen import say
from samestory.core.model import Outcome

if TYPE_CHECKING:
    from rich.console import Console

    from samestory.cli.pytest_runner import Event

MARKS = {
    "passed": ("✓", "green"),
    "failed": ("✗", "bold red"),
    "unmet": ("✗", "bold yellow"),
    "broken": ("?", "yellow"),
    "interrupted": ("-", "yellow"),
    "parked": ("…", "cyan"),
    "skipped": ("-", "dim"),
}
IN_WORDS = {
    "passed": "",
    "failed": "contradicted",
    "unmet": "a step's own check failed",
    "broken": "cannot know",
    "interrupted": "interrupted",
    "parked": "not due yet",
    "skipped": "skipped",
}

NO_RECORD = "somebody has no record of it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """One scenario that has ended: `text` is what there is to say if it did not pass.

    `outcome` is the severest of its verdicts. `not_asked` are the systems that it names and this
    company does not have, and why.
    """

    journey: str
    scenario: str
    result: str
    outcome: str | None = None
    seconds: float = 0.0
    text: str = ""
    not_asked: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The scenario and the journey that it belongs to."""
        return f"{self.journey}: {self.scenario}"

    @property
    def line(self) -> str:
        """The scenario in one line, its mark first."""
        mark, _ = MARKS[self.result]
        words = NO_RECORD if self._lacks_record else IN_WORDS[self.result]
        return f"{mark} {self.title}  ({self.seconds:.1f} s){f'  {words}' if words else ''}"

    @property
    def _lacks_record(self) -> bool:
        """Whether nobody was contradicted, but somebody had no record of it."""
        return self.result == "failed" and self.outcome == Outcome.ABSENT


class Watch:
    """Shows the events of a run as they come, and keeps what has to be told at its end."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.completed:.0f} of {task.total:.0f}"),
            BarColumn(),
            TextColumn("{task.description}", markup=False),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("", total=0)
        self.ended: list[Ended] = []
        self.uncollected: list[str] = []

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, event: Event) -> None:
        """Show one event (see `live.Teller`)."""
        what = {name: value for name, value in event.items() if name != "event"}
        match event["event"]:
            case "collected":
                self._bar.update(self._task, total=what["total"])
            case "uncollected" if what["text"] not in self.uncollected:
                self.uncollected.append(what["text"])
            case "began":
                self._bar.update(self._task, description=in_words(what["nodeid"]))
            case "ended":
                self._show(Ended(**what))

    def _show(self, ended: Ended) -> None:
        self.ended.append(ended)
        say(self._console, ended.line, MARKS[ended.result][1])
        self._bar.advance(self._task)


def in_words(nodeid: str) -> str:
    """A test's name as words: all that is known of a scenario before it ends."""
    return nodeid.rpartition("::")[2].removeprefix("test_").replace("_", " ")
