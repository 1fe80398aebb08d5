"""What the CRM notes about parcels, in its own words, and what agents read about an order."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime, time
from typing import Any

from samestory_demo.messages import Message, Parcel, ParcelState, Topic
from samestory_demo.settings import ZONE
from samestory_demo.wording import long_day

SCHEMA = """
create table shipments (
    tracking_id text primary key, order_number text not null, state text not null,
    slot_from integer not null, slot_to integer not null, signed_by text not null
);
create table notes (order_number text not null, text text not null, unique (order_number, text));
"""
STATES = {
    ParcelState.ANNOUNCED: "registered",
    ParcelState.HANDED_OVER: "with_courier",
    ParcelState.OUT_FOR_DELIVERY: "on_its_round",
    ParcelState.COLLECTED: "picked_up",
    ParcelState.DELIVERED: "received",
    ParcelState.SENT_BACK: "sent_back",
}


class Shipments:
    """The CRM's tables about parcels."""

    def __init__(self, tables: sqlite3.Connection) -> None:
        self._tables = tables
        tables.executescript(SCHEMA)

    def follow(self, message: Message) -> None:
        """Note what the courier or the warehouse tells."""
        if message.parcel is not None and message.topic is Topic.PARCEL_MOVED:
            self._keep(message.parcel)
        order = message.order
        if order is not None and message.topic is Topic.ORDER_LOADED:
            self._note(order.number, f"Loaded early: it comes on {long_day(order.delivery_day)}.")
        if order is not None and message.topic is Topic.ORDER_DELIVERED:
            self._note(order.number, f"Delivered, signed by {order.signatory}.")

    def _keep(self, parcel: Parcel) -> None:
        start, end = (_hour_ms(parcel.day, hour) for hour in parcel.window)
        self._tables.execute(
            "insert or replace into shipments values (?, ?, ?, ?, ?, ?)",
            (
                parcel.tracking,
                parcel.order_number,
                STATES[parcel.state],
                start,
                end,
                parcel.signatory,
            ),
        )

    def _note(self, number: str, text: str) -> None:
        self._tables.execute("insert or ignore into notes values (?, ?)", (number, text))

    def notes(self, number: str) -> list[str]:
        """What agents should know about an order, the oldest first."""
        rows = self._tables.execute(
            "select text from notes where order_number = ? order by rowid", (number,)
        )
        return [row["text"] for row in rows]

    def found(self, tracking: str) -> list[dict[str, Any]]:
        """The shipments with this number, as the CRM reports them."""
        rows = self._tables.execute("select * from shipments where tracking_id = ?", (tracking,))
        return [dict(row) for row in rows]


def _hour_ms(day: date, hour: int) -> int:
    return int(datetime.combine(day, time(hour), ZONE).timestamp() * 1000)
