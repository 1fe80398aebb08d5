"""A TCP proxy on this machine that leads to a system elsewhere, and can be shut."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socketserver import BaseRequestHandler
from threading import Thread

from samestory.adapters.probing import Endpoint
from samestory.network.tls import verified_context
from samestory.testing.stand_ins import LOCALHOST, serving

CHUNK = 65536
"""Bytes that are passed on at once."""
TO_CONNECT = 5.0
"""Seconds within which the system must accept a connection."""


@dataclass(slots=True)
class TcpProxy:
    """Passes on what is sent, both ways, until it is shut."""

    port: int = 0
    connections: list[socket.socket] = field(default_factory=list)
    is_shut: bool = False

    def shut(self) -> None:
        """Cut every connection, and answer none from now on."""
        self.is_shut = True
        for each in self.connections:
            with suppress(OSError):  # the other side has cut it
                each.shutdown(socket.SHUT_RDWR)


@contextmanager
def tcp_proxy(endpoint: Endpoint) -> Iterator[TcpProxy]:
    """Yield a proxy to an endpoint; it speaks plain text, also if the endpoint speaks TLS.

    An HTTP request reaches the host that it was meant for: `Host` and the like name that one.
    """
    proxy = TcpProxy()

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError), _connected(endpoint) as upstream:
                proxy.connections += [self.request, upstream]
                if proxy.is_shut:
                    return
                back = Thread(target=_pass_on, args=(upstream, self.request), daemon=True)
                back.start()
                _pass_on(self.request, upstream, (proxy.port, endpoint))
                back.join(TO_CONNECT)

    with serving(Handler) as proxy.port:
        try:
            yield proxy
        finally:
            proxy.shut()


def _connected(endpoint: Endpoint) -> socket.socket:
    plain = socket.create_connection((endpoint.host, endpoint.port), TO_CONNECT)
    plain.settimeout(None)
    if endpoint.tls != "tls":
        return plain
    return verified_context(endpoint.ca).wrap_socket(plain, server_hostname=endpoint.host)


def _pass_on(
    source: socket.socket, target: socket.socket, renamed: tuple[int, Endpoint] | None = None
) -> None:
    with suppress(OSError):  # either side has gone
        while data := source.recv(CHUNK):
            target.sendall(_as_meant_for(*renamed, data) if renamed else data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def _as_meant_for(port: int, endpoint: Endpoint, data: bytes) -> bytes:
    here = f"{LOCALHOST}:{port}".encode()
    scheme, usual = ("https", 443) if endpoint.tls == "tls" else ("http", 80)
    host, at_usual = endpoint.host, endpoint.port == usual
    there = (host if at_usual else f"{host}:{endpoint.port}").encode()
    return data.replace(b"http://" + here, scheme.encode() + b"://" + there).replace(here, there)
