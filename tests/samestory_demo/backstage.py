"""The company without its doors: every system and the bus, on a clock that tests turn by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from email.message import EmailMessage
from typing import TypeVar

from samestory_demo.bus import Bus
from samestory_demo.cases import Cases
from samestory_demo.courier import Courier
from samestory_demo.crm import Crm
from samestory_demo.crm_visits import Meetings
from samestory_demo.erp import Erp
from samestory_demo.erp_service import ServiceOrders
from samestory_demo.faults import Faults
from samestory_demo.field_service import FieldService
from samestory_demo.mailer import Mailer
from samestory_demo.marketing import MarketingList
from samestory_demo.messages import Appointment, Order, Person
from samestory_demo.offers import Signatures
from samestory_demo.payments import Payments
from samestory_demo.products import items_for
from samestory_demo.settings import ZONE
from samestory_demo.telephone import Telephone
from samestory_demo.visit_letters import VisitMailer
from samestory_demo.warehouse import Warehouse
from samestory_demo.website.bookings import Bookings
from samestory_demo.website.shop import Shop

T = TypeVar("T")

ADA = Person(
    email="ada@customers.example",
    first_name="Ada",
    last_name="Berg",
    street="Weg 1",
    postcode="10115",
    city="Berlin",
    country="Germany",
)
A_SATURDAY = datetime(2026, 11, 21, 19, 0, tzinfo=ZONE)
EVERYTHING = 60.0


class HandClock:
    """Sleeps as long as `turn` says, which takes no time at all."""

    def __init__(self) -> None:
        self.now = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.now + seconds, len(self._sleepers), woken))
        await woken

    async def turn(self, seconds: float) -> None:
        end = self.now + seconds
        await self._let_all_run()
        while due := sorted(each for each in self._sleepers if each[0] <= end):
            self.now, _, woken = due[0]
            self._sleepers.remove(due[0])
            if not woken.done():
                woken.set_result(None)
            await self._let_all_run()
        self.now = end

    async def _let_all_run(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)


class Backstage:
    """All systems, with letters that pile up in `posted` instead of being sent."""

    def __init__(self, *on: str, delay: tuple[float, float] = (0.05, 0.4), seed: int = 0) -> None:
        self.clock = HandClock()
        self.faults = Faults(on)
        self.bus = Bus(self.faults, delay, seed, self.clock.sleep)
        self.signatures = Signatures("a key")
        self.shop = Shop(self.bus, lambda: A_SATURDAY)
        self.crm = Crm(self.bus, self.faults)
        self.cases = Cases(self.bus, self.faults, self.crm.contacts)
        self.erp = Erp(self.bus, self.faults)
        self.payments = Payments(self.bus, self.faults)
        self.list = MarketingList(
            self.bus, self.faults, self.signatures, "http://shop", lambda: A_SATURDAY
        )
        self.warehouse = Warehouse(self.bus, self.faults)
        self.courier = Courier(self.bus, self.faults)
        self.mailer = Mailer(self.bus, self.faults, self._post, "http://shop")
        self.bookings = Bookings(self.bus, self.faults, self.shop, lambda: A_SATURDAY)
        self.visit_mailer = VisitMailer(self.bus, self.faults, self._post, "http://shop")
        self.meetings = Meetings(self.bus, self.faults)
        self.service_orders = ServiceOrders(self.bus, self.faults)
        self.field_service = FieldService(self.bus, self.faults)
        self.telephone = Telephone(self.bus, self.faults, lambda: A_SATURDAY)
        self.posted: list[EmailMessage] = []

    async def _post(self, letter: EmailMessage) -> None:
        self.posted.append(letter)

    def order(self, **quantities: int) -> Order:
        """Ada orders; `BB_EN=1` stands for one of article BB-EN."""
        return self.shop.place(self.shop.draft(ADA, items_for(_skus(quantities), {})))

    def amend(self, order: Order, **quantities: int) -> Order:
        return self.shop.amend(order.number, _skus(quantities))

    def book(self, nth: int = 0) -> Appointment:
        """Ada books the nth slot on offer on the website."""
        start = self.bookings.slots()[nth].start.isoformat()
        return self.bookings.book(ADA, start, "")

    async def settle(self) -> None:
        await self.clock.turn(EVERYTHING)

    def erp_lines(self, number: str) -> dict[str, str]:
        [document] = self.erp.documents("ExtRef", number)
        return {each["Matnr"]: each["Menge"] for each in document["Items"]}

    def erp_total(self, number: str) -> str:
        return str(self.erp.documents("ExtRef", number)[0]["Gross"])

    def subjects(self) -> list[str]:
        return [each["Subject"] for each in self.posted]


def played(scene: Callable[[Backstage], Awaitable[T]], *on: str) -> T:
    """What comes of a scene in a company with these faults."""

    async def play() -> T:
        company = Backstage(*on)
        try:
            return await scene(company)
        finally:
            await company.bus.drop_all()

    return asyncio.run(play())


def _skus(quantities: dict[str, int]) -> dict[str, int]:
    return {name.replace("_", "-"): n for name, n in quantities.items()}
