"""A company whose systems answer from memory: an API, a database, pages behind a login, a mailbox.

What each says about an order follows from the order's number, so that an answer about another order
shows.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

from tests.adapters.imap.imap_server import MailServer

ORDERS = 20
"""How many orders the database and the mailbox know; the API and the pages know any."""
PASSWORD = "reader-secret-5d"

LANDSCAPE = """\
[company]
name = "Light Ltd"

[guard]
hosts        = ["127.0.0.1"]
mail_domains = ["customers.example"]

[defaults]
rate     = "{rate}"
settle   = "{settle}"
timeout  = "30 s"
currency = "EUR"

[systems.crm]
adapter  = "http"
base_url = "{base_url}"
auth     = {{ kind = "bearer", token_env = "CRM_TOKEN" }}
[systems.crm.order]
find   = "/deals?number={{key}}"
record = "results[0]"
key    = "number"
total  = {{ at = "minor", as = "minor units" }}

[systems.erp]
adapter = "sql"
url     = "sqlite:///{database}"
[systems.erp.order]
find   = "SELECT cents FROM orders WHERE number = :key"
record = "rows[0]"
total  = {{ at = "cents", as = "minor units" }}

[systems.desk]
adapter  = "html"
base_url = "{base_url}"
auth     = {{ kind = "login form", page = "/login/", user = "reader", password_env = "PW" }}
[systems.desk.order]
find  = "/orders/{{key}}"
total = {{ at = "total", as = "decimal" }}
page  = {{ total = "td.total", missing = ".no-such-order" }}

[systems.inbox]
adapter = "inbox"
host    = "127.0.0.1"
port    = {imap}
tls     = "none"
auth    = {{ kind = "password", user = "ada@customers.example", password_env = "PW" }}
[systems.inbox.order]
find   = {{ subject = "order {{key}}" }}
record = "newest"
read   = {{ total = {{ pattern = 'Total: ([0-9.]+)' }} }}
total  = {{ at = "read.total", as = "decimal" }}
"""

SECRETS = {"CRM_TOKEN": "crm-secret-8k", "PW": PASSWORD}


def total_of(number: str) -> Decimal:
    """Return what an order costs everywhere."""
    return Decimal(int(number.removeprefix("A-")) * 137 % 99_991 + 100) / 100


@dataclass
class LightCompany:
    """Where it is, and what was asked of its web server."""

    landscape: Path
    logins: int = 0
    asked: list[str] = field(default_factory=list)


@contextmanager
def light_company(
    folder: Path, *, rate: str = "1000/s", settle: str = "0 s"
) -> Iterator[LightCompany]:
    """Yield a company that runs; its landscape and its database are in the folder."""
    company = LightCompany(folder / "light.toml")
    database = folder / "orders.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS orders (number TEXT PRIMARY KEY, cents INTEGER)"
        )
        rows = [(f"A-{at}", int(total_of(f"A-{at}") * 100)) for at in range(ORDERS)]
        connection.executemany("INSERT OR REPLACE INTO orders VALUES (?, ?)", rows)
        connection.commit()
    mails = [_mail(f"A-{at}") for at in range(ORDERS)]
    with _web(company) as port, MailServer(mails=mails, password=PASSWORD).up() as imap:
        text = LANDSCAPE.format(
            rate=rate,
            settle=settle,
            base_url=f"http://127.0.0.1:{port}",
            database=database,
            imap=imap,
        )
        company.landscape.write_text(text, "utf-8")
        yield company


def _mail(number: str) -> bytes:
    return (
        f"From: shop@light.example\r\nTo: ada@customers.example\r\nSubject: Your order {number} .\r"
        f"\nDate: Mon, 23 Nov 2026 09:00:00 +0000\r\nMessage-ID: <{number}@light.example>\r\n"
        f"Content-Type: text/plain\r\n\r\nYour order {number}\r\nTotal: {total_of(number)}\r\n"
    ).encode()


@contextmanager
def _web(company: LightCompany) -> Iterator[int]:
    class Pages(_Pages):
        of = company

    with _Server(("127.0.0.1", 0), Pages) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join(10)


class _Server(ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True


class _Pages(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    of: ClassVar[LightCompany]

    def do_GET(self) -> None:
        """Answer the API, the login page or the page of an order."""
        url = urlsplit(self.path)
        if url.path == "/deals":
            if self.headers["Authorization"] != f"Bearer {SECRETS['CRM_TOKEN']}":
                return self._say("{}", status=401)
            number = parse_qs(url.query)["number"][0]
            deal = {"number": number, "minor": int(total_of(number) * 100)}
            return self._say(json.dumps({"results": [deal]}), "application/json")
        if "session=open" not in (self.headers["Cookie"] or ""):
            return self._say(
                '<h1>Log in</h1><form method="post" action="/login/"><input name="username">'
                '<input type="password" name="password"></form>'
            )
        if url.path == "/login/":
            return self._say("<h1>Welcome</h1>")
        number = url.path.rpartition("/")[2]
        return self._say(
            f'<h1>{number}</h1><table><td class="total">{total_of(number)}</td></table>'
        )

    def do_POST(self) -> None:
        """Let the reader in."""
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.of.logins += 1
        let_in = sent.get("password") == [PASSWORD]
        self._say("<h1>Welcome</h1>", status=200 if let_in else 403, cookie=let_in)

    def _say(
        self, text: str, media_type: str = "text/html", *, status: int = 200, cookie: bool = False
    ) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        if cookie:
            self.send_header("Set-Cookie", "session=open; Path=/")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
