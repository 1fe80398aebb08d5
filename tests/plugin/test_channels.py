"""A channel reaches only where the landscape allows, with its credentials and no one else's."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from samestory import ChannelAccess, Landscape, load
from samestory.errors import ForbiddenHost, WrongCall
from samestory.journeys import invent_identity
from samestory.network.guard import Guard
from samestory.plugin.channels import http_client, open_channel
from samestory.plugin.traced_hosts import trace_of
from samestory.telemetry import BareSpan, in_span

ADA = invent_identity(1, "x", mail_domain="customers.example")
LANDSCAPE = """
[guard]
hosts = ["127.0.0.1"]

[channels.shop]
base_url = "http://127.0.0.1:1"
pages    = "pages:Desk"

[channels.agent]
base_url = "http://127.0.0.1:1"
pages    = "pages:Desk"
auth     = { kind = "header", header = "X-Key", token_env = "KEY" }

[channels.list]
base_url = "http://127.0.0.1:1"

[systems.crm]
adapter  = "http"
base_url = "http://127.0.0.1:1"
"""
UNVERIFIED = ("https://[::1]:8443/", "https://desk.example/")


@pytest.fixture
def landscape(tmp_path: Path) -> Landscape:
    (tmp_path / "pages.py").write_text(
        "class Desk:\n    def __init__(self, channel):\n        self.channel = channel\n"
    )
    (tmp_path / "x.toml").write_text(LANDSCAPE)
    return load(tmp_path / "x.toml", {"KEY": "secret-1"})


def opened(landscape: Landscape, name: str, closing: ExitStack | None = None) -> ChannelAccess:
    """The one argument of the page objects of a channel."""
    pages = open_channel(
        landscape,
        name,
        who=ADA,
        her_page=lambda: "hers",  # type: ignore[arg-type,return-value]  # a name will do
        separate_page=lambda: "another",  # type: ignore[arg-type,return-value]
        closing=closing or ExitStack(),
    )
    access: ChannelAccess = pages.channel  # type: ignore[attr-defined]  # the class above
    return access


def test_page_objects_get_one_argument(landscape: Landscape) -> None:
    """Where it is, who acts, and the credentials of the channel."""
    agent = opened(landscape, "agent")

    assert ("http://127.0.0.1:1", ADA, "secret-1") == (agent.base_url, agent.who, agent.secret)


def test_somebody_else_sits_at_a_channel_with_credentials(landscape: Landscape) -> None:
    """Hers is her own browser; an agent has one of his own."""
    assert ("hers", "another") == (opened(landscape, "shop").page, opened(landscape, "agent").page)


def test_its_client_shows_the_credentials_and_is_closed_in_the_end(landscape: Landscape) -> None:
    with ExitStack() as closing:
        http = opened(landscape, "agent", closing).http

        assert ("http://127.0.0.1:1", "secret-1") == (str(http.base_url), http.headers["X-Key"])
        assert not http.follow_redirects
    assert http.is_closed


def test_its_client_reaches_no_other_host(landscape: Landscape) -> None:
    """Nothing is sent there, straight or behind a redirect."""
    with http_client(landscape.channels["agent"], landscape.guard) as http:
        with pytest.raises(ForbiddenHost, match=r"does not allow the host 'evil\.example'"):
            http.get("http://evil.example/")

        http._transport = httpx.MockTransport(
            lambda _: httpx.Response(302, headers={"Location": "http://evil.example/"})
        )
        with pytest.raises(ForbiddenHost):
            http.get("/", follow_redirects=True)


def test_its_client_believes_every_spelling_of_a_host_unseen(landscape: Landscape) -> None:
    """An address of IPv6 has brackets in a URL, and none in the landscape."""
    guard = Guard(hosts=("127.0.0.1",), unverified=("::1", "Desk.example"))
    with http_client(landscape.channels["agent"], guard) as http:
        ways = [http._transport_for_url(httpx.URL(each)) for each in UNVERIFIED]

    assert http._transport not in ways


@pytest.mark.parametrize("name", ["list", "agnet"])
def test_a_channel_without_page_objects_cannot_be_used(landscape: Landscape, name: str) -> None:
    """It is a mistake of the scenario or of the landscape, with the nearest name."""
    with pytest.raises(WrongCall, match=rf"describes no channel '{name}'.*"):
        opened(landscape, name)


def test_a_channel_that_is_called_almost_so_is_named(landscape: Landscape) -> None:
    with pytest.raises(WrongCall, match="Did you mean 'agent'"):
        opened(landscape, "agnet")


def test_only_the_channel_itself_hears_in_which_trace_it_is_used(landscape: Landscape):
    """Nobody to whom it redirects; the hosts of a landscape's systems and channels are its own."""
    heard: list[tuple[str, bool]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        heard.append((request.url.host, "traceparent" in request.headers))
        return httpx.Response(302, headers={"Location": "http://localhost/"})

    guard = Guard(hosts=("127.0.0.1", "localhost"))
    with in_span(BareSpan()), http_client(landscape.channels["agent"], guard) as client:
        client._transport = httpx.MockTransport(answer)
        with pytest.raises(httpx.TooManyRedirects):
            client.get("/", follow_redirects=True)

        assert [("127.0.0.1", True), ("localhost", False)] == heard[:2]
        assert trace_of(landscape)("127.0.0.1")
        assert "" == trace_of(landscape)("localhost")
    assert "" == trace_of(landscape)("127.0.0.1")
