"""An allowed host and forbidden ones on this machine, and the proxies of a network before them."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Condition, Thread
from urllib.parse import unquote, urlsplit

SHOP = "shop.localhost"  # a secure context, so that it may have service workers
EVIL = "evil.example"
HERE, THERE, SIX = "127.0.0.1", "127.0.0.2", "::1"
SEEN = "/seen/"
"""The path below which a vector's name stands."""


def address_of(host: str) -> str:
    """Where a name of the tests is; every name but the shop's is the forbidden machine's."""
    name = host.lower().rstrip(".").strip("[]")
    if name in {SHOP, "localhost"}:
        return HERE
    return name if name == SIX or name.replace(".", "").isdigit() or ":" in name else THERE


@dataclass
class Net:
    """What came where: `hops` are the redirects of the shop, `strays` all that came elsewhere."""

    port: int = 0
    pages: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    hops: set[str] = field(default_factory=set)
    strays: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """The hosts that the network's proxies were asked for."""
    changed: Condition = field(default_factory=Condition)

    @property
    def shop(self) -> str:
        """The address of the shop."""
        return f"http://{SHOP}:{self.port}"

    @property
    def vectors(self) -> set[str]:
        """The names of the vectors that reached a forbidden host."""
        return {each.split(SEEN)[1] for each in self.strays if SEEN in each}

    def note(self, where: list[str] | set[str], what: str) -> None:
        """Write down that something came."""
        with self.changed:
            where.append(what) if isinstance(where, list) else where.add(what)
            self.changed.notify_all()

    def lacks(self, vectors: set[str], where: str, meanwhile: Callable[[], object]) -> set[str]:
        """Wait until all of these came; gives those that did not after a good while.

        Playwright hands nothing to Python while Python waits, so it is called `meanwhile`.
        """
        for _ in range(3600):
            meanwhile()
            with self.changed:
                if self.changed.wait_for(lambda: vectors <= getattr(self, where), timeout=0.05):
                    break
        return vectors - getattr(self, where)

    def forget(self) -> None:
        """Begin anew."""
        self.hops.clear()
        self.strays.clear()
        self.asked.clear()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    net: Net

    def process_request(self, request: socket.socket, client_address: tuple[str, int]) -> None:  # type: ignore[override]
        if self.server_address[0] != HERE:
            self.net.note(self.net.strays, f"a connection to {self.server_address[0]}")
        super().process_request(request, client_address)

    def handle_error(self, *_: object) -> None:
        """Browsers break off as they like."""


class _Six(_Server):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    server: _Server

    def _answer(self) -> None:
        net, path = self.server.net, unquote(urlsplit(self.path).path)
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Host", "").lower() != f"{SHOP}:{net.port}":
            net.note(net.strays, f"{self.command} {self.headers.get('Host')}{path}")
        if path.startswith("/to/"):
            asked = urlsplit(self.path).path  # to a proxy, it is sent with its host
            _, _, status, vector, target = asked.split("/", 4)
            net.note(net.hops, unquote(vector))
            return self._send(int(status), "", {"Location": unquote(target)})
        body, headers = net.pages.get(path, ("", {}))
        return self._send(200, body, {"Access-Control-Allow-Origin": "*", **headers})

    do_GET = do_POST = do_OPTIONS = do_HEAD = do_PUT = _answer  # noqa: N815 - so the server calls them

    def _send(self, status: int, body: str, headers: dict[str, str]) -> None:
        raw = body.encode()
        self.send_response(status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(name, value.encode().decode("latin-1"))  # as it is, in UTF-8
        self.send_header("Access-Control-Allow-Headers", "*")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def net() -> Iterator[Net]:
    """The shop on 127.0.0.1, the forbidden hosts on 127.0.0.2 and ::1, all on one port."""
    found = Net()
    with ExitStack() as stack:
        for host, kind in ((HERE, _Server), (THERE, _Server), (SIX, _Six)):
            server = kind((host, found.port), _Handler)
            server.net, found.port = found, server.server_address[1]
            stack.enter_context(_running(server))
        yield found


@contextmanager
def _running(server: ThreadingTCPServer | ThreadingHTTPServer) -> Iterator[int]:
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()


class _Proxy(ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    net: Net

    def handle_error(self, *_: object) -> None:
        """Browsers break off as they like."""


class _Passing(StreamRequestHandler):
    """An HTTP proxy or a SOCKS 5 proxy, as it is spoken to; it looks names up by itself."""

    server: _Proxy

    def handle(self) -> None:
        first = self.rfile.read(1)
        if first == b"\5":
            self._socks()
        elif first:
            self._http(first + self.rfile.readline())

    def _socks(self) -> None:
        self.rfile.read(self.rfile.read(1)[0])
        self.request.sendall(b"\5\0")
        kind = self.rfile.read(4)[3]
        if kind == 3:
            host = self.rfile.read(self.rfile.read(1)[0]).decode()
        else:
            family, size = (socket.AF_INET, 4) if kind == 1 else (socket.AF_INET6, 16)
            host = socket.inet_ntop(family, self.rfile.read(size))
        with self._connected(host, int.from_bytes(self.rfile.read(2), "big")) as there:
            self.request.sendall(b"\5\0\0\1" + bytes(6))
            self._pass_on(there)

    def _http(self, line: bytes) -> None:
        method, target, version = line.decode().split()
        tunnel = method == "CONNECT"
        url = urlsplit(f"//{target}" if tunnel else target)
        head = b"".join(iter(self.rfile.readline, b"\r\n")) + b"\r\n"
        with self._connected(url.hostname or "", url.port or 80) as there:
            if tunnel:
                self.request.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            else:
                path = url._replace(scheme="", netloc="").geturl() or "/"
                there.sendall(f"{method} {path} {version}\r\n".encode() + head)
            self._pass_on(there)

    def _connected(self, host: str, port: int) -> socket.socket:
        net = self.server.net
        net.note(net.asked, host)
        return socket.create_connection((address_of(host), port))

    def _pass_on(self, there: socket.socket) -> None:
        asking = Thread(target=_copy, args=(self.rfile, there), daemon=True)
        asking.start()
        with suppress(OSError):
            while piece := there.recv(65536):
                self.request.sendall(piece)
        with suppress(OSError):
            self.request.shutdown(socket.SHUT_RDWR)


def _copy(source: object, there: socket.socket) -> None:
    with suppress(OSError, ValueError):
        while piece := source.read1(65536):  # type: ignore[attr-defined]
            there.sendall(piece)
        there.shutdown(socket.SHUT_WR)


@contextmanager
def network_proxy(net: Net) -> Iterator[int]:
    """The port of a proxy by which every host is reached, over HTTP and SOCKS 5 alike."""
    server = _Proxy((HERE, 0), _Passing)
    server.net = net
    with _running(server) as port:
        yield port


@dataclass
class Stun:
    """A UDP socket on a forbidden machine."""

    raw: socket.socket

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.raw.getsockname()[1])

    @property
    def anything(self) -> bool:
        """Whether anybody has sent it something."""
        try:
            return bool(self.raw.recv(1))
        except BlockingIOError:
            return False


@contextmanager
def stun() -> Iterator[Stun]:
    """A server that is asked by WebRTC for its own address, and says nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as raw:
        raw.bind((THERE, 0))
        raw.setblocking(False)
        yield Stun(raw)
