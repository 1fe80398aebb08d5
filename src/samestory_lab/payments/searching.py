"""Stripe's search for payment intents by an entry of their metadata, which localstripe lacks.

The call and the answer are Stripe's: https://docs.stripe.com/api/payment_intents/search. Only one
condition, on metadata, is understood.
"""

# mypy: disable-error-code="import-not-found, no-any-unimported"
# localstripe and aiohttp live in an environment of their own, where mypy does not run.

import re

from aiohttp import web
from localstripe.errors import UserError
from localstripe.resources import store
from localstripe.server import json_response

PATH = "/v1/payment_intents/search"
KIND = "payment_intent:"
QUERY = re.compile(r"""metadata\[(['"])(?P<key>\w+)\1\]:(['"])(?P<value>[^'"]*)\3""")


async def search(request: web.Request) -> web.Response:
    """The intents whose metadata say so, oldest first; 400 if something else is asked."""
    asked = QUERY.fullmatch(request.query.get("query", ""))
    if asked is None:
        raise UserError(400, "only metadata['key']:'value' can be searched for")
    intents = [each for key, each in store.items() if key.startswith(KIND)]
    found = [each for each in intents if (each.metadata or {}).get(asked["key"]) == asked["value"]]
    return json_response({
        "object": "search_result",
        "url": PATH,
        "has_more": False,
        "next_page": None,
        "data": [each._export() for each in found],  # noqa: SLF001  (its own pages do the same)
    })  # fmt: skip
