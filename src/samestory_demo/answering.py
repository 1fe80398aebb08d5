"""The last step of every answer: a system may be busy for a moment, or spell otherwise."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from samestory_demo.faults import Faults
from samestory_demo.seams import Answer


class Answering:
    """Answers for `system`, as the faults want it; it counts the questions since the start."""

    def __init__(self, system: str, faults: Faults, app: ASGIApp) -> None:
        self._system = system
        self._app = app
        self._faults = faults
        self._questions = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        self._questions += 1
        asked = Answer(self._system, scope["method"], self._questions, _in_browser(scope))
        [answer] = self._faults.bend(asked)
        if answer.refusal:
            await _refused(answer)(scope, receive, send)
        elif answer.capitals:
            await self._app(scope, receive, _in_capitals(send))
        else:
            await self._app(scope, receive, send)


def _in_browser(scope: Scope) -> bool:
    return "text/html" in Headers(scope=scope).get("accept", "")


def _refused(answer: Answer) -> Response:
    headers = {"Retry-After": "1"} if answer.refusal == 429 else {}
    return PlainTextResponse("Please try again.", answer.refusal, headers)


def _in_capitals(send: Send) -> Send:
    """Spell the domain of the customers' mail addresses with capitals, which changes no length."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.body":
            body = message.get("body", b"").replace(b"@customers.example", b"@Customers.EXAMPLE")
            message = {**message, "body": body}
        await send(message)

    return sending
