"""The checkout: each attempt makes one order, however often it is sent, and whatever breaks."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import replace

from samestory_demo.checkout_seams import Attempt, Cleanup, Moment
from samestory_demo.faults import Faults
from samestory_demo.messages import Order
from samestory_demo.website.shop import Shop

AFTER_A_BREAKDOWN = {"after": "a breakdown"}
REPEATED = {"repeated": "yes"}
"""What the news of an order says besides: that it may not be the first."""


class BrokenDownError(Exception):
    """The shop breaks down; the customer gets a page that does not say whether she has ordered."""


class Checkout:
    """Sells; an attempt is known by the key that the review page was given."""

    def __init__(self, shop: Shop, faults: Faults) -> None:
        self._shop = shop
        self._faults = faults
        self.reset()

    def reset(self) -> None:
        """Forget every attempt, and every breakdown that is to come."""
        self._sold: dict[str, str] = {}
        self._breaks: dict[str, Moment] = {}
        self._one_at_a_time: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def break_down(self, email: str, moment: Moment) -> None:
        """Break down at the next order under this address."""
        self._breaks[email] = moment

    async def sell(self, attempt: str, draft: Order, card: str) -> Order:
        """Take the order, or return the one that this attempt has made; BrokenDownError."""
        async with self._one_at_a_time[attempt]:
            [tried] = self._faults.bend(Attempt(draft, self._sold.get(attempt)))
            if tried.known is not None:
                return self._shop.tell_again(tried.known, REPEATED)
            moment = self._breaks.pop(draft.person.email, None)
            if moment is None:
                order = await self._shop.sell(draft, card)
                self._sold[attempt] = order.number
                return order
            return await self._break(moment, attempt, draft, card)

    async def _break(self, moment: Moment, attempt: str, draft: Order, card: str) -> Order:
        if moment is Moment.AFTER:
            order = await self._shop.sell(draft, card, AFTER_A_BREAKDOWN)
            self._sold[attempt] = order.number
            raise BrokenDownError
        order = draft
        if moment is Moment.WHILE:
            order = replace(draft, number=self._shop.store.new_number())
            self._shop.store.keep_order(order)  # and nobody else has heard of it
        [cleanup] = self._faults.bend(Cleanup(moment, order, takes_back=True, writes=True))
        if cleanup.takes_back and order.number:
            self._shop.store.drop_order(order.number)
        if cleanup.writes:
            self._shop.tell_of_failure(draft)
        raise BrokenDownError
