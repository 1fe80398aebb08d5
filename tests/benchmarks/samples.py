"""What was measured several times: its spread, and its ratio to another."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Samples:
    """Seconds, in the order in which they were measured."""

    seconds: Sequence[float]

    @property
    def median(self) -> float:
        """The middle one."""
        return median(self.seconds)

    @property
    def p90(self) -> float:
        """Nine of ten took no longer."""
        several = len(self.seconds) > 1
        return quantiles(self.seconds, n=10, method="inclusive")[-1] if several else self.median

    def shown(self) -> list[str]:
        """The cells of a table: how many, least, median, p90."""
        figures = (min(self.seconds), self.median, self.p90)
        return [str(len(self.seconds)), *(f"{each:.2f}" for each in figures)]

    def spread_of_ratio(self, others: Samples) -> str:
        """How many times the others' these take, turn by turn: the middle half of all turns."""
        pairs = zip(self.seconds, others.seconds, strict=True)
        ratios = [mine / theirs for mine, theirs in pairs]
        if len(ratios) == 1:
            return f"{ratios[0]:.2f}"
        low, _, high = quantiles(ratios, n=4, method="inclusive")
        return f"{low:.2f} to {high:.2f}"


@contextmanager
def compiled() -> Iterator[Mapping[str, str]]:
    """Give an environment in which Python keeps what it has compiled, as it does by itself.

    Where it is told not to, every process compiles all of its modules again.
    """
    folder = tempfile.mkdtemp(prefix="samestory-bench-pyc-")
    kept = {name: each for name, each in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    try:
        yield {**kept, "PYTHONPYCACHEPREFIX": folder}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
