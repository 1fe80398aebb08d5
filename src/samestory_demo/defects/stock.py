"""What goes wrong with what is in stock, and with what may be sold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from samestory_demo.defects.declaring import Corrupts, fault
from samestory_demo.messages import Topic
from samestory_demo.seams import Delivery, Shelf


def _news_of_stock(delivery: Delivery, *targets: str) -> bool:
    return delivery.message.topic is Topic.STOCK_COUNTED and delivery.target in targets


@fault(
    "crm-blind-to-stock",
    "Your agent says that you have plenty, and your shop has seven.",
    (6,),
    Corrupts("crm", ("pieces",)),
    Delivery,
)
def _crm_blind_to_stock(delivery: Delivery) -> Iterator[Delivery]:
    if not _news_of_stock(delivery, "crm"):
        yield delivery


@fault(
    "stock-news-lost",
    "Shop and agent both say that you have plenty, and the shelf is almost empty.",
    (6,),
    Corrupts("website", ("pieces",)),
    Delivery,
)
def _stock_news_lost(delivery: Delivery) -> Iterator[Delivery]:
    if not _news_of_stock(delivery, "crm", "website"):
        yield delivery


@fault(
    "promoted-item-is-blocked",
    "You mailed me an offer for something that you cannot send.",
    (8,),
    Corrupts("list", ("status",)),
    Shelf,
)
def _promoted_item_is_blocked(shelf: Shelf) -> Iterator[Shelf]:
    yield replace(shelf, sellable=shelf.sku != "MP-1")
