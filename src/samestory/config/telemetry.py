"""The table `[telemetry]`: where the traces of the company's own systems can be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from samestory.config.auth import read_auth
from samestory.config.config_errors import listed
from samestory.config.entries import Auth
from samestory.config.readings import read_place, read_reading
from samestory.config.tables import Table
from samestory.config.value_types import Url
from samestory.config.waiting import Defaults
from samestory.config.words import Surroundings, Words, word
from samestory.core.model import Field
from samestory.errors import did_you_mean
from samestory.extraction.entries import FieldReading

TRACE_ID, KEY = "{trace_id}", "{key}"
OF_TRACES = ("none", "basic", "header", "bearer")
"""The kinds of credentials with which traces can be asked for."""


class TelemetryTable(Words):
    """The words of the table `[telemetry]`, beside one table for each kind of subject."""

    file: str = word(
        "A file of OTLP JSON, or a folder of them, as a collector writes them; beside the "
        'landscape. "": there are no traces.',
        "../traces",
        default="",
    )
    url: Url = word(
        "Where a trace is answered as JSON, by its id.",
        "https://traces.example.com/api/traces/{trace_id}",
        default="",
    )
    search: Url = word(
        "Where the traces of a subject are answered as JSON, by its key; for systems that do not "
        "go on with the trace of a request.",
        "https://traces.example.com/api/search?tags=order.number%3D{key}",
        default="",
    )
    auth: dict[str, Any] | None = word(
        "How to log in there.", {"kind": "bearer", "token_env": "TRACES_TOKEN"}, default=None
    )
    services: dict[str, str] = word(
        "The `service.name` of each system in its spans, if it is not the system's name.",
        {"erp": "erp-sync"},
        default={},
    )

    def check(self, around: Surroundings) -> None:
        """Note an address that asks for nothing in particular."""
        for key, blank in (("url", TRACE_ID), ("search", KEY)):
            given = getattr(self, key)
            if given and blank not in given:
                fix = f'Put it where it belongs: {key} = "https://.../{blank}"'
                around.mistake(f"'{key}' has no place for {blank}.", fix)


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedKind:
    """In which attributes of a span a kind of subject stands: its key ("" if in none), fields."""

    key: str = ""
    fields: Mapping[str, FieldReading] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TelemetryEntry:
    """Where traces are asked for, and how their spans are read."""

    where: str
    file: Path | None = None
    url: str = ""
    search: str = ""
    auth: Auth = field(default_factory=Auth)
    services: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, TracedKind] = field(default_factory=dict)


def read_telemetry(
    table: Table,
    around: Surroundings,
    kinds: Mapping[str, Mapping[str, Field]],
    defaults: Defaults,
    systems: Mapping[str, object],
) -> TelemetryEntry | None:
    """Return what a landscape says about traces; None if it says nothing, or `file = ""` alone."""
    words = TelemetryTable.read_own(table.content, table.place, around)
    table.asked.update(TelemetryTable.words())
    with around.within(table.place):
        auth = read_auth(words.auth, around, OF_TRACES)
    for name in words.services:
        if name not in systems:
            table.mistakes.unknown((*table.place, "services"), "system", name, systems)
    traced = {name: _kind(name, inner, around, kinds, defaults) for name, inner in table.tables()}
    table.unknown_keys()
    if not (words.file or words.url or words.search):
        if table.content and "file" not in table.content:
            table.mistake("it does not say where traces are.", 'Add one: file = "../traces"')
        return None
    return TelemetryEntry(
        where=f"{table.mistakes.file}, [telemetry]",
        file=around.folder / words.file if words.file else None,
        url=words.url,
        search=words.search,
        auth=auth,
        services=words.services,
        kinds=traced,
    )


def _kind(
    name: str,
    table: Table,
    around: Surroundings,
    kinds: Mapping[str, Mapping[str, Field]],
    defaults: Defaults,
) -> TracedKind:
    if name not in kinds:
        known = f"{did_you_mean(name, kinds)}Known kinds: {listed(kinds)}."
        table.mistake(f"unknown kind of subject '{name}'.", known)
        return TracedKind()
    found: dict[str, FieldReading] = {}
    with around.within(table.place):
        key = table.content.get("key")
        at = "" if key is None else read_place(key, "key", around)
        for each, value in table.content.items():
            if each in kinds[name]:
                found[each] = read_reading(value, each, kinds[name][each].kind, defaults, around)
            elif each != "key":
                table.mistakes.unknown(table.place, "field", each, kinds[name])
    return TracedKind(key=at, fields=found)
