"""Ask every system about one subject that exists, without a promise to compare with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from samestory.core.agreement import compare_so_far
from samestory.core.comparison import same
from samestory.core.model import Observation, Subject
from samestory.core.verdict import Look, Verdict
from samestory.errors import NothingToCompare, WrongCall
from samestory.explain import sentences_not_asked

if TYPE_CHECKING:
    from samestory.config import Landscape
    from samestory.witnesses import Witnesses

CONTROLS = frozenset("\r\n\0")
NO_TIME = timedelta()


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a record is: `email` is what most systems say, None on a tie."""

    email: str | None
    told: Mapping[str, tuple[str, ...]]
    """The systems that say each address, the most frequent one first."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """The answer to a question: to whom it was put, and what that came to."""

    plan: InquiryPlan
    verdict: Verdict | None
    """None if there was nothing to compare: `nothing` says why."""
    looks: int = 0
    nothing: str = ""


@dataclass(frozen=True, slots=True)
class InquiryPlan:
    """Which systems to ask, about what exactly; and which cannot be asked so, and why."""

    subject: Subject
    asked: tuple[str, ...]
    nameless: Mapping[str, str]
    """The systems that can only be asked with the customer's address, and why it is not known."""
    not_set: Mapping[str, str]
    """The systems whose secrets are not set."""
    without: tuple[str, ...] = ()
    """The systems that have no such record, and need not have one."""

    @property
    def not_asked(self) -> Mapping[str, str]:
        """The systems that know such subjects and are not asked, and why."""
        return {**self.nameless, **self.not_set}


def inquire(witnesses: Witnesses, subject: Subject, unchanged: timedelta = NO_TIME) -> Inquiry:
    """Ask every system that knows such subjects; twice if they disagree, to rule out a delay.

    A system with a nightly batch has to agree on what has been `unchanged` for long enough.
    """
    plan = plan_inquiry(witnesses, subject)
    found = _came_to(witnesses, plan, lambda: _twice(witnesses, plan))
    return _as_due(found, witnesses, unchanged)


def inquire_patiently(
    witnesses: Witnesses, subject: Subject, unchanged: timedelta = NO_TIME
) -> Inquiry:
    """Ask every system that knows such subjects until they agree, or their patience is over.

    As soon as one says whose it is, the systems that can only be asked with that are asked, too.
    `unchanged` is as in `inquire`.
    """
    plan = plan_inquiry(witnesses, subject)
    if plan.subject.of is None and plan.nameless:
        found = _came_to(witnesses, plan, lambda: _watched(witnesses, plan, until=_tells_whose))
        plan = plan_inquiry(witnesses, subject)
        if plan.subject.of is None:
            return _as_due(found, witnesses, unchanged)
    found = _came_to(witnesses, plan, lambda: _watched(witnesses, plan))
    return _as_due(found, witnesses, unchanged)


def plan_inquiry(witnesses: Witnesses, subject: Subject) -> InquiryPlan:
    """Find out whose the subject is, and with that which systems can be asked about it."""
    owner = _owner(witnesses, subject)
    subject = replace(subject, of=owner.email)
    can_tell = _who_can_tell(witnesses, subject)
    without = _rightly_without(witnesses, subject, can_tell)
    asked = tuple(name for name in can_tell if name not in without)
    landscape = witnesses.landscape
    why = _why_not(subject, owner, landscape.called)
    known = [name for name, each in landscape.systems.items() if subject.kind in each.subjects]
    nameless = {name: why for name in known if name not in can_tell}
    not_set = {
        name: each.why
        for name, each in landscape.not_set.items()
        if subject.kind in each.entry.subjects
    }
    return InquiryPlan(subject, asked, nameless, not_set, without)


def _rightly_without(
    witnesses: Witnesses, subject: Subject, can_tell: Sequence[str]
) -> tuple[str, ...]:
    """Ask those that need not have such a record, and return those that have none."""
    systems = witnesses.landscape.systems
    optional = [name for name in can_tell if systems[name].subjects[subject.kind].optional]
    said = witnesses.observe(subject, optional) if optional else ()
    return tuple(each.system for each in said if each.absent)


def owner_of(said: Iterable[Observation]) -> Owner:
    """Return whose a record is, by the answers of the systems; most of them decide."""
    told: dict[str, list[str]] = {}
    for each in said:
        email = (each.values or {}).get("email")
        if isinstance(email, str):
            known = next((other for other in told if same("email", other, email)), email)
            told.setdefault(known, []).append(each.system)
    ranked = {email: tuple(told[email]) for email in sorted(told, key=lambda at: -len(told[at]))}
    first, second, *_ = [*ranked.values(), (), ()]
    prevails = len(first) > len(second)
    return Owner(next(iter(ranked)) if prevails else None, ranked)


def none_answered(said: Sequence[Observation]) -> bool:
    """Return whether none of them could be reached."""
    return all(each.unreachable for each in said)


def ask_all(witnesses: Witnesses, subject: Subject) -> list[Observation]:
    """Return what every system says that can be asked about the subject."""
    plan = plan_inquiry(witnesses, subject)
    return witnesses.observe(plan.subject, plan.asked) if plan.asked else []


def checked_subject(landscape: Landscape, kind: str, key: str, of: str | None = None) -> Subject:
    """Return the subject that the user named.

    Raise `WrongCall` if no system can be asked about it.
    """
    landscape.fields_of(kind)
    for each in (key, of or key):
        if not each.strip() or CONTROLS & set(each):
            raise WrongCall(
                f"{each!r} is empty, or has a line break or a NUL; it was not sent.\n"
                "  Give the number or the address alone, such as A-1042."
            )
    left_out = [each for each in landscape.not_set.values() if kind in each.entry.subjects]
    if not any(kind in each.subjects for each in landscape.systems.values()):
        if left_out:
            raise WrongCall(
                f"No system can be asked about '{kind}': {left_out[0].why}.\n"
                "  Write it into .env, or export it."
            )
        raise WrongCall(
            f"No system of {landscape.path} can be asked about '{kind}'.\n"
            f"  Describe one: [systems.NAME.{kind}]."
        )
    return Subject(kind, key, of)


def _owner(witnesses: Witnesses, subject: Subject) -> Owner:
    """Whose it is, by the systems that can be asked without knowing it."""
    if subject.of or "@" in subject.key:  # the subject is the customer, or everything of hers
        return Owner(subject.of or subject.key, {})
    asked = _who_can_tell(witnesses, subject)
    return owner_of(witnesses.observe(subject, asked) if asked else ())


def _tells_whose(look: Look) -> bool:
    return owner_of(look.verdict.observations).email is not None


def _twice(witnesses: Witnesses, plan: InquiryPlan) -> tuple[Verdict, int]:
    fields = witnesses.landscape.fields_of(plan.subject.kind)
    said = witnesses.observe(plan.subject, plan.asked)
    verdict = compare_so_far(fields, said)
    if verdict.agreed or all(each.absent for each in said):
        return verdict, 1
    return compare_so_far(fields, witnesses.observe(plan.subject, plan.asked)), 2


def _watched(
    witnesses: Witnesses, plan: InquiryPlan, until: Callable[[Look], bool] | None = None
) -> tuple[Verdict, int]:
    verdict = witnesses.converge(plan.subject, plan.asked, until=until)
    return verdict, len(verdict.timeline)


def _came_to(
    witnesses: Witnesses, plan: InquiryPlan, ask: Callable[[], tuple[Verdict, int]]
) -> Inquiry:
    """Ask; "nothing to compare" is an answer as well."""
    called = witnesses.landscape.called
    try:
        verdict, looks = ask()
    except NothingToCompare as error:
        fact, *fix = str(error).split("\n")
        nothing = fact if plan.not_asked else "\n".join([fact, *fix])
    else:
        if not all(each.absent for each in verdict.observations):
            return Inquiry(plan, verdict, looks)
        nothing = _unknown(plan, called)
    text = "\n  ".join([nothing, *sentences_not_asked(plan.not_asked, called)])
    return Inquiry(plan, None, nothing=text)


def _as_due(inquiry: Inquiry, witnesses: Witnesses, unchanged: timedelta) -> Inquiry:
    """Hold nothing against a system that may not have had its nightly batch since.

    Nothing was promised, so only a person knows how old the last change is.
    """
    verdict = inquiry.verdict
    if verdict is None or verdict.agreed:
        return inquiry
    kind, systems = verdict.subject.kind, witnesses.landscape.systems
    later = [name for name in verdict.systems if systems[name].comes_later(kind)]
    if later and unchanged:
        now = witnesses.company_time.now()
        later = [n for n in later if not systems[n].had_time_for(kind, now - unchanged, now)]
    if not later:
        return inquiry
    fields = witnesses.landscape.fields_of(kind)
    judged = compare_so_far(fields, verdict.observations, not_due=later)
    return replace(inquiry, verdict=replace(verdict, fields=judged.fields))


def _unknown(plan: InquiryPlan, called: Mapping[str, str]) -> str:
    asked = ", ".join(called[each] for each in (*plan.asked, *plan.without))
    return f"No system has a record of {plan.subject}.\n  Asked: {asked}."


def _why_not(subject: Subject, owner: Owner, called: Mapping[str, str]) -> str:
    """Why a system is left out that can only be asked with the customer's email address."""
    if subject.kind == "customer":
        return "a customer is asked about by email address"
    if len(owner.told) > 1:
        sides = [
            f"the {' and the '.join(called[each] for each in systems)} {email}"
            for email, systems in owner.told.items()
        ]
        return f"the systems do not agree whose it is ({'; '.join(sides)}); name it with --of EMAIL"
    return "no system says whose it is; add --of EMAIL"


def _who_can_tell(witnesses: Witnesses, subject: Subject) -> list[str]:
    systems = witnesses.landscape.systems
    return [
        name
        for name in witnesses.who_can_tell(subject)
        if subject.of or not systems[name].as_customer
    ]
