"""Call a company's control API: its faults, a reset, and where its logs are."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from samestory_demo.supervisor.errors import CompanyDown, CompanyMistake

if TYPE_CHECKING:
    import httpx

RESET = 120.0
"""Seconds that a reset may take: programs of the company may have to be started again."""


FEW = 20
"""How many names of faults a message holds."""


class NotAnswered(CompanyDown):
    """The control is up, and does not answer this question."""


@dataclass(frozen=True, slots=True)
class FaultState:
    """A fault of the company, the user stories that it stands for, and whether it is on."""

    name: str
    description: str
    stories: tuple[str, ...]
    on: bool
    only_in_order: bool = False
    """Whether it shows only after several actions in one order, which no feature plays."""

    @property
    def by_story(self) -> tuple[int, ...]:
        """The numbers of its stories, to sort by; a fault without any comes last."""
        return tuple(int(each) for each in self.stories if each.isdecimal()) or (sys.maxsize,)


def get_faults(control: str) -> list[FaultState]:
    """Return every fault of the company."""
    return [
        FaultState(
            each["name"],
            each["description"],
            tuple(map(str, each["stories"])),
            each["on"],
            each.get("only_in_order", False),
        )
        for each in _call("GET", f"{control}/faults").json()
    ]


def set_fault(control: str, name: str, *, on: bool) -> None:
    """Switch a fault on or off; raise `CompanyMistake` if the company does not know it."""
    known = [each.name for each in get_faults(control)]
    if name not in known:
        near = "".join(f"Did you mean '{it}'? " for it in get_close_matches(name, known, n=1))
        raise CompanyMistake(f"Unknown fault '{name}'.\n  {near}{_listed(known)}")
    _call("PUT", f"{control}/faults/{name}", {"on": on})


def _listed(known: list[str]) -> str:
    if len(known) > FEW:
        return f"`samestory company faults` lists the {len(known)} that there are."
    return f"Known faults: {', '.join(known)}."


def reset_company(control: str) -> None:
    """Delete every customer, order and mail; return when the company answers again."""
    _call("POST", f"{control}/reset", seconds=RESET)


def company_time(control: str) -> datetime | None:
    """Return the time at the company; None if it has no clock of its own."""
    try:
        return datetime.fromisoformat(_call("GET", f"{control}/clock").json()["now"])
    except NotAnswered:
        return None


def move_clock(control: str, to: datetime) -> datetime:
    """Move the company's clock on; return the time there when all that was due is done."""
    reply = _call("POST", f"{control}/clock", {"to": to.isoformat()}, seconds=RESET)
    return datetime.fromisoformat(reply.json()["now"])


def get_logs(control: str) -> dict[str, Path]:
    """Return the logs of the company's programs by the system's name; {} if it has none.

    A company that is one process need not answer this question.
    """
    try:
        return {name: Path(file) for name, file in _call("GET", f"{control}/logs").json().items()}
    except NotAnswered:
        return {}


def _call(
    method: str, address: str, body: object = None, *, seconds: float = 5.0
) -> httpx.Response:
    import httpx  # noqa: PLC0415 - `samestory --help` answers without it

    try:
        return httpx.request(
            method, address, json=body, timeout=seconds, trust_env=False
        ).raise_for_status()
    except httpx.ConnectError as trouble:
        raise CompanyDown(
            f"The company is not up: nothing answers at {address}.\n"
            "  Start the company: samestory company up"
        ) from trouble
    except httpx.HTTPStatusError as trouble:
        raise NotAnswered(f"The company's control refuses {address}: {trouble}.") from trouble
    except httpx.HTTPError as trouble:
        raise CompanyDown(
            f"The company's control does not answer at {address}: {trouble}.\n"
            "  Start the company: samestory company up"
        ) from trouble
