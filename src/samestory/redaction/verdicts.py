"""Strikes secrets out of a verdict before anything is drawn from it.

A text that is drawn first and masked afterwards may hold a secret in two pieces: on two lines of a
table, or with a control character spelled out in the middle. What the parts of a verdict are called
is never struck out, even where a password is the same word: whoever reads on looks things up by it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any, TypeVar

from samestory.model import (
    Evidence,
    Field,
    FieldVerdict,
    Observation,
    Revision,
    Subject,
    Verdict,
)

T = TypeVar("T")

NAMES: Mapping[type, frozenset[str]] = MappingProxyType(
    {
        Subject: frozenset({"kind"}),
        Field: frozenset({"name", "kind"}),
        Observation: frozenset({"system", "tells"}),
        Revision: frozenset({"what"}),
        FieldVerdict: frozenset({"apart", "silent", "unreachable", "pending"}),
        Verdict: frozenset({"changed_its_mind"}),
    }
)
"""The parts that hold names of systems, kinds and fields, and nothing that anybody told."""


def masked(thing: T, mask: Callable[[str], str]) -> T:
    """The same thing with every text in it masked, however deep.

    Raw evidence stays as it is, and so do names: keys, outcomes, and the parts listed in `NAMES`.
    """
    return _masked(thing, mask)  # type: ignore[no-any-return]  # of the same type, part by part


def _masked(thing: Any, mask: Callable[[str], str]) -> Any:
    if type(thing) is str:  # members of a StrEnum are words of ours
        return mask(thing)
    if isinstance(thing, tuple | list | frozenset):
        return type(thing)(_masked(each, mask) for each in thing)
    if isinstance(thing, Mapping):
        return MappingProxyType({name: _masked(each, mask) for name, each in thing.items()})
    if is_dataclass(thing) and not isinstance(thing, type | Evidence):
        return _with_masked_parts(thing, mask)
    return thing


def _with_masked_parts(thing: Any, mask: Callable[[str], str]) -> Any:
    names = NAMES.get(type(thing), frozenset())
    told = (each.name for each in fields(thing) if each.init and each.name not in names)
    before = {name: getattr(thing, name) for name in told}
    after = {name: _masked(part, mask) for name, part in before.items()}
    changed = {name: part for name, part in after.items() if part != before[name]}
    return replace(thing, **changed) if changed else thing
