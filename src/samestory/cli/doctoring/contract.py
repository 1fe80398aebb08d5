"""The contract of every system, tried on those of a landscape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samestory.cli.doctoring.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from samestory.config import Landscape
    from samestory.core.model import Subject
    from samestory.testing import Opens


def kept(
    landscape: Landscape, samples: Sequence[Subject], opens: Opens, nobody: Sequence[Subject]
) -> Iterator[Finding]:
    """Every clause, tried on every system, as soon as it is known.

    `samples` are records that exist, with their owners; `nobody` is, system by system, somebody
    of a kind that it can be asked about.
    """
    from samestory.testing import Party, examine

    for entry, stranger in zip(landscape.systems.values(), nobody, strict=True):
        known = (each for each in samples if each.kind in entry.subjects)
        party = Party(entry, next(known, None), stranger, opens)
        for each in examine(party):
            untried = each.good is None
            yield Finding(each.good, each.clause, each.rest, entry.name, untried=untried)
