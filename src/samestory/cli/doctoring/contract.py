"""The contract of every system, tried on those of a landscape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samestory.cli.doctoring.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import BrowserContext

    from samestory.config import Landscape
    from samestory.core.model import Subject


def kept(
    landscape: Landscape, samples: Sequence[Subject], context: BrowserContext | None
) -> Iterator[Finding]:
    """Yield every clause, tried on every system, as soon as it is known.

    `samples` are records that exist, with their owners; websites are asked in `context`.
    """
    from samestory.testing import examine_contract

    for name, entry in landscape.systems.items():
        sample = next((each for each in samples if each.kind in entry.subjects), None)
        for each in examine_contract(landscape, name, sample, context=context):
            untried = each.kept is None
            yield Finding(each.kept, each.clause, each.summary, name, untried=untried)
