"""What a watch remembers from turn to turn, and after a restart: one file, written whole."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from samestory.errors import WrongCall
from samestory.monitor.keeping import KeptRun
from samestory.monitor.outbox import Outbox
from samestory.monitor.watchlist import Watchlist

STATE = "watch.json"


@dataclass(frozen=True, slots=True)
class Left:
    """Something that could not be undone yet: why, and how often that was tried."""

    why: str
    tries: int = 0


@dataclass
class WatchState:
    """Everything that has to outlive the process.

    `first` and `every` are the schedule, `last` is the last turn that was begun, `playing` the
    record of a turn that has not ended. `left` says by record what of it could not be undone yet.
    """

    watchlist: Watchlist
    outbox: Outbox = field(default_factory=Outbox)
    first: datetime | None = None
    every: timedelta = timedelta()
    last: datetime | None = None
    playing: str = ""
    runs: list[KeptRun] = field(default_factory=list)
    left: dict[str, Left] = field(default_factory=dict)

    def save(self, folder: Path, *, durably: bool = False) -> None:
        """Write it in one piece. `durably`: also if the power fails now, nothing of it is lost."""
        folder.mkdir(parents=True, exist_ok=True)
        new = folder / f"{STATE}.new"
        with new.open("w", encoding="utf-8") as file:
            file.write(json.dumps(self._as_data(), ensure_ascii=False))
            if durably:
                file.flush()
                os.fsync(file.fileno())
        new.replace(folder / STATE)

    def _as_data(self) -> dict[str, Any]:
        return {
            "first": _text(self.first),
            "every": self.every.total_seconds(),
            "last": _text(self.last),
            "playing": self.playing,
            "causes": self.watchlist.as_data(),
            "waiting": self.outbox.waiting,
            "left": {name: [each.why, each.tries] for name, each in self.left.items()},
            "runs": [
                {"name": each.name, "at": _text(each.at), "good": each.good} for each in self.runs
            ],
        }


def read_state(folder: Path, steady: int) -> WatchState:
    """Return what an earlier process left, or an empty state. Raise `WrongCall` for other data."""
    state = WatchState(Watchlist(steady))
    file = folder / STATE
    if not file.exists():
        return state
    try:
        data = json.loads(file.read_text("utf-8"))
        state.first, state.last = _moment(data["first"]), _moment(data["last"])
        state.every = timedelta(seconds=data["every"])
        state.playing = data["playing"]
        state.watchlist.take_in(data["causes"])
        state.outbox.waiting.extend(data["waiting"])
        state.left.update({name: Left(*each) for name, each in data["left"].items()})
        state.runs += [
            KeptRun(each["name"], datetime.fromisoformat(each["at"]), each["good"])
            for each in data["runs"]
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise WrongCall(
            f"'{file}' is no state of a watch: {error}.\n"
            "  Remove it to begin anew; what is wrong now is then told once more."
        ) from None
    return state


def _text(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
