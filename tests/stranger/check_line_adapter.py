"""The tests of the package, as its author runs them: `pytest check_line_adapter.py`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest

import samestory
from samestory.testing import check_contract

ORDER = samestory.Subject("order", "A-1042")
RECORD = {"status": "open", "email": "ada@customers.example"}
LANDSCAPE = """
[guard]
hosts = ["127.0.0.1"]

[systems.erp]
adapter = "line"
host    = "127.0.0.1"
port    = {port}

[systems.erp.order]
send   = "GET {{key}}"
status = {{ at = "status", means = {{ open = "placed" }} }}
email  = {{ at = "email" }}
"""


class Server(StreamRequestHandler):
    def handle(self) -> None:
        record = RECORD if self.rfile.readline() == b"GET A-1042\n" else None
        self.wfile.write(json.dumps({"record": record}).encode() + b"\n")


@pytest.fixture
def landscape(tmp_path: Path) -> Iterator[Path]:
    """A landscape whose ERP is running."""
    with ThreadingTCPServer(("127.0.0.1", 0), Server) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        path = tmp_path / "company.toml"
        path.write_text(LANDSCAPE.format(port=server.server_address[1]))
        yield path
        server.shutdown()


def test_an_order_is_read(landscape: Path) -> None:
    with samestory.open_landscape(landscape) as systems:
        [answer] = systems.observe(ORDER, ["erp"])

    assert answer.values == {"status": "placed", "email": "ada@customers.example"}


def test_the_contract_is_kept(landscape: Path) -> None:
    results = check_contract(landscape, "erp", ORDER)

    assert {each.clause for each in results if each.kept is None} == {"refuses the credentials"}
