"""The shop's app, as a customer uses it."""

from samestory import CannotAct

PRODUCTS = ("Chain, 11-speed",)


class Shop:
    def __init__(self, channel):
        self._http, self._who = channel.http, channel.who

    def register(self):
        self._post("accounts", email=self._who.email, name=self._who.name)

    def order(self, wishes, *, as_guest):
        [wish] = wishes
        if wish.product not in PRODUCTS:
            raise CannotAct.unknown("product", wish.product, PRODUCTS)
        what = {"product": wish.product, "quantity": wish.quantity, "as_guest": as_guest}
        return {**self._post("orders", email=self._who.email, **what), "pieces": wish.quantity}

    def take_back(self, number, reason):
        return self._post(f"orders/{number}/return", reason=reason)

    def _post(self, path, **told):
        return self._http.post(f"/shop/{path}", json=told).raise_for_status().json()
