"""How well the name of a place fits a field: words that systems use, whatever their make."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from samestory.learn.places import Steps, key_words

_NO_PART_OF_IT = ("discount", "shipping", "freight", "refund", "refunded", "refunds", "tip", "fee")
_DONE_LATER = (
    *("invoiced", "shipped", "refunded", "canceled", "cancelled", "delivered", "returned"),
    *("fulfilled", "unfulfilled", "open", "backordered", "reserved", "received", "removed"),
    *("fulfillable", "refundable", "picked", "packed", "available"),
)
_OTHER_THAN_ORDERS = (
    *("payment", "financial", "fulfillment", "fulfilment", "shipping", "shipment", "delivery"),
    *("tax", "return", "refund", "credit", "rejection", "billing", "billed", "previous", "reason"),
    *("history", "account", "region", "province", "country", "address", "check", "invoice"),
    *("sync", "http", "doc", "code", "category", "text", "message", "user"),
)


def _weights(good: Mapping[str, float], *bad: str, by: float = -3) -> Mapping[str, float]:
    return MappingProxyType({**dict.fromkeys(bad, by), **good})


FIELD_WORDS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "key": _weights(
            {"number": 2, "no": 1, "nr": 1, "reference": 2, "ref": 2, "name": 1, "external": 1}
            | {"order": 1, "client": 0.5, "customer": 0.5, "increment": 1, "code": 0.5, "key": 0.5}
            | {"text": -1, "description": -2, "title": -1, "url": -3, "note": -2, "id": 0.5},
        ),
        "total": _weights(
            {"gesamt": 3, "summe": 2, "brutto": 2, "betrag": 1, "importe": 2, "totaal": 3}
            | {"total": 3, "grand": 3, "gross": 2, "amount": 2, "sum": 2, "incl": 1, "including": 1}
            | {"inclusive": 1, "current": 1, "presentment": 0.5, "payable": 1, "order": 0.5}
            | {"price": 0.5, "value": 0.5, "excl": -4, "excluding": -4, "without": -4, "net": -1.5}
            | {"sub": -4, "subtotal": -4, "base": -2, "paid": -2, "due": -2, "received": -2}
            | {"captured": -2, "capturable": -2, "balance": -2, "outstanding": -2, "original": -1}
            | {"invoiced": -2, "line": -2, "lines": -2, "item": -2, "items": -2, "unit": -3}
            | {"row": -3, "rounded": -0.5, "authorized": -1, "tax": -0.5, "company": -2},
            *_NO_PART_OF_IT,
        ),
        "currency": _weights(
            {"currency": 3, "code": 1, "iso": 1, "order": 1, "transaction": 1, "presentment": 0.5}
            | {"cur": 2, "curr": 2, "ccy": 3}
            | {"base": -2, "global": -2, "store": -1, "shop": -1, "company": -2, "default": -2}
            | {"country": -3, "language": -3, "id": -1, "symbol": -1},
        ),
        "email": _weights(
            {"email": 3, "mail": 2, "customer": 1, "contact": 0.5, "address": 0.2}
            | {"search": -2, "normalized": -1},
            *("reply", "from", "sender", "owner", "store", "support", "sales", "cc", "bcc"),
        ),
        "name": _weights(
            {"name": 2, "full": 1, "display": 1, "ship": 1, "shipping": 1, "recipient": 1}
            | {"customer": 1, "contact": 0.5, "delivery": 1, "bill": -1, "billing": -1},
            *("company", "file", "user", "username", "owner", "search", "sort"),
        ),
        "phone": _weights({"phone": 3, "telephone": 3, "mobile": 2, "tel": 2, "cell": 1}, "fax"),
        "status": _weights(
            {"stat": 1.5, "statut": 2, "estado": 2, "zustand": 2, "stato": 2}
            | {"status": 2, "state": 2.1, "stage": 2, "phase": 1.5, "lifecycle": 0.5, "order": 0.5}
            | {"overall": 0.5, "process": -0.5, "pipeline": 0},
            *_OTHER_THAN_ORDERS,
        ),
        "tier": _weights(
            {"tier": 3, "status": 2, "state": 2.1, "consent": 2, "subscription": 1, "level": 1.5}
            | {"segment": 1, "stage": 1.5, "lifecycle": 1, "group": 1, "marketing": 0.5}
            | {"email": 0.3, "membership": 1.5, "loyalty": 1.5},
            *("country", "region", "province", "address", "reason", "code", "http", "timestamp"),
            *("sms", "phone", "push", "tax", "account"),
        ),
        "delivery_day": _weights(
            {"liefer": 3, "lieferdatum": 4, "liefertag": 4, "livraison": 3, "entrega": 3}
            | {"delivery": 3, "deliver": 3, "requested": 2, "promised": 2, "expected": 2}
            | {"estimated": 1.5, "ship": 1, "shipping": 1, "shipment": 1, "due": 1, "date": 1}
            | {"day": 1, "eta": 2, "commit": 1, "arrival": 2, "scheduled": 1},
            *("created", "creation", "updated", "modified", "posting", "invoice", "paid", "closed"),
            *("changed", "birth", "pricing", "tax", "document", "transaction"),
        ),
        "address": _weights(
            {"ship": 3, "shipping": 3, "delivery": 3, "to": 0.5, "recipient": 2, "address": 1}
            | {"bill": -2, "billing": -2, "invoice": -2, "sell": -1, "default": 0.2, "from": -3}
            | {"origin": -3, "company": -1, "warehouse": -3, "store": -2},
        ),
        "address part": _weights(
            {"street": 2, "line": 1, "address": 1.5, "city": 2, "town": 2, "locality": 2}
            | {"zip": 2, "postcode": 2, "postal": 2, "post": 1.5, "country": 2, "code": 0.5}
            | {"addr": 1, "house": 1, "number": 0.2},
            *("region", "state", "province", "county", "formatted", "timezone", "language"),
        ),
        "lines": _weights(
            {"positionen": 3, "artikel": 2, "lignes": 3, "lineas": 3}
            | {"lines": 3, "line": 3, "items": 3, "item": 2, "positions": 3, "products": 2}
            | {"order": 1, "details": 1, "rows": 1, "entries": 1, "articles": 2, "cart": 0.5},
            *("shipments", "shipment", "fulfillments", "refunds", "returns", "assignments"),
            *("invoices", "tax", "taxes", "discounts", "history", "tracking", "packages"),
        ),
        "sku": _weights(
            {"artikel": 2, "articulo": 2, "art": 1.5}
            | {"sku": 5, "code": 2, "article": 2, "number": 2, "material": 2, "product": 1}
            | {"item": 1, "no": 1, "ref": 1, "reference": 1, "variant": 0.5, "default": 0.2}
            | {"id": 0.5, "description": -4, "barcode": -1, "display": -2, "key": 0.5},
            *("name", "title", "text", "label", "url", "link", "parent", "path", "slug", "image"),
        ),
        "quantity": _weights(
            {"menge": 4, "anzahl": 3, "cantidad": 4, "quantite": 4, "aantal": 3, "antal": 3}
            | {"pcs": 2, "stk": 2, "units": 2, "pieces": 2}
            | {"quantity": 4, "qty": 4, "ordered": 2, "count": 1, "amount": 1, "requested": 1}
            | {"current": 0.5, "number": 0.2, "sales": 0.2},
            *("id", "position", "sequence", "index", "sort", "tax", "min", "max", "weight", "idx"),
            *("percent", "price", "total", "group", "type", "store", "discount", "conversion"),
            *("factor", "rate", "line", "level", "virtual", "status", "stock", "version"),
            *_DONE_LATER,
        ),
        "unit_price": _weights(
            {"preis": 3, "einzelpreis": 4, "prix": 3, "precio": 3, "prijs": 3}
            | {"unit": 3, "price": 3, "each": 2, "single": 2, "incl": 1, "including": 1, "rate": 2}
            | {"gross": 1, "amount": 1, "presentment": 0.5, "original": -1, "base": -2, "list": -4}
            | {"line": -1, "excl": -3, "excluding": -3, "net": -1, "compare": -3, "valuation": -2}
            | {"company": -2, "last": -2, "purchase": -3},
            *("total", "row", "discount", "cost", "tax", "sum", "subtotal"),
        ),
        "numbers": _weights(
            {"number": 2, "reference": 2, "ref": 2, "name": 1, "external": 1, "order": 1}
            | {"increment": 1, "client": 0.5, "id": 0.5},
        ),
        "count": _weights(
            {"total": 2, "count": 3, "size": 2, "length": 2, "records": 1, "results": 1}
            | {"items": 1, "found": 1, "number": 1, "hits": 1, "n": 0},
            *("page", "pages", "limit", "offset", "status", "per", "id", "current", "code", "took"),
        ),
    }
)
"""By field, words of keys and how much each speaks for it or against it."""
ECHOES = frozenset(
    {"criteria", "query", "filter", "filters", "request", "links", "link", "self", "history"}
    | {"histories", "audit", "log", "logs", "previous", "errors", "error", "uri", "metadata_url"}
)
"""Words of places that repeat the question, or what once was."""
_OUTER = 0.4
"""What a word of a key further up counts for."""
IN_A_LONGER_WORD = 0.5
SHORTEST_WITHIN = 4
"""Letters of a word that is found at the end of a longer one: "foreigntotal"."""


def fitness(field: str, steps: Steps) -> float:
    """Return how well a place fits a field by its names: the higher, the better.

    Short and flat places are better than long and deep ones, and keys better than positions.
    """
    keys = [key_words(each) for each in steps if isinstance(each, str)]
    if not keys:
        return -1.0
    last = sum(_weight(field, each) for each in keys[-1])
    above = sum(_weight(field, each) for key in keys[:-1] for each in key)
    indexes = sum(isinstance(each, int) for each in steps)
    return last + _OUTER * above - 0.2 * len(keys) - 0.15 * len(keys[-1]) - 0.4 * indexes


def named_fit(field: str, steps: Steps) -> float:
    """Return the weight of the words of the last key alone."""
    last = next((key_words(each) for each in reversed(steps) if isinstance(each, str)), ())
    return sum(_weight(field, each) for each in last)


def is_called(field: str, place: Steps) -> bool:
    """Whether one of its last two keys says so: quantity, eligibleQuantity.value."""
    keys = [each for each in place if isinstance(each, str)]
    return any(named_fit(field, (each,)) > 0 for each in keys[-2:])


def is_echo(steps: Steps) -> bool:
    """Whether a place repeats what was asked, or says what was before."""
    return any(not ECHOES.isdisjoint(key_words(each)) for each in steps)


@cache
def _weight(field: str, word: str) -> float:
    known = FIELD_WORDS.get(field, {})
    if word in known:
        return known[word]
    ends = [each for each in known if len(each) >= SHORTEST_WITHIN and word.endswith(each)]
    return max((known[each] - IN_A_LONGER_WORD for each in ends), default=0.0)
