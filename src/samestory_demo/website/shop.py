"""The shop's rules: who may do what to an order, and whom it tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from types import MappingProxyType

from samestory_demo.bus import Bus
from samestory_demo.messages import GOODS_NEWS, Item, Message, Order, Person, Reason, State, Topic
from samestory_demo.outage import SourceWatch
from samestory_demo.products import items_for, prices_for, total_of
from samestory_demo.stock import Quotes
from samestory_demo.website.store import Store
from samestory_demo.wording import working_days_after

WORKING_DAYS_TO_DELIVER = 3


class RefusedError(Exception):
    """The shop does not do what was asked; the text tells the customer why."""


class Shop:
    """Takes orders and changes them; tells the others over the bus. `now` gives Berlin time."""

    def __init__(self, bus: Bus, now: Callable[[], datetime]) -> None:
        self._bus = bus
        self._now = now
        self.stock = Quotes(bus, "website")
        self.source = SourceWatch(bus, "website")
        self.reset()
        bus.listen("website", {Topic.CUSTOMER_IMPORTED}, self._take_in)
        bus.listen("website", {Topic.CONSENT_CHANGED}, self._note_consent)
        bus.listen("website", {Topic.TIER_GRANTED}, self._note_tier)
        bus.serve("website", Topic.CHANGE_WANTED, self._change_for_agent)
        bus.serve("website", Topic.CANCELLATION_WANTED, self._cancel_for_company)
        bus.listen("website", GOODS_NEWS, self._follow_goods)
        bus.serve("website", Topic.PICKING_STARTED, self._release)

    def reset(self) -> None:
        """Forget everything."""
        self.store = Store()
        self.source.reset()
        self.stock.reset()

    def register(self, person: Person, password: str) -> None:
        """Open an account; RefusedError if she has one already."""
        if self.store.has_password(person.email):
            raise RefusedError("There is an account with this address. Please sign in.")
        self.store.keep_customer(person)
        self.store.set_password(person.email, password)
        self._tell_of_customer(Topic.CUSTOMER_REGISTERED, person)

    def close_account(self, person: Person) -> None:
        """Close an account; what she has ordered is kept."""
        self.store.forget_password(person.email)
        self._tell_of_customer(Topic.ACCOUNT_CLOSED, person)

    def move(self, person: Person) -> None:
        """Keep a customer's new address; what she orders from now on goes there."""
        self.store.keep_customer(person)
        self._tell_of_customer(Topic.ADDRESS_CHANGED, person)

    def seen(self, person: Person) -> None:
        """A known customer came in: the CRM notes that she is about."""
        self._tell_of_customer(Topic.CUSTOMER_SEEN, person)

    def mail_sign_in_link(self, person: Person, link: str) -> None:
        """Have a link mailed that lets her in."""
        self._bus.publish(
            Message(
                topic=Topic.SIGN_IN_LINK_WANTED,
                key=person.email,
                source="website",
                person=person,
                details={"link": link},
            ),
        )

    def subscribe(self, person: Person) -> None:
        """Put her on the list that offers are mailed to."""
        self._change_consent(person, wanted=True)

    def unsubscribe(self, email: str) -> None:
        """Let her have no more offers."""
        self._change_consent(self.store.customer(email) or Person(email=email), wanted=False)

    def today(self) -> date:
        """The day, as the shop's clock has it."""
        return self._now().date()

    def prices(self, email: str) -> dict[str, Decimal]:
        """What one piece of each article costs a customer, by sku; strangers have no address."""
        return prices_for(self.store.tier(email))

    def prices_in(self, order: Order) -> dict[str, Decimal]:
        """What one piece of each article costs in an order; prices agreed before stand."""
        agreed = {each.sku: each.unit_price for each in order.items}
        return self.prices(order.person.email) | agreed

    def owner_of(self, number: str) -> str:
        """The mail address under which this was ordered; "" if there is no such order."""
        order = self.store.order(number)
        return order.person.email if order else ""

    def draft(self, person: Person, items: tuple[Item, ...]) -> Order:
        """The order as it would be placed now, for her to look at; it has no number yet."""
        now = self._now()
        return Order(
            number="",
            version=1,
            person=person,
            items=items,
            total=total_of(items),
            state=State.PLACED,
            delivery_day=working_days_after(now.date(), WORKING_DAYS_TO_DELIVER),
            placed_at=now,
        )

    async def sell(
        self, draft: Order, card: str, details: Mapping[str, str] = MappingProxyType({})
    ) -> Order:
        """Take the order if the processor accepts the card; else note why it is not accepted.

        `details` is what the news of it says besides.
        """
        order = replace(draft, number=self.store.new_number())
        shown = Message(
            topic=Topic.CARD_SHOWN, key=order.number, source="website", details={"card": card}
        )
        answer = await self._bus.ask(shown)
        if answer is None or "reason" not in answer.details:
            return self._keep(Topic.ORDER_PLACED, order, details)
        reason = Reason(answer.details["reason"])
        refused = replace(order, state=State.CANCELLED, reason=reason)
        return self._keep(Topic.ORDER_DECLINED, refused)

    def place(self, draft: Order) -> Order:
        """Take the order; everybody hears of it."""
        order = replace(draft, number=self.store.new_number())
        return self._keep(Topic.ORDER_PLACED, order)

    def amend(self, number: str, quantities: Mapping[str, int], through: str = "website") -> Order:
        """Replace the lines of an order; prices agreed before stand."""
        order = self._open_order(number)
        items = items_for(quantities, self.prices_in(order))
        if not items:
            raise RefusedError("Nothing would be left of the order. Cancel it instead.")
        changed = replace(order, version=order.version + 1, items=items, total=total_of(items))
        return self._keep(Topic.ORDER_AMENDED, changed, {"through": through})

    def cancel(self, number: str, reason: Reason = Reason.CUSTOMER) -> Order:
        """Call an order off."""
        return self._close(self._open_order(number), reason)

    def take_back(self, number: str) -> Order:
        """Take back what was shipped; she gets her money."""
        order = self.store.order(number)
        if order is None or order.state not in {State.SHIPPED, State.DELIVERED}:
            raise RefusedError("Only what has been shipped can be sent back.")
        return self._close(order, Reason.RETURNED)

    def _close(self, order: Order, reason: Reason) -> Order:
        closed = replace(order, version=order.version + 1, state=State.CANCELLED, reason=reason)
        return self._keep(Topic.ORDER_CANCELLED, closed)

    def resend(self, number: str) -> None:
        """Have the confirmation of an order sent once more."""
        order = self.store.order(number)
        if order is not None:
            self._tell_of_order(Topic.CONFIRMATION_WANTED, order)

    def _open_order(self, number: str) -> Order:
        order = self.store.order(number)
        if order is None:
            raise RefusedError(f"We have no order {number}.")
        if order.state is State.CANCELLED:
            raise RefusedError("This order has been cancelled, and cancelled is final.")
        if order.state is not State.PLACED:
            raise RefusedError("This order has been picked and can no longer be changed.")
        return order

    def _keep(
        self, topic: Topic, order: Order, details: Mapping[str, str] = MappingProxyType({})
    ) -> Order:
        self.store.keep_order(order)
        self._tell_of_order(topic, order, details)
        return order

    def tell_again(self, number: str, details: Mapping[str, str]) -> Order:
        """Tell everybody again of an order as it stands, in case the news was lost; return it."""
        order = self.store.order(number)
        if order is None:
            raise RefusedError(f"We have no order {number}.")
        if order.state is State.PLACED:
            self._tell_of_order(Topic.ORDER_PLACED, order, details)
        return order

    def tell_of_failure(self, draft: Order) -> None:
        """Have her told that what she tried to order is no order."""
        self._tell_of_customer(Topic.ORDER_FAILED, draft.person)

    async def _take_in(self, message: Message) -> None:
        """Take a customer of marketing over; what she told the shop herself is kept."""
        told = message.person
        if told is None:
            return
        known = self.store.customer(told.email) or Person(email=told.email)
        if not known.name:
            known = replace(known, first_name=told.first_name, last_name=told.last_name)
        self.store.keep_customer(known)

    async def _note_consent(self, message: Message) -> None:
        if message.person is not None and message.source != "website":
            self.store.note_offers(
                message.person.email,
                wanted=message.details["wanted"] == "yes",
                since=datetime.fromisoformat(message.details["since"]),
            )

    async def _note_tier(self, message: Message) -> None:
        if message.person is not None:
            self.store.set_tier(message.person.email, message.details["tier"])

    async def _release(self, message: Message) -> Message:
        """Answer with an order as it is to be picked; from now on it can no longer be changed."""
        order = self.store.order(message.key)
        if order is not None and order.state is State.PLACED:
            self.store.keep_order(replace(order, state=State.PICKED))
        return Message(topic=message.topic, key=message.key, source="website", order=order)

    async def _follow_goods(self, message: Message) -> None:
        """Note what the warehouse and the courier have done; an older version changes nothing."""
        order = message.order
        known = self.store.order(message.key)
        if order is not None and known is not None and known.version < order.version:
            self.store.keep_order(order)

    async def _change_for_agent(self, message: Message) -> Message:
        """Answer with the amended order, or without one if it can no longer be amended."""
        quantities = {sku: int(n) for sku, n in message.details.items()}
        change = partial(self.amend, message.key, quantities, "agent")
        return _answer(Topic.ORDER_AMENDED, message.key, change)

    async def _cancel_for_company(self, message: Message) -> Message:
        """Answer with the cancelled order, or without one if it can no longer be cancelled."""
        cancel = partial(self.cancel, message.key, Reason(message.details["reason"]))
        return _answer(Topic.ORDER_CANCELLED, message.key, cancel)

    def _tell_of_order(
        self, topic: Topic, order: Order, details: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        news = Message(
            topic=topic,
            key=order.number,
            source="website",
            person=order.person,
            order=order,
            details=details,
        )
        self._bus.publish(news)

    def _change_consent(self, person: Person, *, wanted: bool) -> None:
        since = self._now()
        self.store.note_offers(person.email, wanted=wanted, since=since)
        details = {"wanted": "yes" if wanted else "no", "since": since.isoformat()}
        self._tell_of_customer(Topic.CONSENT_CHANGED, person, details)

    def _tell_of_customer(
        self, topic: Topic, person: Person, details: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self._bus.publish(
            Message(topic=topic, key=person.email, source="website", person=person, details=details)
        )


def _answer(topic: Topic, number: str, act: Callable[[], Order]) -> Message:
    answer = Message(topic=topic, key=number, source="website")
    try:
        order = act()
    except RefusedError:
        return answer
    return replace(answer, order=order, person=order.person)
