"""The durable queue: one SQLite file that holds what has been read and what is still to be told.

Every method is one transaction, so a crash leaves either all of a step or nothing of it. Of what is
waiting for a target about one thing only the newest is ever told: the older ones are superseded.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from samestory_lab.integration.news import Content, Event, as_json, read_content

SCHEMA = """
create table if not exists sources (name text primary key, seen integer not null);
create table if not exists unreadable (
    source text, number integer, body text not null, why text not null,
    primary key (source, number)
);
create table if not exists deliveries (
    id integer primary key, target text not null, about text not null, revision integer not null,
    body text not null, state text not null default 'waiting', attempts integer not null default 0,
    due real not null default 0, trouble text, unique (target, about, revision)
);
create index if not exists waiting on deliveries (target, due) where state = 'waiting';
"""

SUPERSEDE = """
update deliveries set state = 'superseded' where state = 'waiting' and about = :about
and revision < (select max(newer.revision) from deliveries as newer
                where newer.target = deliveries.target and newer.about = deliveries.about)
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that one target is still to be told; it has been tried `attempts` times."""

    number: int
    target: str
    about: str
    revision: int
    content: Content
    attempts: int

    @property
    def key(self) -> str:
        """The idempotency key: the same however often it is tried."""
        return f"{self.about}/{self.revision}/{self.target}"


class Queue:
    """The queue in `file`, which is made if there is none; may be used by several threads."""

    def __init__(self, file: Path, factory: type[sqlite3.Connection] = sqlite3.Connection) -> None:
        self._lock = Lock()
        self._tables = sqlite3.connect(file, check_same_thread=False, factory=factory)
        self._tables.row_factory = sqlite3.Row
        # A power cut can undo the last commits in this mode, and never half of one: they are then
        # read from the outboxes again, and told again under the same keys.
        self._tables.executescript("pragma journal_mode = wal; pragma synchronous = normal;")
        self._tables.executescript(SCHEMA)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._tables.close()

    def seen(self, source: str) -> int:
        """The number of the last event of a source that has been queued; 0 before the first."""
        [row] = self._rows("select max(seen) as seen from sources where name = ?", source)
        return row["seen"] or 0

    def take_in(self, source: str, event: Event, targets: Collection[str]) -> None:
        """Queue an event for these targets, and be past it."""
        body = json.dumps(as_json(event.content))
        with self._lock, self._tables as tables:
            tables.executemany(
                "insert into deliveries (target, about, revision, body) values (?, ?, ?, ?)"
                " on conflict do nothing",  # an outbox that repeats itself is heard once
                [(target, event.about, event.revision, body) for target in targets],
            )
            tables.execute(SUPERSEDE, {"about": event.about})
            _pass(tables, source, event.number)

    def set_aside(self, source: str, number: int, told: Mapping[str, Any], why: str) -> None:
        """Keep an event that nobody can read for a person to look at, and be past it."""
        with self._lock, self._tables as tables:
            tables.execute(
                "insert or replace into unreadable values (?, ?, ?, ?)",
                (source, number, json.dumps(told), why),
            )
            _pass(tables, source, number)

    def next_due(self, target: str, now: float) -> Waiting | None:
        """What a target is to be told next, in seconds of the clock that `later` was told."""
        rows = self._rows(
            "select * from deliveries where state = 'waiting' and target = ? and due <= ?"
            " order by due, id limit 1",
            target,
            now,
        )
        return _waiting(rows[0]) if rows else None

    def previous(self, waiting: Waiting) -> Content | None:
        """What was queued for the same target about the same thing before."""
        rows = self._rows(
            "select body from deliveries where target = ? and about = ? and revision < ?"
            " order by revision desc limit 1",
            waiting.target,
            waiting.about,
            waiting.revision,
        )
        return read_content(json.loads(rows[0]["body"])) if rows else None

    def done(self, waiting: Waiting) -> None:
        """The target has been told."""
        self._change("update deliveries set state = 'done' where id = ?", waiting.number)

    def later(self, waiting: Waiting, due: float, trouble: str) -> None:
        """The target is to be told again at `due`, unless something newer is to be told then."""
        self._change(
            "update deliveries set due = ?, attempts = attempts + 1, trouble = ? where id = ?",
            due,
            trouble,
            waiting.number,
        )

    def states(self) -> dict[str, int]:
        """How many deliveries are waiting, done and superseded."""
        rows = self._rows("select state, count(*) as many from deliveries group by state")
        return {row["state"]: row["many"] for row in rows}

    def unread(self) -> list[tuple[str, int, str]]:
        """What was set aside: source, number, and why."""
        rows = self._rows("select source, number, why from unreadable order by source, number")
        return [(row["source"], row["number"], row["why"]) for row in rows]

    def _rows(self, question: str, *values: str | float) -> list[sqlite3.Row]:
        with self._lock:
            return self._tables.execute(question, values).fetchall()

    def _change(self, order: str, *values: str | float) -> None:
        with self._lock, self._tables as tables:
            tables.execute(order, values)


def _pass(tables: sqlite3.Connection, source: str, number: int) -> None:
    tables.execute(
        "insert into sources values (?, ?) on conflict (name) do update"
        " set seen = max(seen, excluded.seen)",
        (source, number),
    )


def _waiting(row: sqlite3.Row) -> Waiting:
    return Waiting(
        number=row["id"],
        target=row["target"],
        about=row["about"],
        revision=row["revision"],
        content=read_content(json.loads(row["body"])),
        attempts=row["attempts"],
    )
