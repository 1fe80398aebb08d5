"""Whoever cannot prove who it is, or would not keep a secret, is not told one."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from samestory.adapters.http.system import HttpSystem
from samestory.adapters.imap.login import Login
from samestory.adapters.imap.mailbox import Mailbox
from samestory.config.entries import Auth, Tokens
from samestory.core.model import Subject
from samestory.errors import CannotAsk
from samestory.network.guard import Guard
from tests.adapters.bad_network import Answer, Site, saying
from tests.adapters.entries import filing, system_entry
from tests.adapters.imap.fake_imap import mail
from tests.adapters.imap.imap_server import EVERYTHING, MailServer

HERE = "127.0.0.1"
ORDER = Subject("order", "A-1")
AMPLE = 30.0
"""Seconds; nothing here waits for them."""
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

OPT_OUT = f'Only for a test system, write into [guard]: unverified = ["{HERE}"]'
BAD = {
    "expired": "has expired, so nothing was sent to it; have it renewed. ",
    "too early": "is not valid yet, so nothing was sent to it; check both clocks",
    "self-signed": "is self-signed, so nothing was sent to it; name the file",
    "stranger": "is signed by an authority that is not trusted here, so nothing was sent to it",
    "wrong host": "is made out to another host, so nothing was sent to it; correct the host",
}
"""What is said about each certificate."""


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def ca(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The file of those who are trusted."""
    file = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    return str(file)


@pytest.fixture(scope="module")
def shown(
    authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, ssl.SSLContext]:
    """What servers show: a good certificate, and each of the bad ones."""
    day = timedelta(days=1)
    issued = {
        "good": authority.issue_cert(HERE),
        "expired": authority.issue_cert(HERE, not_before=LONG_AGO, not_after=LONG_AGO + day),
        "too early": authority.issue_cert(
            HERE, not_before=datetime.now(UTC) + day, not_after=datetime.now(UTC) + 2 * day
        ),
        "wrong host": authority.issue_cert("crm.elsewhere.example"),
        "stranger": trustme.CA().issue_cert(HERE),
    }
    contexts = {"self-signed": self_signed(tmp_path_factory.mktemp("own"))}
    for name, cert in issued.items():
        contexts[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        cert.configure_cert(contexts[name])
    return contexts


def self_signed(folder: Path) -> ssl.SSLContext:
    """What somebody makes at home."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.NameAttribute(NameOID.COMMON_NAME, "x"),
    )
    subject, now = x509.Name([name]), datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HERE))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    file = folder / "own.pem"
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *form)
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def asking(port: int, ca: str | None, guard: Guard | None = None, scheme: str = "https"):
    """A CRM that gets a key with every question."""
    entry = system_entry(
        settings={"base_url": f"{scheme}://{HERE}:{port}", "ca": ca},
        auth=Auth("bearer", secret="the-key", variables=("KEY",)),
        timeout=AMPLE,
    )
    return closing(HttpSystem(entry, guard or Guard(hosts=(HERE,), file="x.toml"), filing()))


def trouble(port: int, ca: str | None, guard: Guard | None = None, scheme: str = "https") -> str:
    with asking(port, ca, guard, scheme) as system, pytest.raises(CannotAsk) as caught:
        system.observe(ORDER)
    return caught.value.why


class TestWeb:
    def test_a_good_certificate_is_believed(self, shown: dict[str, ssl.SSLContext], ca: str):
        """Of whoever the landscape names."""
        site = saying({"status": "placed"})
        with site.up(shown["good"]) as port, asking(port, ca) as system:
            assert {"status": "placed"} == system.observe(ORDER).values

    @pytest.mark.parametrize(("kind", "words"), BAD.items())
    def test_a_bad_one_is_refused(
        self, shown: dict[str, ssl.SSLContext], ca: str, kind: str, words: str
    ):
        """Nothing is asked, so no key is told, and the words say how to fix it."""
        site = saying({"status": "placed"})
        with site.up(shown[kind]) as port:
            why = trouble(port, ca)

        assert f"the certificate of {HERE} {words}" in why
        assert why.endswith(OPT_OUT)
        assert [] == site.asked

    @pytest.mark.parametrize("kind", BAD)
    def test_a_host_by_name_can_be_believed_all_the_same(
        self, shown: dict[str, ssl.SSLContext], kind: str
    ):
        """And no other one."""
        guard = Guard(hosts=(HERE,), unverified=(HERE,), file="x.toml")
        other = Guard(hosts=(HERE,), unverified=("crm.example",), file="x.toml")
        site = saying({"status": "placed"})
        with site.up(shown[kind]) as port:
            with asking(port, None, guard) as system:
                assert {"status": "placed"} == system.observe(ORDER).values
            assert OPT_OUT in trouble(port, None, other)

    def test_plain_text_is_no_tls(self):
        """A wrong port, or somebody who stripped it."""
        site = saying({"status": "placed"})
        with site.up() as port:
            why = trouble(port, None)

        assert why == (
            f"it speaks plain text where TLS was meant, so nothing was sent to {HERE}; "
            "correct the port, or have TLS switched on there (a system that has none, such as "
            'one on this machine, is asked by http://, a mailbox with tls = "none")'
        )
        assert [] == site.asked

    def test_a_redirect_to_plain_text_is_refused(self, shown: dict[str, ssl.SSLContext], ca: str):
        """On this machine as well: what began with TLS goes on with it."""
        plain = saying({"status": "placed"})
        with plain.up() as there:
            secure = Site(lambda _: Answer(None, 302, {"Location": f"http://{HERE}:{there}/o"}))
            with secure.up(shown["good"]) as port:
                why = trouble(port, ca)

        assert why.startswith(
            f"it redirects: http://{HERE}:{there}/o is plain text, which anyone on the network can "
            "read and change, where TLS was meant; nothing was sent there"
        )
        assert 1 == len(secure.asked)
        assert [] == plain.asked

    def test_a_host_by_name_may_be_plain(self, shown: dict[str, ssl.SSLContext], ca: str):
        """The key is not sent there all the same: it is the system's own."""
        guard = Guard(hosts=(HERE,), plaintext=(HERE,), file="x.toml")
        plain = saying({"status": "placed"})
        with plain.up() as there:
            secure = Site(lambda _: Answer(None, 302, {"Location": f"http://{HERE}:{there}/o"}))
            with secure.up(shown["good"]) as port, asking(port, ca, guard) as system:
                assert {"status": "placed"} == system.observe(ORDER).values

        assert ["Bearer the-key"] == [each.headers["authorization"] for each in secure.asked]
        assert ["authorization" in each.headers for each in plain.asked] == [False]

    def test_where_tokens_come_from_has_to_prove_itself_as_well(
        self, shown: dict[str, ssl.SSLContext], ca: str
    ):
        """A client's secret is told to nobody else; a file of trust counts there, too."""
        crm = saying({"status": "placed"})
        for kind in ("good", "expired"):
            login = saying({"access_token": "token-1", "token_type": "Bearer"})
            with login.up(shown[kind]) as there, crm.up(shown["good"]) as port:
                tokens = Tokens(url=f"https://{HERE}:{there}/token", client_secret="s3cret")
                entry = system_entry(
                    settings={"base_url": f"https://{HERE}:{port}", "ca": ca},
                    auth=Auth("oauth2 client credentials", variables=("KEY",), tokens=tokens),
                    timeout=AMPLE,
                )
                guard = Guard(hosts=(HERE,), file="x.toml")
                with closing(HttpSystem(entry, guard, filing())) as system:
                    if kind == "good":
                        assert {"status": "placed"} == system.observe(ORDER).values
                    else:
                        with pytest.raises(CannotAsk, match=r"no token could be .* has expired"):
                            system.observe(ORDER)

            assert (kind == "good") == bool(login.asked)
        assert 1 == len(crm.asked)


@contextmanager
def mailbox(server: MailServer, tls: str, ca: str | None, **more: bool) -> Iterator[Mailbox]:
    with server.up() as port:
        login = Login(HERE, port, tls, "INBOX", "ada@x", "right", ca=ca, variables=("PW",), **more)
        opened = Mailbox(login)
        yield opened
        opened.close()


def refusal(server: MailServer, tls: str, ca: str | None) -> str:
    with mailbox(server, tls, ca) as opened, pytest.raises(CannotAsk) as caught:
        opened.search(EVERYTHING, AMPLE)
    return caught.value.why


WAYS = {"tls": {"at_once": True}, "starttls": {"at_once": False}}


@pytest.mark.parametrize("tls", WAYS)
class TestMail:
    def test_a_good_certificate_is_believed(
        self, shown: dict[str, ssl.SSLContext], ca: str, tls: str
    ):
        """From the first byte on, or after STARTTLS."""
        server = MailServer([mail("Hello")], tls=shown["good"], **WAYS[tls])
        with mailbox(server, tls, ca) as opened:
            found = opened.search(EVERYTHING, AMPLE)

        assert [b"Subject: Hello"] == [each.raw.splitlines()[0] for each in found]

    @pytest.mark.parametrize(("kind", "words"), BAD.items())
    def test_a_bad_one_is_refused(
        self, shown: dict[str, ssl.SSLContext], ca: str, tls: str, kind: str, words: str
    ):
        """The password is not told."""
        server = MailServer(tls=shown[kind], **WAYS[tls])
        why = refusal(server, tls, ca)

        assert f"the certificate of {HERE} {words}" in why
        assert why.endswith(OPT_OUT)
        assert not any("LOGIN" in each for each in server.commands)

    @pytest.mark.parametrize("kind", BAD)
    def test_a_host_by_name_can_be_believed_all_the_same(
        self, shown: dict[str, ssl.SSLContext], tls: str, kind: str
    ):
        """Where [guard] names it."""
        server = MailServer([mail("Hello")], tls=shown[kind], **WAYS[tls])
        with mailbox(server, tls, None, verified=False) as opened:
            assert 1 == len(opened.search(EVERYTHING, AMPLE))

    def test_a_server_that_only_speaks_plain_text_is_refused(self, tls: str):
        """Whether it never offered more, or somebody on the way took the offer out."""
        server = MailServer([mail("Hello")], offers=False)
        why = refusal(server, tls, None)

        assert why.startswith(
            "it speaks plain text where TLS was meant"
            if tls == "tls"
            else "it offers no STARTTLS, so no password was sent; have TLS switched on there, or"
        )
        assert not any("LOGIN" in each for each in server.commands)


def test_a_refused_starttls_is_no_reason_to_go_on_without():
    """It said that it could, and then would not."""
    server = MailServer([mail("Hello")], obeys=False)
    why = refusal(server, "starttls", None)

    assert why.startswith("it refuses STARTTLS (")
    assert "so no password was sent" in why
    assert not any("LOGIN" in each for each in server.commands)


def test_somebody_who_says_that_we_are_logged_in_already_is_not_believed():
    """After PREAUTH there is no STARTTLS (RFC 3501, 7.1.4), which a man in the middle can use."""
    server = MailServer([mail("Forged")], greeting="* PREAUTH hello", offers=False)

    assert refusal(server, "starttls", None).startswith("it offers no STARTTLS")
