"""Names of hosts, in the one spelling that everything compares."""

from __future__ import annotations

import re

import pytest

from samestory.network.hosts import NoHost, canonical, read_host

PORT = "holds a port, and a host is allowed on all of its ports"


@pytest.mark.parametrize(
    ("entry", "name", "below"),
    [
        ("shop.example.com", "shop.example.com", False),
        ("Shop.Example.COM.", "shop.example.com", False),
        ("*.example.com", "example.com", True),
        ("localhost", "localhost", False),
        ("my_service", "my_service", False),
        ("Bücher.example", "xn--bcher-kva.example", False),
        ("straße.example", "xn--strae-oqa.example", False),
        ("xn--bcher-kva.example", "xn--bcher-kva.example", False),
        ("127.0.0.1", "127.0.0.1", False),
        ("::1", "::1", False),
        ("[0:0::1]", "::1", False),
        ("::ffff:127.0.0.1", "::ffff:7f00:1", False),
    ],
)
def test_an_entry_is_a_host_or_what_is_below_a_domain(entry: str, name: str, below: bool):
    """In whatever case and script, as browsers write it."""
    found = read_host(entry)

    assert (name, below) == (found.name, found.below)


@pytest.mark.parametrize(
    ("entry", "why", "better"),
    [
        ("", "is empty", ""),
        ("*", "would allow every host there is", ""),
        ("*.", "would allow every host there is", ""),
        ("https://shop.example/x", "is a web address, not a host", "shop.example"),
        ("http://*.shop.example:8", "is a web address, not a host", "*.shop.example"),
        ("ada@shop.example", "holds a user name", "shop.example"),
        ("shop.example/orders", "holds a path", "shop.example"),
        ("shop.example:8080", PORT, "shop.example"),
        ("[::1]:80", PORT, "::1"),
        ("shop.*.example", "has its * in another place than before a domain", ""),
        ("*shop.example", "has its * in another place than before a domain", ""),
        ("*.127.0.0.1", "is an address with a *", "127.0.0.1"),
        (" shop.example", "holds white space", "shop.example"),
        ("shop.\texample", "holds white space", "shop.example"),
        ("2130706433", "is an IPv4 address in an unusual spelling", "127.0.0.1"),
        ("0x7f.1", "is an IPv4 address in an unusual spelling", "127.0.0.1"),
        ("0177.0.0.1", "is an IPv4 address in an unusual spelling", "127.0.0.1"),
        ("1.2.3.256", "is no name of a host", ""),
        ("shop..example", "is no name of a host", ""),
        (".example.com", "is no name of a host", ""),
        ("-shop.example", "is no name of a host", ""),
        ("shop.example,crm.example", "is no name of a host", ""),
        ("fe80::1%eth0", "is no name of a host", ""),
        ("\u2603.example", "is no name of a host", ""),
        ("x" * 64 + ".example", "is no name of a host", ""),
        (".".join(["x" * 60] * 5), "is no name of a host", ""),
    ],
)
def test_anything_else_is_none_and_it_is_said_why(entry: str, why: str, better: str):
    """With what was meant, if that can be seen; what was meant is an entry itself."""
    with pytest.raises(NoHost, match=f"^{re.escape(why)}$") as caught:
        read_host(entry)

    assert better == caught.value.better
    assert not better or read_host(better)


@pytest.mark.parametrize(
    ("entry", "host", "fits"),
    [
        ("shop.example", "shop.example", True),
        ("shop.example", "www.shop.example", False),
        ("*.shop.example", "www.shop.example", True),
        ("*.shop.example", "a.b.shop.example", True),
        ("*.shop.example", "shop.example", False),
        ("*.shop.example", "evilshop.example", False),
        ("::1", "::1", True),
        ("::1", "::11", False),
    ],
)
@pytest.mark.parametrize("scheme", ["http", "wss"])
def test_python_and_javascript_read_an_entry_alike(entry: str, host: str, fits: bool, scheme: str):
    """The pattern for URLs fits where the entry does."""
    pattern = read_host(entry)
    url = f"{scheme}://[{host}]/" if ":" in host else f"{scheme}://{host}/"

    assert fits is pattern.fits(host)
    assert fits is bool(re.search(rf"^{scheme}://{pattern.javascript}/", url))


@pytest.mark.parametrize("host", ["127.1", "0x7f000001", "[::1", "fe80::1%1", "a b", "a/b", "%31"])
def test_what_not_everybody_reads_alike_is_no_host(host: str):
    """Nothing is sent there, whoever would understand it."""
    assert None is canonical(host)
