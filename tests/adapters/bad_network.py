"""A TCP proxy that spoils what a server says, as networks do; and a web server to be spoilt."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from typing import Any

RESET = struct.pack("ii", 1, 0)
"""SO_LINGER with no time to linger: closing sends a reset instead of a farewell."""


@dataclass(frozen=True, slots=True)
class Weather:
    """What becomes of each reply on its way through the proxy.

    `latency` are the seconds by which every piece comes later, `drip` those between two bytes.
    After `most` bytes the connection ends: with a farewell, or `reset`. One that `swallows`
    accepts connections and never says a word.
    """

    latency: float = 0.0
    drip: float = 0.0
    most: int | None = None
    reset: bool = False
    swallows: bool = False


@contextmanager
def network(upstream: int, weather: Weather = Weather()) -> Iterator[int]:
    """The port of a proxy before a server on this machine."""
    proxy = _Proxy(upstream, weather)
    with _on_a_loop(proxy.serve) as port:
        yield port


@dataclass(slots=True)
class _Proxy:
    upstream: int
    weather: Weather
    talks: set[asyncio.Task[None]] = field(default_factory=set)

    async def serve(self) -> tuple[asyncio.Server, int]:
        server = await asyncio.start_server(self._met, "127.0.0.1", 0)
        return server, server.sockets[0].getsockname()[1]

    async def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if self.weather.swallows:
                while await reader.read(65536):  # what was asked is read, and not answered
                    pass
            else:
                await self._between(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass  # one of both has gone
        finally:
            writer.close()

    async def _between(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self.upstream)
        asking = asyncio.create_task(_passed_on(reader, back))
        try:
            async for piece in self._spoilt(there):
                writer.write(piece)
                await writer.drain()
            if self.weather.reset:
                _reset(writer)
        finally:
            asking.cancel()
            back.close()

    async def _spoilt(self, there: asyncio.StreamReader) -> AsyncIterator[bytes]:
        left = self.weather.most
        while piece := await there.read(1 if self.weather.drip else 65536):
            await asyncio.sleep(self.weather.latency or self.weather.drip)
            yield piece if left is None else piece[:left]
            left = None if left is None else left - len(piece)
            if left is not None and left <= 0:
                return


async def _passed_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    raw = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    writer.transport.abort()


@contextmanager
def _on_a_loop(serve: Callable[[], Any]) -> Iterator[int]:
    """Run a server on an event loop in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server, port = asyncio.run_coroutine_threadsafe(serve(), loop).result(10)
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(server.close)
        asyncio.run_coroutine_threadsafe(_all_ended(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _all_ended() -> None:
    others = [each for each in asyncio.all_tasks() if each is not asyncio.current_task()]
    for each in others:
        each.cancel()
    await asyncio.gather(*others, return_exceptions=True)


# A web server -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that reached a site; `headers` by their names in small letters."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site answers; a document is sent as JSON, a text as HTML."""

    content: object = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def raw(self) -> bytes:
        if isinstance(self.content, bytes):
            return self.content
        text = self.content if isinstance(self.content, str) else json.dumps(self.content)
        return text.encode()

    @property
    def media_type(self) -> str:
        return "text/html; charset=utf-8" if isinstance(self.content, str) else "application/json"


@dataclass(slots=True)
class Site:
    """A site that answers as a test says; `asked` is every request so far, in order."""

    answer: Callable[[Asked], Answer]
    asked: list[Asked] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [f"{each.method} {each.path}" for each in self.asked]

    @contextmanager
    def up(self, tls: SSLContext | None = None) -> Iterator[int]:
        """The port on which it answers, over TLS where there is a context for it."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        server.daemon_threads = True
        server.block_on_close = False
        if tls is not None:
            server.socket = tls.wrap_socket(
                server.socket, server_side=True, do_handshake_on_connect=False
            )
        thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join(10)
            server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            timeout = 30

            def handle(self) -> None:
                with suppress(OSError):  # who asks may be gone, or may not believe us
                    super().handle()

            def finish(self) -> None:
                with suppress(OSError):
                    super().finish()

            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                body = self.rfile.read(length).decode()
                headers = {name.lower(): value for name, value in self.headers.items()}
                asked = Asked(self.command, self.path, headers, body)
                site.asked.append(asked)
                self._send(site.answer(asked))

            do_POST = do_GET  # noqa: N815 - the name is http.server's

            def _send(self, answer: Answer) -> None:
                raw = answer.raw
                self.send_response(answer.status)
                told = {"Content-Type": answer.media_type, "Content-Length": str(len(raw))}
                for name, value in {**told, **answer.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler


def saying(content: object, status: int = 200, **headers: str) -> Site:
    """A site that answers every request in the same way; underscores in headers are hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Site(lambda _: Answer(content, status, named))
