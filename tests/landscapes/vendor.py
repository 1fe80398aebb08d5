"""A vendor's interface as its documentation publishes it, served on a loopback socket.

Each file in published/ is one vendor: `exchanges` are the questions that it understands (`asked`)
and what it answers (`answered`), `told` is what samestory must have read from them, by subject
(null: no such record), `environ` and `of` are what whoever asks has to bring along. A question
that differs in its method, path, query, headers or body is answered 501, so that nothing is read
from it.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

EXAMPLES = Path(__file__).parents[2] / "landscapes" / "examples"
PUBLISHED = Path(__file__).parent / "published"

Exchange = Mapping[str, Any]


@dataclass(frozen=True)
class Vendor:
    """One example landscape, and what is known of the vendor it is for."""

    name: str
    exchanges: list[Exchange]
    told: Mapping[str, Mapping[str, Any] | None]
    environ: Mapping[str, str]
    of: str | None

    @classmethod
    def called(cls, name: str) -> Vendor:
        """The vendor whose example is landscapes/examples/`name`.toml."""
        known = json.loads((PUBLISHED / f"{name}.json").read_text("utf-8"))
        return cls(
            name, known["exchanges"], known["told"], known.get("environ", {}), known.get("of")
        )

    @property
    def example(self) -> str:
        """The example as it stands in the repository."""
        return (EXAMPLES / f"{self.name}.toml").read_text("utf-8")

    def example_at(self, address: str) -> str:
        """The same with every address and allowed host moved to a stand-in's."""
        moved = re.sub(r'(_url\s*=\s*")https://[^/"]+', rf"\g<1>{address}", self.example)
        return re.sub(r"(?m)^hosts\s*=.*$", 'hosts = ["127.0.0.1"]', moved)


@contextmanager
def standing_in(vendor: Vendor) -> Iterator[str]:
    """The address of a server that answers what the vendor's documentation says."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _answering(vendor.exchanges))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _answering(exchanges: list[Exchange]) -> type[BaseHTTPRequestHandler]:
    class Desk(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            fitting = (each["answered"] for each in exchanges if self._fits(each["asked"], body))
            here = f"http://{self.headers['Host']}"
            self._send(next(fitting, {"status": 501, "body": "not a published question"}), here)

        do_GET = answer  # noqa: N815 - the names by which http.server calls
        do_POST = answer  # noqa: N815 - see above

        def log_message(self, *_: object) -> None:
            """Stay silent."""

        def _fits(self, asked: Mapping[str, Any], body: bytes) -> bool:
            target = urlsplit(self.path)
            return (
                asked.get("method", "GET") == self.command
                and asked["path"] == target.path
                and asked.get("query", {}) == dict(parse_qsl(target.query, keep_blank_values=True))
                and all(
                    self.headers.get(name) == value
                    for name, value in asked.get("headers", {}).items()
                )
                and asked.get("body") == _read(self.headers.get("Content-Type", ""), body)
            )

        def _send(self, answered: Mapping[str, Any], here: str) -> None:
            content = answered.get("body", "")
            text = content if isinstance(content, str) else json.dumps(content)
            raw = text.replace("https://HERE", here).encode()
            self.send_response(answered.get("status", 200))
            headers = {"Content-Type": "application/json", **answered.get("headers", {})}
            for name, value in headers.items():
                self.send_header(name, value.replace("https://HERE", here))
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

    return Desk


def _read(media_type: str, body: bytes) -> object:
    """A body as it is written down in a published exchange; None where there is none."""
    if not body:
        return None
    if media_type.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    return json.loads(body) if "json" in media_type else body.decode()
