"""The frame of every page: who is signed in, what is in the basket, what was just said."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from samestory_demo.pages import page
from samestory_demo.website.shop import Shop
from samestory_demo.website.visit import Visit


class Front:
    """Draws pages for visitors."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def page(
        self, request: Request, template: str, *, status: int = 200, **content: object
    ) -> Response:
        """One page within the frame."""
        visit = Visit(request, self._shop)
        return page(
            template,
            status,
            customer=visit.customer,
            pieces=sum(each.quantity for each in visit.basket),
            notice=visit.notice(),
            **content,
        )

    def not_found(self, request: Request, text: str) -> Response:
        """There is no such thing."""
        return self.page(request, "shop/not_found.html", status=404, text=text)


def see(where: str) -> Response:
    """Go on at another page; loading it again repeats nothing."""
    return RedirectResponse(where, status_code=303)
