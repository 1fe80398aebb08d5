"""Serves the payment processor on 127.0.0.1, in its own environment: `python serve.py`.

`PAYMENTS_PORT` is where it listens, `PAYMENTS_KEY` the one secret key that it takes. It keeps
everything in memory, so every start begins empty. It stops when its standard input ends: it never
outlives who started it.
"""

# mypy: disable-error-code="import-not-found, no-any-unimported, untyped-decorator"
# localstripe and aiohttp live in an environment of their own, where mypy does not run.

import os
import sys
import threading
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Awaitable, Callable
from hmac import compare_digest
from typing import Any

from aiohttp import web
from localstripe.resources import Store
from localstripe.server import app, auth_middleware
from searching import PATH, search

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def only_with_the_key(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse every other secret key as Stripe does; localstripe would take any."""
    shown = shown_key(request.headers.get("Authorization", ""))
    if not compare_digest(shown.encode(), os.environ["PAYMENTS_KEY"].encode()):
        told = {"type": "invalid_request_error", "message": "Invalid API Key provided"}
        return web.json_response({"error": told}, status=401)
    return await handler(request)


def shown_key(authorization: str) -> str:
    """The key in a header: a bearer token, or the user of a basic login; empty if there is none."""
    kind, _, rest = authorization.partition(" ")
    if kind.lower() == "bearer":
        return rest.strip()
    if kind.lower() == "basic":
        try:
            return b64decode(rest).decode().partition(":")[0]
        except (NotBase64, UnicodeDecodeError):
            return ""
    return ""


def keep_in_memory() -> None:
    """Save nothing: localstripe's file is shared by all users of this machine."""
    Store.dump_to_disk = lambda _self: None


def stop_with_parent() -> None:
    """End this process when its standard input does."""
    sys.stdin.read()
    os._exit(0)


def main() -> None:
    """Serve until stopped; localstripe's own command would listen on every interface."""
    keep_in_memory()
    checks: Any = app.middlewares
    checks[checks.index(auth_middleware)] = only_with_the_key
    app.router.add_get(PATH, search)
    threading.Thread(target=stop_with_parent, daemon=True).start()
    port = int(os.environ["PAYMENTS_PORT"])
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=None)


if __name__ == "__main__":
    main()
