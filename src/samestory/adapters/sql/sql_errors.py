"""What went wrong with a database, in plain words."""

import sqlite3
from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from samestory.adapters.sql.address import DatabaseAddress

_LONGEST = 200
"""Characters of what a database says that are shown."""

_REFUSED = "it refuses {credentials} ({said})"
_BROKE_OFF = "the connection broke off ({said})"
_TIMES_UP = {"57014", "55P03"}
"""PostgreSQL's codes for a statement, or a wait for a lock, that took longer than it may."""
_CODES: Mapping[str, str] = MappingProxyType(
    {
        "28": _REFUSED,
        "3D000": "it has no such database ({said})",
        "42P01": "it has no such table ({said}); correct the SELECT in {where}",
        "42703": "it has no such column ({said}); correct the SELECT in {where}",
        "42501": "{credentials} may not read that ({said})",
        "42": "it does not understand the SELECT in {where} ({said})",
        "22": "it cannot compare the values in the SELECT in {where} ({said})",
        "25006": "the SELECT in {where} would write, which was refused ({said})",
        "0A000": "the SELECT in {where} would do more than read, which was refused ({said})",
        "53": "it has no room for another question ({said})",
        "57P": "it is being shut down, or started ({said})",
        "40": "others were changing it at the same moment ({said})",
        "08": "the connection failed ({said})",
    }
)
"""By the beginning of PostgreSQL's code (its manual, appendix A), the longest that fits."""
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "no such table": "it has no such table ({said}); correct the SELECT in {where}",
        "no such column": "it has no such column ({said}); correct the SELECT in {where}",
        "syntax error": "it does not understand the SELECT in {where} ({said})",
        "locked": "it is locked: somebody else was writing all the time ({said})",
        "unable to open": "there is no such file, or none that may be read ({said})",
        "not a database": "the file is no database ({said})",
        "malformed": "the file is broken ({said})",
        "readonly": "the SELECT in {where} would write, which was refused ({said})",
        "not authorized": "the SELECT in {where} would do more than read, which was refused",
        "prohibited": "the SELECT in {where} would do more than read, which was refused ({said})",
        "too big": "a value in its rows is too large ({said})",
        "one statement": "the SELECT in {where} is more than one statement, which was refused",
    }
)
"""By what SQLite's message holds."""
_CONNECTING: Mapping[str, str] = MappingProxyType(
    {
        "Connection refused": "the connection failed ({said})",
        "authentication failed": _REFUSED,
        "no password supplied": _REFUSED,
        "pg_hba.conf": _REFUSED,
        'role "': _REFUSED,
        'database "': "it has no such database ({said})",
        "certificate verify failed": "its certificate is not good, so nothing was sent to it "
        '({said}); name the file with the certificate of its signer: ca = "ca.pem"',
        "certificate": "its certificate is not good, so nothing was sent to it ({said})",
        "invalid response": "it talks nonsense instead of PostgreSQL's protocol ({said})",
        "does not support SSL": "it offers no TLS, so no password was sent ({said}); have TLS "
        "switched on there",
        "closed the connection": _BROKE_OFF,
        "connection is lost": _BROKE_OFF,
        "reset by peer": _BROKE_OFF,
        "SSL SYSCALL": _BROKE_OFF,
        "too many": "it has no room for another question ({said})",
        "starting up": "it is being shut down, or started ({said})",
        "shutting down": "it is being shut down, or started ({said})",
    }
)
"""By what libpq says of a connection that was not made; it hands on no code."""


def explain_error(
    error: SQLAlchemyError, address: DatabaseAddress, where: str, limit: float
) -> str:
    """Return why the database could not be asked; never with its URL.

    `where` is the table of the landscape that holds the SELECT, `limit` the seconds it may take.
    """
    original = getattr(error, "orig", None) if isinstance(error, DBAPIError) else None
    if original is None:
        return f"the question failed ({_brief(error)})"
    if isinstance(original, sqlite3.Error):
        found = _of_sqlite(original)
    else:
        found = _of_postgresql(getattr(original, "sqlstate", None), str(original))
    if found is None:
        return f"it did not answer within {limit:g} s"
    variables = " and ".join(address.variables)
    return found.format(
        said=_brief(original),
        where=where,
        credentials=f"the credentials in {variables}" if variables else "its user",
    )


def _of_sqlite(error: sqlite3.Error) -> str | None:
    if "interrupted" in str(error):
        return None
    return _first(_WORDS, str(error)) or "it answered: {said}"


def _of_postgresql(code: str | None, message: str) -> str | None:
    if code in _TIMES_UP or (code is None and "timeout expired" in message):
        return None
    if code is None:
        return _first(_CONNECTING, message) or "it cannot be reached ({said})"
    starts = (code[:length] for length in range(len(code), 1, -1))
    found = (_CODES[start] for start in starts if start in _CODES)
    return next(found, "it answered: {said}")


def _first(known: Mapping[str, str], message: str) -> str | None:
    return next((told for words, told in known.items() if words in message), None)


def _brief(error: Exception) -> str:
    """The first line of what was said: the others repeat the statement, or guess."""
    said = next(iter(str(error).strip().splitlines()), type(error).__name__)
    said = said.rpartition(" failed: ")[2]
    return said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"
