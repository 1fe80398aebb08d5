"""Signed promises in links: an offer that marketing mails, a sign-in that the website mails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

SIGN_IN_SECONDS = 15 * 60


@dataclass(frozen=True, slots=True)
class Offer:
    """One product at a special price, for the holder of the link, up to and including a day."""

    sku: str
    price: Decimal
    until: date


class Signatures:
    """Makes and reads the tokens of the links; a changed or foreign token is read as None."""

    def __init__(self, key: str) -> None:
        self._offers = URLSafeTimedSerializer(key, salt="offer")
        self._opt_outs = URLSafeSerializer(key, salt="opt out")
        self._sign_ins = URLSafeTimedSerializer(key, salt="sign in")

    def offer_token(self, offer: Offer) -> str:
        """What the link of an offer ends with."""
        return str(self._offers.dumps([offer.sku, str(offer.price), offer.until.isoformat()]))

    def read_offer(self, token: str) -> Offer | None:
        """The offer in a link."""
        try:
            sku, price, until = self._offers.loads(token)
        except BadData:
            return None
        return Offer(sku, Decimal(price), date.fromisoformat(until))

    def opt_out_token(self, email: str) -> str:
        """What a link ends with that leads to the end of her subscription."""
        return str(self._opt_outs.dumps(email))

    def read_opt_out(self, token: str) -> str | None:
        """The mail address in such a link; it never grows too old."""
        try:
            return str(self._opt_outs.loads(token))
        except BadData:
            return None

    def sign_in_token(self, email: str) -> str:
        """What a sign-in link ends with."""
        return str(self._sign_ins.dumps(email))

    def read_sign_in(self, token: str) -> str | None:
        """The mail address in a sign-in link, for a quarter of an hour."""
        try:
            return str(self._sign_ins.loads(token, max_age=SIGN_IN_SECONDS))
        except BadData:
            return None
