"""The only way out of a browser: a proxy on this machine that asks the guard about every host.

All requests of pages, redirects, workers and page objects pass here, in every kind of browser.
What is allowed goes on to its host, or to the network's own proxy.
"""

import asyncio
import os
import re
import threading
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import SplitResult, urlsplit

from samestory.errors import ForbiddenHost
from samestory.network.guard import Guard
from samestory.network.upstream_proxy import ANY, NextProxy, Streams, UpstreamProxy, connected

TraceOf = Callable[[str], str]
"""Returns the `traceparent` for a host, or ""."""

HERE = "127.0.0.1"
LONGEST_HEAD = 1_000_000
"""Bytes of the headers of one request or reply."""
MOST_KNOCKS = 1000
"""Refused hosts that are remembered."""
_PIECE = 65536
_END_OF_HEAD = b"\r\n\r\n"
_TRACED = re.compile(rb"(?im)^traceparent:")
_FOR_ONE_HOP = re.compile(rb"(?im)^(?:proxy-[^:\r\n]*|connection|keep-alive):[^\r\n]*\r\n")
"""Headers that are not passed on (RFC 9110, 7.6.1)."""


class GuardProxy:
    """A forward proxy on its own thread, until it is closed.

    `via` returns the upstream proxy for a host. If a host is not allowed or does not answer, the
    browser gets no reply: a page about the error could be taken for the website's own.
    `trace_of` returns the `traceparent` that a host is sent, "" for none. It listens on a free
    port unless one is given; raise `OSError` if that is taken.
    """

    def __init__(
        self, guard: Guard, via: NextProxy, trace_of: TraceOf = lambda _: "", *, port: int = 0
    ) -> None:
        self.guard = guard
        self._trace_of = trace_of
        self._via = via
        self._failures: dict[str, str] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="guard", daemon=True)
        self._thread.start()
        self.knocks: set[str] = set()
        """What was asked for in vain: hosts, and paths of those who took it for a website."""
        listening = asyncio.start_server(self._accept, HERE, port, limit=LONGEST_HEAD)
        self._server = self._do(listening)
        self.port: int = self._server.sockets[0].getsockname()[1]

    @property
    def url(self) -> str:
        """Where browsers find it."""
        return f"http://{HERE}:{self.port}"

    def why_down(self, url: str) -> str | None:
        """Return why an allowed host did not answer when it was last asked; None if it did."""
        return self._failures.get(_address(urlsplit(url)))

    def close(self) -> None:
        """Close it, and all connections through it."""
        self._do(self._ended())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _ended(self) -> None:
        self._server.close()
        await _cancelled(*(asyncio.all_tasks() - {asyncio.current_task()}))
        await asyncio.sleep(0)  # let the loop finish what was closed

    async def _accept(self, browser: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        try:
            await self._serve(browser, back)
        except (ForbiddenHost, OSError, ValueError, EOFError, asyncio.LimitOverrunError):
            pass  # there is no reply, as the class says
        finally:
            back.close()

    async def _serve(self, browser: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """Serve one request, or one tunnel; a malformed request gets no reply."""
        head = await browser.readuntil(_END_OF_HEAD)
        method, target, _ = head.split(b"\r\n", 1)[0].decode("ascii").split(" ")
        tunnel = method == "CONNECT"
        url = urlsplit(f"https://{target}" if tunnel else target)
        self._check(url)
        scheme = ANY if tunnel and url.port not in {None, 443} else url.scheme
        proxy = self._via(scheme, url.hostname or "")
        there, onwards = await self._connected(url, proxy, tunnel=tunnel)
        try:
            if tunnel:
                back.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                replying = _passed_on(there, back)
            else:
                head = _with_trace(head, self._trace_of(url.hostname or ""))
                onwards.write(_request(head, url, proxy))
                replying = _replied(there, back)
            await _until_one_ends(_passed_on(browser, onwards), replying)
        finally:
            onwards.close()

    def _check(self, url: SplitResult) -> None:
        """Raise `ForbiddenHost`, and remember what was refused."""
        try:
            self.guard.check_url(url.geturl())
        except ForbiddenHost:
            if len(self.knocks) < MOST_KNOCKS:
                self.knocks.add(url.hostname or url.path.removeprefix("/"))
            raise

    async def _connected(
        self, url: SplitResult, proxy: UpstreamProxy | None, *, tunnel: bool
    ) -> Streams:
        self._failures.pop(_address(url), None)
        try:
            return await connected(url.hostname or "", _port(url), proxy, tunnel=tunnel)
        except OSError as error:
            self._failures[_address(url)] = _in_words(error)
            raise


def _address(url: SplitResult) -> str:
    return f"{url.hostname}:{_port(url)}"


def _port(url: SplitResult) -> int:
    return url.port or (80 if url.scheme == "http" else 443)


def _in_words(error: OSError) -> str:
    if error.errno is not None and error.errno > 0:
        return os.strerror(error.errno)
    return error.strerror or str(error)


def _request(head: bytes, url: SplitResult, proxy: UpstreamProxy | None) -> bytes:
    """Rewrite the head of a request for its host, or for an upstream proxy.

    One connection serves one request, so that no second one can go to another host.
    """
    line, rest = head.split(b"\r\n", 1)
    if proxy is None or not proxy.forwards:
        method, _, version = line.split(b" ")
        path = url._replace(scheme="", netloc="", fragment="").geturl() or "/"
        line = b" ".join((method, path.encode("ascii"), version))
    passed = proxy.authorization if proxy and proxy.forwards else b""
    return b"%b\r\nConnection: close\r\n%b%b" % (line, passed, _FOR_ONE_HOP.sub(b"", rest))


def _with_trace(head: bytes, trace: str) -> bytes:
    """Add in which trace a request is, unless the page began one of its own.

    It is added behind the browser, which asks no other origin for permission because of it.
    """
    if not trace or _TRACED.search(head):
        return head
    line, rest = head.split(b"\r\n", 1)
    return b"%b\r\ntraceparent: %b\r\n%b" % (line, trace.encode("ascii"), rest)


async def _replied(there: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
    """Pass a reply on as the last one of its connection."""
    interim = True
    while interim:
        head = await _head_of_reply(there)
        line, rest = head.split(b"\r\n", 1)
        interim = line[9:10] == b"1"
        last = b"" if interim else b"Connection: close\r\n"
        back.write(b"%b\r\n%b%b" % (line, last, _FOR_ONE_HOP.sub(b"", rest)))
    await _passed_on(there, back)


async def _head_of_reply(there: asyncio.StreamReader) -> bytes:
    """Read a reply's head; lines may end without a carriage return (RFC 9112, 2.2)."""
    head = b""
    while not head.endswith(_END_OF_HEAD):
        line = await there.readline()
        if not line.endswith(b"\n"):
            raise EOFError
        head += line.rstrip(b"\r\n") + b"\r\n"
        if len(head) > LONGEST_HEAD:
            raise ValueError("the head of a reply is too long")
    return head


async def _passed_on(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while piece := await source.read(_PIECE):
        sink.write(piece)
        await sink.drain()


async def _until_one_ends(*ways: Coroutine[Any, Any, None]) -> None:
    tasks = [asyncio.create_task(each) for each in ways]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await _cancelled(*tasks)


async def _cancelled(*tasks: asyncio.Task[Any]) -> None:
    for each in tasks:
        each.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
