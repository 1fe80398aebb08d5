"""Every system keeps its own tables, in a database that no other system can open."""

from __future__ import annotations

import sqlite3


class _InMemory(sqlite3.Connection):
    """Ends with the system that it belongs to."""

    def __del__(self) -> None:
        self.close()


def open_tables(schema: str) -> sqlite3.Connection:
    """A new, empty database in memory; rows are read by column name."""
    tables = sqlite3.connect(
        ":memory:",
        isolation_level=None,
        factory=_InMemory,
        check_same_thread=False,  # a collection of garbage on any thread may end it
    )
    tables.row_factory = sqlite3.Row
    tables.executescript(schema)
    return tables
