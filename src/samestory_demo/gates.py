"""Who may ask a system: bearer token, key in a header, or user and password."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Callable
from hmac import compare_digest

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

Admits = Callable[[Headers], bool]


class Gate:
    """Lets a request through to `app` where its headers are right, else answers `refusal`."""

    def __init__(self, app: ASGIApp, admits: Admits, refusal: Response) -> None:
        self._app = app
        self._admits = admits
        self._refusal = refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        admitted = self._admits(Headers(scope=scope))
        await (self._app if admitted else self._refusal)(scope, receive, send)


def header_gate(app: ASGIApp, header: str, value: str) -> Gate:
    """Only who sends exactly this header."""
    return Gate(app, lambda headers: _same(headers.get(header, ""), value), _refused({}))


def basic_gate(app: ASGIApp, user: str, password: str) -> Gate:
    """Only who sends this user and password (HTTP basic)."""
    expected = f"{user}:{password}"
    refusal = _refused({"WWW-Authenticate": 'Basic realm="Speedwell Cycles"'})
    return Gate(app, lambda headers: _same(_credentials(headers), expected), refusal)


def _refused(headers: dict[str, str]) -> Response:
    error = "not allowed: send the key of this system"
    return JSONResponse({"error": error}, status_code=401, headers=headers)


def _same(left: str, right: str) -> bool:
    return compare_digest(left.encode(), right.encode())


def _credentials(headers: Headers) -> str:
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    if scheme.casefold() != "basic":
        return ""
    try:
        return b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
