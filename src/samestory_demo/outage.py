"""The ERP is down for one customer: it refuses to answer about her, and the others cannot tell.

Everybody else goes on as if nothing had happened.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import QueryParams
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from samestory_demo.bus import Bus
from samestory_demo.messages import Message, Person, Topic, canonical_address

ASKED_ABOUT_HER = ("PartnerMail", "Mail")
ASKED_ABOUT_AN_ORDER = "ExtRef"


class Outage:
    """The customers for whom the ERP is down; `owner_of` gives the address of an order's."""

    def __init__(self, bus: Bus, owner_of: Callable[[str], str]) -> None:
        self._bus = bus
        self._owner_of = owner_of
        self.reset()

    def reset(self) -> None:
        """Be up for everybody."""
        self._down: set[str] = set()

    def switch(self, email: str, *, down: bool) -> None:
        """Go down for a customer, or be up again; the others hear of it."""
        (self._down.add if down else self._down.discard)(email)
        topic = Topic.ERP_DOWN if down else Topic.ERP_UP
        self._bus.publish(Message(topic=topic, key=email, source="erp", person=Person(email=email)))

    def covers(self, asked: QueryParams) -> bool:
        """Whether a question is about a customer for whom it is down."""
        about = {canonical_address(asked[name]) for name in ASKED_ABOUT_HER if name in asked}
        if ASKED_ABOUT_AN_ORDER in asked:
            about.add(self._owner_of(asked[ASKED_ABOUT_AN_ORDER]))
        return bool(about & self._down)


class Refusing:
    """An application that does not answer about customers for whom it is down."""

    def __init__(self, app: ASGIApp, outage: Outage) -> None:
        self._app = app
        self._outage = outage

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if self._outage.covers(QueryParams(scope.get("query_string", b""))):
            refusal = PlainTextResponse("The ERP is not available.", 503)
            await refusal(scope, receive, send)
        else:
            await self._app(scope, receive, send)


class SourceWatch:
    """What a system has heard of the ERP: for whom it cannot tell how far an order has come."""

    def __init__(self, bus: Bus, system: str) -> None:
        self.reset()
        bus.listen(system, {Topic.ERP_DOWN, Topic.ERP_UP}, self._hear)

    def reset(self) -> None:
        """Trust the ERP again."""
        self._down: set[str] = set()

    def is_down_for(self, email: str) -> bool:
        """Whether nothing is known of the orders of a customer just now."""
        return email in self._down

    async def _hear(self, message: Message) -> None:
        if message.topic is Topic.ERP_DOWN:
            self._down.add(message.key)
        else:
            self._down.discard(message.key)
