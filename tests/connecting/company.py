"""A stand-in for two systems of another company, on loopback sockets.

The shop's back office (`/office`) is logged in to by a form; its answer tells the session in a
header of its own. The warehouse (`/stock`) is asked with a header, and tells the same story.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

PASSWORD = "op3n-Sesame-Right"
NUMBER, ADA = "A-1042", "ada@customers.example"
ORDER = {"number": NUMBER, "email": ADA, "total": "89.00", "state": "placed"}
OFFICE = """
[guard]
hosts = ["127.0.0.1"]

[defaults]
currency = "EUR"
patience = "3 s"

[systems.office]
adapter  = "http"
called   = "back office"
base_url = "http://127.0.0.1:{port}/office"
auth     = {{ kind = "in the question", user = "qa", password_env = "OFFICE_PASSWORD" }}
{more}

[systems.office.order]
record = "answer.orders[0]"
key    = "number"
email  = "email"
total  = {{ at = "total", as = "decimal" }}
status = "state"

[[systems.office.order.via]]
name = "login"
find = {{ path = "/login", form = {{ user = "{{user}}", password = "{{password}}" }} }}
take = {{ session = {{ header = "X-Auth-Token" }} }}

[systems.office.order.find]
path    = "/orders"
form    = {{ number = "{{key}}" }}
headers = {{ X-Auth-Token = "{{session}}" }}

[systems.stock]
adapter  = "http"
base_url = "http://127.0.0.1:{port}/stock"

[systems.stock.order]
find   = "/orders?number={{key}}"
record = "orders[0]"
email  = "email"
total  = {{ at = "total", as = "decimal" }}
status = "state"
"""


@dataclass
class Company:
    """What it was asked, and how it behaves; a test may change its mind."""

    refuses_with: tuple[int, object] = (401, {"error": "bad password"})
    sessions: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    """The sessions that questions have shown."""
    lasts: int = 1000
    """Questions that a session is good for."""
    leaves_out: bool = False
    """Whether the warehouse leaves out a list of none."""
    slow_to_follow: int = 0
    """Questions to the warehouse until it has followed."""
    asked: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    """The media types of what was posted."""

    def answer(self, path: str, form: dict[str, str], token: str) -> tuple[int, object, str]:
        """State, document, and what stands in the header that tells the session."""
        self.asked.append(path.partition("?")[0])
        if path == "/office/login":
            return self._login(form)
        if path == "/office/orders":
            if not self._knows(token):
                return *self.refuses_with, ""
            return 200, {"orders": [ORDER] if form.get("number") == NUMBER else []}, f"next-{token}"
        if path.startswith("/stock/orders"):
            found = self._stock() if path.endswith(NUMBER) else []
            told = {"took": 3} if self.leaves_out and not found else {"took": 3, "orders": found}
            return 200, told, ""
        return 404, {"message": "nothing here"}, ""

    def _login(self, form: dict[str, str]) -> tuple[int, object, str]:
        if form != {"user": "qa", "password": PASSWORD}:
            return *self.refuses_with, ""
        self.sessions.append(f"adm1n-token-{len(self.sessions)}-8f3a9c")
        told = {"welcome": "qa", "refresh": f"r3fresh-{self.sessions[-1]}"}
        return 200, told, self.sessions[-1]

    def _knows(self, token: str) -> bool:
        self.shown.append(token)
        return token in self.sessions and self.shown.count(token) <= self.lasts

    def _stock(self) -> list[object]:
        self.slow_to_follow -= 1
        return [ORDER | {"state": "on its way"}] if self.slow_to_follow >= 0 else [ORDER]

    @contextmanager
    def serving(self) -> Iterator[int]:
        """The port on which it answers."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def _handler(company: Company) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say({})

        def do_POST(self) -> None:
            company.types.append(self.headers["Content-Type"])
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say({name: values[0] for name, values in parse_qs(text).items()})

        def _say(self, form: dict[str, str]) -> None:
            token = self.headers.get("X-Auth-Token", "")
            status, document, session = company.answer(self.path, form, token)
            content = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            if session:
                self.send_header("X-Auth-Token", session)
                self.send_header("Set-Cookie", f"office=c00kie-{session}; Path=/")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Nobody reads it."""

    return Handler
