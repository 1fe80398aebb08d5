"""What stands on 127.0.0.1 in the place of a system that is not well."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from types import MappingProxyType

HERE = "127.0.0.1"
A_MOMENT = 0.2
"""Seconds in which whoever speaks first has spoken; a mailbox waits to be greeted."""
POLL = 0.01
"""Seconds between two looks of a stand-in at whether it is to end; there are many of them."""
LONGEST_QUESTION = 65536
Answer = bytes | Callable[[bytes], bytes]
"""What is answered, whatever the question was; or what is answered to it."""
JSON, HTML = "application/json", "text/html"
NOT_FOUND = "the page of a proxy that finds nothing (404)"


def _said(state: str, media_type: str, text: str, *more: str, length: int | None = None) -> bytes:
    head = (
        f"HTTP/1.1 {state}",
        f"Content-Type: {media_type}",
        f"Content-Length: {len(text) if length is None else length}",
        "Connection: close",
        *more,
    )
    return "\r\n".join([*head, "", text]).encode("ascii")


_LOGIN = _said("200 OK", HTML, '<form method="post"><input type="password" name="p"></form>')
_TO_LOGIN = _said("302 Found", HTML, "", "Location: /samestory-login")


def _login_page(question: bytes) -> bytes:
    return _LOGIN if b"/samestory-login" in question.split(b"\r\n")[0] else _TO_LOGIN


UNWELL: Mapping[str, Mapping[str, Answer]] = MappingProxyType(
    {
        "answers nonsense": {
            "bytes that mean nothing": b"\x00\xfe\xff nothing that anybody could read\r\n" * 3,
            "a notice of maintenance": _said("200 OK", HTML, "<h1>Down for maintenance</h1>"),
            "an answer of another shape": _said("200 OK", JSON, '{"nonsense": ["of no use"]}'),
            "an answer that is cut short": _said("200 OK", JSON, "[]", length=400),
            "a part of an answer (206)": _said(
                "206 Partial Content", JSON, "[]", "Content-Range: items 0-0/40"
            ),
        },
        "is in trouble": {
            "an error of its own (500)": _said("500 Internal Server Error", JSON, "{}"),
            "a wish to be left alone (503)": _said(
                "503 Service Unavailable", JSON, "{}", "Retry-After: 7"
            ),
            NOT_FOUND: _said("404 Not Found", HTML, "<h1>404 Not Found</h1><hr>proxy"),
        },
        "turns us away": {
            "who are you (401)": _said("401 Unauthorized", JSON, "{}"),
            "not you (403)": _said("403 Forbidden", JSON, "{}"),
            "the way to a login page (302)": _login_page,
        },
    }
)
"""By clause, what is answered by a system that is not well; what speaks no HTTP takes all of it for
noise. What has a state of its own holds as little as can be: who overlooks the state finds nothing.
"""


@contextmanager
def shut() -> Iterator[int]:
    """A port that refuses every connection: it is taken, and nobody listens."""
    with socket.socket() as taken:
        taken.bind((HERE, 0))
        yield taken.getsockname()[1]


@contextmanager
def silent() -> Iterator[int]:
    """A port that takes every connection and then never says anything."""
    with socket.create_server((HERE, 0)) as listening:
        yield listening.getsockname()[1]


@contextmanager
def babbling(answer: Answer) -> Iterator[int]:
    """A port that gives everybody this answer."""

    class Babbler(BaseRequestHandler):
        def handle(self) -> None:
            question = b""
            self.request.settimeout(A_MOMENT)
            try:
                question = self.request.recv(LONGEST_QUESTION)
            except TimeoutError:
                pass
            except OSError:
                return
            self.request.settimeout(None)
            try:
                self.request.sendall(answer(question) if callable(answer) else answer)
            except OSError:  # whoever asked has left
                return

    with ThreadingTCPServer((HERE, 0), Babbler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        thread = Thread(target=server.serve_forever, args=(POLL,), daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
