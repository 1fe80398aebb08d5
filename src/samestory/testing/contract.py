"""The contract of every system: whatever happens to it, asking it ends in the right outcome.

No adapter is known here. A copy of a system's description is pointed at a stand-in on this machine
that is down, slow or broken; it is given wrong credentials; the meanings of its codes are taken
away; and it is asked for a record that cannot exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from samestory.config import Landscape, load
from samestory.core.model import Subject
from samestory.errors import WrongCall
from samestory.testing.credential_clauses import check_credentials
from samestory.testing.failure_clauses import check_failures, check_lost_connection
from samestory.testing.isolation import isolated
from samestory.testing.record_clauses import (
    NO_SUCH,
    check_missing_record,
    check_record,
    check_unknown_code,
)
from samestory.testing.under_test import AnswerKind, ClauseResult, SystemUnderTest, answer_kind

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext


def check_contract(
    landscape: Landscape | str | Path,
    system: str,
    sample: Subject | None = None,
    *,
    context: BrowserContext | None = None,
) -> list[ClauseResult]:
    """Check that a system of a landscape keeps the contract, and return the result of each clause.

    Raise AssertionError with every clause that it breaks. The arguments are those of
    `examine_contract`.
    """
    results = list(examine_contract(landscape, system, sample, context=context))
    broken = [f"  {each.clause}: {each.summary}" for each in results if each.kept is False]
    if broken:
        raise AssertionError("\n".join((f"{system} breaks the contract:", *broken)))
    return results


def examine_contract(
    landscape: Landscape | str | Path,
    system: str,
    sample: Subject | None = None,
    *,
    context: BrowserContext | None = None,
) -> Iterator[ClauseResult]:
    """Yield the result of each clause, tried on one system of a landscape, as soon as it is known.

    The system must be running. `sample` is a record that it has; without one, clauses that need
    a record are not tried. Wrong credentials are sent to the system itself, once. A website needs
    a browser's `context`. Raise `LandscapeMistakes` if the file holds mistakes, `WrongCall` if it
    has no such system.
    """
    described = landscape if isinstance(landscape, Landscape) else load(landscape)
    entry = described.systems.get(system)
    if entry is None:
        raise WrongCall(
            f"{described.path} has no system '{system}'.\n"
            f"  Known systems: {', '.join(described.systems)}."
        )
    nobody = stranger(described, system)
    yield from examine(SystemUnderTest(entry, sample, nobody, isolated(described, context)))


def examine(under_test: SystemUnderTest) -> Iterator[ClauseResult]:
    """Yield the result of each clause, as soon as it is known."""
    sample = under_test.sample
    answer = None if sample is None else under_test.ask(under_test.entry, sample)
    has_sample = answer is not None and answer_kind(answer) is AnswerKind.RECORD
    yield check_record(under_test, answer)
    yield check_missing_record(under_test)
    yield from check_failures(under_test)
    yield check_lost_connection(under_test, has_sample=has_sample)
    yield check_credentials(under_test, has_sample=has_sample)
    yield check_unknown_code(under_test)


def stranger(landscape: Landscape, system: str, called: str = NO_SUCH) -> Subject:
    """Return a subject that does not exist, of a kind that the system can be asked about."""
    kinds = landscape.systems[system].subjects
    kind = "order" if "order" in kinds else next(iter(kinds))
    domain = next(iter(landscape.guard.mail_domains), "example.invalid").replace("*.", "")
    address = f"{called}@{domain}"
    return Subject(kind, called if kind == "order" else address, address)
