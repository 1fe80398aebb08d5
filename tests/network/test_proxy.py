"""The proxy that asks the guard about every host, over sockets."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial

import httpx
import pytest
import trustme

from samestory.browser import BrowserFence
from samestory.network.guard import Guard
from samestory.network.proxy import GuardProxy
from samestory.network.upstream_proxy import NextProxy, UpstreamProxy
from tests.adapters.bad_network import Answer, Asked, Site, saying
from tests.adapters.raw_server import answering, serving

HERE = "127.0.0.1"


@contextmanager
def proxy(via: NextProxy = lambda *_: None) -> Iterator[GuardProxy]:
    with closing(GuardProxy(Guard(hosts=(HERE,)), via)) as opened:
        yield opened


def said(port: int, raw: bytes) -> bytes:
    """What is answered to this, until the other side hangs up."""
    with socket.create_connection((HERE, port), timeout=20) as there:
        there.sendall(raw)
        return b"".join(iter(partial(there.recv, 65536), b""))


def echo(asked: Asked) -> Answer:
    return Answer([asked.method, asked.path, asked.body, sorted(asked.headers)])


def test_a_plain_request_is_passed_on_as_its_host_wants_it():
    """With its path alone, and without what was for the proxy."""
    with Site(echo).up() as port, proxy() as opened:
        headers = {"X-Own": "1", "Proxy-Authorization": "x", "Proxy-Connection": "keep-alive"}
        url = f"http://{HERE}:{port}/a?b=%20c"
        told = httpx.post(url, content=b"d", headers=headers, proxy=opened.url).json()

    method, path, body, names = told
    assert ["POST", "/a?b=%20c", "d"] == [method, path, body]
    assert "x-own" in names
    assert [] == [each for each in names if each.startswith("proxy-")]


def test_a_host_hears_in_which_trace_it_is_asked():
    """If it is the company's own, and if its page has not begun a trace by itself."""
    site = Site(lambda asked: Answer(asked.headers.get("traceparent", "none")))
    opened = GuardProxy(Guard(hosts=(HERE, "localhost")), lambda *_: None, {HERE: "00-1-2-01"}.get)
    with site.up() as port, closing(opened):
        own, other = f"http://{HERE}:{port}/", f"http://localhost:{port}/"
        begun = {"Traceparent": "00-a-b-01"}

        assert "00-1-2-01" == httpx.get(own, proxy=opened.url).text
        assert "00-a-b-01" == httpx.get(own, proxy=opened.url, headers=begun).text
        assert "none" == httpx.get(other, proxy=opened.url).text


def test_a_reply_without_carriage_returns_is_passed_on():
    """As browsers read it: old servers write such heads."""
    reply = b"HTTP/1.1 200 OK\nContent-Type: text/plain\nKeep-Alive: 5\n\nhello\n\nyou"
    with serving(answering(reply)) as port, proxy() as opened:
        ask = f"GET http://{HERE}:{port}/ HTTP/1.1\r\nHost: {HERE}:{port}\r\n\r\n".encode()

        assert (
            b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n"
            b"hello\n\nyou" == said(opened.port, ask)
        )


def test_a_reply_that_ends_within_its_head_is_none():
    """What is missing of it may be what matters."""
    with serving(answering(b"HTTP/1.1 200 OK\r\nContent-Len")) as port, proxy() as opened:
        ask = f"GET http://{HERE}:{port}/ HTTP/1.1\r\nHost: {HERE}:{port}\r\n\r\n".encode()

        assert said(opened.port, ask) == b""


def test_one_connection_serves_one_request():
    """So that none can be followed by one for another host."""
    site = saying("hello", Keep_Alive="timeout=5", X_Own="1")
    with site.up() as port, proxy() as opened:
        ask = f"GET http://{HERE}:{port}/ HTTP/1.1\r\nHost: {HERE}:{port}\r\n\r\n".encode()
        answer = said(opened.port, ask + b"GET http://evil.example/ HTTP/1.1\r\n\r\n")

    head, _, body = answer.partition(b"\r\n\r\n")
    assert body == b"hello"
    assert head.startswith(b"HTTP/1.1 200 OK\r\nConnection: close\r\n")
    assert b"Keep-Alive" not in head
    assert b"X-Own: 1" in head
    assert ["GET /"] == site.paths()


def test_what_is_encrypted_goes_through_untouched():
    """From end to end, over one connection: only the host can read it."""
    authority, server = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    client = ssl.create_default_context()
    authority.issue_cert(HERE).configure_cert(server)
    authority.configure_trust(client)
    with (
        Site(echo).up(server) as port,
        proxy() as opened,
        httpx.Client(verify=client, proxy=opened.url) as asks,
    ):
        told = [asks.get(f"https://{HERE}:{port}/{each}").json()[1] for each in "ab"]

    assert ["/a", "/b"] == told


@pytest.mark.parametrize(
    "raw",
    [
        b"GET http://evil.example/ HTTP/1.1\r\n\r\n",
        b"GET http://127.0.0.2:{port}/ HTTP/1.1\r\n\r\n",
        b"GET http://2130706433:{port}/ HTTP/1.1\r\n\r\n",
        b"GET http://127.0.0.1@127.0.0.2:{port}/ HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        b"GET ftp://127.0.0.1:{port}/ HTTP/1.1\r\n\r\n",
        b"GET http://127.0.0.1:{port}\\@evil.example/ HTTP/1.1\r\n\r\n",
        b"CONNECT evil.example:443 HTTP/1.1\r\n\r\n",
        b"CONNECT 127.0.0.2:{port} HTTP/1.1\r\n\r\n",
        b"CONNECT [::1]:{port} HTTP/1.1\r\n\r\n",
        b"CONNECT 127.0.0.1:x HTTP/1.1\r\n\r\n",
        b"CONNECT user@127.0.0.2:{port} HTTP/1.1\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"\xff\xfe \xff \xff\r\n\r\n",
    ],
)
def test_nothing_is_answered_for_what_is_not_allowed(raw: bytes):
    """A page about the refusal could be taken for the website's own."""
    site = saying("hello")
    with site.up() as port, proxy() as opened:
        assert b"" == said(opened.port, raw.replace(b"{port}", str(port).encode()))
    assert [] == site.asked


def test_nothing_passes_before_a_guard_allows_it():
    """A browser may be started before its landscape is read; what is open then is let out, too."""
    fence = BrowserFence(Guard())
    with Site(lambda _: Answer("here")).up() as port, closing(fence):
        opened = fence._proxy(None)
        url = f"http://{HERE}:{port}/"
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(url, proxy=opened.url)
        fence.allow(Guard(hosts=("shop.example.com",)))
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(url, proxy=opened.url)
        fence.allow(Guard(hosts=(HERE,)))

        assert "here" == httpx.get(url, proxy=opened.url).text


def test_why_a_host_did_not_answer_is_remembered():
    """Until it does; what was refused is no trouble of a host."""
    with closing(socket.create_server((HERE, 0))) as taken:
        port = taken.getsockname()[1]
    url = f"http://{HERE}:{port}/"
    with proxy() as opened:
        assert None is opened.why_down(url)
        assert b"" == said(opened.port, f"GET {url} HTTP/1.1\r\n\r\n".encode())
        assert "Connection refused" in str(opened.why_down(url))
        assert None is opened.why_down("http://evil.example/")


class TestUpstream:
    """Through another proxy: here, one that notes what it is handed."""

    @pytest.mark.parametrize(
        ("raw", "handed"),
        [
            ("GET http://127.0.0.1:7/a HTTP/1.1", "GET http://127.0.0.1:7/a HTTP/1.1"),
            ("CONNECT 127.0.0.1:7 HTTP/1.1", "CONNECT 127.0.0.1:7 HTTP/1.1"),
        ],
    )
    def test_an_http_proxy_is_handed_what_a_browser_would_hand_it(self, raw: str, handed: str):
        """With our name and password for it."""
        with closing(socket.create_server((HERE, 0))) as listening:
            via = UpstreamProxy("http", HERE, listening.getsockname()[1], "qa", "pw")
            with (
                proxy(lambda *_: via) as opened,
                socket.create_connection((HERE, opened.port), timeout=20) as asking,
            ):
                asking.sendall(f"{raw}\r\nX-Own: 1\r\n\r\n".encode())
                there, _ = listening.accept()
                with there:
                    got = there.recv(65536).decode()

        assert got.startswith(f"{handed}\r\n")
        assert "Proxy-Authorization: Basic cWE6cHc=\r\n" in got

    @pytest.mark.parametrize("answer", [b"HTTP/1.1 403 Forbidden\r\n\r\n", b"", b"nonsense"])
    @pytest.mark.parametrize("kind", ["http", "socks5"])
    def test_one_that_lets_nothing_through_is_the_trouble(self, kind: str, answer: bytes):
        """It is named, without its password."""
        with closing(socket.create_server((HERE, 0))) as listening:
            via = UpstreamProxy(kind, HERE, listening.getsockname()[1], "qa", "secret-7")
            with (
                proxy(lambda *_: via) as opened,
                socket.create_connection((HERE, opened.port), timeout=20) as asking,
            ):
                asking.sendall(b"CONNECT 127.0.0.1:7 HTTP/1.1\r\n\r\n")
                there, _ = listening.accept()
                with there:
                    there.recv(65536)
                    there.sendall(answer)
                assert b"" == asking.recv(65536)
                trouble = str(opened.why_down(f"https://{HERE}:7/"))

        assert trouble.startswith(f"the proxy {kind}://{HERE}:{via.port} let nothing through: ")
        assert "secret-7" not in trouble
