"""The mailer: turns news into letters and posts them by SMTP, each once."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import Callable, Coroutine
from email.message import EmailMessage

from samestory_demo.bus import Bus
from samestory_demo.customer_seams import MailedLink, Reply
from samestory_demo.faults import Faults
from samestory_demo.letters import (
    letter_about_case,
    letter_about_failure,
    letter_about_offer,
    letter_about_order,
    letter_with_sign_in_link,
)
from samestory_demo.messages import GOODS_NEWS, ORDER_NEWS, Message, Order, Topic
from samestory_demo.seams import NightlyMail, Outgoing, Posting
from samestory_demo.settings import HOST

Post = Callable[[EmailMessage], Coroutine[None, None, None]]

KINDS = {
    Topic.ORDER_PLACED: "confirmed",
    Topic.ORDER_AMENDED: "changed",
    Topic.ORDER_CANCELLED: "cancelled",
    Topic.ORDER_DECLINED: "declined",
    Topic.CONFIRMATION_WANTED: "once more",
    Topic.ORDER_LOADED: "early",
    Topic.ORDER_SHIPPED: "sent",
    Topic.ORDER_DELIVERED: "follow-up",
}


class Mailer:
    """Keeps the versions of every order that it has written about, as its archive."""

    def __init__(self, bus: Bus, faults: Faults, post: Post, website: str) -> None:
        self._bus = bus
        self._faults = faults
        self._post = post
        self._website = website
        self.reset()
        bus.listen("mailer", KINDS, self._write_about_order)
        bus.listen("mailer", {Topic.ORDER_PICKED}, self._note)
        bus.listen("mailer", {Topic.CONFIRMATION_WANTED_TONIGHT}, self._put_off)
        bus.listen("mailer", {Topic.ORDER_FAILED}, self._write_about_failure)
        bus.listen("mailer", {Topic.OFFER_MADE}, self._write_about_offer)
        bus.listen("mailer", {Topic.SIGN_IN_LINK_WANTED}, self._write_sign_in_link)
        bus.listen("mailer", {Topic.CASE_ANSWERED}, self._write_about_case)

    def reset(self) -> None:
        """Forget everything."""
        self._archive: dict[str, tuple[Order, ...]] = {}
        self._tonight: list[str] = []

    async def send_nightly(self) -> None:
        """The nightly batch: confirm once more what was asked for during the day."""
        wanted, self._tonight = self._tonight, []
        found = [self._archive[number] for number in wanted if number in self._archive]
        letters = tuple(Posting("overnight", each[-1], each[:-1]) for each in found)
        newest = tuple(versions[-1] for versions in self._archive.values())
        for mail in self._faults.bend(NightlyMail(letters, newest)):
            for letter in mail.letters:
                for posting in self._faults.bend(letter):
                    await self._post_when_due(posting)

    async def _note(self, message: Message) -> None:
        """Keep a version of which no letter is written."""
        order = message.order
        if order is not None:
            earlier = self._archive.get(order.number, ())
            if all(each.version < order.version for each in earlier):
                self._archive[order.number] = (*earlier, order)

    async def _put_off(self, message: Message) -> None:
        self._tonight.append(message.key)

    async def _write_about_order(self, message: Message) -> None:
        order = message.order
        if order is None:
            return
        earlier = self._archive.get(order.number, ())
        if message.topic in ORDER_NEWS | GOODS_NEWS:
            if any(each.version >= order.version for each in earlier):
                return
            self._archive[order.number] = (*earlier, order)
        elif earlier and earlier[-1].version > order.version:
            order = earlier[-1]  # the shop that had it sent again has not heard the newest yet
        for posting in self._faults.bend(Posting(KINDS[message.topic], order, earlier)):
            await self._post_when_due(posting)

    async def _post_when_due(self, posting: Posting) -> None:
        link = self._link("order", posting.order.number)
        letter = letter_about_order(posting.kind, posting.order, link)
        if posting.delay:
            self._bus.after(posting.delay, lambda: self._post(letter))
        else:
            await self._post(letter)

    def _link(self, to: str, number: str) -> str:
        """Where the letter sends her: to the page of its order."""
        owners = {each.person.email for each in self._archive.get(number, ())}
        others = tuple(
            f"{self._website}/orders/{other}"
            for other, [first, *_] in self._archive.items()
            if other != number and first.person.email in owners
        )
        [link] = self._faults.bend(MailedLink(to, f"{self._website}/orders/{number}", others))
        return link.url

    async def _write_about_failure(self, message: Message) -> None:
        if message.person is not None:
            await self._post(letter_about_failure(message.person))

    async def _write_about_offer(self, message: Message) -> None:
        if message.person is not None:
            await self._post(letter_about_offer(message.person, message.details))

    async def _write_sign_in_link(self, message: Message) -> None:
        if message.person is not None:
            await self._post(letter_with_sign_in_link(message.person, message.details["link"]))

    async def _write_about_case(self, message: Message) -> None:
        if message.person is None:
            return
        said = message.details
        for each in self._faults.bend(Reply(said["case"], said["order"], said["text"])):
            link = self._link("case", each.order)
            letter = letter_about_case(message.person, each.case, each.order, each.text, link)
            await self._post(letter)


def post_by_smtp(port: int, faults: Faults) -> Post:
    """Posting through the SMTP server on this port."""

    async def post(letter: EmailMessage) -> None:
        for each in faults.bend(Outgoing(letter)):
            await asyncio.to_thread(_hand_over, each.letter, port)

    return post


def _hand_over(letter: EmailMessage, port: int) -> None:
    with smtplib.SMTP(HOST, port, local_hostname="speedwell.example", timeout=5) as server:
        server.send_message(letter)
