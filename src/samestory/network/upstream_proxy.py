"""The proxies of the network that this machine is in, and connections through them."""

import asyncio
import ssl
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from samestory.errors import WrongCall
from samestory.extras import missing
from samestory.network.guard import is_this_machine

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080, "socks": 1080}
"""The usual port of each kind of proxy that is known."""

_LONGEST_ANSWER = 512
"""Bytes of one answer of a SOCKS proxy."""


@dataclass(frozen=True, slots=True)
class UpstreamProxy:
    """A proxy between this machine and a host."""

    kind: str
    host: str
    port: int
    user: str = ""
    password: str = ""

    @property
    def forwards(self) -> bool:
        """Whether it speaks HTTP, and takes plain requests as they are."""
        return not self.kind.startswith("socks")

    @property
    def authorization(self) -> bytes:
        """The header with user and password; empty if it needs none."""
        pair = b64encode(f"{self.user}:{self.password}".encode())
        return b"Proxy-Authorization: Basic " + pair + b"\r\n" if self.user else b""

    def __str__(self) -> str:
        return f"{self.kind}://{self.host}:{self.port}"


NextProxy = Callable[[str, str], UpstreamProxy | None]
"""The proxy for a scheme ("http", "https", ANY) and a host, None if it is reached directly."""
ANY = "any"
"""The scheme of a tunnel to an unusual port: requests of page objects have tunnels for HTTP too."""
_NAMED = {"http": ("http", "all"), "https": ("https", "all"), ANY: ("https", "all", "http")}


def read_upstream(server: str, user: str = "", password: str = "") -> UpstreamProxy:
    """Read a proxy as the environment and Playwright write it: `http://proxy.example:3128`.

    Raise `WrongCall` for an unknown kind of proxy.
    """
    parts = urlsplit(server if "://" in server else f"http://{server}")
    try:
        kind, host, port = parts.scheme, parts.hostname or "", parts.port
    except ValueError:
        kind, host, port = "", "", None
    if kind not in PORTS or not host:
        raise WrongCall(
            f"The proxy {parts.hostname or server!r} cannot be used: it is no address of a "
            f"proxy that is known ({', '.join(PORTS)}).\n"
            "  Write it like this: http://proxy.example:3128 or socks5://proxy.example:1080."
        )
    user = user or unquote(parts.username or "")
    password = password or unquote(parts.password or "")
    return UpstreamProxy(kind, host, port or PORTS[kind], user, password)


def from_environment(
    proxies: Mapping[str, str] | None = None, bypass: Callable[[str], object] = proxy_bypass
) -> NextProxy:
    """Read `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy`, or the system's settings.

    This machine is always reached directly.
    """
    named = getproxies() if proxies is None else proxies
    known = {scheme: read_upstream(server) for scheme, server in named.items() if scheme != "no"}

    def via(scheme: str, host: str) -> UpstreamProxy | None:
        if is_this_machine(host) or bypass(host):
            return None
        return next((known[each] for each in _NAMED[scheme] if each in known), None)

    return via


def from_settings(settings: Mapping[str, Any]) -> NextProxy:
    """Read Playwright's option `proxy`."""
    proxy = read_upstream(
        settings["server"], settings.get("username") or "", settings.get("password") or ""
    )
    direct = [
        each.strip().removeprefix("*").removeprefix(".")
        for each in (settings.get("bypass") or "").split(",")
        if each.strip() and "<" not in each
    ]
    return lambda _, host: (
        None if any(f".{host}".endswith(f".{each}") for each in direct) else proxy
    )


async def connected(host: str, port: int, proxy: UpstreamProxy | None, *, tunnel: bool) -> Streams:
    """Connect to a host, or to the proxy that passes plain requests on to it.

    Raise `OSError` if that fails.
    """
    if proxy is None:
        return await asyncio.open_connection(host, port, happy_eyeballs_delay=0.25)
    try:
        return await _through(proxy, (host, port), tunnel=tunnel)
    except (OSError, EOFError, asyncio.LimitOverrunError) as error:
        raise ConnectionError(f"the proxy {proxy} let nothing through: {error}") from error


async def _through(proxy: UpstreamProxy, there: tuple[str, int], *, tunnel: bool) -> Streams:
    encrypted = ssl.create_default_context() if proxy.kind == "https" else None
    reader, writer = await asyncio.open_connection(proxy.host, proxy.port, ssl=encrypted)
    try:
        if not proxy.forwards:
            await _through_socks(reader, writer, proxy, there)
        elif tunnel:
            await _through_http(reader, writer, proxy, there)
    except BaseException:
        writer.close()
        raise
    return reader, writer


async def _through_http(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    proxy: UpstreamProxy,
    there: tuple[str, int],
) -> None:
    host, port = there
    target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    asked = f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n".encode("ascii")
    writer.write(asked + proxy.authorization + b"\r\n")
    head = await reader.readuntil(b"\r\n\r\n")
    status = head.split(b"\r\n", 1)[0].decode("latin-1")
    if status.split(" ")[1:2] != ["200"]:
        raise ConnectionError(status)


async def _through_socks(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    proxy: UpstreamProxy,
    there: tuple[str, int],
) -> None:
    """RFC 1928 and 1929; the proxy looks the name up. Raise `ConnectionError`."""
    if fact_and_fix := missing("socksio"):
        raise ConnectionError(" ".join(fact_and_fix))
    from socksio import socks5  # noqa: PLC0415 - an extra: few networks have such a proxy

    methods = [socks5.SOCKS5AuthMethod.NO_AUTH_REQUIRED]
    if proxy.user:
        methods.append(socks5.SOCKS5AuthMethod.USERNAME_PASSWORD)
    ask = partial(_ask_socks, socks5.SOCKS5Connection(), reader, writer)
    chosen = await ask(socks5.SOCKS5AuthMethodsRequest(methods))
    if chosen.method not in methods:
        raise ConnectionError("it wants to know who asks")
    if chosen.method is socks5.SOCKS5AuthMethod.USERNAME_PASSWORD:
        pair = proxy.user.encode(), proxy.password.encode()
        if not (await ask(socks5.SOCKS5UsernamePasswordRequest(*pair))).success:
            raise ConnectionError("it refused the name or the password")
    command = socks5.SOCKS5Command.CONNECT
    answer = await ask(socks5.SOCKS5CommandRequest.from_address(command, there))
    if answer.reply_code is not socks5.SOCKS5ReplyCode.SUCCEEDED:
        raise ConnectionError(answer.reply_code.name.lower().replace("_", " "))


async def _ask_socks(
    connection: Any, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: Any
) -> Any:
    from socksio import ProtocolError  # noqa: PLC0415 - an extra

    connection.send(request)
    writer.write(connection.data_to_send())
    try:
        return connection.receive_data(await reader.read(_LONGEST_ANSWER))
    except ProtocolError as error:
        raise ConnectionError("it does not speak SOCKS 5") from error
