"""The tables `[systems.*]`: who can be asked, about what, and where the answer is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta, tzinfo
from pathlib import Path
from typing import Any

from samestory.config.adapter import Adapter, NoAdapter, adapter_named, is_model
from samestory.config.auth import read_auth
from samestory.config.config_errors import did_you_mean, listed, table_name
from samestory.config.durations import read_time_of_day
from samestory.config.entries import SystemEntry
from samestory.config.field_mapping import Defaults, read_path, read_place, read_reading
from samestory.config.own_adapter import ANY, OWN
from samestory.config.page_objects import read_class
from samestory.config.placeholders import check_unfilled
from samestory.config.tables import Table
from samestory.config.waiting import Waiting, read_waiting
from samestory.config.words import Surroundings
from samestory.core.model import Field
from samestory.extraction.entries import ANSWER, FieldReading, Hop, Question, SubjectEntry
from samestory.extraction.paths import first_key


@dataclass(frozen=True, slots=True)
class SystemTables:
    """Reads the tables of systems against what the rest of the landscape says."""

    around: Surroundings
    zone: tzinfo
    kinds: Mapping[str, Mapping[str, Field]]
    waiting: Waiting
    defaults: Defaults

    def read(self, name: str, table: Table) -> SystemEntry:
        """One system, with all of its mistakes, even where its adapter is not known."""
        return replace(self, defaults=self.defaults.of_system(table)).entry(name, table)

    def entry(self, name: str, table: Table) -> SystemEntry:
        """Return the same by the defaults as they are."""
        label, adapter, own = _adapter(table, self.around.folder)
        called, manners = table.text("called", name), self._manners(table)
        auth = read_auth(table, self.around, adapter.auth)
        settings = self._settings(table, adapter)
        if adapter is not OWN:
            check_unfilled(table, but="user" if adapter.user_is_filled else "")
        return SystemEntry(
            name=name,
            adapter=label,
            where=f"{table.mistakes.file}, {table_name(table.place)}",
            zone=self.zone,
            called=called,
            own=own,
            **manners,
            auth=auth,
            settings=settings,
            pages=settings.get("pages"),
            subjects=self._subjects(table, adapter, settings),
        )

    def _manners(self, table: Table) -> dict[str, Any]:
        waiting = read_waiting(table, self.waiting)
        return {
            "patience": waiting.patience,
            "settle": waiting.settle,
            "read_lag": waiting.read_lag,
            "timeout": waiting.timeout / timedelta(seconds=1),
            "rate": waiting.rate,
            "due": table.parsed("due", read_time_of_day, None, '"02:00"'),
        }

    def _settings(self, table: Table, adapter: Adapter) -> dict[str, Any]:
        if not is_model(adapter.settings):
            return adapter.settings(table, self.around)
        table.asked.update(adapter.settings.words())
        return dict(adapter.settings.read_own(table.content, table.place, self.around))

    def _question(self, table: Table, adapter: Adapter, settings: Mapping[str, Any]) -> Question:
        if not is_model(adapter.question):
            return adapter.question(table, settings)
        table.asked.update(adapter.question.words())
        around = replace(self.around, settings=settings, kind=table.place[-1])
        return adapter.question.read_own(table.content, table.place, around).asked(around)

    def _subjects(
        self, table: Table, adapter: Adapter, settings: Mapping[str, Any]
    ) -> dict[str, SubjectEntry]:
        found = {}
        for kind, inner in table.tables():
            if kind in self.kinds:
                found[kind] = self._subject(kind, inner, adapter, settings)
            else:
                self._unknown_kind(kind, table)
        table.unknown_keys()
        return found

    def _unknown_kind(self, kind: str, table: Table) -> None:
        hint = did_you_mean(kind, {*self.kinds, *table.asked} - {kind})
        known = f"Known kinds: {listed(self.kinds)}; add others under [subjects]."
        table.mistake(f"unknown kind of subject '{kind}'.", f"{hint}{known}")

    def _subject(
        self, kind: str, table: Table, adapter: Adapter, settings: Mapping[str, Any]
    ) -> SubjectEntry:
        question = self._question(table, adapter, settings)
        record = read_path(table, "record") if "record" in table.content else None
        key = read_place(table, "key") if "key" in table.content else None
        fields = self._fields(table, self.kinds[kind])
        read = {name: each.at for name, each in fields.items()} | ({"key": key} if key else {})
        _check_answers(table, question.via, read if record is None else {"record": record})
        return SubjectEntry(
            where=f"{table.mistakes.file}, {table_name(table.place)}",
            question=question,
            record=record,
            key=key,
            fields=fields,
        )

    def _fields(self, table: Table, known: Mapping[str, Field]) -> dict[str, FieldReading]:
        found = {}
        words = {*table.asked, "record", "key"}
        names = [key for key in table.content if key not in words]
        for name in names:
            table.asked.add(name)
            if name in known:
                found[name] = read_reading(table, name, known[name].kind, self.defaults)
            else:
                hint = did_you_mean(name, {*known, *words})
                table.mistake(f"unknown field '{name}'.", f"{hint}Known fields: {listed(known)}.")
        if not names:
            table.mistake(
                "no field is read here.",
                f'Say where one is: {next(iter(known))} = {{ at = "..." }}',
            )
        return found


def _adapter(table: Table, folder: Path) -> tuple[str, Adapter, type[Any] | None]:
    """The adapter's name, what it reads, and the class of a company's own one."""
    name = table.needed_text("adapter", '"http"')
    if ":" in name:
        own = read_class(table, "adapter", name, folder)
        if own is not None and not callable(getattr(own, "observe", None)):
            table.mistake(
                f"{name} is no system: it has no method observe.", "Add observe(self, subject)."
            )
        return name, OWN, own
    try:
        return name, adapter_named(name) if name else ANY, None
    except NoAdapter as missing:
        table.mistake(missing.fact, missing.fix)
        return name, ANY, None


def _check_answers(table: Table, via: Sequence[Hop], paths: Mapping[str, str]) -> None:
    """Note each path that begins with no answer, where several questions are asked.

    `paths` are those that look into all answers, by the key that they stand at.
    """
    names = [*(hop.name for hop in via), ANSWER]
    for key, path in paths.items():
        first = first_key(path)
        if via and first is not None and first not in names:
            table.mistake(
                f"{key} begins with '{first}', which is none of the answers here.",
                f"{did_you_mean(first, names) or f'Perhaps {ANSWER}.{path}. '}"
                f"Answers: {listed(names)}.",
            )
