"""What stands on 127.0.0.1 in the place of a system that is not well."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread

HERE = "127.0.0.1"
A_MOMENT = 0.2
"""Seconds in which whoever speaks first has spoken; a mailbox waits to be greeted."""
LONGEST_QUESTION = 65536
FORM_OF_A_PAGE = (
    "HTTP/1.1 200 OK\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}"
)


def _page(media_type: str, text: str) -> bytes:
    return FORM_OF_A_PAGE.format(media_type, len(text), text).encode("ascii")


NONSENSE = {
    "bytes that mean nothing": b"\x00\xfe\xff nothing that anybody could read\r\n" * 3,
    "a notice of maintenance": _page("text/html", "<h1>Down for maintenance</h1>"),
    "an answer of another shape": _page("application/json", '{"nonsense": ["of", "no", "use"]}'),
}
"""What is answered; what speaks no HTTP takes all of it for noise."""


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
def babbling(nonsense: bytes) -> Iterator[int]:
    """A port that gives everybody the same answer, whatever the question was."""

    class Babbler(BaseRequestHandler):
        def handle(self) -> None:
            self.request.settimeout(A_MOMENT)
            try:
                self.request.recv(LONGEST_QUESTION)
            except TimeoutError:
                pass
            except OSError:
                return
            self.request.settimeout(None)
            try:
                self.request.sendall(nonsense)
            except OSError:  # whoever asked has left
                return

    with ThreadingTCPServer((HERE, 0), Babbler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
