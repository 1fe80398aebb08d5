"""A landscape: the systems that serve one company's customers, as its file describes them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from hashlib import blake2s
from pathlib import Path
from typing import Any

from samestory.config.config_errors import listed
from samestory.config.customers import Customers
from samestory.config.entries import Auth, SystemEntry
from samestory.config.telemetry import TelemetryEntry
from samestory.core.model import Field
from samestory.errors import WrongCall, did_you_mean
from samestory.journeys.lacking import why_lacking
from samestory.journeys.promise_rules import PromiseRules
from samestory.journeys.undo_rules import UndoRules
from samestory.network.guard import Guard
from samestory.redaction import Masker, Personal

_BETWEEN_NAMES = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+")
_ARTICLE = re.compile(r"^(?:the|a|an|her|his|their|its|our|my)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A company that samestory can start and stop by itself.

    `command` are the arguments for this Python, `control` the address of its switchboard,
    `environment` its secrets, which are made up: the real environment goes before them.
    """

    command: tuple[str, ...]
    control: str
    environment: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelEntry:
    """One way in which a customer acts: where it is, and the page objects that know its pages."""

    name: str
    base_url: str
    auth: Auth = field(default_factory=Auth)
    pages: type[Any] | None = None
    system: str = ""
    """The system by whose tables its words are read; "" for the website's."""
    commits: tuple[str, ...] = ()
    """The paths of the requests that decide, such as "/checkout/place"."""


@dataclass(frozen=True, slots=True)
class NotSet:
    """A system that cannot be asked yet, and the environment variables that are not set."""

    entry: SystemEntry
    variables: tuple[str, ...]

    @property
    def why(self) -> str:
        """Say why it was not asked: "CRM_TOKEN is not set"."""
        names = " and ".join(self.variables)
        return f"{names} {'is' if len(self.variables) == 1 else 'are'} not set"


@dataclass(frozen=True, slots=True, kw_only=True)
class Landscape:
    """Everything that a landscape file says.

    `subjects` are the kinds of subjects and the fields by which each is compared. `lacks` names
    the systems, channels, kinds and fields that this company does not have, and why. `secrets`
    and what is `personal` are to be hidden wherever text is kept.
    """

    path: Path
    name: str
    zone: tzinfo
    guard: Guard
    systems: Mapping[str, SystemEntry]
    channels: Mapping[str, ChannelEntry]
    subjects: Mapping[str, Mapping[str, Field]]
    lacks: Mapping[str, str]
    rules: Mapping[str, PromiseRules] = field(default_factory=dict)
    """By kind of subject, how promises are completed and asked about."""
    rules_off: frozenset[str] = frozenset()
    """The standing rules that are not checked."""
    footprint: tuple[str, ...] = ()
    """The kinds of subjects that belong to a customer, asked about with her mail address."""
    undo: UndoRules = field(default_factory=UndoRules)
    """How what a run made is taken back."""
    telemetry: TelemetryEntry | None = None
    """Where the traces of the company's own systems can be asked."""
    company: Company | None = None
    clock: str = ""
    """Where the company's own time can be read; "" if it keeps the time of this machine."""
    customers: Customers = field(default_factory=Customers)
    secrets: frozenset[str] = field(default=frozenset(), repr=False)
    personal: Personal = field(default_factory=Personal)

    not_set: Mapping[str, NotSet] = field(default_factory=dict)
    """The systems that were left out of `systems` because their secrets are not set."""

    @property
    def called(self) -> dict[str, str]:
        """What people call each system: {"erp": "ERP"}."""
        return {name: entry.called for name, entry in self._described.items()}

    @property
    def owners(self) -> dict[str, str]:
        """Who fixes each system, of those that say it: {"erp": "team-books"}."""
        return {name: entry.owner for name, entry in self.systems.items() if entry.owner}

    @property
    def deadlines(self) -> dict[str, float]:
        """The seconds that each system is given to follow: its read lag and its patience."""
        waits = {name: each.read_lag + each.patience for name, each in self.systems.items()}
        return {name: each.total_seconds() for name, each in waits.items()}

    @property
    def leads_to(self) -> str:
        """A digest of all addresses: the same file leads elsewhere with other variables."""
        told = [each.settings for each in self._described.values()]
        places = [(each.get("base_url"), each.get("host"), each.get("port")) for each in told]
        places += [(each.base_url, None, None) for each in self.channels.values()]
        whole = "\n".join(sorted({str(each) for each in places}))
        return blake2s(whole.encode(), digest_size=6).hexdigest()

    @property
    def _described(self) -> Mapping[str, SystemEntry]:
        return {**self.systems, **{name: each.entry for name, each in self.not_set.items()}}

    def masker(self) -> Masker:
        """Return what hides the secrets and the personal data of this company, made anew."""
        return Masker(self.secrets, self.personal)

    def fields_of(self, kind: str) -> tuple[Field, ...]:
        """The fields by which a kind of subject is compared; WrongCall for an unknown kind."""
        if kind not in self.subjects:
            raise WrongCall(
                f"{self.path} knows no kind of subject '{kind}'.\n"
                f"  {did_you_mean(kind, self.subjects)}Known kinds: {listed(self.subjects)}."
            )
        return tuple(self.subjects[kind].values())

    def field_of(self, kind: str, name: str) -> Field:
        """A field of a kind of subject; WrongCall for an unknown kind or field."""
        known = {each.name: each for each in self.fields_of(kind)}
        if name not in known:
            raise WrongCall(
                f"{self.path} knows no field '{name}' of '{kind}'.\n"
                f"  {did_you_mean(name, known)}Known fields: {listed(known)}."
            )
        return known[name]

    def tellers(self, kind: str, field: str) -> tuple[str, ...]:
        """The systems of record that are expected to report a field of a kind of subject.

        Without those asked in a browser: what pages show depends on who is logged in.
        """
        return tuple(
            name
            for name, entry in self.systems.items()
            if not entry.in_browser
            and kind in entry.subjects
            and field in entry.subjects[kind].fields
        )

    def systems_called(self, text: str) -> list[str]:
        """The systems that a phrase names: "the website, her inbox and the ERP".

        What the company lacks is left out (`lacking` says why). WrongCall for an unknown name.
        """
        found = [self._system_called(name) for name in _names_in(text)]
        return list(dict.fromkeys(name for name in found if name is not None))

    def lacking(self, text: str) -> dict[str, str]:
        """Of the systems that a phrase names, those that the company lacks, and why."""
        found = {name: self.why_lacking(name) for name in _names_in(text)}
        return {name: why for name, why in found.items() if why is not None}

    def why_lacking(self, name: str) -> str | None:
        """Why the company does not have a system, a channel, a kind or a field; None if it may.

        In any case.
        """
        return why_lacking(self.lacks, name)

    def _system_called(self, name: str) -> str | None:
        if self.lacking(name):
            return None
        known = {entry.called.casefold(): each for each, entry in self.systems.items()}
        known = {each.casefold(): each for each in self.systems} | known
        if name.casefold() in known:
            return known[name.casefold()]
        names = [*self.called.values(), *self.lacks]
        hint = did_you_mean(name, names)
        raise WrongCall(
            f"{self.path} knows no system called '{name}'.\n  {hint}Known systems: {listed(names)}."
        )


def _names_in(text: str) -> list[str]:
    parts = [_ARTICLE.sub("", part.strip()) for part in _BETWEEN_NAMES.split(text.strip())]
    return [part for part in parts if part]
