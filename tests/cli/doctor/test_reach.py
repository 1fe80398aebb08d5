"""What the doctor tells of a system's door and clock."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import trustme

from samestory.adapters.probing import skew_by_header
from samestory.cli.doctor.findings import Finding
from samestory.cli.doctor.reach import probed
from samestory.config import Landscape, load
from samestory.redaction import Masker
from tests.adapters.imap.imap_server import MailServer
from tests.testing.companies import BEFORE, postgresql

ASKED = datetime(2026, 11, 24, 14, 2, 20, 300_000, tzinfo=UTC)
HEARD = ASKED + timedelta(seconds=1)
WEB = """
[guard]
hosts = ["127.0.0.1", "localhost"]
[systems.it]
adapter  = "http"
called   = "ERP"
base_url = "{scheme}://localhost:{port}"
ca       = "ca.pem"
[systems.it.order]
find  = "/{{key}}"
total = {{ at = "total", as = "decimal", currency = "EUR" }}
"""
MAIL = """
[guard]
hosts = ["localhost"]
[systems.it]
adapter = "inbox"
host    = "localhost"
port    = {port}
tls     = "{tls}"
ca      = "ca.pem"
auth    = {{ kind = "password", user = "{{of}}", password_env = "SECRET" }}
[systems.it.confirmation]
count = {{ at = "count" }}
"""


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(autouse=True)
def _ca(authority: trustme.CA, tmp_path: Path) -> None:
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))


def context_of(authority: trustme.CA, days: float) -> ssl.SSLContext:
    """A server's, whose certificate is good for so many days."""
    until = datetime.now(UTC) + timedelta(days=days, hours=1)
    issued = authority.issue_cert("localhost", not_after=until)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issued.configure_cert(context)
    return context


@contextmanager
def web(encrypted: ssl.SSLContext | None = None, ahead: timedelta = timedelta()) -> Iterator[int]:
    """The port of a website whose clock is ahead of ours."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        def date_time_string(self, timestamp: float | None = None) -> str:
            assert timestamp is None, "it is asked for the time now"
            return super().date_time_string((datetime.now(UTC) + ahead).timestamp())

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if encrypted:
            server.socket = encrypted.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, args=[0.02], daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join(10)


def described(folder: Path, toml: str) -> Landscape:
    path = folder / "company.toml"
    path.write_text(toml)
    return load(path, {"SECRET": "s3cret"})


def found(landscape: Landscape) -> dict[str, Finding]:
    return {each.what: each for each in probed("it", landscape, Masker())}


def test_tls_is_told_with_its_version_and_days(authority: trustme.CA, tmp_path: Path) -> None:
    with web(context_of(authority, 90)) as port:
        told = found(described(tmp_path, WEB.format(scheme="https", port=port)))

    assert "✓ TLS: TLSv1.3, certificate good for 90 days" == told["TLS"].line
    assert "✓ clock: agrees with ours" == told["clock"].line


def test_a_certificate_that_ends_soon_is_remarked(authority: trustme.CA, tmp_path: Path) -> None:
    with web(context_of(authority, 9)) as port:
        told = found(described(tmp_path, WEB.format(scheme="https", port=port)))

    assert (
        "- TLS: TLSv1.3, certificate good for 9 days\n  To fix it: have it renewed"
        == told["TLS"].line
    )


def test_no_tls_is_said(tmp_path: Path) -> None:
    with web() as port:
        told = found(described(tmp_path, WEB.format(scheme="http", port=port)))

    assert told["TLS"].good is None
    assert "none: the connection is unencrypted (it is on this machine)" == told["TLS"].text


def test_a_clock_that_is_wrong_is_told_with_its_side(tmp_path: Path) -> None:
    with web(ahead=timedelta(seconds=90)) as port:
        told = found(described(tmp_path, WEB.format(scheme="http", port=port)))

    assert told["clock"].good is None
    assert "s ahead of ours, so that days and moments may differ" in told["clock"].text


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_a_mail_server_is_looked_at_as_well(
    authority: trustme.CA, tmp_path: Path, tls: str
) -> None:
    server = MailServer([], tls=context_of(authority, 60), at_once=tls == "tls")
    with server.up() as port:
        told = found(described(tmp_path, MAIL.format(port=port, tls=tls)))

    assert "✓ TLS: TLSv1.3, certificate good for 60 days" == told["TLS"].line


def test_a_database_server_tells_its_clock(tmp_path: Path) -> None:
    with contextmanager(postgresql)(tmp_path) as setting:
        path = tmp_path / "company.toml"
        path.write_text(BEFORE + setting.toml)
        told = found(load(path, setting.environ))

    assert ["✓ clock: agrees with ours"] == [each.line for each in told.values()]


def test_nothing_is_told_of_one_that_cannot_be_probed(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "class Erp:\n    main_thread = False\n    def __init__(self, *_): ...\n"
        "    def observe(self, subject): ...\n    def close(self): ...\n"
    )
    toml = '[systems.it]\nadapter = "mine:Erp"\n[systems.it.order]\ntotal = { at = "x" }\n'

    assert {} == found(described(tmp_path, toml))


@pytest.mark.parametrize(
    ("date", "seconds"),
    [
        ("Tue, 24 Nov 2026 14:02:20 GMT", 0),
        ("Tue, 24 Nov 2026 14:02:21 GMT", 0),
        ("Tue, 24 Nov 2026 14:02:22 GMT", 0.7),
        ("Tue, 24 Nov 2026 14:01:19 GMT", -60.3),
        ("nonsense", None),
        ("", None),
    ],
)
def test_a_header_of_whole_seconds_tells_a_skew_only_beyond_them(
    date: str, seconds: float | None
) -> None:
    """Between asking and hearing, its clock may have said anything."""
    skew = skew_by_header(date, ASKED, HEARD)

    assert seconds == (skew if skew is None else skew.total_seconds())
