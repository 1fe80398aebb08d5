"""Values as systems write them, played through the real command against a stand-in."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

CASES = Path(__file__).parent
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
Told = dict[str, Any]


@contextmanager
def standing_in(answer: bytes, media_type: str = "application/json") -> Iterator[str]:
    """Answer every question with the same document; yields the address."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def asked(
    landscape: bytes, shop: object, erp: object, folder: Path, media_type: str = "application/json"
) -> tuple[int, Told]:
    """Ask both systems about one order: the exit code, and what was told as JSON."""
    with ExitStack() as stack:
        servers = [
            stack.enter_context(standing_in(_body(each), media_type)) for each in (shop, erp)
        ]
        addresses = iter(servers)
        text = re.sub(ADDRESS.pattern.encode(), lambda _: next(addresses).encode(), landscape)
        (folder / "here.toml").write_bytes(text)
        words = ("ask", "order", "A-1000", "--landscape", "here.toml", "--json")
        done = subprocess.run(  # noqa: S603  our own command
            [sys.executable, "-m", "samestory", *words],
            cwd=folder,
            env=dict(os.environ),
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
    assert done.stdout, done.stderr
    told: Told = json.loads(done.stdout)
    return done.returncode, told


def _body(answer: object) -> bytes:
    return answer if isinstance(answer, bytes) else json.dumps(answer).encode()


def case(name: str) -> tuple[bytes, bytes, bytes]:
    """The landscape of a case, and what its shop and its ERP answer."""
    folder = next(CASES.glob(f"{name}-*"))
    files = ("landscape.toml", "shop-answer.json", "erp-answer.json")
    landscape, shop, erp = ((folder / each).read_bytes() for each in files)
    return landscape, shop, erp


def outcomes(told: Told) -> dict[str, str]:
    return {name: field["outcome"] for name, field in told["fields"].items()}


@pytest.mark.parametrize("blank", ["", "N/A", None])
def test_a_blank_currency_code_is_the_declared_currency(tmp_path: Path, blank: str | None) -> None:
    """Case 08: as null is."""
    landscape, shop, erp = case("08")
    answer = erp.replace(b'"Currency_Code": ""', f'"Currency_Code": {json.dumps(blank)}'.encode())
    code, told = asked(landscape, shop, answer, tmp_path)

    assert {"total": "agreed"} == outcomes(told)
    assert {"shop": "92.50 EUR", "erp": "92.50 EUR"} == told["fields"]["total"]["said"]
    assert 0 == code


@pytest.mark.parametrize("blank", ["0001-01-01", "1900-01-01T00:00:00Z", ""])
def test_a_blank_date_says_nothing(tmp_path: Path, blank: str) -> None:
    """Case 09: the ERP is silent about a day that the shop tells."""
    landscape, shop, erp = case("09")
    _, told = asked(landscape, shop, erp.replace(b"0001-01-01", blank.encode()), tmp_path)

    assert {"total": "agreed", "delivery_day": "absent"} == outcomes(told)
    assert {"shop": "24 Sep 2026"} == told["fields"]["delivery_day"]["said"]


@pytest.mark.parametrize("written", ["24 Sep 2026", "Thu 24th Sept. 2026"])
def test_september_is_read_in_every_usual_spelling(tmp_path: Path, written: str) -> None:
    """Case 22: "24 Sep 2026" from a British shop."""
    landscape, shop, erp = case("22")
    code, told = asked(landscape, shop.replace(b"24 Sep 2026", written.encode()), erp, tmp_path)

    assert {"delivery_day": "agreed"} == outcomes(told)
    assert {"shop": "24 Sep 2026", "erp": "24 Sep 2026"} == told["fields"]["delivery_day"]["said"]
    assert 0 == code


def test_money_is_read_with_the_local_word(tmp_path: Path) -> None:
    """Case 24: "1.234,50 TL" where Turkish lira are declared."""
    landscape, shop, erp = case("24")
    code, told = asked(landscape, shop, erp, tmp_path)

    assert {"total": "agreed"} == outcomes(told)
    assert {"shop": "1234.50 TRY", "erp": "1234.50 TRY"} == told["fields"]["total"]["said"]
    assert 0 == code
