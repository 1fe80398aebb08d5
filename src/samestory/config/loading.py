"""From the TOML file to a `Landscape`, or to every mistake in it at once."""

import os
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import TypeVar

from samestory.config.auth import read_auth
from samestory.config.config_errors import Mistakes
from samestory.config.customers import Customers
from samestory.config.dotenv import with_dotenv
from samestory.config.entries import SystemEntry
from samestory.config.environment import Environment, made_up_secrets
from samestory.config.landscape import ChannelEntry, Company, Landscape, NotSet
from samestory.config.mask import read_mask
from samestory.config.models import (
    ChannelTable,
    CompanyTable,
    FootprintTable,
    GuardTable,
    RulesTable,
)
from samestory.config.placeholders import check_unfilled
from samestory.config.rules import check_footprint, with_authorities, with_tolerances
from samestory.config.subjects import read_rules, read_subjects
from samestory.config.systems import SystemTables
from samestory.config.tables import Table
from samestory.config.telemetry import read_telemetry
from samestory.config.toml_file import read_toml
from samestory.config.undo import UndoTables
from samestory.config.waiting import Defaults
from samestory.config.words import Surroundings, Words
from samestory.core.model import Field
from samestory.errors import LandscapeMistakes
from samestory.journeys.promise_rules import PromiseRules
from samestory.network.guard import Guard

M = TypeVar("M", bound=Words)

OF_CHANNELS = ("none", "basic", "header", "bearer")
"""The kinds of credentials that page objects are handed: those that need no request."""


def load(
    path: str | Path, environ: Mapping[str, str] | None = None, *, partly: bool = False
) -> Landscape:
    """Read a landscape. Raise `LandscapeMistakes` with all of its mistakes, if there are any.

    `environ` (`os.environ` if None) is where `${NAME}` and `*_env` come from; the file `.env`
    fills its gaps, and `[company.environment]` those that are left. If `partly`, systems and
    channels whose variables are not set are left out and named in `not_set`, as long as one
    system is left.
    Page objects are imported, so that one that cannot be is a mistake as well.
    """
    path = Path(path)
    shown = _shown(path)
    given = os.environ if environ is None else environ
    try:
        return _load(path, shown, given, partly=partly)
    except RecursionError:
        raise LandscapeMistakes(
            [f"{shown}: its tables or lists are nested too deeply.\n  Write them flatter."]
        ) from None


def _load(path: Path, shown: str, environ: Mapping[str, str], *, partly: bool) -> Landscape:
    raw = read_toml(path, shown)
    given, of_dotenv = with_dotenv(path, environ)
    mistakes = Mistakes(shown, [((), each) for each in of_dotenv])
    environment = Environment(given, made_up_secrets(raw))
    filled = environment.fill(raw, (), mistakes)
    document = filled if isinstance(filled, dict) else {}
    landscape = _landscape(path, Table(document, (), mistakes), environment)
    if partly:
        landscape = _without_unset(landscape, mistakes)
    mistakes.raise_if_any(document)
    return landscape


def _without_unset(landscape: Landscape, mistakes: Mistakes) -> Landscape:
    """Leave out what cannot be asked or used yet, unless that would be every system."""
    if {place[1] for place, _ in mistakes.unset if place[:1] == ("systems",)} >= set(
        landscape.systems
    ):
        return landscape
    lacking = mistakes.set_aside("systems")
    channels = mistakes.set_aside("channels")
    return replace(
        landscape,
        systems={name: each for name, each in landscape.systems.items() if name not in lacking},
        channels={name: each for name, each in landscape.channels.items() if name not in channels},
        not_set={name: NotSet(landscape.systems[name], each) for name, each in lacking.items()},
    )


def _shown(path: Path) -> str:
    """The file as people call it: relative to where they are if it is below, or as it was given."""
    absolute, here = path.absolute(), Path.cwd()
    return str(absolute.relative_to(here) if absolute.is_relative_to(here) else path)


def _landscape(path: Path, document: Table, environment: Environment) -> Landscape:
    around = Surroundings(path.absolute().parent, environment, Guard(), document.mistakes)
    around.guard = guard = _guard(document, around)
    company = _table(CompanyTable, document, "company", around)
    kinds = read_subjects(document.table("subjects"))
    defaults = _table(Defaults, document, "defaults", around)
    zone = company.zone or UTC
    systems = _systems(document, SystemTables(around, zone, kinds, defaults))
    rules = read_rules(document.table("subjects"), kinds)
    lacks = document.text_map("lacks")
    landscape = Landscape(
        path=path,
        name=company.name or path.stem,
        zone=zone,
        guard=guard,
        company=_company(company, environment),
        clock=company.clock_url,
        customers=_table(Customers, document, "customers", around),
        systems=systems,
        channels=_channels(document, around, {*systems, *lacks}),
        subjects=_ruled(document, kinds, systems),
        rules=rules,
        rules_off=frozenset(_table(RulesTable, document, "rules", around).off),
        footprint=_footprint(document, around, rules, systems),
        telemetry=read_telemetry(document.table("telemetry"), around, kinds, defaults, systems),
        lacks=lacks,
        personal=read_mask(document.table("mask").content, ("mask",), around, kinds),
        secrets=frozenset(environment.secrets),
    )
    return _with_undo(landscape, document, around)


def _with_undo(landscape: Landscape, document: Table, around: Surroundings) -> Landscape:
    """Return it with how things are taken back, which is read against all the rest of it."""
    tables = UndoTables(
        around, landscape.subjects, landscape.rules, landscape.systems, landscape.channels
    )
    undo = tables.read(document.table("undo"))
    document.unknown_keys()
    return replace(landscape, undo=undo)


def _ruled(
    document: Table, kinds: Mapping[str, Mapping[str, Field]], systems: Mapping[str, SystemEntry]
) -> Mapping[str, Mapping[str, Field]]:
    ruled = with_authorities(kinds, document.table("authority"), systems)
    return with_tolerances(ruled, document.table("tolerance"))


def _footprint(
    document: Table,
    around: Surroundings,
    rules: Mapping[str, PromiseRules],
    systems: Mapping[str, SystemEntry],
) -> tuple[str, ...]:
    kinds = _table(FootprintTable, document, "footprint", around).kinds
    keys = {kind: each.key for kind, each in rules.items()}
    check_footprint(kinds, document.table("footprint"), keys, systems)
    return kinds


def _table(model: type[M], document: Table, name: str, around: Surroundings) -> M:
    return model.read(document.table(name).content, (name,), around)


def _guard(document: Table, around: Surroundings) -> Guard:
    table = _table(GuardTable, document, "guard", around)
    return Guard(**dict(table), file=document.mistakes.file)


def _company(table: CompanyTable, environment: Environment) -> Company | None:
    effective = {name: environment.secret(name) or "" for name in table.environment}
    if not table.command:
        return None
    return Company(command=table.command, control=table.control, environment=effective)


def _channels(
    document: Table, around: Surroundings, systems: Collection[str]
) -> dict[str, ChannelEntry]:
    table = document.table("channels")
    found = {name: _channel(name, inner, around) for name, inner in table.tables()}
    for name, each in found.items():
        if each.system and each.system not in systems:
            document.mistakes.unknown(("channels", name), "system", each.system, systems)
    table.unknown_keys()
    return found


def _channel(name: str, table: Table, around: Surroundings) -> ChannelEntry:
    channel = ChannelTable.read(table.content, table.place, around)
    with around.within(table.place):
        auth = read_auth(channel.auth, around, OF_CHANNELS)
        check_unfilled(table)
    return ChannelEntry(
        name=name,
        base_url=channel.base_url,
        auth=auth,
        pages=channel.pages,
        system=channel.system,
        commits=channel.commits,
    )


def _systems(document: Table, reader: SystemTables) -> dict[str, SystemEntry]:
    table = document.table("systems")
    systems = {name: reader.read(name, inner) for name, inner in table.tables()}
    table.unknown_keys()
    if not table.content:
        document.mistake("there is no system.", "Describe one in a table [systems.NAME].")
    _check_names(systems, table)
    return systems


def _check_names(systems: Mapping[str, SystemEntry], table: Table) -> None:
    """No name may mean two systems, or a phrase in a feature could not say which."""
    owners: dict[str, str] = {}
    for name, entry in systems.items():
        for each in {name.casefold(), entry.called.casefold()}:
            other = owners.setdefault(each, name)
            if other != name:
                table.mistakes.add(
                    (*table.place, name),
                    f"'{entry.called}' is already what [systems.{other}] is called.",
                    f'Give it a name of its own: called = "{name}".',
                )
