"""Who stands apart from whom on one field."""

from __future__ import annotations

from samestory.core.comparison import same
from samestory.core.model import FieldVerdict
from samestory.explain._names import Names, joined


def oddness(of: FieldVerdict, names: Names) -> str:
    """Say who is odd: "the ERP stands alone", "both contradict the promise"."""
    steady = of.said.keys() - of.apart - of.pending
    if not steady and of.promised is not None:
        return _against_the_promise(of, names)
    if not steady:
        return _against_each_other(of, names)
    verb = "stands alone" if len(of.apart) == 1 else "say otherwise"
    return f"{names.the(of.apart)} {verb}"


def parties(of: FieldVerdict, systems: frozenset[str] | None = None) -> list[list[str]]:
    """Group the systems that say the same, the largest group first."""
    groups: list[list[str]] = []
    for name in of.said:
        if systems is None or name in systems:
            for group in groups:
                if same(of.field.kind, of.said[group[0]], of.said[name]):
                    group.append(name)
                    break
            else:
                groups.append([name])
    return sorted(groups, key=lambda group: -len(group))


def _against_the_promise(of: FieldVerdict, names: Names) -> str:
    if len(of.apart) > 1 and len(parties(of, of.apart)) > 1:
        return "no system says what was promised"
    verb = "contradicts" if len(of.apart) == 1 else "contradict"
    return f"{names.everybody(of.apart)} {verb} the promise"


def _against_each_other(of: FieldVerdict, names: Names) -> str:
    groups = parties(of, of.apart)
    if len(groups) > 2 and len(groups) == len(of.apart):
        return "every system says something else"
    sides = [names.the(group) for group in groups]
    return " against ".join(sides) if len(sides) == 2 else f"{joined(sides)} differ"
