"""A database as a witness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy.exc import SQLAlchemyError

from samestory.adapters.evidence_store import EvidenceStore
from samestory.adapters.probing import Probe, skew_between
from samestory.adapters.sql.address import DatabaseAddress
from samestory.adapters.sql.database import Database, open_database
from samestory.adapters.sql.rows import Row, as_json_value, refuse_too_much, rows_document
from samestory.adapters.sql.sql_errors import why
from samestory.config.entries import SystemEntry
from samestory.core.model import Evidence, Observation, Subject
from samestory.core.system import said
from samestory.errors import CannotAsk, ForbiddenHost
from samestory.extraction.entries import SubjectEntry
from samestory.extraction.placeholders import filled
from samestory.extraction.records import read_answer
from samestory.network.guard import Guard

_RECORD = ""
"""The name of the SELECT that finds the record; the others are named by the landscape."""
_WHAT_TIME = "SELECT clock_timestamp() AS now"


class SqlSystem:
    """One database; its engine is kept until `close`."""

    main_thread = False

    def __init__(self, entry: SystemEntry, guard: Guard, filing: EvidenceStore) -> None:
        self.name = entry.name
        self._entry = entry
        self._guard = guard
        self._filing = filing
        self._address = _address(entry)
        self._database: Database | None = None

    def observe(self, subject: Subject) -> Observation:
        """Ask the database about the subject; see `System`."""
        entry = self._entry.subjects[subject.kind]
        find = entry.question.find
        values = {name: filled(each, subject) for name, each in find["bind"].items()}
        asked = self._asked(find["select"], values)
        try:
            rows = self._select({_RECORD: find["select"], **find["each"]}, values, entry.where)
        except CannotAsk as trouble:
            raise CannotAsk(self._filing.masker.mask(trouble.why), asked=asked) from trouble
        kept = [self._kept(find, values, rows)]
        found = read_answer(_document(rows, entry), entry, self._entry.zone, key=subject.key)
        return said(self.name, subject, found, asked=asked, evidence=kept)

    def probe(self) -> Probe:
        """Ask a server for its time; a file has no clock of its own. See `Probes`."""
        if not self._address.host:
            return Probe()
        asked = datetime.now(UTC)
        rows = self._select({_RECORD: _WHAT_TIME}, {}, self._entry.where)
        told = datetime.fromisoformat(str(rows[_RECORD][0]["now"]))
        return Probe(skew=skew_between(told, asked, datetime.now(UTC)))

    def close(self) -> None:
        """Close the connections."""
        database, self._database = self._database, None
        if database is not None:
            database.close()

    def _select(
        self, statements: Mapping[str, str], values: Mapping[str, str], where: str
    ) -> dict[str, list[Row]]:
        address, limit = self._address, self._entry.timeout
        try:
            if address.host:
                self._guard.check_host(address.host)
            self._database = self._database or open_database(address, self._guard, limit)
            found = self._database.select(statements, values, limit)
        except ForbiddenHost as refusal:
            raise CannotAsk(str(refusal).splitlines()[0]) from refusal
        except TimeoutError as error:
            raise CannotAsk(f"it did not answer within {limit:g} s") from error
        except SQLAlchemyError as error:
            raise CannotAsk(why(error, address, where, limit)) from error
        rows = {name: [_plain(row) for row in each] for name, each in found.items()}
        for each in rows.values():
            refuse_too_much(each)
        return rows

    def _asked(self, select: str, values: Mapping[str, str]) -> str:
        shown = ", ".join(f"{name} = {value!r}" for name, value in values.items())
        return f"{' '.join(select.split())} with {shown} in {self._address}"

    def _kept(
        self, find: Mapping[str, object], values: Mapping[str, str], rows: Mapping[str, list[Row]]
    ) -> Evidence:
        lists = {name: each for name, each in rows.items() if name != _RECORD}
        content = {"database": str(self._address), **find, "bind": values, "rows": rows[_RECORD]}
        return self._filing.file_json(self.name, {**content, "lists": lists} if lists else content)


def _document(rows: Mapping[str, Sequence[Row]], entry: SubjectEntry) -> object:
    """What it said; no row is no record, unless the landscape says where the record is."""
    lists = {name: each for name, each in rows.items() if name != _RECORD}
    if not rows[_RECORD] and entry.record is None:
        return None
    return rows_document(rows[_RECORD], lists)


def _plain(row: Row) -> Row:
    return {name: as_json_value(value) for name, value in row.items()}


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
