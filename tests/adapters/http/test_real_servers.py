"""Servers that others wrote, over real sockets: Python's own for XML-RPC."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from xmlrpc.server import SimpleXMLRPCRequestHandler, SimpleXMLRPCServer

import pytest

from samestory.adapters.evidence_store import EvidenceStore
from samestory.adapters.opening import open_remote
from samestory.config import load
from samestory.core.model import Line, Subject
from samestory.core.system import System
from samestory.errors import CannotAsk
from samestory.redaction import Masker
from tests.fakes import euros

LANDSCAPE = """
[guard]
hosts = ["127.0.0.1"]

[systems.erp]
adapter  = "http"
base_url = "http://127.0.0.1:${ERP_PORT}"
speaks   = "xml-rpc"
auth     = { kind = "in the question", user = "qa@shop.example", password_env = "ERP_KEY" }
timeout  = "30 s"

[systems.erp.order]
record = "answer[0]"
lines  = { at = "order_line", sku = "code", quantity = "qty" }
total  = { at = "amount_total", as = "decimal", currency = "EUR" }

[[systems.erp.order.via]]
name = "login"
find = { path = "/common", method = "authenticate", params = ["erp", "{user}", "{password}", {}] }
take = { uid = "@" }

[systems.erp.order.find]
path   = "/object"
method = "execute_kw"
params = [
  "erp", "{uid}", "{password}", "sale.order", "search_read",
  [[["client_order_ref", "=", "{key}"]]], { fields = ["amount_total"] },
]
"""
KEY = "s3'cret<&>"
ORDER = {"amount_total": 89.9, "order_line": [{"code": "BB-IT", "qty": 1.0}]}


class Handler(SimpleXMLRPCRequestHandler):
    rpc_paths = ("/common", "/object")


def authenticate(_database: str, user: str, password: str, _agent: dict[str, Any]) -> object:
    """As Odoo does it: a number, or false."""
    return 7 if (user, password) == ("qa@shop.example", KEY) else False


def execute_kw(*given: Any) -> object:
    """As Odoo does it: a list, which holds nothing where nothing is found."""
    database, uid, password, model, method, [[[field, operator, value]]], options = given
    assert ("erp", 7, KEY) == (database, uid, password)
    assert ("sale.order", "search_read", "client_order_ref", "=") == (
        model,
        method,
        field,
        operator,
    )
    assert {"fields": ["amount_total"]} == options
    return [ORDER] if value == "A-1042<&>" else []


@contextmanager
def asked(tmp_path: Path, key: str = KEY) -> Iterator[System]:
    server = SimpleXMLRPCServer(("127.0.0.1", 0), Handler, logRequests=False)
    server.register_function(authenticate)
    server.register_function(execute_kw)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    file = tmp_path / "erp.toml"
    file.write_text(LANDSCAPE)
    port = str(server.server_address[1])
    landscape = load(file, {"ERP_PORT": port, "ERP_KEY": key})
    filing = EvidenceStore(Masker(landscape.secrets))
    try:
        with closing(open_remote(landscape.systems["erp"], landscape.guard, filing)) as system:
            yield system
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


def test_xml_rpc_is_understood_by_others(tmp_path: Path):
    """A number that was taken is sent as one, and no key is told anywhere."""
    with asked(tmp_path) as erp:
        found = erp.observe(Subject("order", "A-1042<&>"))

    assert {"total": euros("89.9"), "lines": (Line("BB-IT", 1),)} == found.values
    assert 2 == len(found.evidence)
    assert not any(b"s3" in each.content for each in found.evidence)


def test_an_empty_list_is_no_such_record(tmp_path: Path):
    """They say it in their own way."""
    with asked(tmp_path) as erp:
        assert erp.observe(Subject("order", "A-9")).absent


def test_a_refused_login_is_no_missing_record(tmp_path: Path):
    """False is what this server says to a wrong password."""
    with asked(tmp_path, "wr0ng-key") as erp, pytest.raises(CannotAsk) as caught:
        erp.observe(Subject("order", "A-1042<&>"))

    assert "it gives 'False' as uid, which no question can hold" == caught.value.why


def test_a_fault_is_trouble(tmp_path: Path):
    """Theirs, for a question that they do not understand."""
    with asked(tmp_path) as erp:
        erp._entry.subjects["order"].question.via[0].question.find["method"] = "login"  # type: ignore[attr-defined]
        with pytest.raises(CannotAsk, match=r"it answered with fault 1: .*login"):
            erp.observe(Subject("order", "A-1042<&>"))
