"""What is on the shelves: counted in the ERP, and quoted by everybody who has heard of it."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from samestory_demo.bus import Bus
from samestory_demo.faults import Faults
from samestory_demo.messages import Message, Topic
from samestory_demo.products import CATALOGUE, Product
from samestory_demo.seams import Shelf

AT_FIRST = 24
"""Pieces of every article before anything is counted."""
FREE, BLOCKED = "", "01"
"""The ERP's codes for whether an article may be sold."""


class Shelves:
    """The ERP's material stock: decimals with three places, codes for what may be sold."""

    def __init__(self, bus: Bus, faults: Faults) -> None:
        self._bus = bus
        self._faults = faults
        self.reset()

    def reset(self) -> None:
        """Fill every shelf."""
        self._shelves = {each.sku: Shelf(each.sku, AT_FIRST) for each in CATALOGUE}

    def count(self, sku: str, pieces: int) -> None:
        """Book what a stock-taking has found; KeyError for an unknown article."""
        shelf = self._shelves[sku] = Shelf(sku, pieces, self._shelves[sku].sellable)
        details = {"sku": sku, "pieces": str(shelf.pieces)}
        news = Message(topic=Topic.STOCK_COUNTED, key=sku, source="erp", details=details)
        self._bus.publish(news)

    def materials(self, title: str) -> list[dict[str, Any]]:
        """The articles of this title, as the ERP reports them."""
        shelves = (self._shelves[each.sku] for each in _called(title))
        return [_material(shelf) for each in shelves for shelf in self._faults.bend(each)]

    def routes(self) -> list[Route]:
        """The ERP's interface to its stock."""

        async def materials(request: Request) -> JSONResponse:
            return JSONResponse({"d": self.materials(request.query_params.get("Maktx", ""))})

        async def count(request: Request) -> JSONResponse:
            sku, pieces = request.path_params["sku"], request.query_params.get("Labst", "")
            if sku not in self._shelves or not pieces.isdecimal():
                return JSONResponse({"error": f"{sku} cannot be counted as {pieces!r}"}, 409)
            self.count(sku, int(pieces))
            return JSONResponse({"d": [_material(self._shelves[sku])]})

        return [
            Route("/v1/materials", materials),
            Route("/v1/materials/{sku}/count", count, methods=["POST"]),
        ]


class Quotes:
    """What another system says about stock: what it has heard last."""

    def __init__(self, bus: Bus, system: str) -> None:
        self.reset()
        bus.listen(system, {Topic.STOCK_COUNTED}, self.hear)

    def reset(self) -> None:
        """Forget what was counted."""
        self.pieces = {each.sku: AT_FIRST for each in CATALOGUE}

    async def hear(self, message: Message) -> None:
        """An article was counted."""
        self.pieces[message.details["sku"]] = int(message.details["pieces"])

    def articles(self, title: str) -> list[dict[str, Any]]:
        """The articles of this title, as programs are told them."""
        return [
            {"code": each.sku, "title": each.title, "on_hand": self.pieces[each.sku]}
            for each in _called(title)
        ]


def promotable(title: str) -> list[dict[str, Any]]:
    """What marketing may offer, as it believes: everything that is in the catalogue."""
    return [{"article": each.title, "promote": True} for each in _called(title)]


def _called(title: str) -> list[Product]:
    return [each for each in CATALOGUE if each.title == title]


def _material(shelf: Shelf) -> dict[str, Any]:
    code = FREE if shelf.sellable else BLOCKED
    return {"Matnr": shelf.sku, "Labst": f"{shelf.pieces}.000", "Vmsta": code}
