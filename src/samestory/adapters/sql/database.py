"""A database that is only read: the database itself refuses everything else.

SQLite: the file is opened read-only (`mode=ro`), `query_only` is on, and its authorizer lets
nothing pass but reading. PostgreSQL: every look is one transaction that is READ ONLY and sees one
moment (REPEATABLE READ); statements go by its extended protocol, which takes one at a time. What
a read-only transaction lets pass all the same (a function that ends other sessions or reads
files of the server) needs rights that nobody should give to a user who only reads.
"""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from socket import socket
from typing import Any, Protocol
from urllib.parse import quote

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    NullPool,
    TextClause,
    bindparam,
    create_engine,
    event,
    text,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.types import NullType

from samestory.adapters.sql.address import DatabaseAddress
from samestory.adapters.sql.rows import LARGEST, MOST_ROWS, Row
from samestory.adapters.sql.statement import parameters, without_casts
from samestory.errors import CannotAsk
from samestory.network.guard import Guard
from samestory.network.socket_deadline import SocketDeadline

_SHORTEST_CONNECT = 2
"""Seconds; libpq takes no less."""
_LIMIT = "most_rows"
_RENAMED = re.compile(r"(.+):\d+", re.DOTALL)
_PER_CHECK = 10_000
"""Steps of SQLite's machine between two looks at the clock."""
_READING = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
    sqlite3.SQLITE_TRANSACTION,
}


class Opened(Protocol):
    """A database whose engine is kept; `line` is its connection, where it is one."""

    engine: Engine
    line: SocketDeadline

    def begun(self, connection: Connection, seconds: float) -> None:
        """Begin a transaction that can only read, and ends after so many seconds."""


@dataclass(slots=True)
class Database:
    """One database, its connections made when it is first asked."""

    opened: Opened

    def select(
        self, statements: Mapping[str, str], values: Mapping[str, str], seconds: float
    ) -> dict[str, list[Row]]:
        """The rows of each statement, `MOST_ROWS` and one more at most, all of one moment.

        Raises TimeoutError, `CannotAsk` and SQLAlchemy's errors.
        """
        deadline = time.monotonic() + seconds
        engine, line = self.opened.engine, self.opened.line
        with line.limited(seconds), engine.connect() as connection:
            self.opened.begun(connection, max(0.001, deadline - time.monotonic()))
            return {
                name: _rows(connection, statement, values) for name, statement in statements.items()
            }

    def close(self) -> None:
        """Let go of the connections; the next question makes new ones."""
        self.opened.engine.dispose()
        self.opened.line.let_go()


def open_database(address: DatabaseAddress, guard: Guard, timeout: float) -> Database:
    """The database at an address; `timeout` is the number of seconds that a look may take."""
    kinds: Mapping[str, Callable[[], Opened]] = {
        "sqlite": lambda: _File.of(address, timeout),
        "postgresql": lambda: _Server.of(address, guard, timeout),
    }
    return Database(kinds[address.kind]())


def _rows(connection: Connection, statement: str, values: Mapping[str, str]) -> list[Row]:
    bound = {name: values[name] for name in parameters(statement)}
    found = connection.execute(_ready(statement), {**bound, _LIMIT: MOST_ROWS + 1})
    names = list(found.keys())
    twice = said_twice(names)
    if twice is not None:
        raise CannotAsk(f"two columns of a SELECT are called {twice!r}; name one otherwise (AS)")
    return [dict(zip(names, row, strict=True)) for row in found]


def said_twice(names: Sequence[str]) -> str | None:
    """The name of a column that is not the only one of its name, or None.

    Where two columns within FROM (...) have one name, SQLite by itself calls the second "name:1".
    """
    known = {each.casefold() for each in names}
    for each in names:
        renamed = _RENAMED.fullmatch(each)
        if renamed is not None and renamed[1].casefold() in known:
            return renamed[1]
    return next((each for each in names if names.count(each) > 1), None)


def _ready(statement: str) -> TextClause:
    """The statement for SQLAlchemy, with a bound to its rows; nothing but a SELECT fits there.

    The database decides of which type a value is: otherwise PostgreSQL would be sent `:key` as
    VARCHAR and refuse to compare it with a number. The bound is a parameter, so that there is
    always one: without any, several statements at a time would be taken.
    """
    select = without_casts(statement).strip().removesuffix(";")
    binds = [bindparam(name, type_=NullType()) for name in (*parameters(statement), _LIMIT)]
    whole = f"SELECT * FROM (\n{select}\n) AS asked LIMIT :{_LIMIT}"  # noqa: S608 - the landscape's own words
    return text(whole).bindparams(*binds)


# SQLite -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _File:
    engine: Engine
    line: SocketDeadline = field(default_factory=SocketDeadline)

    @classmethod
    def of(cls, address: DatabaseAddress, timeout: float) -> _File:
        """An engine that opens the file for each look: it may be another one by then.

        A test company is reset by copying the file; a kept connection would go on reading the
        deleted one.
        """
        engine = create_engine(
            "sqlite://", creator=lambda: _connection(address.name, timeout), poolclass=NullPool
        )
        event.listen(engine, "begin", _begin)
        return cls(engine)

    def begun(self, connection: Connection, seconds: float) -> None:
        file: Any = connection.connection.driver_connection
        over = time.monotonic() + seconds
        file.set_progress_handler(lambda: time.monotonic() > over, _PER_CHECK)
        connection.begin()
        file.set_authorizer(_only_reading)


def _connection(path: str, timeout: float) -> sqlite3.Connection:
    made = sqlite3.connect(
        f"file:{quote(path)}?mode=ro",
        uri=True,
        timeout=timeout,
        isolation_level=None,  # else Python's module begins transactions by rules of its own
    )
    made.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST)
    made.execute("PRAGMA query_only = ON")
    return made


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _only_reading(action: int, *_: object) -> int:
    return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY


# PostgreSQL -------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Server:
    engine: Engine
    line: SocketDeadline

    @classmethod
    def of(cls, address: DatabaseAddress, guard: Guard, timeout: float) -> _Server:
        line = SocketDeadline(trouble=(SQLAlchemyError,))
        engine = create_engine(
            URL.create(
                "postgresql+psycopg",
                address.user,
                address.password,
                address.host,
                address.port,
                address.name,
            ),
            pool_size=1,
            max_overflow=0,
            pool_pre_ping=True,  # a server may close what was idle, or be started anew
            isolation_level="REPEATABLE READ",
            execution_options={"postgresql_readonly": True},
            use_native_hstore=False,  # its types are not asked for: one question less
            connect_args={
                "connect_timeout": max(_SHORTEST_CONNECT, round(timeout)),
                "application_name": "samestory",
                **encryption(address, guard),
            },
        )
        server = cls(engine, line)
        event.listen(engine, "connect", server._on_the_line)
        event.listen(engine, "checkout", server._on_the_line)
        return server

    def begun(self, connection: Connection, seconds: float) -> None:
        limit = max(1, round(seconds * 1000))
        connection.execute(text(f"SET LOCAL statement_timeout = {limit:d}"))

    def _on_the_line(self, connection: Any, *_: object) -> None:
        """Keep a second handle on the socket, so that it can be cut off from another thread."""
        self.line.let_go()
        self.line.socket = socket(fileno=os.dup(connection.pgconn.socket))


def encryption(address: DatabaseAddress, guard: Guard) -> dict[str, str]:
    """How the way to a server is encrypted, in libpq's words; the certificate has to be good.

    A URL may only ask for less where [guard] allows it, or on this machine.
    """
    ca = {"sslrootcert": address.ca} if address.ca else {}
    if guard.may_be_plain(address.host):
        return {"sslmode": address.sslmode or ("verify-full" if ca else "prefer"), **ca}
    if not guard.verifies(address.host):
        return {"sslmode": "require"}
    return {"sslmode": "verify-full", "sslrootcert": "system", **ca}
