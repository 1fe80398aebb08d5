"""The whole company: every system with its port, and the bus between them."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import time, timedelta
from functools import partial
from secrets import token_urlsafe

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from samestory_demo.answering import Answering
from samestory_demo.backstage_control import backstage_routes
from samestory_demo.bus import Bus
from samestory_demo.cases import SERVICE_ADDRESS, Cases
from samestory_demo.clock_control import NIGHTLY_BATCH, clock_routes
from samestory_demo.company_clock import CompanyClock
from samestory_demo.control import control_app
from samestory_demo.courier import Courier
from samestory_demo.courier_app import courier_app
from samestory_demo.crm import Crm
from samestory_demo.crm_desk import crm_app
from samestory_demo.crm_trail import Trail
from samestory_demo.crm_visits import Meetings
from samestory_demo.erp import Erp, erp_app
from samestory_demo.erp_service import ServiceOrders
from samestory_demo.faults import Faults
from samestory_demo.field_service import FieldService
from samestory_demo.field_service_app import field_service_app
from samestory_demo.mailer import Mailer, post_by_smtp
from samestory_demo.marketing import MarketingList
from samestory_demo.marketing_api import marketing_app
from samestory_demo.offers import Signatures
from samestory_demo.outage import Outage, Refusing
from samestory_demo.payments import Payments
from samestory_demo.payments_api import payments_app
from samestory_demo.post_office import PostOffice
from samestory_demo.seams import Door
from samestory_demo.serving import Service
from samestory_demo.settings import Settings
from samestory_demo.telephone import Telephone
from samestory_demo.telephone_app import telephone_app
from samestory_demo.traces import TracedApp
from samestory_demo.visit_letters import VisitMailer
from samestory_demo.warehouse import Warehouse
from samestory_demo.warehouse_app import warehouse_app
from samestory_demo.website.app import website_app
from samestory_demo.website.bookings import Bookings
from samestory_demo.website.checkout import Checkout
from samestory_demo.website.shop import Shop

BATCH_AT = time(2)
EVENING_AT = time(19)
LOOK_AT_CLOCK = 1.0
"""Seconds between two looks at whether something has come due."""


class Company:
    """Speedwell Cycles."""

    def __init__(self, settings: Settings, faults: Faults) -> None:
        self.faults = faults
        self._settings = settings
        self._keeping_time: asyncio.Task[None] | None = None
        self._bus = Bus(faults, settings.delay, settings.seed)
        self._open_until = AsyncExitStack()
        ports, secrets = settings.ports, settings.secrets
        website = settings.address("website")
        signatures = Signatures(token_urlsafe())
        post = post_by_smtp(ports.smtp, faults)
        self.clock = CompanyClock()
        self._shop = Shop(self._bus, self.clock.now)
        self._checkout = Checkout(self._shop, faults)
        self._bookings = Bookings(self._bus, faults, self._shop, self.clock.now)
        self._crm = Crm(self._bus, faults)
        self._cases = Cases(self._bus, faults, self._crm.contacts)
        self._trail = Trail(self._bus, faults, self._crm)
        self._erp = Erp(self._bus, faults)
        self._outage = Outage(self._bus, self._shop.owner_of)
        self._payments = Payments(self._bus, faults)
        self._list = MarketingList(self._bus, faults, signatures, website, self.clock.now)
        self._mailer = Mailer(self._bus, faults, post, website)
        self._visit_mailer = VisitMailer(self._bus, faults, post, website)
        self._meetings = Meetings(self._bus, faults)
        self._service_orders = ServiceOrders(self._bus, faults)
        self._field_service = FieldService(self._bus, faults)
        self._telephone = Telephone(self._bus, faults, self.clock.now)
        self._post_office = PostOffice(
            secrets.mailbox_password, {SERVICE_ADDRESS: self._cases.receive}
        )
        self._warehouse = Warehouse(self._bus, faults)
        self._courier = Courier(self._bus, faults)
        self._services = (
            Service(
                "website",
                website_app(
                    self._shop, self._checkout, self._bookings, signatures, website, faults
                ),
                ports.website,
            ),
            Service(
                "crm",
                crm_app(self._crm, self._meetings, self._cases, self._trail, self._bus, secrets),
                ports.crm,
            ),
            Service(
                "erp",
                Refusing(erp_app(self._erp, self._service_orders, secrets.erp_key), self._outage),
                ports.erp,
            ),
            Service("payments", payments_app(self._payments, secrets.payments_key), ports.payments),
            Service(
                "list", marketing_app(self._list, secrets.list_key, self.clock.now), ports.marketing
            ),
            Service(
                "field_service",
                field_service_app(self._field_service, secrets.field_service_key),
                ports.field_service,
            ),
            Service(
                "telephone", telephone_app(self._telephone, secrets.telephone_key), ports.telephone
            ),
            Service("control", control_app(self, *self._bus_routes()), ports.control),
            Service(
                "warehouse", warehouse_app(self._warehouse, secrets.warehouse_key), ports.warehouse
            ),
            Service("courier", courier_app(self._courier, secrets.courier_key), ports.courier),
        )

        self.clock.daily(NIGHTLY_BATCH, BATCH_AT, self._mailer.send_nightly)
        self.clock.daily("evening before visits", EVENING_AT, self._tell_of_tomorrow)
        for each in self._services:
            each.wrap(partial(Answering, each.name, faults))
            if settings.traces is not None:
                each.wrap(partial(TracedApp, each.name, settings.traces))

    async def open(self) -> None:
        """Open every system; BusyPortError if a port is taken."""
        ports = self._settings.ports
        await self._post_office.open(ports.smtp, ports.imap, self._open_until)
        await self.obey_faults()
        self._keeping_time = asyncio.create_task(self._keep_time())

    async def _tell_of_tomorrow(self) -> None:
        self._field_service.evening_before(self.clock.now().date() + timedelta(days=1))

    async def _keep_time(self) -> None:
        """Do what has come due by itself, such as the batch of a company that stays overnight."""
        while True:
            await asyncio.sleep(LOOK_AT_CLOCK)
            await self.clock.catch_up()

    async def close(self) -> None:
        """Close every system."""
        if self._keeping_time:
            self._keeping_time.cancel()
        await self._bus.drop_all()
        await asyncio.gather(*(each.close() for each in self._services))
        await self._open_until.aclose()

    async def obey_faults(self) -> None:
        """Open and shut the doors that the faults want open or shut."""
        await asyncio.gather(*(self._obey(each) for each in self._services))

    async def _obey(self, service: Service) -> None:
        [door] = self.faults.bend(Door(service.name))
        self._bus.set_open(service.name, is_open=door.open)
        if door.open and not service.is_open:
            await service.open()
        elif service.is_open and not door.open:
            await service.close()

    async def _tell_pending(self, _request: Request) -> JSONResponse:
        return JSONResponse({"pending": self._bus.pending})

    def _bus_routes(self) -> tuple[Route, ...]:
        return (
            Route("/bus", self._tell_pending),
            Route("/bus", self._reseed, methods=["PUT"]),
            Route("/holdings", self._tell_holdings),
            *clock_routes(self.clock, self._bus),
            *backstage_routes(self._checkout, self._outage),
        )

    async def _tell_holdings(self, _request: Request) -> JSONResponse:
        """Say for whom there are orders, one entry each, so that a ledger can be checked."""
        return JSONResponse({"orders": self._erp.holders()})

    async def _reseed(self, request: Request) -> JSONResponse:
        self._bus.reseed(int((await request.json())["seed"]))
        return JSONResponse({"ok": True})

    async def reset(self) -> None:
        """Forget every customer, order and mail; the faults stay as they are."""
        await self._bus.drop_all()
        self.clock.reset()
        for system in (
            self._shop,
            self._checkout,
            self._outage,
            self._crm,
            self._cases,
            self._erp,
            self._payments,
            self._list,
            self._mailer,
            self._bookings,
            self._visit_mailer,
            self._meetings,
            self._service_orders,
            self._field_service,
            self._telephone,
            self._warehouse,
            self._courier,
            self._post_office,
        ):
            system.reset()
