"""Compare what the systems said with each other and with the promise; pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from samestory.core.comparison import kind_called
from samestory.core.model import Field, Money, Observation, Outcome, Promise, Subject, Unmapped
from samestory.core.prevailing import who_differs
from samestory.core.verdict import FieldVerdict, Verdict
from samestory.errors import NothingToCompare, WrongCall


def compare(
    fields: Iterable[Field],
    observations: Iterable[Observation],
    promise: Promise | None = None,
    *,
    not_due: Collection[str] = (),
) -> Verdict:
    """Compare what was said about one subject, field by field.

    `fields` are the known fields of this kind of subject, in the order in which they are shown;
    `not_due` names the systems whose time has not come yet. Raise `NothingToCompare` if fewer
    than two witnesses know anything, and `WrongCall` if the promise holds an unknown field.
    """
    known = tuple(fields)
    said = tuple(observations)
    if not said:
        raise NothingToCompare("No system was asked.\n  Name the systems that must agree.")
    subject = said[0].subject
    if promise is not None and promise.withdrawn:
        return Verdict(subject, (_existence(said, not_due),), said, promise)
    _check_promise(promise, known, subject)
    promised = promise.values if promise else {}
    heard = [_hear(each, said, promised.get(each.name)) for each in known]
    compared = [each for each in heard if each.compared]
    if not compared:
        raise NothingToCompare(_nothing(subject, said))
    _note_strangers(compared, said)
    return Verdict(
        subject=subject,
        fields=tuple(each.judged(frozenset(not_due)) for each in compared),
        observations=said,
        promise=promise,
    )


def compare_so_far(
    fields: Iterable[Field],
    observations: Iterable[Observation],
    promise: Promise | None = None,
    *,
    not_due: Collection[str] = (),
) -> Verdict:
    """Compare like `compare`, while records may still be on their way.

    If no system has a record yet and nothing was promised, every field is absent. Raise
    `NothingToCompare` only if waiting for a record could not help.
    """
    known, said = tuple(fields), tuple(observations)
    try:
        return compare(known, said, promise, not_due=not_due)
    except NothingToCompare:
        absent = frozenset(each.system for each in said if each.absent)
        if not (absent and known):
            raise
        silence = (FieldVerdict(each, Outcome.ABSENT, {}, silent=absent) for each in known)
        return Verdict(said[0].subject, tuple(silence), said, promise)


def compare_field(
    about: Field,
    said: Iterable[Observation],
    promised: object | None = None,
    *,
    not_due: Collection[str] = (),
) -> FieldVerdict | None:
    """Compare what was said about one field, as `compare` does; None if it does not compare it."""
    heard = _hear(about, said, promised)
    return heard.judged(frozenset(not_due)) if heard.compared else None


RECORD = Field("record", "text")
"""Stands for the record itself, if there should be none."""
NO_RECORD, A_RECORD = "none", "there is one"


def _existence(said: Sequence[Observation], not_due: Collection[str]) -> FieldVerdict:
    """Judge whether every system says that it has no such record.

    A record of nothing, such as a count of 0, is none.
    """
    heard = _Heard(RECORD, NO_RECORD)
    for each in said:
        if each.unreachable is not None:
            heard.unreachable.add(each.system)
        else:
            heard.told[each.system] = A_RECORD if holds_something(each) else NO_RECORD
    return heard.judged(frozenset(not_due))


_NOTHING: tuple[object, ...] = (None, 0, "", (), frozenset())


def holds_something(said: Observation) -> bool:
    """Return whether a system has a record; one of nothing, such as a count of 0, is none."""
    return any(not _is_nothing(value) for value in (said.values or {}).values())


def _is_nothing(value: object) -> bool:
    return value in _NOTHING or (isinstance(value, Money) and not value.amount)


def _check_promise(promise: Promise | None, known: Sequence[Field], subject: Subject) -> None:
    names = {each.name for each in known}
    unknown = sorted(promise.values.keys() - names) if promise else []
    if unknown:
        raise WrongCall(
            f"The promise about {subject} holds unknown fields: {', '.join(unknown)}.\n"
            f"  Known fields: {', '.join(sorted(names))}."
        )


def _nothing(subject: Subject, said: Sequence[Observation]) -> str:
    if all(each.absent for each in said):
        return (
            f"No system has a record of {subject}, and nothing was promised.\n"
            f"  Asked: {', '.join(each.system for each in said)}."
        )
    names = [each.system for each in said]
    fact = (
        f"Only {names[0]} was asked about {subject}, so there is nothing to compare."
        if len(names) == 1
        else f"No field of {subject} is told by two of {', '.join(names)}."
    )
    described = system_table("NAME", subject.kind)
    return f"{fact}\n  Describe its fields for another system in the landscape: {described}."


def system_table(system: str, kind: str) -> str:
    """Give the TOML table that describes how `system` reads subjects of this kind."""
    quoted = kind if kind.replace("_", "").replace("-", "").isalnum() else f'"{kind}"'
    return f"[systems.{system}.{quoted}]"


@dataclass(slots=True)
class _Heard:
    """What the witnesses of one field said; a stranger reports no field that another reports."""

    about: Field
    promised: object | None
    told: dict[str, object] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)
    unreachable: set[str] = field(default_factory=set)
    unmapped: dict[str, Unmapped] = field(default_factory=dict)

    @property
    def claimed(self) -> bool:
        """Whether a system or the promise says anything."""
        return bool(self.told or self.unmapped) or self.promised is not None

    @property
    def witnesses(self) -> int:
        named = len(self.told) + len(self.unmapped) + len(self.silent)
        return named + (self.promised is not None)

    @property
    def compared(self) -> bool:
        """Whether two witnesses or more know of the field.

        A system without a record or without an answer may know of every field that it is
        expected to tell, so it counts as soon as somebody else does; and where some could not be
        asked, that is unknown. A promised
        field is always compared.
        """
        if self.promised is not None:
            return True
        others = len(self.absent) + len(self.unreachable)
        return self.witnesses + others > 1 and bool(self.witnesses or self.unreachable)

    def judged(self, not_due: frozenset[str]) -> FieldVerdict:
        """Sort the witnesses and name the outcome."""
        silent = self.silent | self.absent
        apart, near = who_differs(self.about, self.told, self.promised, not_due)
        pending = (apart | silent) & not_due
        return FieldVerdict(
            field=self.about,
            outcome=self._outcome(apart - pending, silent - pending, pending),
            said=MappingProxyType(self.told),
            promised=self.promised,
            apart=apart - pending,
            silent=frozenset(silent - pending),
            unreachable=frozenset(self.unreachable),
            unmapped=MappingProxyType(self.unmapped),
            pending=frozenset(pending),
            near=near,
        )

    def _outcome(
        self, apart: Collection[str], silent: Collection[str], pending: Collection[str]
    ) -> Outcome:
        tellers = len(self.told) + (self.promised is not None)
        reasons = (
            (apart, Outcome.CONTRADICTED),
            (silent and self.claimed, Outcome.ABSENT),
            (self.unmapped or self.is_unread, Outcome.UNMAPPED),
            (self.unreachable, Outcome.UNREACHABLE),
            (pending, Outcome.PENDING),
            (tellers < 2, Outcome.ABSENT),
        )
        return next((outcome for reason, outcome in reasons if reason), Outcome.AGREED)

    @property
    def is_unread(self) -> bool:
        """It was promised, and the landscape describes it for none of the systems asked."""
        others = self.told or self.silent or self.absent or self.unreachable
        return self.promised is not None and not others


def _hear(told: Field, said: Iterable[Observation], promised: object | None) -> _Heard:
    kind_called(told.kind)
    heard = _Heard(told, promised)
    for each in said:
        _note(heard, each)
    return heard


def _note(heard: _Heard, said: Observation) -> None:
    if said.tells is not None and heard.about.name not in said.tells:
        return
    if said.unreachable is not None:
        heard.unreachable.add(said.system)
    elif said.values is None:
        heard.absent.add(said.system)
    elif heard.about.name in said.values:
        _note_value(heard, said.system, said.values[heard.about.name])


def _note_value(heard: _Heard, system: str, value: object) -> None:
    if value is None:
        heard.silent.add(system)
    elif isinstance(value, Unmapped):
        heard.unmapped[system] = value
    else:
        heard.told[system] = value


def _note_strangers(compared: Sequence[_Heard], said: Iterable[Observation]) -> None:
    """Mark the systems that answered and report none of the compared fields."""
    names = {each.about.name for each in compared}
    for each in said:
        if each.values is not None and names.isdisjoint(each.values):
            where = Unmapped("", system_table(each.system, each.subject.kind))
            for heard in compared:
                if not heard.is_unread:
                    heard.unmapped[each.system] = where
