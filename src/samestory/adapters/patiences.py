"""How long the systems of a landscape are waited for, by the company's own clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samestory.adapters.company_time import CompanyTime
    from samestory.config import Landscape
    from samestory.core.model import Promise
    from samestory.core.patience import Patience


@dataclass(frozen=True, slots=True)
class Patiences:
    """The patience with each system of a landscape."""

    landscape: Landscape
    time: CompanyTime

    def of(self, among: Iterable[str], promise: Promise | None = None) -> dict[str, Patience]:
        """How long to wait for each of these systems to follow the promise.

        A due time is by this machine's clock, however far the company's own clock is ahead.
        """
        found = {name: self.landscape.systems[name].patience_with(promise) for name in among}
        if not any(each.due for each in found.values()):
            return found
        ahead = self.time.ahead()
        return {
            name: replace(each, due=each.due - ahead) if each.due else each
            for name, each in found.items()
        }

    def not_due(self, among: Iterable[str], promise: Promise | None) -> list[str]:
        """Those of these systems for which the promise is not due yet."""
        now = self.time.clock.now()
        return [
            name for name, each in self.of(among, promise).items() if each.due and now < each.due
        ]

    @property
    def settle(self) -> float:
        """Seconds for which something must last before it counts, for every system."""
        return max((each.settle.total_seconds() for each in self._of_all()), default=0.0)

    def left(self, since: datetime | None) -> float:
        """Seconds after which every system has had its time to follow what happened then."""
        gone = self.time.now() - since if since else timedelta()
        waits = (each.read_lag + each.patience for each in self._of_all())
        return max(0.0, (max(waits, default=timedelta()) - gone).total_seconds())

    def until_none_can_come(
        self, patience: Mapping[str, Patience], promise: Promise
    ) -> dict[str, Patience]:
        """Let it last that there is no record until every system has had its time to make one."""
        gone = self.time.now() - promise.at
        return {
            name: replace(each, settle=max(each.settle, each.read_lag + each.patience - gone))
            for name, each in patience.items()
        }

    def _of_all(self) -> Iterable[Patience]:
        return self.of(self.landscape.systems).values()
