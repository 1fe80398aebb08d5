"""The contract of every system: whatever becomes of it, asking it ends in the right outcome.

Nothing here knows an adapter. A system is made to be down, slow or mad by pointing a copy of its
description at a stand-in on this machine; it refuses credentials because it is given wrong ones;
it says an unknown code because the copy explains none.
"""

from __future__ import annotations

from collections.abc import Iterator

from samestory.testing.credentials import refuses
from samestory.testing.failure_cases import falls_silent, unwell
from samestory.testing.outcomes import Came, came_of
from samestory.testing.party import Party, Result
from samestory.testing.records import knows, knows_none, says_unknown_code


def examine(party: Party) -> Iterator[Result]:
    """Every clause, tried on one system; each result is there as soon as it is known."""
    said = None if party.sample is None else party.ask(party.entry, party.sample)
    known = said is not None and came_of(said) is Came.RECORD
    yield knows(party, said)
    yield knows_none(party)
    yield from unwell(party)
    yield falls_silent(party, known=known)
    yield refuses(party, known=known)
    yield says_unknown_code(party)
