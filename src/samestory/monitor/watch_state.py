"""What a watch remembers from turn to turn, and after a restart: one file, written whole."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import BeforeValidator, PlainSerializer, TypeAdapter, ValidationError

from samestory.errors import WrongCall
from samestory.monitor.keeping import KeptRun
from samestory.monitor.outbox import Message
from samestory.monitor.watchlist import OpenCause
from samestory.whole_files import replace_file

STATE = "watch.json"
Moment = Annotated[datetime | None, BeforeValidator(lambda told: told or None)]


class Left(NamedTuple):
    """Something that could not be undone yet: why, and how often that was tried."""

    why: str
    tries: int = 0


@dataclass
class WatchState:
    """Everything that has to outlive the process, as its file holds it.

    `first` and `every` are the schedule, `last` is the last turn that was begun, `playing` the
    record of a turn that has not ended. `causes` are those of the watchlist, `waiting` the alerts
    of the outbox. `left` says by record what of it could not be undone yet.
    """

    causes: dict[str, OpenCause]
    waiting: list[Message] = field(default_factory=list)
    first: Moment = None
    every: Annotated[timedelta, PlainSerializer(timedelta.total_seconds)] = timedelta()
    last: Moment = None
    playing: str = ""
    runs: list[KeptRun] = field(default_factory=list)
    left: dict[str, Left] = field(default_factory=dict)

    def save(self, folder: Path, *, durably: bool = False) -> None:
        """Write it in one piece. `durably`: also if the power fails now, nothing of it is lost."""
        told = _STATE.dump_python(self, mode="json")
        replace_file(folder / STATE, json.dumps(told, ensure_ascii=False), durably=durably)


_STATE = TypeAdapter(WatchState)


def read_state(folder: Path) -> WatchState:
    """Return what an earlier process left, or an empty state. Raise `WrongCall` for other data."""
    file = folder / STATE
    if not file.exists():
        return WatchState({})
    try:
        return _STATE.validate_python(json.loads(file.read_bytes()))
    except ValidationError as error:
        why = _in_short(error)
    except ValueError as error:
        why = str(error)
    raise WrongCall(
        f"'{file}' is no state of a watch: {why}.\n"
        "  Remove it to begin anew; what is wrong now is then told once more."
    )


def _in_short(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    return ": ".join(filter(None, [".".join(map(str, first["loc"])), first["msg"]]))
