"""What the ledger says that journeys have done, and what of it was taken back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from samestory.journeys.ledger import DONE, INTENDED, NOT_UNDONE, UNDOING, UNDONE, UNKNOWN
from samestory.json_lines import objects_in

Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing that a journey did, or was about to do when its process ended.

    `makes` is the kind of subject that it makes, `changes` that of the one that it changes; `key`
    is with what systems are asked about it, "" if that is not known. `at` is when it was intended.
    """

    id: str
    run: str
    journey: str
    state: str
    at: datetime
    deed: str
    channel: str = ""
    action: str = ""
    makes: str = ""
    changes: str = ""
    key: str = ""
    who: str = ""
    """Her mail address."""
    person: str = ""
    """Her first name, by which she is invented again."""
    landscape: str = ""
    leads_to: str = ""
    """What the addresses of the landscape were; see `config.landscape.Landscape.leads_to`."""
    notes: Mapping[str, Line] = field(default_factory=lambda: MappingProxyType({}))
    """The last line of `samestory undo` about each thing that it made ("order A-1042")."""

    @property
    def is_sure(self) -> bool:
        """Whether it was done for certain."""
        return self.state == DONE

    @property
    def by(self) -> str:
        """What did it, as a landscape names it: "shop.register"."""
        return f"{self.channel}.{self.action}" if self.channel else self.deed


def read_deeds(path: Path) -> list[Deed]:
    """Return every deed of a ledger in the order of their intentions; none without the file.

    A line that a killed process left incomplete is passed over.
    """
    found: dict[str, Deed] = {}
    for line in objects_in(path):
        id_, state = _id(line), line.get("state")
        if state == INTENDED:
            found[id_] = _intended(id_, line)
        elif id_ in found:
            found[id_] = _followed(found[id_], str(state), line)
    return list(found.values())


def _id(line: Line) -> str:
    """Return what names a deed; ledgers of older versions have no ids."""
    return str(line.get("id") or f"{line.get('run')}/{line.get('journey')}/{line.get('entry')}")


def _intended(id_: str, line: Line) -> Deed:
    def text(name: str) -> str:
        return str(line.get(name) or "")

    return Deed(
        id=id_,
        run=text("run"),
        journey=text("journey"),
        state=INTENDED,
        at=_moment(text("at")),
        deed=text("deed"),
        channel=text("channel"),
        action=text("action"),
        makes=text("makes"),
        changes=text("changes"),
        key=text("key") or text("number"),
        who=text("who"),
        person=text("person"),
        landscape=text("landscape"),
        leads_to=text("leads_to"),
    )


def _followed(deed: Deed, state: str, line: Line) -> Deed:
    if state in {UNDOING, UNDONE, NOT_UNDONE}:
        return replace(deed, notes={**deed.notes, str(line.get("thing") or ""): line})
    key = deed.key or str(line.get("number") or "")
    return replace(deed, state=state if state in {DONE, UNKNOWN} else deed.state, key=key)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
