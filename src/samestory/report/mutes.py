"""Known contradictions that do not stop a release: named in a file, with a date of expiry.

A mute takes a contradiction out of the count of `samestory gate` and out of nothing else: it stays
visible wherever contradictions are listed, with its reason, its owner and its date. For a page:
`mute_states(read_mutes(path), causes_of(summary), today)` returns one `MuteState` for each mute of
the file, and `state.covered` says which scenarios (node ids) of which causes (keys) it covers.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from samestory.config.config_errors import listed
from samestory.errors import WrongCall, did_you_mean
from samestory.report.causes import Cause

MUTES = Path("mutes.toml")
"""The usual file: beside the features and landscapes of a project."""
TABLE = "mute"
REQUIRED = ("reason", "owner", "expires")
WORDS = ("cause", "scenario", *REQUIRED)


@dataclass(frozen=True, slots=True)
class Mute:
    """One known contradiction: a cause, a scenario, or a cause in one scenario."""

    reason: str
    owner: str
    expires: date
    """The last day on which it holds."""
    cause: str = ""
    """A cause's key; "" for every cause of the scenario."""
    scenario: str = ""
    """A scenario's id or name; "" for every scenario of the cause."""

    @property
    def what(self) -> str:
        """What it mutes, as its file says it."""
        named = (f"{key} '{each}'" for key, each in self._named if each)
        return " in ".join(named)

    @property
    def _named(self) -> tuple[tuple[str, str], ...]:
        return ("cause", self.cause), ("scenario", self.scenario)

    @property
    def line(self) -> str:
        """Its reason, its owner and its date, in one line."""
        return f"{self.reason} ({self.owner}, until {self.until})"

    @property
    def until(self) -> str:
        """Its last day, in words."""
        return f"{self.expires.day} {self.expires:%B %Y}"


class MuteUse(StrEnum):
    """What a mute does in one run."""

    MUTED = "muted"
    EXPIRED = "expired"
    NOTHING = "matches nothing"
    UNKNOWN = "not a contradiction"
    """What it names is inconclusive, and what is not known cannot be muted."""


@dataclass(frozen=True, slots=True)
class MuteState:
    """A mute in one run; `covered` are node ids by the keys of causes, also if it has expired."""

    mute: Mute
    use: MuteUse
    covered: Mapping[str, frozenset[str]] = field(default_factory=dict)
    hint: str = ""
    """For one that matches nothing: "Did you mean '...'?", or ""."""

    @property
    def scenarios(self) -> frozenset[str]:
        """The node ids of every scenario that it covers."""
        return frozenset[str]().union(*self.covered.values())


def mute_states(
    mutes: Iterable[Mute], causes: Sequence[Cause], today: date
) -> tuple[MuteState, ...]:
    """Return what each mute does in a run with these causes; `today` is the day of the company."""
    return tuple(_state(each, causes, today) for each in mutes)


def _state(mute: Mute, causes: Sequence[Cause], today: date) -> MuteState:
    found = {each.key: nodes for each in causes if (nodes := frozenset(_covered(mute, each)))}
    differing = {each.key for each in causes if each.differs}
    covered = {key: nodes for key, nodes in found.items() if key in differing}
    if found and not covered:
        return MuteState(mute, MuteUse.UNKNOWN)
    if not covered:
        return MuteState(mute, MuteUse.NOTHING, hint=_nearest(mute, causes).strip())
    return MuteState(mute, MuteUse.EXPIRED if mute.expires < today else MuteUse.MUTED, covered)


def _covered(mute: Mute, cause: Cause) -> Iterator[str]:
    if mute.cause in {"", cause.key}:
        for each in cause.scenarios:
            if mute.scenario in {"", each.id, each.name}:
                yield each.nodeid


def read_mutes(path: Path) -> tuple[Mute, ...]:
    """Return the mutes of a TOML file. Raise `WrongCall` with all of its mistakes at once."""
    try:
        document = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise WrongCall(f"There is no '{path}'.\n  Name the file of mutes: --mutes FILE.") from None
    except (OSError, ValueError) as error:
        raise WrongCall(f"{path} cannot be read: {error}.\n  Correct the file.") from None
    mistakes = list(_mistakes(document, str(path)))
    if mistakes:
        raise WrongCall("\n".join(mistakes))
    return tuple(
        Mute(**{**each, "expires": _day(each["expires"])}) for each in document.get(TABLE, ())
    )


def _mistakes(document: Mapping[str, Any], file: str) -> Iterator[str]:
    for name in sorted(document.keys() - {TABLE}):
        yield f"{file}: unknown table '{name}'.\n  {did_you_mean(name, [TABLE])}Write [[{TABLE}]]."
    tables = document.get(TABLE, [])
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        yield f"{file}: '{TABLE}' is not a list of tables.\n  Write [[{TABLE}]] above each."
        return
    seen: set[tuple[str, str]] = set()
    for number, table in enumerate(tables, 1):
        for fact, fix in _wrong_in(table, seen):
            yield f"{file}, [[{TABLE}]] number {number}: {fact}\n  {fix}"


def _wrong_in(table: Mapping[str, Any], seen: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name in sorted(table.keys() - set(WORDS)):
        yield f"unknown word '{name}'.", f"{did_you_mean(name, WORDS)}Known words: {listed(WORDS)}."
    if not (table.get("cause") or table.get("scenario")):
        yield (
            "it names neither a cause nor a scenario.",
            'Add cause = "..." with a key that `samestory gate` prints, or scenario = "...".',
        )
    for name in ("cause", "scenario", "reason", "owner"):
        if name in table and not (isinstance(table[name], str) and table[name].strip()):
            yield f"'{name}' is {table[name]!r}, which is no text.", f'Write {name} = "...".'
    for name in REQUIRED:
        if name not in table:
            yield f"'{name}' is missing.", f"Add {name} = {_EXAMPLES[name]}"
    if "expires" in table and _day(table["expires"]) is None:
        yield f"'expires' is {table['expires']}, which is no day.", "Write expires = 2026-12-31"
    what = str(table.get("cause", "")), str(table.get("scenario", ""))
    if what in seen:
        yield "it mutes the same as one above.", "Remove one of them."
    seen.add(what)


_EXAMPLES = {"reason": '"why it is known"', "owner": '"team-books"', "expires": "2026-12-31"}


def _day(value: object) -> date | None:
    """A TOML date, or a text that is one; a time of day would say when, and in no zone."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _nearest(mute: Mute, causes: Sequence[Cause]) -> str:
    keys = {each.key for each in causes}
    names = {name for each in causes for row in each.scenarios for name in (row.id, row.name)}
    if mute.cause and mute.cause not in keys:
        return did_you_mean(mute.cause, keys)
    return did_you_mean(mute.scenario, names) if mute.scenario not in {"", *names} else ""
