"""Masks a verdict before anything is drawn from it.

A text that is drawn first and masked afterwards may hold a secret in two pieces: on two lines of a
table, or with a control character spelled out in the middle. Names of the parts of a verdict are
never masked, even if a password is the same word: reports look things up by them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from dataclasses import field as attribute  # `field` is a noun of ours
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

from samestory.core.basis import Basis
from samestory.core.claims import Saying
from samestory.core.comparison import same
from samestory.core.model import Evidence, Field, Observation, Revision, Subject, Unmapped
from samestory.core.reasons import LastSpan, Traced, UsualWait
from samestory.core.verdict import FieldVerdict, Look, Verdict

T = TypeVar("T")
Mask = Callable[[str], str]

NAMES: Mapping[type, frozenset[str]] = MappingProxyType(
    {
        Subject: frozenset({"kind"}),
        Field: frozenset({"name", "kind", "authority", "tolerance"}),
        Observation: frozenset({"system", "tells"}),
        Revision: frozenset({"what", "trace"}),
        FieldVerdict: frozenset({"apart", "silent", "unreachable", "pending", "near"}),
        Verdict: frozenset({"changed_its_mind", "rule"}),
        Saying: frozenset({"system"}),
        Traced: frozenset({"trace_id", "without", "within"}),
        LastSpan: frozenset({"field"}),
        Basis: frozenset({"tape", "source", "gaps"}),
        UsualWait: frozenset({"system"}),
    }
)
"""The parts that hold names of systems, kinds and fields, and nothing that a system said."""


def masked(thing: T, mask: Mask) -> T:
    """Return the same thing with every text in it masked, however deep.

    Evidence stays as it is, for it is masked when it is filed. Names stay as well: keys, outcomes,
    and the parts in `NAMES`. Masked values of a verdict or a look that differ are numbered, so
    that the difference can be seen: `*** (1)`, `*** (2)`.
    """
    verdict = thing.verdict if isinstance(thing, Look) else thing
    numbered = _numbered(verdict, mask) if isinstance(verdict, Verdict) else {}
    masking = _Masking(cache(lambda text: numbered.get(text) or mask(text)))
    return masking.of(thing)  # type: ignore[no-any-return]  # of the same type, part by part


@dataclass(slots=True)
class _Masking:
    """One pass over a thing; what occurs in it several times is masked once, and stays one."""

    mask: Mask
    done: dict[int, tuple[object, object]] = attribute(default_factory=dict)
    """What was masked already, by its identity, and how; both are kept alive."""

    def of(self, thing: Any) -> Any:
        if type(thing) is str:  # members of a StrEnum are words of ours
            return self.mask(thing)
        if isinstance(thing, tuple | list | frozenset):
            return type(thing)(self.of(each) for each in thing)
        if isinstance(thing, Mapping):
            parts = {name: self.of(each) for name, each in thing.items()}
            return parts if isinstance(thing, dict) else MappingProxyType(parts)
        if is_dataclass(thing) and not isinstance(thing, type | Evidence):
            if id(thing) not in self.done:
                self.done[id(thing)] = thing, self._with_masked_parts(thing)
            return self.done[id(thing)][1]
        return thing

    def _with_masked_parts(self, thing: Any) -> Any:
        names = NAMES.get(type(thing), frozenset())
        parts = (each.name for each in fields(thing) if each.init and each.name not in names)
        before = {name: getattr(thing, name) for name in parts}
        after = {name: self.of(part) for name, part in before.items()}
        changed = {name: part for name, part in after.items() if part != before[name]}
        return replace(thing, **changed) if changed else thing


def _masked(thing: Any, mask: Mask) -> Any:
    return _Masking(mask).of(thing)


# Masked values that differ ----------------------------------------------------------------------


def _numbered(verdict: Verdict, mask: Mask) -> dict[str, str]:
    """Return what to show for each masked text that could be taken for another one."""
    names: dict[str, str] = {}
    for field in verdict:
        different = _different(verdict, field.field, mask)
        for number, alike in enumerate(different, 1) if len(different) > 1 else ():
            for text in (each for value in alike for each in _texts(value)):
                if (hidden := mask(text)) != text:
                    names.setdefault(text, f"{hidden} ({number})")
    return names


def _different(verdict: Verdict, field: Field, mask: Mask) -> list[list[object]]:
    found: list[list[object]] = []
    for value in _values(verdict, field.name):
        if _masked(value, mask) != value:
            alike = next((each for each in found if _same(field.kind, each[0], value)), None)
            if alike is None:
                found.append([value])
            elif value not in alike:
                alike.append(value)
    return found


def _values(verdict: Verdict, name: str) -> Iterator[object]:
    """Everything that was promised or said about a field, from the first look to the last."""
    for revision in verdict.promise.revisions if verdict.promise else ():
        yield revision.values.get(name)
    for said in (*verdict.before, *(verdict.basis.told if verdict.basis else ())):
        yield (said.values or {}).get(name)
    if verdict.basis:
        yield from verdict.basis.replaced  # of the only field that is compared
    for each in (*(look.verdict for look in verdict.timeline), verdict):
        for field in each:
            if field.field.name == name:
                yield from (field.promised, *field.said.values(), *field.unmapped.values())


def _same(kind: str, one: object, other: object) -> bool:
    if isinstance(one, Unmapped) or isinstance(other, Unmapped):
        return one == other
    return same(kind, one, other)


def _texts(value: object) -> list[str]:
    found: list[str] = []

    def note(text: str) -> str:
        found.append(text)
        return text

    _masked(value, note)
    return found


def mask_error(error: BaseException, mask: Mask) -> None:
    """Mask the text of an error, and of those that led to it, before it is shown."""
    seen: set[int] = set()
    led: BaseException | None = error
    while led is not None and id(led) not in seen:
        seen.add(id(led))
        led.args = masked(led.args, mask)
        led = led.__cause__ or led.__context__
