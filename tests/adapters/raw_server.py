"""A server on a loopback socket that answers exactly the bytes that a test wants, and badly."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Talk = Callable[[socket.socket, threading.Event], None]
"""What to do with a connection; the event ends the server."""


@contextmanager
def serving(talk: Talk) -> Iterator[int]:
    """The port of a server that talks so with every connection, one after the other."""
    over = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)

    def accept() -> None:
        while not over.is_set():
            with suppress(TimeoutError):
                connection, _ = listener.accept()
                with connection, suppress(OSError):
                    talk(connection, over)

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        over.set()
        thread.join(5)
        listener.close()


def answering(*pieces: bytes, gap: float = 0.0, forever: bool = False) -> Talk:
    """Read a request, then send the pieces with a gap between them; repeat the last for ever."""

    def talk(connection: socket.socket, over: threading.Event) -> None:
        connection.settimeout(5)
        connection.recv(65536)
        for piece in pieces:
            connection.sendall(piece)
            over.wait(gap)
        while forever and not over.is_set():
            connection.sendall(pieces[-1])
            over.wait(gap)

    return talk


def silent(_: socket.socket, over: threading.Event) -> None:
    """Accept, and never say a word."""
    over.wait(5)


@contextmanager
def unused_port() -> Iterator[int]:
    """A port on which nobody listens, though nobody else can take it either."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]
