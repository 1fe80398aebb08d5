"""What GitLab shows beside JUnit's file: a report on code quality, at the lines of features."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from samestory.explain.html import printable, shortened
from samestory.report.causes import Cause
from samestory.report.ci.cases import Case, CaseKind, gravest_cases

_CRITICAL = ("blocker", "critical")


def code_quality(cases: Sequence[Case], causes: Sequence[Cause]) -> list[dict[str, Any]]:
    """Return the report: one entry for each cause of each scenario that did not pass.

    The fingerprint is the same in the next run, so that GitLab knows what is new and what is
    fixed.
    """
    return [entry for each in gravest_cases(cases, causes) for entry in _entries(each)]


def _entries(case: Case) -> Iterator[dict[str, Any]]:
    found = [(each.key, each.title) for each in case.causes]
    for key, title in found or [(case.type, case.headline)]:
        known = case.scenario.id or case.scenario.nodeid
        yield {
            "description": shortened(printable(f"{title}: {case.scenario.name}"), 500),
            "check_name": printable(key),
            "fingerprint": hashlib.sha256(f"{known}\x1f{key}".encode()).hexdigest(),
            "severity": _severity(case),
            "location": {"path": printable(case.file), "lines": {"begin": case.line}},
        }


def _severity(case: Case) -> str:
    """What nobody knows is less certain than what is wrong."""
    if case.kind is CaseKind.ERROR:
        return "major"
    return next((each for each in _CRITICAL if each in case.scenario.tags), "critical")
