"""The warehouse: pick lists with bins, states as letters; people pick, load and hand over."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import defaultdict
from dataclasses import replace
from typing import Any

from samestory_demo.bus import Bus
from samestory_demo.faults import Faults
from samestory_demo.messages import ORDER_NEWS, Item, Message, Order, ParcelState, State, Topic
from samestory_demo.products import CATALOGUE
from samestory_demo.seams import Handover, Picking
from samestory_demo.tables import open_tables
from samestory_demo.tracking import tracking_id
from samestory_demo.wording import working_days_before

SCHEMA = """
create table slips (
    slip text primary key, order_ref text unique not null, st text not null, due text not null,
    ship_to text not null, mail text not null, track text not null, signed text not null
);
create table rows (slip text not null, bin text not null, art text not null, pcs integer not null);
"""
FIRST_SLIP = 70_000
BINS = {each.sku: f"{'ABC'[n % 3]}-{n + 1:02}" for n, each in enumerate(CATALOGUE)}
OPEN, PICKED, LOADED, HANDED_OVER, DELIVERED, STRUCK, TAKEN_BACK = "OPLHDXB"
IN_THE_HOUSE = frozenset({OPEN, PICKED, LOADED})


class NothingToPickError(Exception):
    """The order has not reached the warehouse, has been cancelled, or has left the house."""


class Warehouse:
    """Picks what it has heard of last, and reports every step."""

    def __init__(self, bus: Bus, faults: Faults) -> None:
        self._bus = bus
        self._faults = faults
        self.reset()
        bus.listen("warehouse", ORDER_NEWS | {Topic.ORDER_DELIVERED}, self.hear)
        bus.listen("warehouse", {Topic.PARCEL_MOVED}, self._note_handover)

    def reset(self) -> None:
        """Forget everything."""
        self._tables = open_tables(SCHEMA)
        self._orders: dict[str, Order] = {}
        self._printed: dict[str, tuple[Item, ...]] = {}
        self._heard: dict[str, int] = {}
        self._tracking: dict[str, str] = {}
        self._arrivals: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._departures: dict[str, asyncio.Event] = defaultdict(asyncio.Event)

    async def hear(self, message: Message) -> None:
        """Follow an order; a version heard before changes nothing."""
        order = message.order
        if order is None or order.version <= self._heard.get(order.number, 0):
            return
        self._heard[order.number] = order.version
        if message.topic is Topic.ORDER_DELIVERED:
            self._write(order, DELIVERED)
        else:
            await self._take(order)
            self._arrivals[order.number].set()

    async def wait_for(self, number: str) -> None:
        """Wait until an order has reached the warehouse."""
        await self._arrivals[number].wait()

    async def _take(self, order: Order) -> None:
        """Take an order, its amendment or its cancellation; what was picked is picked anew."""
        stage = self._stage(order.number)
        if stage not in {None, *IN_THE_HOUSE}:
            if order.state is State.CANCELLED:
                self._mark(order.number, TAKEN_BACK)
            return
        self._orders[order.number] = order
        self._printed.setdefault(order.number, order.items)
        self._write(order, STRUCK if order.state is State.CANCELLED else OPEN)
        if stage in {PICKED, LOADED}:
            await self.pick(order.number)

    async def wait_until_gone(self, number: str) -> None:
        """Wait until the courier has confirmed that it has the parcel of an order."""
        await self._departures[number].wait()

    async def pick(self, number: str) -> None:
        """Take everything out of its bins, unless that is done; the parcel gets its number.

        The shop is asked for the order as it stands, because news of a change may be on its way.
        """
        if self._stage(number) == OPEN:
            await self._take_as_it_stands(number)
        stage = self._stage(number)
        if stage in {None, STRUCK}:
            raise NothingToPickError(f"Order {number} has not come, or has been cancelled.")
        if stage not in IN_THE_HOUSE:
            raise NothingToPickError(f"Order {number} has left the house.")
        if stage != OPEN:
            return
        order = self._orders[number]
        [picking] = self._faults.bend(Picking(number, order.items, self._printed[number]))
        told = replace(order, state=State.PICKED, tracking=self._tracking_of(number))
        self._step(Topic.ORDER_PICKED, told, PICKED)
        self._write(replace(self._orders[number], items=picking.items), PICKED)

    async def _take_as_it_stands(self, number: str) -> None:
        asked = Message(topic=Topic.PICKING_STARTED, key=number, source="warehouse")
        answer = await self._bus.ask(asked)
        if answer is not None and answer.order and answer.order.version > self._heard[number]:
            self._heard[number] = answer.order.version
            await self._take(answer.order)

    async def load(self, number: str, days_early: int = 0) -> None:
        """Put the parcel on the truck, perhaps some working days before its time."""
        await self.pick(number)
        if self._stage(number) != PICKED:
            return
        order = self._orders[number]
        if days_early:
            day = working_days_before(order.delivery_day, days_early)
            self._step(Topic.ORDER_LOADED, replace(order, delivery_day=day), LOADED)
        else:
            self._mark(number, LOADED)

    async def hand_over(self, number: str) -> None:
        """Give the parcel to the courier's driver; it is shipped once the courier confirms that."""
        await self.load(number)
        if self._stage(number) != LOADED:
            return
        [handover] = self._faults.bend(Handover(number))
        if handover.given:
            self._publish(Topic.PARCEL_GIVEN, self._orders[number])
        else:
            self._ship(number)

    async def _note_handover(self, message: Message) -> None:
        parcel = message.parcel
        if parcel is not None and parcel.state is ParcelState.HANDED_OVER:
            self._ship(parcel.order_number)

    def _ship(self, number: str) -> None:
        if self._stage(number) == LOADED:
            shipped = replace(self._orders[number], state=State.SHIPPED)
            self._step(Topic.ORDER_SHIPPED, shipped, HANDED_OVER)
            self._departures[number].set()

    def _tracking_of(self, number: str) -> str:
        return self._tracking.setdefault(number, tracking_id(len(self._tracking)))

    def _step(self, topic: Topic, order: Order, letter: str) -> None:
        """Go one step on with an order, and tell the others."""
        order = replace(order, version=order.version + 1)
        self._orders[order.number] = order
        self._mark(order.number, letter, order)
        self._publish(topic, order)

    def _publish(self, topic: Topic, order: Order) -> None:
        self._bus.publish(
            Message(
                topic=topic,
                key=order.number,
                source="warehouse",
                person=order.person,
                order=order,
            )
        )

    def _stage(self, number: str) -> str | None:
        found = self._tables.execute("select st from slips where order_ref = ?", (number,))
        row = found.fetchone()
        return str(row["st"]) if row else None

    def _mark(self, number: str, letter: str, order: Order | None = None) -> None:
        self._tables.execute("update slips set st = ? where order_ref = ?", (letter, number))
        if order is not None:
            self._tables.execute(
                "update slips set due = ?, track = ? where order_ref = ?",
                (_slashed(order), order.tracking, number),
            )

    def _write(self, order: Order, letter: str) -> None:
        slip = self._slip_for(order)
        self._tables.execute(
            "update slips set st = ?, due = ?, track = ?, signed = ? where slip = ?",
            (letter, _slashed(order), order.tracking, order.signatory, slip),
        )
        if letter == DELIVERED:
            return  # What was picked is what was delivered, whatever the order says.
        self._tables.execute("delete from rows where slip = ?", (slip,))
        self._tables.executemany(
            "insert into rows values (?, ?, ?, ?)",
            [(slip, BINS[each.sku], each.sku, each.quantity) for each in order.items],
        )

    def _slip_for(self, order: Order) -> str:
        found = self._tables.execute("select slip from slips where order_ref = ?", (order.number,))
        if row := found.fetchone():
            return str(row["slip"])
        slip = f"PS-{FIRST_SLIP + len(self._orders)}"
        ship_to = "|".join((order.person.name, *order.person.address_lines))
        self._tables.execute(
            "insert into slips values (?, ?, ?, '', ?, ?, '', '')",
            (slip, order.number, OPEN, ship_to, order.person.email),
        )
        return slip

    def slips(self, column: str, value: str) -> list[dict[str, Any]]:
        """The pick lists with this value (`order_ref` or `track`), as the warehouse shows them."""
        rows = self._tables.execute(
            f"select * from slips where {column} = ?",  # noqa: S608 - the column is one of ours
            (value,),
        )
        return [self._as_json(row) for row in rows]

    def _as_json(self, row: sqlite3.Row) -> dict[str, Any]:
        rows = self._tables.execute(
            "select bin, art, pcs from rows where slip = ? order by bin", (row["slip"],)
        )
        return {
            **{name: row[name] for name in ("slip", "order_ref", "st", "due", "mail")},
            "to": row["ship_to"].split("|"),
            "track": row["track"],
            "signed": row["signed"],
            "rows": [dict(each) for each in rows],
        }


def _slashed(order: Order) -> str:
    return order.delivery_day.strftime("%d/%m/%Y")
