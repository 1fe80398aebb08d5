"""An API of an unusual shape, on a loopback socket: it knows Ada, her orders, and its own words.

Tokens come from a token endpoint and are worn out after a few questions. People are found by a hash
of their address, orders by the person. Lists come in pages by a cursor. Amounts are minor units in
texts, days are epochs, and its states are words of its own.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

ADA = "ada@customers.example"
CLIENT, SECRET = "story-reader", "op3n-sesame/?"
PAGE = 2
"""Members of a page."""
WEAR = 4
"""Questions that a token is good for."""

ENTRIES = [
    {"article": {"code": "BB-IT"}, "pieces": 1, "each": {"minor": "8900"}},
    {"article": {"code": "CH-11"}, "pieces": 2, "each": {"minor": "2500"}},
    {"article": {"code": "OIL"}, "pieces": 1, "each": {"minor": "490"}},
]


@dataclass(slots=True)
class Stranger:
    """What it knows, and what it was asked; a test may change its mind."""

    total: str = "14390"
    stage: str = "in-the-basket-of-the-picker"
    numbers: tuple[str, ...] = ("A-1038", "A-1040", "A-1042", "A-1044", "A-1046")
    asked: list[str] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)
    """By token, for how many more questions it is good."""

    def answer(self, path: str, query: dict[str, str]) -> tuple[int, object]:
        """The state and the document for a question with a good token."""
        match path.strip("/").split("/"):
            case ["v3", "people"]:
                known = query.get("mail-hash") == md5(ADA.encode()).hexdigest()  # noqa: S324 - that is how it knows people
                return 200, {"people": [self._person()] if known else [], "took": 3}
            case ["v3", "people", "p-77", "dossiers"] if "ref" in query:
                known = query["ref"] in self.numbers
                return 200, {"dossiers": [self._dossier(query["ref"])] if known else []}
            case ["v3", "people", "p-77", "dossiers"]:
                return 200, self._page("dossiers", [{"ref": each} for each in self.numbers], query)
            case ["v3", "dossiers", "9", "entries"]:
                return 200, self._page("entries", ENTRIES, query)
            case _:
                return 410, {"problem": "gone"}

    @staticmethod
    def _person() -> dict[str, object]:
        mails = [{"kind": "work", "at": "a@x.example"}, {"kind": "main", "at": ADA}]
        return {"personRef": "p-77", "called": ["Ada", "Lovelace"], "mails": mails}

    def _dossier(self, ref: str) -> dict[str, object]:
        return {
            "dossierId": 9,
            "ref": ref,
            "sum": {"minor": self.total, "unit": "eur"},
            "stage": self.stage,
            "arrives": 1795561200,  # midnight in Berlin, which is the day before in UTC
            "to": {"line": "Hauptstr. 5", "place": ["10115", "Berlin"]},
        }

    @staticmethod
    def _page(name: str, members: list[Any], query: dict[str, str]) -> dict[str, object]:
        start = int(query.get("after", "x0")[1:])
        end = start + PAGE
        more = {"after": f"x{end}"} if end < len(members) else None
        return {name: members[start:end], "more": more}


@contextmanager
def serving(stranger: Stranger) -> Iterator[int]:
    """The port on which it answers."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(stranger))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


def _handler(stranger: Stranger) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            pair = b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
            wanted = {"grant_type": ["client_credentials"], "scope": ["stories:read"]}
            right = self.headers["Authorization"] == f"Basic {pair}" and wanted == parse_qs(body)
            if self.path != "/oauth/token" or not right:
                return self._say(401, {"error": "invalid_client"})
            stranger.tokens.append(WEAR)
            token = f"t0ken-{len(stranger.tokens) - 1}"
            return self._say(200, {"access_token": token, "token_type": "Bearer"})

        def do_GET(self) -> None:
            number = self.headers.get("Authorization", "").removeprefix("Bearer t0ken-")
            good = number.isdigit() and stranger.tokens[int(number)] > 0
            if not good:
                return self._say(401, {"problem": "who are you?"})
            stranger.tokens[int(number)] -= 1
            stranger.asked.append(self.path)
            url = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            return self._say(*stranger.answer(url.path, query))

        def _say(self, status: int, document: object) -> None:
            content = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/vnd.stranger+json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing on the screen."""

    return Handler
