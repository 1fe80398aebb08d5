"""Servers on 127.0.0.1 that take the place of a system that fails."""

import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from types import MappingProxyType

LOCALHOST = "127.0.0.1"
FIRST_WORD = 0.2
"""Seconds to wait for a request; a client of a mailbox sends none before it is greeted."""
POLL = 0.01
"""Seconds between two checks of whether a server has to end; many are started and ended."""
LONGEST_REQUEST = 65536
Reply = bytes | Callable[[bytes], bytes]
"""A reply to every request, or a function from the request to its reply."""
JSON, HTML = "application/json", "text/html"
NOT_FOUND = "the page of a proxy that finds nothing (404)"


def _http(status: str, media_type: str, text: str, *more: str, length: int | None = None) -> bytes:
    head = (
        f"HTTP/1.1 {status}",
        f"Content-Type: {media_type}",
        f"Content-Length: {len(text) if length is None else length}",
        "Connection: close",
        *more,
    )
    return "\r\n".join([*head, "", text]).encode("ascii")


_LOGIN = _http("200 OK", HTML, '<form method="post"><input type="password" name="p"></form>')
_TO_LOGIN = _http("302 Found", HTML, "", "Location: /samestory-login")


def _login_page(request: bytes) -> bytes:
    return _LOGIN if b"/samestory-login" in request.split(b"\r\n")[0] else _TO_LOGIN


REPLIES: Mapping[str, Mapping[str, Reply]] = MappingProxyType(
    {
        "answers nonsense": {
            "random bytes": b"\x00\xfe\xff nothing that anybody could read\r\n" * 3,
            "a maintenance page": _http("200 OK", HTML, "<h1>Down for maintenance</h1>"),
            "an answer of another shape": _http("200 OK", JSON, '{"nonsense": ["of no use"]}'),
            "an answer that is cut short": _http("200 OK", JSON, "[]", length=400),
            "a part of an answer (206)": _http(
                "206 Partial Content", JSON, "[]", "Content-Range: items 0-0/40"
            ),
        },
        "is in trouble": {
            "an internal error (500)": _http("500 Internal Server Error", JSON, "{}"),
            "a request to retry later (503)": _http(
                "503 Service Unavailable", JSON, "{}", "Retry-After: 7"
            ),
            NOT_FOUND: _http("404 Not Found", HTML, "<h1>404 Not Found</h1><hr>proxy"),
        },
        "turns us away": {
            "unauthorized (401)": _http("401 Unauthorized", JSON, "{}"),
            "forbidden (403)": _http("403 Forbidden", JSON, "{}"),
            "a redirect to a login page (302)": _login_page,
        },
    }
)
"""By clause, the replies of a system that fails; other protocols read noise.

The body of a reply with an error status is an empty record: ignoring the status shows.
"""


@contextmanager
def closed_port() -> Iterator[int]:
    """Yield a port that refuses every connection; it is reserved, and nothing listens."""
    with socket.socket() as reserved:
        reserved.bind((LOCALHOST, 0))
        yield reserved.getsockname()[1]


@contextmanager
def mute_server() -> Iterator[int]:
    """Yield a port that accepts every connection and never answers."""
    with socket.create_server((LOCALHOST, 0)) as listening:
        yield listening.getsockname()[1]


@contextmanager
def replying(reply: Reply) -> Iterator[int]:
    """Yield a port that gives this reply to every request."""

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            request = b""
            self.request.settimeout(FIRST_WORD)
            with suppress(TimeoutError):
                request = self.request.recv(LONGEST_REQUEST)
            self.request.settimeout(None)
            self.request.sendall(reply(request) if callable(reply) else reply)

    with serving(Handler) as port:
        yield port


@contextmanager
def serving(handler: type[BaseRequestHandler]) -> Iterator[int]:
    """Yield the port of a server on this machine, one thread for each connection."""
    with _Server((LOCALHOST, 0), handler) as server:
        thread = Thread(target=server.serve_forever, args=(POLL,), daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore a client that has gone; print any other error."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # passed on as they came
