"""The production guard."""

from __future__ import annotations

import pytest

from samestory.errors import ForbiddenHost
from samestory.network.guard import Guard, is_this_machine

GUARD = Guard(
    hosts=("127.0.0.1", "*.shop.example", "Bücher.example"),
    mail_domains=("customers.example", "*.test.example"),
    file="landscapes/staging.toml",
)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8800/orders?x=http://evil.example",
        "https://www.shop.example",
        "https://A.B.SHOP.EXAMPLE./",
        "https://xn--bcher-kva.example/",
        "https://user:password@127.0.0.1/",
        "https://bücher.example./",
    ],
)
def test_allowed_hosts_may_be_touched(url: str):
    """In any spelling that means the same host, on any port; without the guard's word, none is."""
    GUARD.check_url(url)
    with pytest.raises(ForbiddenHost):
        Guard(hosts=("elsewhere.example",)).check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.shop.com/",
        "https://shop.example/",
        "https://evilshop.example/",
        "http://127.0.0.1.evil.example/",
        "http://127.0.0.1@evil.example/",
        "http://127.0.0.11/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://127.1/",
        "http://0177.0.0.1/",
        "http://127.0.0.%31/",
        "http://\uff11\uff12\uff17.0.0.2/",
        "http://www.\u0455hop.example/",
        "//evil.example/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://evil.example\\@127.0.0.1/",
        "http://127.0.0.1 .evil.example/",
        "http://127.0.0.1\n.evil.example/",
        "http://[127.0.0.1/",
        "http:///path",
        "",
    ],
)
def test_every_other_host_is_refused(url: str):
    """Also one that a browser could take for another host than this check."""
    with pytest.raises(ForbiddenHost):
        GUARD.check_url(url)


def test_a_refusal_says_what_is_allowed_and_which_line_to_add():
    """Whoever is stopped knows how to go on, if that is right."""
    expected = (
        "landscapes/staging.toml does not allow the host 'www.shop.com'; nothing was sent there. "
        "Allowed: 127.0.0.1, *.shop.example, Bücher.example.\n"
        "  If samestory may act there, write this into [guard]: "
        'hosts = ["127.0.0.1", "*.shop.example", "Bücher.example", "www.shop.com"]'
    )

    with pytest.raises(ForbiddenHost) as caught:
        GUARD.check_url("https://www.shop.com/checkout")

    assert expected == str(caught.value)


@pytest.mark.parametrize(
    "address", ["ada@customers.example", "Ada+1@CUSTOMERS.example", "a@b.test.example"]
)
def test_allowed_mail_domains_may_be_written_to(address: str):
    """Domains are what counts, and capitals do not; without the guard's word, none is."""
    GUARD.check_mail_address(address)
    with pytest.raises(ForbiddenHost):
        Guard(mail_domains=("elsewhere.example",)).check_mail_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "ada@gmail.com",
        "ada@customers.example.evil.com",
        "ada%gmail.com@customers.example",
        "gmail.com!ada@customers.example",
        "ada\uff05gmail.com@customers.example",
        "ada\uff20gmail.com@customers.example",
        "gmail.com\uff01ada@customers.example",
        "@gmail.com:ada@customers.example",
        "ada\\@gmail.com@customers.example",
        "ada@evil.com,ada@customers.example",
        "ada@evil.com>\n<ada@customers.example",
        "Ada <ada@customers.example>",
        "ada@evil.com@customers.example",
        "@customers.example",
        "ada",
        "",
    ],
)
def test_every_other_address_is_refused(address: str):
    """A real person must not get a test's mail, nor may two get one."""
    with pytest.raises(ForbiddenHost):
        GUARD.check_mail_address(address)


def test_a_refused_mail_domain_is_named_with_the_line_to_add():
    """The same way as a host."""
    with pytest.raises(
        ForbiddenHost, match=r'mail_domains = \["customers\.example", .*"gmail\.com"\]'
    ):
        GUARD.check_mail_address("ada@gmail.com")


def test_without_a_guard_nothing_is_allowed():
    """Silence is no permission."""
    with pytest.raises(ForbiddenHost, match=r"Allowed: none\."):
        Guard().check_url("http://127.0.0.1/")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "127.0.0.1", "127.8.9.1", "::1"])
def test_this_machine_has_many_names(host: str):
    """On it a mailbox may be read without TLS."""
    assert is_this_machine(host)
    assert Guard().may_be_plain(host)


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "localhost.evil.example", "imap.example.com", "0.0.0.1"]
)
def test_other_machines_are_not_this_one(host: str):
    """There only TLS will do, or a landscape that says so."""
    assert not is_this_machine(host)
    assert not Guard().may_be_plain(host)
    assert Guard(plaintext=(host,)).may_be_plain(host)


@pytest.mark.parametrize(
    ("meant", "url"),
    [
        ("https://www.shop.example/a", "https://www.shop.example/b"),
        ("https://www.shop.example/a", "https://id.shop.example/b"),
        ("http://127.0.0.1:1/a", "http://127.0.0.1:2/b"),
        ("http://127.0.0.1:1/a", "https://www.shop.example/b"),
        ("http://old.shop.example/a", "http://old.shop.example/b"),
        ("https://www.shop.example/a", "http://plain.shop.example/b"),
    ],
)
def test_a_redirect_may_lead_to_what_is_no_less_safe(meant: str, url: str):
    """To TLS, on this machine, back to the same host, or to one that may be asked in plain text."""
    Guard(hosts=("*.shop.example",), plaintext=("plain.shop.example",)).check_redirect(url, meant)


@pytest.mark.parametrize(
    ("meant", "url"),
    [
        ("https://www.shop.example/a", "http://www.shop.example/a"),
        ("https://127.0.0.1:1/a", "http://127.0.0.1:1/a"),
        ("http://127.0.0.1:1/a", "http://www.shop.example/a"),
        ("http://old.shop.example/a", "http://www.shop.example/a"),
    ],
)
def test_a_redirect_to_plain_text_is_refused_with_the_line_to_add(meant: str, url: str):
    """Whoever is on the way could have made it up."""
    with pytest.raises(ForbiddenHost) as caught:
        GUARD.check_redirect(url, meant)

    host = url.split("/")[2].split(":", maxsplit=1)[0]
    assert "is plain text, which anyone on the network can read and change" in str(caught.value)
    assert str(caught.value).endswith(f'plaintext = ["{host}"]')


def test_a_host_that_is_excused_is_named_as_a_url_names_it():
    guard = Guard(unverified=("Erp.test.example", "::1"))

    assert ("https://erp.test.example", "https://[::1]") == guard.unverified_origins


def test_a_certificate_is_excused_for_one_host_only():
    """By its own name, and that is said aloud."""
    guard = Guard(unverified=("erp.test.example",), file="x.toml")

    assert not guard.verifies("ERP.test.example")
    assert guard.verifies("crm.test.example")
    assert guard.verifies("test.example")
    assert (
        (
            "anything that calls itself erp.test.example is trusted: its certificate is not "
            "checked (unverified in [guard] of x.toml)"
        ),
    ) == guard.concessions
    assert () == GUARD.concessions
