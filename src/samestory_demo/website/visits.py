"""Visits to her place: booking, looking, moving, accepting the terms, opening an account."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from samestory_demo.forms import filled_in
from samestory_demo.messages import Appointment, Stage, canonical_address
from samestory_demo.waiting import become
from samestory_demo.website.account import SHORTEST_PASSWORD
from samestory_demo.website.bookings import Bookings
from samestory_demo.website.front import Front, see
from samestory_demo.website.shop import RefusedError, Shop
from samestory_demo.website.visit import Visit

STAGES = {
    Stage.BOOKED: "Booked",
    Stage.DISPATCHED: "On its way",
    Stage.DONE: "Done",
    Stage.CANCELLED: "Cancelled",
}
PURPOSES = {"survey": "Survey", "installation": "Installation"}


class Visits:
    """The pages about appointments; each is shown only to the customer herself."""

    def __init__(self, front: Front, shop: Shop, bookings: Bookings) -> None:
        self._front = front
        self._shop = shop
        self._bookings = bookings

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/visits", self.all),
            Route("/visits/book", self.booking),
            Route("/visits/book", self.book, methods=["POST"]),
            Route("/visits/{number}", self.appointment),
            Route("/visits/{number}/move", self.moving),
            Route("/visits/{number}/move", self.move, methods=["POST"]),
            Route("/visits/{number}/terms", self.accept, methods=["POST"]),
            Route("/account/open", self.opening),
            Route("/account/open", self.open, methods=["POST"]),
        ]

    async def all(self, request: Request) -> Response:
        """Her appointments."""
        customer = Visit(request, self._shop).customer
        if customer is None:
            return see("/sign-in")
        found = self._bookings.appointments_of(customer.email)
        return self._front.page(request, "shop/visits.html", appointments=found, stages=STAGES)

    async def booking(self, request: Request) -> Response:
        """All times on offer."""
        if Visit(request, self._shop).customer is None:
            return see("/sign-in")
        return self._slots_page(request, None, request.query_params.get("order", ""), "")

    async def book(self, request: Request) -> Response:
        """Book an installation, for an order or alone."""
        customer = Visit(request, self._shop).customer
        if customer is None:
            return see("/sign-in")
        form = await filled_in(request)
        try:
            booked = self._bookings.book(customer, form.get("slot", ""), form.get("order", ""))
        except RefusedError as refusal:
            return self._slots_page(request, None, form.get("order", ""), str(refusal))
        return self._done(request, booked.number, "Your visit is booked.")

    async def appointment(self, request: Request) -> Response:
        """The appointment as it stands."""
        it = self._hers(request)
        if it is None:
            return self._unseen(request)
        return self._front.page(
            request, "shop/visit.html", it=it, stage=STAGES[it.stage], purposes=PURPOSES
        )

    async def moving(self, request: Request) -> Response:
        """All other times on offer."""
        it = self._hers(request)
        if it is None:
            return self._unseen(request)
        return self._slots_page(request, it, it.order, "")

    async def move(self, request: Request) -> Response:
        """Move it."""
        it = self._hers(request)
        if it is None:
            return self._unseen(request)
        try:
            self._bookings.move(it.number, (await filled_in(request)).get("slot", ""))
        except RefusedError as refusal:
            return self._slots_page(request, it, it.order, str(refusal))
        return self._done(request, it.number, "Your visit has been moved.")

    async def accept(self, request: Request) -> Response:
        """She accepts the terms."""
        it = self._hers(request)
        if it is None:
            return self._unseen(request)
        try:
            self._bookings.accept(it.number)
        except RefusedError as refusal:
            return self._done(request, it.number, str(refusal))
        return self._done(request, it.number, "You have accepted the terms.")

    async def opening(self, request: Request) -> Response:
        """The form for a customer who has booked by telephone and has no account yet."""
        return self._opening_page(request, "", "")

    async def open(self, request: Request) -> Response:
        """Open an account for her who knows the number of her visit and its address."""
        form = await filled_in(request)
        number, email = form.get("number", ""), canonical_address(form.get("email", ""))
        await become(lambda: self._bookings.appointment(number) is not None)
        it = self._bookings.appointment(number)
        if it is None or it.person.email != email:
            text = "You cannot open an account before your visit is on file here."
            return self._opening_page(request, number, text)
        if len(form.get("password", "")) < SHORTEST_PASSWORD:
            text = f"A password has at least {SHORTEST_PASSWORD} characters."
            return self._opening_page(request, number, text)
        try:
            self._shop.register(it.person, form["password"])
        except RefusedError as refusal:
            return self._opening_page(request, number, str(refusal))
        Visit(request, self._shop).sign_in(it.person)
        return see("/account")

    def _hers(self, request: Request) -> Appointment | None:
        it = self._bookings.appointment(request.path_params["number"])
        customer = Visit(request, self._shop).customer
        return it if it and customer and it.person.email == customer.email else None

    def _unseen(self, request: Request) -> Response:
        if Visit(request, self._shop).customer is None:
            return see("/sign-in")
        return self._front.not_found(request, "You have no such visit.")

    def _done(self, request: Request, number: str, said: str) -> Response:
        Visit(request, self._shop).say(said)
        return see(f"/visits/{number}")

    def _slots_page(
        self, request: Request, it: Appointment | None, order: str, mistake: str
    ) -> Response:
        return self._front.page(
            request,
            "shop/slots.html",
            status=400 if mistake else 200,
            it=it,
            order=order,
            slots=self._bookings.slots(),
            mistake=mistake,
        )

    def _opening_page(self, request: Request, number: str, mistake: str) -> Response:
        return self._front.page(
            request,
            "shop/open_account.html",
            status=400 if mistake else 200,
            number=number,
            mistake=mistake,
        )
