"""Who she is: registering, signing in by password or by mail, her account."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from samestory_demo.faults import Faults
from samestory_demo.forms import ADDRESS_ENTRIES, filled_in, missing_in, person_in
from samestory_demo.messages import Person, canonical_address
from samestory_demo.offers import Signatures
from samestory_demo.seams import AccountListing
from samestory_demo.website.front import Front, see
from samestory_demo.website.shop import RefusedError, Shop
from samestory_demo.website.visit import Visit

SHORTEST_PASSWORD = 8


class Account:
    """The pages about the customer herself; `address` is the website's own."""

    def __init__(
        self, front: Front, shop: Shop, signatures: Signatures, address: str, faults: Faults
    ) -> None:
        self._front = front
        self._shop = shop
        self._signatures = signatures
        self._address = address
        self._faults = faults

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/register", self.registration),
            Route("/register", self.register, methods=["POST"]),
            Route("/sign-in", self.sign_in),
            Route("/sign-in", self.recognise, methods=["POST"]),
            Route("/sign-in/password", self.check_password, methods=["POST"]),
            Route("/sign-in/link", self.mail_link, methods=["POST"]),
            Route("/sign-in/by-mail/{token}", self.follow_link),
            Route("/sign-out", self.sign_out, methods=["POST"]),
            Route("/account", self.account),
            Route("/account/close", self.close, methods=["POST"]),
        ]

    async def registration(self, request: Request) -> Response:
        """The form for a new account."""
        return self._registration_page(request, Person(email=""), [])

    async def register(self, request: Request) -> Response:
        """Open the account and sign her in."""
        form = await filled_in(request)
        person = person_in(form)
        mistakes = [f"{label} is missing." for label in missing_in(form)]
        if len(form.get("password", "")) < SHORTEST_PASSWORD:
            mistakes.append(f"A password has at least {SHORTEST_PASSWORD} characters.")
        if not mistakes:
            try:
                self._shop.register(person, form["password"])
            except RefusedError as refusal:
                mistakes.append(str(refusal))
        if mistakes:
            return self._registration_page(request, person, mistakes)
        self._visit(request).sign_in(person)
        return see("/account")

    async def sign_in(self, request: Request) -> Response:
        """First step: the address."""
        return self._front.page(request, "shop/sign_in.html", email="", unknown=False)

    async def recognise(self, request: Request) -> Response:
        """Second step, for an address that the shop knows; looking changes nothing."""
        email = canonical_address((await filled_in(request)).get("email", ""))
        return self._second_step(request, email)

    async def check_password(self, request: Request) -> Response:
        """Let her in by her password."""
        form = await filled_in(request)
        email = canonical_address(form.get("email", ""))
        known = self._shop.store.customer(email)
        if known is None or not self._shop.store.is_password(email, form.get("password", "")):
            return self._second_step(request, email, "This is not the password we know.")
        self._visit(request).sign_in(known)
        return see("/account")

    async def mail_link(self, request: Request) -> Response:
        """Mail her a link that lets her in."""
        email = canonical_address((await filled_in(request)).get("email", ""))
        known = self._shop.store.customer(email)
        if known is None:
            return self._second_step(request, email)
        token = self._signatures.sign_in_token(email)
        self._shop.mail_sign_in_link(known, f"{self._address}/sign-in/by-mail/{token}")
        return self._front.page(request, "shop/link_mailed.html", email=email)

    async def follow_link(self, request: Request) -> Response:
        """She comes by the link in her mail."""
        email = self._signatures.read_sign_in(request.path_params["token"])
        known = self._shop.store.customer(email or "")
        if known is None:
            text = "This sign-in link is too old, or not ours. Ask for a new one."
            return self._front.not_found(request, text)
        self._visit(request).sign_in(known)
        return see("/account")

    async def sign_out(self, request: Request) -> Response:
        """She goes."""
        self._visit(request).sign_out()
        return see("/")

    async def account(self, request: Request) -> Response:
        """What the shop knows of her, and her orders."""
        customer = self._visit(request).customer
        if customer is None:
            return see("/sign-in")
        found = tuple(self._shop.store.orders_of(customer.email))
        [listing] = self._faults.bend(AccountListing(found))
        return self._front.page(
            request,
            "shop/account.html",
            orders=listing.orders,
            tier=self._shop.store.tier(customer.email),
            wants_offers=self._shop.store.wants_offers(customer.email),
        )

    async def close(self, request: Request) -> Response:
        """She wants no account any more."""
        visit = self._visit(request)
        if visit.customer is None:
            return see("/sign-in")
        self._shop.close_account(visit.customer)
        visit.sign_out()
        visit.say("Your account has been closed.")
        return see("/")

    def _second_step(self, request: Request, email: str, mistake: str = "") -> Response:
        known = self._shop.store.customer(email)
        if known is None:
            return self._front.page(request, "shop/sign_in.html", email=email, unknown=True)
        return self._front.page(
            request,
            "shop/welcome_back.html",
            known=known,
            by_password=self._shop.store.has_password(email),
            mistake=mistake,
        )

    def _registration_page(self, request: Request, person: Person, mistakes: list[str]) -> Response:
        return self._front.page(
            request,
            "shop/register.html",
            status=400 if mistakes else 200,
            person=person,
            entries=ADDRESS_ENTRIES,
            mistakes=mistakes,
        )

    def _visit(self, request: Request) -> Visit:
        return Visit(request, self._shop)
