"""The courier: numbered events, days as week and weekday, windows as hours, who signed."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

from samestory_demo.bus import Bus
from samestory_demo.faults import Faults
from samestory_demo.messages import (
    GOODS_NEWS,
    Message,
    Order,
    Parcel,
    ParcelState,
    Person,
    State,
    Topic,
)
from samestory_demo.seams import Labelling, Scan
from samestory_demo.tables import open_tables

SCHEMA = """
create table parcels (
    id text primary key, reference text not null, name text not null, street text not null,
    place text not null, country text not null, day text not null, hours text not null,
    event text not null, signed text not null
);
"""
EVENTS = {
    ParcelState.ANNOUNCED: "010",
    ParcelState.HANDED_OVER: "020",
    ParcelState.OUT_FOR_DELIVERY: "030",
    ParcelState.DELIVERED: "040",
    ParcelState.SENT_BACK: "060",
    ParcelState.COLLECTED: "045",
}
WINDOWS = ((8, 12), (12, 16), (16, 20))
LAST = frozenset({ParcelState.DELIVERED, ParcelState.COLLECTED})
GONE = LAST | {ParcelState.SENT_BACK}


class NotHandedOverError(Exception):
    """The courier does not have a parcel: not yet, or not any more."""


class Courier:
    """Carries what the warehouse announces and hands over."""

    def __init__(self, bus: Bus, faults: Faults) -> None:
        self._bus = bus
        self._faults = faults
        self.reset()
        told = (GOODS_NEWS - {Topic.ORDER_DELIVERED}) | {Topic.ORDER_CANCELLED}
        bus.listen("courier", told, self.hear)
        bus.listen("courier", {Topic.ORDER_PLACED}, self._note_address)
        bus.listen("courier", {Topic.PARCEL_GIVEN}, self._take_over)

    def reset(self) -> None:
        """Forget everything."""
        self._tables = open_tables(SCHEMA)
        self._orders: dict[str, Order] = {}
        self._parcels: dict[str, Parcel] = {}
        self._seen: dict[str, Person] = {}
        self._handed_over: dict[str, asyncio.Event] = defaultdict(asyncio.Event)

    async def hear(self, message: Message) -> None:
        """Follow a parcel; a version heard before changes nothing."""
        order = message.order
        if order is None:
            return
        if message.topic is Topic.ORDER_CANCELLED:
            self._withdraw(order)
            return
        known = self._orders.get(order.tracking)
        if known is not None and known.version >= order.version:
            return
        self._orders[order.tracking] = order
        if order.state is State.SHIPPED:
            self._handed_over[order.tracking].set()
        else:
            self._label(order)
            self._scan(order.tracking, ParcelState.ANNOUNCED)

    async def _take_over(self, message: Message) -> None:
        """Take a parcel from the warehouse, and confirm that."""
        if message.order is not None and message.order.tracking in self._parcels:
            self._scan(message.order.tracking, ParcelState.HANDED_OVER)

    async def _note_address(self, message: Message) -> None:
        """Note for whom parcels may come, and where she lives."""
        if message.person is not None:
            self._seen.setdefault(message.person.email, message.person)

    async def wait_for(self, tracking: str) -> None:
        """Wait until a parcel has been handed over, and no news of its order is under way."""
        await self._handed_over[tracking].wait()
        await self._bus.heard("courier", self._orders[tracking].number)

    def send_out(self, tracking: str) -> None:
        """Put a parcel on the van that brings it to her."""
        self._go_on(tracking, ParcelState.OUT_FOR_DELIVERY)

    def deliver(self, tracking: str, signatory: str) -> None:
        """Give a parcel to somebody at her door, who signs for it."""
        self._go_on(tracking, ParcelState.DELIVERED, signatory)

    def collect(self, tracking: str, signatory: str) -> None:
        """Give a parcel to somebody who comes to the depot for it."""
        self._go_on(tracking, ParcelState.COLLECTED, signatory)

    async def until_the_shop_knows(self, tracking: str) -> None:
        """Wait until the shop has heard of the last scan, or what she does next would cross it."""
        await self._bus.heard("website", self._orders[tracking].number)

    def _go_on(self, tracking: str, state: ParcelState, signatory: str = "") -> None:
        parcel, order = self._parcels.get(tracking), self._orders.get(tracking)
        if parcel is None or order is None or order.state is State.PICKED:
            raise NotHandedOverError(f"Parcel {tracking} has not been handed over.")
        if parcel.state in GONE:
            raise NotHandedOverError(f"Parcel {tracking} has been given to somebody, or sent back.")
        self._scan(tracking, state, signatory)

    def _label(self, order: Order) -> None:
        """Write down where a parcel goes and when, and sort it into a window."""
        person = order.person
        first = self._seen.setdefault(person.email, person)
        [label] = self._faults.bend(Labelling(order, person, first, order.delivery_day))
        to = label.to
        start, end = window_for(to.postcode)
        self._parcels[order.tracking] = Parcel(
            tracking=order.tracking,
            order_number=order.number,
            state=ParcelState.ANNOUNCED,
            day=order.delivery_day,
            window=(start, end),
        )
        self._tables.execute(
            "insert or replace into parcels values (?, ?, ?, ?, ?, ?, ?, ?, ?, '')",
            (
                order.tracking,
                order.number,
                to.name,
                *(to.street, f"{to.postcode} {to.city}", to.country),
                week_and_weekday(label.day),
                f"{start:02}-{end:02}",
                EVENTS[ParcelState.ANNOUNCED],
            ),
        )

    def _scan(self, tracking: str, state: ParcelState, signatory: str = "") -> None:
        self._parcels[tracking] = replace(self._parcels[tracking], state=state, signatory=signatory)
        order = self._orders[tracking]
        for scan in self._faults.bend(Scan(tracking, state, signatory)):
            self._keep_when_due(scan)
        if state in LAST:
            delivered = replace(
                order, version=order.version + 1, state=State.DELIVERED, signatory=signatory
            )
            self._orders[tracking] = delivered
            self._publish(Topic.ORDER_DELIVERED, delivered)
        self._publish(Topic.PARCEL_MOVED, self._orders[tracking])

    def _keep(self, scan: Scan) -> None:
        self._tables.execute(
            "update parcels set event = ?, signed = ? where id = ?",
            (EVENTS[scan.state], scan.signatory, scan.tracking),
        )

    def _keep_when_due(self, scan: Scan) -> None:
        if not scan.delay:
            self._keep(scan)
            return

        async def late() -> None:
            self._keep(scan)

        self._bus.after(scan.delay, late)

    def _withdraw(self, order: Order) -> None:
        """Forget an announced parcel that will never come; bring back one that is on its way."""
        for tracking, known in list(self._orders.items()):
            if known.number != order.number:
                continue
            if known.state is State.PICKED:
                self._tables.execute("delete from parcels where id = ?", (tracking,))
                del self._orders[tracking], self._parcels[tracking]
            else:
                self._scan(tracking, ParcelState.SENT_BACK, self._parcels[tracking].signatory)

    def _publish(self, topic: Topic, order: Order) -> None:
        self._bus.publish(
            Message(
                topic=topic,
                key=order.number,
                source="courier",
                person=order.person,
                order=order,
                parcel=self._parcels[order.tracking],
            )
        )

    def parcels(self, column: str, value: str) -> list[dict[str, Any]]:
        """The parcels with this value (`id` or `reference`), as the courier shows them."""
        rows = self._tables.execute(
            f"select * from parcels where {column} = ?",  # noqa: S608 - the column is one of ours
            (value,),
        )
        return [_as_shown(row) for row in rows]


def _as_shown(row: sqlite3.Row) -> dict[str, Any]:
    return dict(row)


def week_and_weekday(day: date) -> str:
    """Write a day as the courier's codes do: 2026-W48-4 is a Thursday."""
    year, week, weekday = day.isocalendar()
    return f"{year}-W{week:02}-{weekday}"


def window_for(postcode: str) -> tuple[int, int]:
    """The hours in which parcels for a postcode are brought."""
    return WINDOWS[sum(map(ord, postcode)) % len(WINDOWS)]
