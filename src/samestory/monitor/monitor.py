"""Plays one turn after another, undoes what it made, and sends what has changed."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Protocol

from samestory.exit_codes import Exit
from samestory.journeys.ledger import LEDGER
from samestory.json_lines import lines_in
from samestory.monitor.causes_seen import Gravity, SeenCause, TurnReport
from samestory.monitor.keeping import KeptRun, to_remove
from samestory.monitor.outbox import Message, Outbox, Send
from samestory.monitor.schedule import TurnSchedule
from samestory.monitor.watch_state import Left, WatchState, read_state
from samestory.monitor.watchlist import Watchlist
from samestory.whole_files import replace_file

RUNS = "runs"
ALERTS = "alerts.jsonl"
MOST_ALERTS = 1000
"""So many alerts are kept in the folder."""
OWN = "."
"""Under this name the state speaks of the ledger of runs whose records are removed."""
TRIES = 4
"""After so many turns in which it could not be undone, what is left is a cause of its own."""
RETRIED = 3
"""So many earlier runs are undone again in one turn, if something is left of them."""


class Player(Protocol):
    """Plays and undoes, each in a process of its own."""

    def play(self, folder: Path, at: datetime) -> TurnReport:
        """Play the features into a folder, and return what it came to; whatever happens to it."""
        ...

    def undo(self, folder: Path) -> str:
        """Undo what the ledger of a folder names. Return what is left, "" if nothing is."""
        ...


class WatchClock(Protocol):
    """The time, and a wait that ends early if the user wants the watch to end."""

    def now(self) -> datetime:
        """Return the present moment (UTC)."""
        ...

    def wait(self, seconds: float) -> bool:
        """Wait; return whether the watch is to end."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to watch: how often, in which folder, how long and how many records are kept."""

    folder: Path
    every: timedelta
    age: timedelta
    most: int
    company: str = "the company"
    zone: tzinfo = UTC


@dataclass
class Monitor:
    """A watch. Without `send`, alerts are printed and kept in the folder, and go nowhere."""

    settings: Settings
    player: Player
    clock: WatchClock
    say: Callable[[str], None]
    send: Send | None = None
    state: WatchState = field(init=False)
    outbox: Outbox = field(init=False)

    def __post_init__(self) -> None:
        self.state = read_state(self.settings.folder)
        self.outbox = Outbox(self.state.waiting)
        self._end_what_was_cut_off()

    def once(self) -> Exit:
        """Play one turn now, and return how its run ended."""
        return self._turn(self.clock.now())

    def go_on(self) -> Exit:
        """Play turn after turn until the user ends it."""
        schedule = self._schedule()
        due = schedule.next_from(self.clock.now())
        while not self._wait_until(due):
            if self._turn(due) is Exit.INTERRUPTED:
                break
            due = self._next(schedule, due)
        self.say("The watch has ended.")
        return Exit.INTERRUPTED

    # The schedule -------------------------------------------------------------------------------

    def _schedule(self) -> TurnSchedule:
        """Return the schedule of before a restart, if it is still wanted."""
        now, state = self.clock.now(), self.state
        if state.first is None or state.every != self.settings.every:
            state.first, state.every = now, self.settings.every
            return TurnSchedule(now, self.settings.every)
        schedule = TurnSchedule(state.first, state.every)
        missed = list(schedule.missed(state.last or state.first, now)) if state.last else []
        if missed:
            number = f"{len(missed)} turns were" if len(missed) > 1 else "1 turn was"
            self.say(f"{number} missed while nobody watched.")
        return schedule

    def _next(self, schedule: TurnSchedule, last: datetime) -> datetime:
        now = self.clock.now()
        for each in schedule.missed(last, now):
            self.say(f"{self._hour(each)} missed: the turn of {self._hour(last)} took that long.")
        return schedule.next_from(now)

    def _wait_until(self, due: datetime) -> bool:
        """Wait, and try to send what waits meanwhile; return whether the watch is to end."""
        while (now := self.clock.now()) < due:
            until = min(due, max(self.outbox.next_try() or due, now + timedelta(seconds=1)))
            if self.clock.wait((until - now).total_seconds()):
                return True
            self._deliver()
        return self.clock.wait(0)

    # One turn -----------------------------------------------------------------------------------

    def _turn(self, at: datetime) -> Exit:
        state, name = self.state, f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        state.last, state.playing = at, name
        state.save(self.settings.folder)
        turn = self._played(name, at)
        state.runs.append(KeptRun(name, at, turn.is_good))
        state.left[name], state.playing = Left("it is not undone yet"), ""
        state.save(self.settings.folder)
        self._undo(name)
        alerts = Watchlist(state.causes).step(self._with_what_is_left(turn))
        for each in alerts:
            self._note(each.as_data(self.settings.company, self.settings.zone))
        self._clean_up(at)
        state.save(self.settings.folder, durably=bool(alerts))
        self._tell(turn)
        self._deliver()
        return Exit.INTERRUPTED if turn.interrupted else _exit(turn.exit)

    def _played(self, name: str, at: datetime) -> TurnReport:
        try:
            return self.player.play(self._folder_of(name), at)
        except Exception as error:  # noqa: BLE001 - a run that breaks in any way ends no watch
            why = f"The run could not be played: {type(error).__name__}"
            cause = SeenCause("run/not played", why, Gravity.INCONCLUSIVE)
            return TurnReport(
                at=at,
                run=name,
                exit=Exit.CANNOT_KNOW,
                line=f"{why}: {error}",
                causes={cause.key: cause},
                whole=False,
            )

    def _undo(self, newest: str) -> None:
        """Undo the newest run, and what is left of some earlier ones."""
        earlier = [each for each in self.state.left if each != newest]
        for name in (newest, *earlier[:RETRIED]):
            try:
                left = self.player.undo(self._folder_of(name))
            except Exception as error:  # noqa: BLE001 - as above
                left = f"it could not be undone: {type(error).__name__}: {error}"
            before = self.state.left.pop(name, Left(""))
            if left:  # at the end: the others have their turn first
                self.state.left[name] = Left(left, before.tries + 1)

    def _with_what_is_left(self, turn: TurnReport) -> TurnReport:
        if not any(each.tries >= TRIES for each in self.state.left.values()):
            return turn
        title = "What a run made could not be undone"
        cause = SeenCause("run/left behind", title, Gravity.INCONCLUSIVE)
        return replace(turn, causes={**turn.causes, cause.key: cause})

    def _tell(self, turn: TurnReport) -> None:
        left = "; ".join(f"{name}: {each.why}" for name, each in self.state.left.items())
        behind = f"Left behind: {left}" if left else "Nothing is left behind."
        self.say(f"{self._hour(turn.at)} {turn.line} {behind}")

    # Alerts -------------------------------------------------------------------------------------

    def _note(self, message: Message) -> None:
        self.say(str(message["text"]))
        file = self.settings.folder / ALERTS
        newest = [*lines_in(file)][-MOST_ALERTS + 1 :]
        line = json.dumps(dict(message), ensure_ascii=False)
        replace_file(file, "".join(f"{each}\n" for each in (*newest, line)))
        if self.send is not None:
            self.outbox.add(message)

    def _deliver(self) -> None:
        if self.send is None or not self.outbox.waiting:
            return
        before = self.outbox.failures
        self.outbox.deliver(
            self.send, self.clock.now(), lambda: self.state.save(self.settings.folder, durably=True)
        )
        if self.outbox.failures > before:
            waiting = len(self.outbox.waiting)
            self.say(f"The webhook failed ({self.outbox.why}); {waiting} wait, and are sent.")

    # The folder ---------------------------------------------------------------------------------

    def _folder_of(self, name: str) -> Path:
        return self.settings.folder if name == OWN else self.settings.folder / RUNS / name

    def _clean_up(self, now: datetime) -> None:
        state = self.state
        gone = to_remove(state.runs, now, age=self.settings.age, most=self.settings.most)
        for each in gone:
            folder = self._folder_of(each.name)
            if each.name in state.left:
                self._keep_ledger(folder)
                state.left[OWN] = state.left.pop(each.name)
            shutil.rmtree(folder, ignore_errors=True)
            state.runs.remove(each)

    def _keep_ledger(self, folder: Path) -> None:
        """Add a ledger to that of the watch, so that its run can still be undone."""
        if (file := folder / LEDGER).exists():
            with (self.settings.folder / LEDGER).open("ab") as kept:
                kept.write(file.read_bytes())

    def _end_what_was_cut_off(self) -> None:
        """Remember a turn in which the last process was killed: what it made is to be undone."""
        name = self.state.playing
        if name and self.state.last is not None:
            self.state.playing = ""
            self.state.runs.append(KeptRun(name, self.state.last, good=False))
            self.state.left[name] = Left("the watch ended while it was played")
            self.say(f"The turn {name} was cut off; what it made is undone with the next one.")

    def _hour(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.settings.zone):%H:%M:%S}"


def _exit(code: int) -> Exit:
    return Exit(code) if code in frozenset(Exit) else Exit.CANNOT_KNOW
