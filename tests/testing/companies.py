"""One landscape for each way of asking, and the stub that its system is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.adapters.imap.imap_server import MailServer
from tests.adapters.sql.postgresql import NotInstalled, running
from tests.testing import stubs
from tests.testing.stubs import KEY, ORDER, served

BEFORE = """
[guard]
hosts        = ["127.0.0.1"]
mail_domains = ["customers.example"]

[systems.it]
timeout = "60 s"
"""
FIELDS = """
email  = { at = "email" }
total  = { at = "total", as = "decimal", currency = "EUR" }
status = { at = "status", means = { open = "placed" } }
"""
WEB = 'called = "ERP"\nbase_url = "http://127.0.0.1:%d"\n'
MAIL = (
    b"From: shop@shop.example\r\nTo: ada@customers.example\r\nSubject: Your order A-1042\r\n"
    b"Content-Type: text/html\r\n\r\n<p>Thank you.</p>"
    b'<script type="application/ld+json">' + json.dumps(ORDER).encode() + b"</script>\r\n"
)
SCHEMA = "CREATE TABLE orders (number TEXT, email TEXT, total TEXT, status TEXT)"
ROW = "INSERT INTO orders VALUES ('{number}', '{email}', '{total}', '{status}')".format(**ORDER)  # noqa: S608  no stranger writes it
SELECT = "SELECT email, total, status FROM orders WHERE number = :key"


@dataclass(frozen=True, slots=True)
class Setting:
    """A system that is up: its landscape without the lines before it, and its environment."""

    toml: str
    environ: dict[str, str]
    untried: frozenset[str] = frozenset()
    """The clauses that cannot be tried on it."""


Up = Callable[[Path], Iterator[Setting]]


def over_http(
    adapter: str, auth: str, order: str, answer: Callable[..., None], lets_in: Callable[..., bool]
) -> Up:
    def up(_: Path) -> Iterator[Setting]:
        with served(answer, lets_in) as port:
            login = auth % port if "%d" in auth else auth
            toml = f"{adapter}\n{WEB % port}auth = {login}\n[systems.it.order]\n{order}{FIELDS}"
            yield Setting(toml, {"IT_KEY": KEY})

    return up


def inbox(_: Path) -> Iterator[Setting]:
    with MailServer([MAIL], password=KEY).up() as port:
        toml = (
            f'adapter = "inbox"\nhost = "127.0.0.1"\nport = {port}\ntls = "none"\n'
            'auth = { kind = "password", user = "{of}", password_env = "IT_KEY" }\n'
            '[systems.it.order]\nfind = { subject = "order {key}" }\n'
            'record = "newest && newest.json_ld[0]"\n' + FIELDS
        )
        yield Setting(toml, {"IT_KEY": KEY})


def postgresql(_: Path) -> Iterator[Setting]:
    psycopg = pytest.importorskip("psycopg")
    try:
        with running() as server:
            with psycopg.connect(server.url(), autocommit=True) as connection:
                connection.execute(SCHEMA)
                connection.execute(ROW)
            toml = (
                f'adapter = "sql"\nurl_env = "IT_DATABASE"\n[systems.it.order]\nfind = "{SELECT}"\n'
            )
            yield Setting(toml + FIELDS, {"IT_DATABASE": server.url()})
    except NotInstalled as why:
        pytest.skip(str(why))


def sqlite(folder: Path) -> Iterator[Setting]:
    with closing(sqlite3.connect(folder / "orders.db")) as connection, connection:
        connection.execute(SCHEMA)
        connection.execute(ROW)
    toml = f'adapter = "sql"\nurl = "sqlite:///orders.db"\n[systems.it.order]\nfind = "{SELECT}"\n'
    in_a_file = (
        "is down",
        "answers nonsense",
        "is in trouble",
        "turns us away",
        "answers slowly",
        "falls silent",
        "refuses the credentials",
    )
    yield Setting(toml + FIELDS, {}, frozenset(in_a_file))


OWN = """
import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from samestory.errors import CannotAsk
from samestory.core.system import said
from samestory.extraction.records import read_answer


class Erp:
    main_thread = False

    def __init__(self, entry, guard, filing):
        self.name, self.entry = entry.name, entry

    def observe(self, subject):
        entry = self.entry.subjects[subject.kind]
        url = f"{self.entry.settings['base_url']}/orders/{subject.key}"
        request = Request(url, headers={"Authorization": f"Bearer {self.entry.auth.secret}"})
        try:
            with urlopen(request, timeout=self.entry.timeout) as reply:
                if reply.status != 200:
                    raise CannotAsk(f"it answered {reply.status}")
                document = json.load(reply)
        except HTTPError as error:
            if error.code != 404 or error.headers.get_content_type() != "application/json":
                raise CannotAsk(f"it answered {error.code}") from error
            document = None
        except (OSError, ValueError) as error:
            raise CannotAsk(f"it talks nonsense, or nobody does: {error}") from error
        return said(self.name, subject, read_answer(document, entry, self.entry.zone))

    def close(self):
        pass
"""


def own_code(folder: Path) -> Iterator[Setting]:
    (folder / "my_erp.py").write_text(OWN)
    with served(stubs.rest, stubs.by_bearer) as port:
        toml = f'adapter = "my_erp:Erp"\n{WEB % port}auth = {BEARER}\n[systems.it.order]\n{FIELDS}'
        yield Setting(toml, {"IT_KEY": KEY})


BEARER = '{ kind = "bearer", token_env = "IT_KEY" }'
BASIC = '{ kind = "basic", user = "reader", password_env = "IT_KEY" }'
HEADER = '{ kind = "header", header = "X-Key", token_env = "IT_KEY" }'
CLIENT = (
    '{ kind = "oauth2 client credentials", token_url = "http://127.0.0.1:%d/token", '
    'client_id = "tester", client_secret_env = "IT_KEY" }'
)
FORM = '{ kind = "login form", page = "/login/", user = "reader", password_env = "IT_KEY" }'
HTTP = 'adapter = "http"'
BY_NUMBER = 'find = "/orders/{key}"\n'
PAGE = (
    'page = { email = "td.email", total = "td.total", status = "td.status", missing = ".none" }\n'
)

WAYS: dict[str, Up] = {
    "http": over_http(HTTP, HEADER, BY_NUMBER, stubs.rest, stubs.by_header),
    "http, basic": over_http(HTTP, BASIC, BY_NUMBER, stubs.rest, stubs.by_password),
    "http, client": over_http(HTTP, CLIENT, BY_NUMBER, stubs.with_token, stubs.by_client),
    "odata": over_http(
        f'{HTTP}\nspeaks = "odata"',
        BEARER,
        """find = { set = "Orders", filter = "number eq '{key}'" }\nrecord = "[0]"\n""",
        stubs.odata,
        stubs.by_bearer,
    ),
    "graphql": over_http(
        f'{HTTP}\nspeaks = "graphql"',
        BEARER,
        'find = { path = "/graphql", query = "query($n: String!) { orders(number: $n) { total } }",'
        ' variables = { n = "{key}" } }\nrecord = "orders[0]"\n',
        stubs.graphql,
        stubs.by_bearer,
    ),
    "json-rpc": over_http(
        f'{HTTP}\nspeaks = "json-rpc"',
        BASIC,
        'find = { path = "/jsonrpc", method = "find", params = ["{key}"] }\nrecord = "[0]"\n',
        stubs.json_rpc,
        stubs.by_password,
    ),
    "xml-rpc": over_http(
        f'{HTTP}\nspeaks = "xml-rpc"',
        BASIC,
        'find = { path = "/xmlrpc", method = "find", params = ["{key}"] }\nrecord = "[0]"\n',
        stubs.xml_rpc,
        stubs.by_password,
    ),
    "html": over_http('adapter = "html"', FORM, BY_NUMBER + PAGE, stubs.pages, stubs.anybody),
    "inbox": inbox,
    "postgresql": postgresql,
    "sqlite": sqlite,
    "own code": own_code,
}
