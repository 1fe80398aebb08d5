"""Values as systems write them, played through the real command against a stand-in."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.warm_python import warm_python

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
            [warm_python(), "-m", "samestory", *words],
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


WINDOWS = """\ufeff[guard]
hosts        = ["127.0.0.1"]
mail_domains = ["customers.example"]

[defaults]
currency = "EUR"
patience = "1 s"
settle   = "0 s"

[systems.shop]
adapter  = "http"
base_url = "http://127.0.0.1:1"
[systems.shop.order]
find    = "/orders/{key}"
total   = { at = "note", pattern = "Summe: (.*)", as = "money text", locale = "de_DE" }
address = "[street, city, country]"
[systems.shop.order.lines]
at         = "items"
sku        = "sku"
quantity   = "qty"
unit_price = { at = "price", as = "decimal" }

[systems.erp]
adapter  = "http"
base_url = "http://127.0.0.1:2"
[systems.erp.order]
find    = "/orders/{key}"
total   = { at = "total", as = "decimal" }
address = "address"
[systems.erp.order.lines]
at         = "positions"
split      = ["\\n", ";"]
sku        = "[0]"
quantity   = "[1]"
unit_price = { at = "[2]", as = "decimal" }
"""
SHOP = {
    "note": "Vielen Dank! Summe: 1.234,50 €",
    "street": "Hauptstraße 5",
    "city": "10115 Berlin",
    "country": "DE",
    "items": [{"sku": "PEN", "qty": 2, "price": "12.50"}, {"sku": "CUP", "qty": 1, "price": "3"}],
}
ERP = {
    "total": "1234.50",
    "address": "Hauptstraße 5, 10115 Berlin, Deutschland",
    "positions": "PEN;2;12.50\r\nCUP;1;3.00",
}


def in_latin(answer: Told) -> bytes:
    return json.dumps(answer, ensure_ascii=False).encode("cp1252")


def test_files_of_windows_and_texts_of_old_systems_are_read(tmp_path: Path) -> None:
    """A byte order mark, its line ends, Latin letters, lines within a text, a country as a code."""
    latin = "application/json; charset=iso-8859-1"
    landscape = WINDOWS.replace("\n", "\r\n").encode()
    code, told = asked(landscape, in_latin(SHOP), in_latin(ERP), tmp_path, latin)

    assert {"total": "agreed", "address": "agreed", "lines": "agreed"} == outcomes(told)
    assert 0 == code


def test_another_country_and_a_line_that_does_not_fit_are_no_agreement(tmp_path: Path) -> None:
    erp = {**ERP, "address": "Hauptstraße 5, 10115 Berlin, Österreich", "positions": "PEN 2"}
    _, told = asked(WINDOWS.encode(), SHOP, erp, tmp_path)

    assert {"total": "agreed", "address": "contradicted", "lines": "unmapped"} == outcomes(told)


def test_advice_does_not_repeat_what_is_declared(tmp_path: Path) -> None:
    """The reason of the converter is told instead."""
    landscape, shop, erp = case("22")
    _, told = asked(landscape, shop.replace(b"24 Sep 2026", b"24 Foo 2026"), erp, tmp_path)

    assert {"delivery_day": "unmapped"} == outcomes(told)
    assert "'24 Foo 2026' names no month in the language of 'en_GB'" in told["explanation"]
    assert 'as = "day first"' not in told["explanation"]


def test_the_word_of_another_currency_is_never_the_declared_one(tmp_path: Path) -> None:
    """Whether it names another one, or several."""
    landscape, shop, erp = case("24")
    in_euros = landscape.replace(b'"TRY"', b'"EUR"')
    _, lira = asked(in_euros, shop, erp, tmp_path)
    _, rupees = asked(in_euros, shop.replace(b" TL", b" Rs."), erp, tmp_path)

    assert {"total": "contradicted"} == outcomes(lira)
    assert {"total": "unmapped"} == outcomes(rupees)
