"""A database that is only read: the database itself refuses everything else.

SQLite: the file is opened read-only (`mode=ro`), `query_only` is on, and its authorizer allows
nothing but reading. PostgreSQL: every look is one transaction that is READ ONLY and sees one
moment (REPEATABLE READ); statements go by its extended protocol, which takes one at a time. What
a read-only transaction still allows (a function that ends other sessions or reads files of the
server) needs rights that a user who only reads should not have.
"""

import os
import re
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from socket import socket
from typing import Any
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
from samestory.adapters.sql.sql_errors import explain_error
from samestory.adapters.sql.statement import (
    LARGEST,
    MOST_ROWS,
    Row,
    parameters,
    without_casts,
)
from samestory.errors import CannotAsk
from samestory.extras import require
from samestory.network.guard import Guard
from samestory.network.socket_deadline import SocketDeadline
from samestory.telemetry import current_traceparent

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


@dataclass(frozen=True, slots=True)
class Database:
    """One database; connections are made when it is first asked.

    `begin` begins a transaction that can only read, and ends after so many seconds.
    """

    address: DatabaseAddress
    engine: Engine
    begin: Callable[[Connection, float], None]
    socket: SocketDeadline

    def select(
        self, statements: Mapping[str, str], values: Mapping[str, str], where: str, seconds: float
    ) -> dict[str, list[Row]]:
        """Return the rows of each statement, at most `MOST_ROWS` and one more, of one moment.

        `where` is the table of the landscape that holds the SELECTs. Raise `CannotAsk` if the
        database does not answer in time, or not with rows.
        """
        deadline = time.monotonic() + seconds
        try:
            with self.socket.limited(seconds), self.engine.connect() as connection:
                self.begin(connection, max(0.001, deadline - time.monotonic()))
                return {
                    name: _rows(connection, statement, values)
                    for name, statement in statements.items()
                }
        except TimeoutError as error:
            raise CannotAsk(f"it did not answer within {seconds:g} s") from error
        except SQLAlchemyError as error:
            raise CannotAsk(explain_error(error, self.address, where, seconds)) from error

    def close(self) -> None:
        """Close the connections; the next question makes new ones."""
        self.engine.dispose()
        self.socket.close()


def open_database(address: DatabaseAddress, guard: Guard, timeout: float) -> Database:
    """Return the database at an address; a look may take `timeout` seconds.

    Raise `CannotAsk` if the library for it is not installed.
    """
    if address.kind == "sqlite":
        return _open_file(address, timeout)
    require("psycopg")
    return _open_server(address, guard, timeout)


def _rows(connection: Connection, statement: str, values: Mapping[str, str]) -> list[Row]:
    bound = {name: values[name] for name in parameters(statement)}
    found = connection.execute(_limited(statement), {**bound, _LIMIT: MOST_ROWS + 1})
    names = list(found.keys())
    twice = said_twice(names)
    if twice is not None:
        raise CannotAsk(f"two columns of a SELECT are called {twice!r}; name one otherwise (AS)")
    return [dict(zip(names, row, strict=True)) for row in found]


def said_twice(names: Sequence[str]) -> str | None:
    """Return the name of a column that is not the only one of its name, or None.

    If two columns within FROM (...) have one name, SQLite calls the second "name:1".
    """
    known = {each.casefold() for each in names}
    for each in names:
        renamed = _RENAMED.fullmatch(each)
        if renamed is not None and renamed[1].casefold() in known:
            return renamed[1]
    return next((each for each in names if names.count(each) > 1), None)


def _limited(statement: str) -> TextClause:
    """Put the statement into one of ours, in which nothing but a SELECT fits.

    The database decides the type of a value: PostgreSQL refuses to compare `:key` with a number if
    it is sent as VARCHAR. The limit is a parameter, so that there is always one: without any, the
    database takes several statements at a time.
    """
    select = without_casts(statement).strip().removesuffix(";")
    binds = [bindparam(name, type_=NullType()) for name in (*parameters(statement), _LIMIT)]
    whole = f"SELECT * FROM (\n{select}\n) AS asked LIMIT :{_LIMIT}"  # noqa: S608 - the landscape's own words
    return text(whole).bindparams(*binds)


# SQLite -----------------------------------------------------------------------------------------


def _open_file(address: DatabaseAddress, timeout: float) -> Database:
    """Open the file for each look: a test company is reset by copying another over it.

    A kept connection would go on reading the deleted one.
    """
    engine = create_engine(
        "sqlite://", creator=lambda: _connection(address.name, timeout), poolclass=NullPool
    )
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return Database(address, engine, _begin_on_file, SocketDeadline())


def _begin_on_file(connection: Connection, seconds: float) -> None:
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


def _only_reading(action: int, *_: object) -> int:
    return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY


# PostgreSQL -------------------------------------------------------------------------------------


def _open_server(address: DatabaseAddress, guard: Guard, timeout: float) -> Database:
    user, password, host = address.user, address.password, address.host
    engine = create_engine(
        URL.create("postgresql+psycopg", user, password, host, address.port, address.name),
        pool_size=1,
        max_overflow=0,
        pool_pre_ping=True,  # a server may close what was idle, or be started anew
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
        use_native_hstore=False,  # its types are not asked for: one question less
        connect_args={
            "application_name": "samestory",
            **encryption(address, guard),
        },
    )
    event.listen(engine, "before_cursor_execute", in_trace, retval=True)
    return Database(address, engine, _begin_on_server, _deadline_of(engine, timeout))


def _deadline_of(engine: Engine, timeout: float) -> SocketDeadline:
    """Return what cuts the engine's one connection off in time."""
    deadline = SocketDeadline((SQLAlchemyError,))

    def connect_in_time(_a: object, _b: object, _c: object, words: dict[str, Any]) -> None:
        """Connect within what is left; a connection that was cut off is not made again."""
        left = min(timeout, deadline.left)
        if not left:
            raise TimeoutError
        words["connect_timeout"] = max(_SHORTEST_CONNECT, round(left))

    def keep_socket(connection: Any, *_: object) -> None:
        """Keep a second handle on the socket, so that another thread can cut it off."""
        deadline.close()
        deadline.socket = socket(fileno=os.dup(connection.pgconn.socket))

    event.listen(engine, "do_connect", connect_in_time)
    event.listen(engine, "connect", keep_socket)
    event.listen(engine, "checkout", keep_socket)
    return deadline


def in_trace(
    _connection: object, _cursor: object, statement: str, values: object, *_: object
) -> tuple[str, object]:
    """Say at the end of a statement in which trace it is asked, in a comment (sqlcommenter)."""
    trace = current_traceparent()
    return (f"{statement} /*traceparent='{trace}'*/" if trace else statement), values


def _begin_on_server(connection: Connection, seconds: float) -> None:
    limit = max(1, round(seconds * 1000))
    connection.execute(text(f"SET LOCAL statement_timeout = {limit:d}"))


def encryption(address: DatabaseAddress, guard: Guard) -> dict[str, str]:
    """Return how the connection is encrypted, in libpq's words; the certificate has to be good.

    A URL may ask for less only if [guard] allows it, or on this machine.
    """
    ca = {"sslrootcert": address.ca} if address.ca else {}
    if guard.may_be_plain(address.host):
        return {"sslmode": address.sslmode or ("verify-full" if ca else "prefer"), **ca}
    if not guard.verifies(address.host):
        return {"sslmode": "require"}
    return {"sslmode": "verify-full", "sslrootcert": "system", **ca}
