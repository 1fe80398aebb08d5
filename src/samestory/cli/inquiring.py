"""Ask every system about one subject that exists already, without any promise to compare with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from samestory.agreement import compare
from samestory.errors import NothingToCompare, WrongCall
from samestory.model import Observation, Subject, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samestory.landscape import Landscape
    from samestory.redaction import Masker

WEBSITE = "website"
"""The adapter that shows a customer's things only to whoever knows her mail address."""
CONTROLS = frozenset("\r\n\0")


class Asks(Protocol):
    """Whoever can ask the systems of a landscape; see `witnesses.Witnesses`."""

    landscape: Landscape
    masker: Masker

    def observe(self, subject: Subject, among: Sequence[str]) -> list[Observation]:
        """What each of these systems says about the subject now."""
        ...

    def converge(self, subject: Subject, among: Sequence[str]) -> Verdict:
        """Look until these systems agree about the subject for good, or their patience is over."""
        ...

    def who_can_tell(self, subject: Subject) -> list[str]:
        """The systems that can be asked about this very subject."""
        ...


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What came of asking: how often everybody was asked, and who was not asked at all."""

    verdict: Verdict
    looks: int
    left_out: tuple[str, ...]


def inquire(witnesses: Asks, subject: Subject) -> Inquiry:
    """Ask everybody who knows such subjects; twice where they disagree, in case one was mid-way.

    Raises `NothingToCompare` where fewer than two tell anything.
    """
    landscape = witnesses.landscape
    fields = landscape.fields_of(subject.kind)
    subject = with_owner(witnesses, subject)
    asked = _who_can_tell(witnesses, subject)
    said = witnesses.observe(subject, asked)
    if said and all(each.absent for each in said):
        raise NothingToCompare(_unknown(landscape, subject, asked))
    verdict, looks = compare(fields, said), 1
    if not verdict.agreed:
        verdict, looks = compare(fields, witnesses.observe(subject, asked)), 2
    return Inquiry(verdict, looks, _left_out(landscape, subject, asked))


def follow(witnesses: Asks, subject: Subject) -> Inquiry:
    """Ask everybody who knows such subjects for as long as the landscape is patient with them.

    Raises `NothingToCompare` where fewer than two tell anything, even at the end.
    """
    subject = with_owner(witnesses, subject)
    asked = _who_can_tell(witnesses, subject)
    verdict = witnesses.converge(subject, asked)
    left_out = _left_out(witnesses.landscape, subject, asked)
    if all(each.absent for each in verdict.observations):
        raise NothingToCompare(_unknown(witnesses.landscape, subject, asked))
    return Inquiry(verdict, len(verdict.timeline), left_out)


def nobody_answered(said: Sequence[Observation]) -> bool:
    """Whether not one of them could be reached."""
    return all(each.unreachable for each in said)


def _left_out(landscape: Landscape, subject: Subject, asked: Sequence[str]) -> tuple[str, ...]:
    known = (name for name, each in landscape.systems.items() if subject.kind in each.subjects)
    return tuple(name for name in known if name not in asked)


def _unknown(landscape: Landscape, subject: Subject, asked: Sequence[str]) -> str:
    """No system has a record: who was asked, who was not, and what to do."""
    text = f"No system has a record of {subject}.\n  Asked: {_names(landscape, asked)}."
    if left_out := _left_out(landscape, subject, asked):
        text += (
            f" Not asked: {_names(landscape, left_out)}, because no system told whose it is; name "
            "the customer with --of MAIL."
        )
    return text


def _names(landscape: Landscape, systems: Sequence[str]) -> str:
    return ", ".join(landscape.called[each] for each in systems)


def with_owner(witnesses: Asks, subject: Subject) -> Subject:
    """The subject with its customer's mail address, learnt from the systems that need none."""
    if subject.of:
        return subject
    if "@" in subject.key:  # the subject is the customer, or everything of hers
        return replace(subject, of=subject.key)
    told = _observed(witnesses, subject)
    addresses = [each.values.get("email") for each in told if each.values is not None]
    found = next((each for each in addresses if isinstance(each, str)), None)
    return replace(subject, of=found)


def ask_everybody(witnesses: Asks, subject: Subject) -> list[Observation]:
    """What everybody says who knows such subjects and can be asked about this one."""
    return _observed(witnesses, with_owner(witnesses, subject))


def checked(landscape: Landscape, kind: str, key: str, of: str | None = None) -> Subject:
    """The subject that the user named; raises `WrongCall` for what no system can be asked."""
    landscape.fields_of(kind)
    for each in (key, of or key):
        if not each.strip() or CONTROLS & set(each):
            raise WrongCall(
                f"{each!r} is empty or holds a line break or a NUL; it was sent nowhere.\n"
                "  Give the number or the address alone, such as A-1042."
            )
    if not any(kind in each.subjects for each in landscape.systems.values()):
        raise WrongCall(
            f"No system of {landscape.path} can be asked about '{kind}'.\n"
            f"  Describe one: [systems.NAME.{kind}]."
        )
    return Subject(kind, key, of)


def _observed(witnesses: Asks, subject: Subject) -> list[Observation]:
    asked = _who_can_tell(witnesses, subject)
    return witnesses.observe(subject, asked) if asked else []


def _who_can_tell(witnesses: Asks, subject: Subject) -> list[str]:
    systems = witnesses.landscape.systems
    return [
        name
        for name in witnesses.who_can_tell(subject)
        if subject.of or systems[name].adapter != WEBSITE
    ]
