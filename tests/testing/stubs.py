"""Systems on loopback sockets that know one order: each asked, and answering, in its own way."""

from __future__ import annotations

import base64
import json
import threading
import xmlrpc.client
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

KEY = "right-key-4c"
NUMBER = "A-1042"
ORDER = {"number": NUMBER, "email": "ada@customers.example", "total": "89.00", "status": "open"}
PAGE = (
    "<h1>Order</h1><table><tr><td class=number>{number}</td><td class=email>{email}</td>"
    "<td class=total>{total}</td><td class=status>{status}</td></tr></table>"
)
FORM = (
    '<form method="post" action="/login/"><input name="username"><input type="password" '
    'name="password"><input type="hidden" name="csrfmiddlewaretoken" value="t1"></form>'
)


class Asked(BaseHTTPRequestHandler):
    """One request to a stub; `answer` and `lets_in` are the stub's own."""

    answer: Callable[[Asked], None]
    lets_in: Callable[[Asked], bool]
    body: bytes = b""

    def do_GET(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def _handle(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if type(self).lets_in(self):
            type(self).answer(self)
        else:
            self.say({"error": "invalid_client"}, 401)

    def say(self, document: Any, status: int = 200) -> None:
        self.send(json.dumps(document).encode(), "application/json", status)

    def send(
        self,
        content: bytes,
        media_type: str,
        status: int = 200,
        **headers: str,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""

    @property
    def query(self) -> dict[str, str]:
        return {name: each[0] for name, each in parse_qs(urlsplit(self.path).query).items()}

    @property
    def asks_for_it(self) -> bool:
        """Whether the order is meant, wherever in the question its number stands."""
        return NUMBER in unquote(self.path) or NUMBER.encode() in self.body


def found(asked: Asked) -> list[dict[str, str]]:
    return [ORDER] if asked.asks_for_it else []


def rest(asked: Asked) -> None:
    asked.say(ORDER, 200) if asked.asks_for_it else asked.say({"error": "no such order"}, 404)


def odata(asked: Asked) -> None:
    asked.say({"value": found(asked)})


def graphql(asked: Asked) -> None:
    asked.say({"data": {"orders": found(asked)}})


def json_rpc(asked: Asked) -> None:
    call = json.loads(asked.body) if asked.body else {}
    asked.say({"jsonrpc": "2.0", "id": call.get("id"), "result": found(asked)})


def xml_rpc(asked: Asked) -> None:
    asked.send(xmlrpc.client.dumps((found(asked),), methodresponse=True).encode(), "text/xml")


def with_token(asked: Asked) -> None:
    if urlsplit(asked.path).path == "/token":
        asked.say({"access_token": "made-token-7", "token_type": "Bearer", "expires_in": 3600})
    else:
        rest(asked)


def pages(asked: Asked) -> None:
    """A login form, and pages behind it."""
    right = f"password={KEY}".encode() in asked.body
    if urlsplit(asked.path).path == "/login/" and not right:
        asked.send(FORM.encode(), "text/html")
    elif urlsplit(asked.path).path == "/login/":
        asked.send(b"", "text/html", 302, Set_Cookie="session=s-1; Path=/", Location="/")
    elif "session=s-1" not in (asked.headers.get("Cookie") or ""):
        asked.send(FORM.encode(), "text/html")
    elif asked.asks_for_it:
        asked.send(PAGE.format(**ORDER).encode(), "text/html")
    else:
        asked.send(b"<p class=none>No such order.</p>", "text/html")


def by_header(asked: Asked) -> bool:
    return bool(asked.headers.get("X-Key") == KEY)


def by_password(asked: Asked) -> bool:
    pair = base64.b64encode(f"reader:{KEY}".encode()).decode()
    return bool(asked.headers.get("Authorization") == f"Basic {pair}")


def by_bearer(asked: Asked) -> bool:
    return bool(asked.headers.get("Authorization") == f"Bearer {KEY}")


def by_client(asked: Asked) -> bool:
    """The token is given to whoever knows the client's secret, and lets in."""
    if urlsplit(asked.path).path == "/token":
        pair = base64.b64encode(f"tester:{KEY}".encode()).decode()
        return asked.headers.get("Authorization") == f"Basic {pair}"
    return bool(asked.headers.get("Authorization") == "Bearer made-token-7")


def anybody(_: Asked) -> bool:
    return True


@contextmanager
def served(answer: Callable[[Asked], None], lets_in: Callable[[Asked], bool]) -> Iterator[int]:
    """The port of such a system."""

    class Handler(Asked):
        pass

    Handler.answer, Handler.lets_in = answer, lets_in  # type: ignore[assignment,method-assign]  # called through the class
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join(10)
