"""Carries orders from the shop to the ERP: the part that a company writes itself."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Protocol

import httpx

from samestory_demo.opensource.faults import Faults
from samestory_demo.opensource.sales import Sale
from samestory_demo.opensource.tryton import Unknown

LOG = logging.getLogger("samestory_demo.synchronisation")
PACE = 0.3
"""Seconds between two questions to the shop."""


class TakesOrders(Protocol):
    """The shop."""

    def sales_after(self, count: int) -> list[Sale]:
        """The orders after the first `count`, oldest first."""
        ...


class KeepsBooks(Protocol):
    """The ERP."""

    def book(self, sale: Sale) -> None:
        """Have the sale in the books, once, however often this is called."""
        ...


class Synchronisation:
    """Hands every order over once and in turn; what fails is tried again, from that order on."""

    def __init__(self, shop: TakesOrders, erp: KeepsBooks, faults: Faults) -> None:
        self._shop = shop
        self._erp = erp
        self._faults = faults
        self._handed_over = 0

    def hand_over(self) -> int:
        """Hand over what is new; gives how many orders that were."""
        before = self._handed_over
        for sale in self._shop.sales_after(before):
            arriving = self._faults.bend(sale)
            if arriving is not None:
                self._erp.book(arriving)
            self._handed_over += 1
        return self._handed_over - before


class Shift:
    """Hands over every now and then, in a thread, until it is told to stop."""

    def __init__(self, hand_over: Callable[[], object], *, pace: float = PACE) -> None:
        self._hand_over = hand_over
        self._pace = pace
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name="synchronisation", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the order at hand, and no more."""
        self._over.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._over.wait(self._pace):
            try:
                self._hand_over()
            except (httpx.HTTPError, Unknown) as trouble:
                LOG.warning("an order waits to be handed over: %s%s", trouble, _said(trouble))


def _said(trouble: Exception) -> str:
    return f" {trouble.response.text[:500]}" if isinstance(trouble, httpx.HTTPStatusError) else ""
