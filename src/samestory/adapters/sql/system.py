"""A database as a system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from samestory.adapters.evidence_store import EvidenceStore
from samestory.adapters.probing import Probe, skew_between
from samestory.adapters.sql.address import DatabaseAddress
from samestory.adapters.sql.statement import LARGEST, MOST_ROWS, Row
from samestory.config.entries import SystemEntry
from samestory.core.model import Observation, Subject
from samestory.core.system import said
from samestory.errors import CannotAsk, ForbiddenHost
from samestory.extraction.placeholders import filled
from samestory.extraction.records import read_answer
from samestory.extras import require
from samestory.network.guard import Guard

if TYPE_CHECKING:
    from samestory.adapters.sql.database import Database

_RECORD = ""
"""The name of the SELECT that finds the record; the landscape names the others."""
_WHAT_TIME = "SELECT clock_timestamp() AS now"


class SqlSystem:
    """One database; its engine is kept until `close`."""

    main_thread = False

    def __init__(self, entry: SystemEntry, guard: Guard, store: EvidenceStore) -> None:
        self.name = entry.name
        self._entry = entry
        self._guard = guard
        self._store = store
        self._address = _address(entry)
        self._database: Database | None = None

    def observe(self, subject: Subject) -> Observation:
        """Ask the database about the subject; see `System`."""
        entry = self._entry.subjects[subject.kind]
        find = entry.question.find
        values = {name: filled(each, subject) for name, each in find["bind"].items()}
        asked = self._asked(find["select"], values)
        try:
            lists = self._select({_RECORD: find["select"], **find["each"]}, values, entry.where)
        except CannotAsk as error:
            raise CannotAsk(error.why, asked=asked) from None  # its cause may quote a secret
        rows = lists.pop(_RECORD)
        content = {"database": str(self._address), **find, "bind": values, "rows": rows}
        kept = self._store.file_json(self.name, content | ({"lists": lists} if lists else {}))
        none = not rows and entry.record is None
        document = None if none else rows_document(rows, lists)
        found = read_answer(document, entry, self._entry.zone, key=subject.key)
        return said(self.name, subject, found, asked=asked, evidence=[kept])

    def probe(self) -> Probe:
        """Ask a server for its time; a file has no clock of its own. See `Probes`."""
        if not self._address.host:
            return Probe()
        asked = datetime.now(UTC)
        rows = self._select({_RECORD: _WHAT_TIME}, {}, self._entry.where)
        now = datetime.fromisoformat(str(rows[_RECORD][0]["now"]))
        return Probe(skew=skew_between(now, asked, datetime.now(UTC)))

    def close(self) -> None:
        """Close the connections."""
        database, self._database = self._database, None
        if database is not None:
            database.close()

    def _select(
        self, statements: Mapping[str, str], values: Mapping[str, str], where: str
    ) -> dict[str, list[Row]]:
        limit = self._entry.timeout
        try:
            if self._address.host:
                self._guard.check_host(self._address.host)
        except ForbiddenHost as refusal:
            raise CannotAsk(str(refusal).splitlines()[0]) from refusal
        try:
            found = self._opened().select(statements, values, where, limit)
        except CannotAsk as error:
            raise CannotAsk(self._store.masker.mask_error_text(error.why)) from None
        rows = {name: [_plain(row) for row in each] for name, each in found.items()}
        for each in rows.values():
            refuse_too_much(each)
        return rows

    def _opened(self) -> Database:
        if self._database is None:
            require("sqlalchemy")
            from samestory.adapters.sql.database import open_database  # noqa: PLC0415 - an extra

            self._database = open_database(self._address, self._guard, self._entry.timeout)
        return self._database

    def _asked(self, select: str, values: Mapping[str, str]) -> str:
        shown = ", ".join(f"{name} = {value!r}" for name, value in values.items())
        return f"{' '.join(select.split())} with {shown} in {self._address}"


def _address(entry: SystemEntry) -> DatabaseAddress:
    """Where the entry leads: host and port stand in its settings, as they do for every adapter."""
    settings, auth = entry.settings, entry.auth
    address: DatabaseAddress = settings["address"]
    if address.host:
        place = {"host": settings["host"], "port": settings["port"], "ca": settings.get("ca")}
        address = replace(address, **place)
    if auth.kind == "password":
        address = replace(address, user=auth.user, password=auth.secret)
    return replace(address, variables=(*address.variables, *auth.variables))


# Rows as a document -----------------------------------------------------------------------------


def rows_document(rows: Sequence[Row], lists: Mapping[str, Sequence[Row]]) -> dict[str, object]:
    """Return what a landscape's paths search: all `rows`, the other lists, the columns of a row.

    Columns stand there by themselves only if one row was found: of two, it is not known which one
    is meant.
    """
    only = rows[0] if len(rows) == 1 else {}
    return {**only, **lists, "rows": list(rows)}


def refuse_too_much(rows: Sequence[Row]) -> None:
    """Raise `CannotAsk` if there are more rows, or larger ones, than a record can have."""
    if len(rows) > MOST_ROWS:
        raise CannotAsk(f"more than {MOST_ROWS} rows answer one question")
    size = sum(len(value) for row in rows for value in row.values() if isinstance(value, str))
    if size > LARGEST:
        raise CannotAsk(f"its rows are larger than {LARGEST // 1_000_000} MB")


def _plain(row: Row) -> Row:
    return {name: as_json_value(value) for name, value in row.items()}


def as_json_value(value: object) -> object:
    """Return a value as JSON has it, decimals kept exactly.

    Days and moments become ISO 8601, durations seconds, bytes their UTF-8 text or else
    hexadecimal digits, and everything else its text.
    """
    if value is None or isinstance(value, (str, bool, int, float, Decimal)):
        return value
    if isinstance(value, Mapping):
        return {str(key): as_json_value(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [as_json_value(each) for each in value]
    return _as_text(value)


def _as_text(value: object) -> object:
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, (bytes, bytearray, memoryview)):
        try:
            return bytes(value).decode()
        except UnicodeDecodeError:
            return value.hex()
    return str(value)
