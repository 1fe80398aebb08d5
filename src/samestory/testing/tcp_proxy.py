"""A door on this machine that leads to a system elsewhere, and can be shut."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread

from samestory.adapters.probing import Endpoint
from samestory.network.tls import verified_context
from samestory.testing.stand_ins import HERE, POLL

AT_ONCE = 65536
"""Bytes that are passed on at once."""
TO_CONNECT = 5.0
"""Seconds that the system behind gets to take a connection."""


@dataclass(slots=True)
class Relay:
    """What is said here is passed on, both ways, until the door is shut."""

    port: int = 0
    lines: list[socket.socket] = field(default_factory=list)
    is_shut: bool = False

    def shut(self) -> None:
        """Cut every line, and answer nobody from now on."""
        self.is_shut = True
        for line in self.lines:
            with suppress(OSError):  # it has been cut by somebody else
                line.shutdown(socket.SHUT_RDWR)


@contextmanager
def relay(door: Endpoint) -> Iterator[Relay]:
    """A door here to the one there; it speaks plain text, whatever is spoken there.

    An HTTP request is told to the host that it was meant for: `Host` and the like name that one.
    """
    between = Relay()

    class Porter(BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError), _line_to(door) as behind:
                between.lines += [self.request, behind]
                if between.is_shut:
                    return
                back = Thread(target=_pass_on, args=(behind, self.request), daemon=True)
                back.start()
                _pass_on(self.request, behind, (between.port, door))
                back.join(TO_CONNECT)

    with ThreadingTCPServer((HERE, 0), Porter) as server:
        server.daemon_threads = True
        server.block_on_close = False
        between.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, args=(POLL,), daemon=True)
        thread.start()
        try:
            yield between
        finally:
            between.shut()
            server.shutdown()
            thread.join()


def _line_to(door: Endpoint) -> socket.socket:
    plain = socket.create_connection((door.host, door.port), TO_CONNECT)
    plain.settimeout(None)
    if door.tls != "tls":
        return plain
    return verified_context(door.ca).wrap_socket(plain, server_hostname=door.host)


def _pass_on(
    line: socket.socket, to: socket.socket, renamed: tuple[int, Endpoint] | None = None
) -> None:
    with suppress(OSError):  # either has left
        while said := line.recv(AT_ONCE):
            to.sendall(_as_meant_for(*renamed, said) if renamed else said)
    with suppress(OSError):
        to.shutdown(socket.SHUT_WR)


def _as_meant_for(port: int, door: Endpoint, said: bytes) -> bytes:
    here = f"{HERE}:{port}".encode()
    scheme, usual = ("https", 443) if door.tls == "tls" else ("http", 80)
    there = door.host.encode() if door.port == usual else f"{door.host}:{door.port}".encode()
    return said.replace(b"http://" + here, scheme.encode() + b"://" + there).replace(here, there)
