"""Ask every system about one subject that exists already, without any promise to compare with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from samestory.agreement import compare
from samestory.errors import WrongCall
from samestory.model import Observation, Subject, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samestory.landscape import Landscape
    from samestory.systems.entries import SystemEntry

ASKED_WITH_ADDRESS = frozenset({"inbox", "website"})
"""The adapters that can only be asked with the customer's mail address."""
CONTROLS = frozenset("\r\n\0")


class Asks(Protocol):
    """Whoever can ask the systems; see `systems.panel.Panel`."""

    def ask(self, systems: Sequence[str], subject: Subject) -> list[Observation]:
        """What each of the systems says about the subject now."""
        ...


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What came of asking: how often everybody was asked, and who was not asked at all."""

    verdict: Verdict
    looks: int
    left_out: tuple[str, ...]


def inquire(panel: Asks, landscape: Landscape, subject: Subject) -> Inquiry:
    """Ask everybody who knows such subjects; twice where they disagree, in case one was mid-way.

    Raises `NothingToCompare` where fewer than two tell anything.
    """
    fields = landscape.fields_of(subject.kind)
    subject = with_owner(panel, landscape, subject)
    asked, left_out = _parted(landscape, subject)
    looks = 1
    said = panel.ask(asked, subject)
    verdict = compare(fields, said)
    if not verdict.agreed:
        looks = 2
        verdict = compare(fields, panel.ask(asked, subject))
    return Inquiry(verdict, looks, tuple(left_out))


def with_owner(panel: Asks, landscape: Landscape, subject: Subject) -> Subject:
    """The subject with its customer's mail address, learnt from the systems that need none."""
    if subject.of or not any(map(_needs_address, _who_know(landscape, subject.kind).values())):
        return subject
    if subject.kind == "customer":
        return replace(subject, of=subject.key)
    told = panel.ask(_who_need_none(landscape, subject.kind), subject)
    addresses = (each.values.get("email") for each in told if each.values is not None)
    return replace(
        subject, of=next((str(each) for each in addresses if isinstance(each, str)), None)
    )


def checked(kind: str, key: str, landscape: Landscape) -> Subject:
    """The subject that the user named; raises `WrongCall` for what no system can be asked."""
    landscape.fields_of(kind)
    if not key.strip() or CONTROLS & set(key):
        raise WrongCall(
            f"The key {key!r} is empty or holds a line break or a NUL, and was sent nowhere.\n"
            "  Give the number or the address alone, such as A-1042."
        )
    if not _who_know(landscape, kind):
        raise WrongCall(
            f"No system of {landscape.path} can be asked about '{kind}'.\n"
            f"  Describe one: [systems.NAME.{kind}]."
        )
    return Subject(kind, key)


def _who_know(landscape: Landscape, kind: str) -> dict[str, SystemEntry]:
    return {name: each for name, each in landscape.systems.items() if kind in each.subjects}


def _who_need_none(landscape: Landscape, kind: str) -> list[str]:
    known = _who_know(landscape, kind)
    return [name for name, each in known.items() if not _needs_address(each)]


def _needs_address(entry: SystemEntry) -> bool:
    return entry.adapter in ASKED_WITH_ADDRESS


def _parted(landscape: Landscape, subject: Subject) -> tuple[list[str], list[str]]:
    """Who is asked, and who cannot be because nobody told whose it is."""
    known = _who_know(landscape, subject.kind)
    left_out = [name for name, each in known.items() if not subject.of and _needs_address(each)]
    return [name for name in known if name not in left_out], left_out
