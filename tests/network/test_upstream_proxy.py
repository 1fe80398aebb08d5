"""The proxies of the network, as the environment and Playwright name them."""

from __future__ import annotations

import pytest

from samestory.errors import WrongCall
from samestory.network.upstream_proxy import (
    UpstreamProxy,
    from_environment,
    from_settings,
    read_upstream,
)


@pytest.mark.parametrize(
    ("server", "upstream"),
    [
        ("http://proxy.example:3128", UpstreamProxy("http", "proxy.example", 3128)),
        ("proxy.example:3128", UpstreamProxy("http", "proxy.example", 3128)),
        ("http://proxy.example", UpstreamProxy("http", "proxy.example", 80)),
        ("https://proxy.example", UpstreamProxy("https", "proxy.example", 443)),
        ("socks5://[::1]", UpstreamProxy("socks5", "::1", 1080)),
        (
            "http://qa:p%40ss@proxy.example:1",
            UpstreamProxy("http", "proxy.example", 1, "qa", "p@ss"),
        ),
    ],
)
def test_a_proxy_is_read_as_it_is_usually_written(server: str, upstream: UpstreamProxy):
    """With its usual port, and the name that it wants."""
    assert upstream == read_upstream(server)


@pytest.mark.parametrize("server", ["ftp://proxy.example", "http://", "http://proxy.example:x", ""])
def test_an_unknown_kind_of_proxy_is_refused(server: str):
    """Nothing goes past it."""
    with pytest.raises(WrongCall, match="cannot be used"):
        read_upstream(server)


def test_the_password_of_a_proxy_is_never_told():
    """Neither in a refusal nor in a trouble."""
    with pytest.raises(WrongCall) as caught:
        read_upstream("ftp://qa:secret-7@proxy.example")

    assert "secret-7" not in str(caught.value)
    assert "secret-7" not in str(read_upstream("http://qa:secret-7@proxy.example"))


def test_the_environment_names_a_proxy_for_each_scheme():
    """One for all stands in; this machine and what is bypassed are reached directly."""
    named = {"http": "http://web.example:1", "all": "socks5://any.example:2", "no": "x.example"}
    via = from_environment(named, lambda host: host == "x.example")
    web, any_other = (
        UpstreamProxy("http", "web.example", 1),
        UpstreamProxy("socks5", "any.example", 2),
    )

    assert [web, any_other] == [via("http", "shop.example"), via("https", "shop.example")]
    assert [None, None] == [via("http", "x.example"), via("https", "127.0.0.1")]
    assert None is from_environment({})("http", "shop.example")


def test_a_tunnel_to_an_unusual_port_may_be_for_either_scheme():
    """Page objects ask for plain pages through tunnels; a proxy for one scheme has to do."""
    named = {"http": "http://web.example:1"}

    assert UpstreamProxy("http", "web.example", 1) == from_environment(named, lambda _: False)(
        "any", "shop.example"
    )
    assert None is from_environment(named, lambda _: False)("https", "shop.example")


def test_playwrights_option_names_one_proxy_and_what_is_reached_directly():
    """As its documentation writes `bypass`."""
    option = {
        "server": "http://proxy.example:1",
        "bypass": ".corp.example, *.lab.example,shop.example,<-loopback>",
        "username": "qa",
        "password": "x",
    }
    via, proxy = from_settings(option), UpstreamProxy("http", "proxy.example", 1, "qa", "x")

    assert [None] * 3 == [via("http", f"{each}.example") for each in ("a.corp", "b.lab", "shop")]
    assert [proxy] * 3 == [via("http", each) for each in ("a.example", "corp.example.org", "::1")]
