"""`samestory learn`: what it writes is a landscape, and what it cannot know stays open."""

from __future__ import annotations

import json
import tomllib
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from samestory.cli import app
from samestory.config import load
from samestory.config.secrets import unset
from samestory.exit_codes import Exit
from samestory.learn.known_orders import EXAMPLE
from tests.cli.golden import golden, trimmed
from tests.testing.stubs import Asked, anybody, served

CRM: dict[str, Any] = {
    "results": [
        {
            "order_number": "A-1042",
            "contact": {"email": "Ada@customers.example", "full_name": "Ada Lovelace"},
            "amount_minor": 8900,
            "amount_paid": 8900,
            "currency": "EUR",
            "stage": "closed_won",
            "promised": "24.11.2026",
            "items": [
                {"code": "BB-IT", "qty": 1, "price": "49.00"},
                {"code": "CH-11", "qty": 2, "price": "20.00"},
            ],
        }
    ],
    "total": 1,
}
PAGE = """<!doctype html><html><head><title>Order</title></head><body><h1>Order</h1>
<p>No. <b id="number">A-1042</b></p>
<dl><dt>Sum</dt><dd>89,00 €</dd><dt>Customer</dt><dd>Ada Lovelace</dd></dl>
<table class="lines"><tr><th>Article</th><th>Pieces</th></tr>
<tr><td>BB-IT</td><td>1</td></tr><tr><td>CH-11</td><td>2</td></tr></table></body></html>"""
JSON_LD = {
    "@type": "Order",
    "orderNumber": "A-1042",
    "price": "89.00",
    "priceCurrency": "EUR",
    "customer": {"name": "Ada Lovelace", "email": "ada@customers.example"},
}


def mail() -> bytes:
    message = EmailMessage()
    message["From"] = "shop@example.com"
    message["To"] = "ada@customers.example"
    message["Subject"] = "Your order A-1042 is confirmed"
    message["Date"] = "Sat, 21 Nov 2026 10:00:00 +0000"
    message.set_content("Hello Ada,\n\nDelivery day: 24 Nov 2026\n")
    script = f'<script type="application/ld+json">{json.dumps(JSON_LD)}</script><p>Hello</p>'
    message.add_alternative(f"<html><body>{script}</body></html>", subtype="html")
    return message.as_bytes()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one known order and what its systems answered."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "known.toml").write_text(EXAMPLE.partition("[answers]")[0], "utf-8")
    (tmp_path / "crm.json").write_text(json.dumps(CRM), "utf-8")
    (tmp_path / "erp.html").write_text(PAGE, "utf-8")
    (tmp_path / "mail.eml").write_bytes(mail())
    return tmp_path


def test_an_answer_that_is_empty_is_called_so(here: Path) -> None:
    (here / "crm.json").write_text("\n", "utf-8")
    done = learn("--order", "known.toml", "--answer", "crm=crm.json")

    assert "crm.json is not JSON: it is empty." in done.stderr


def learn(*options: str) -> Result:
    return CliRunner().invoke(app, ["learn", *options])


def written(*options: str) -> dict[str, Any]:
    """The landscape that is written, after the loader has read it."""
    done = learn("--order", "known.toml", *options, "--write", "learned.toml")
    assert Exit.SAME_STORY == done.exit_code, done.output
    load("learned.toml", unset(Path("learned.toml"), {}))
    return tomllib.loads(Path("learned.toml").read_text("utf-8"))


@pytest.mark.usefixtures("here")
def test_it_reads_as_kept():
    """Each line with its evidence, and what is open below it."""
    done = learn(
        *("--order", "known.toml", "--answer", "crm=crm.json"),
        *("--url", "crm=https://crm.acme.example/api/deals?number=A-1042"),
        *("--answer", "erp=erp.html", "--answer", "inbox=mail.eml"),
    )

    assert Exit.SAME_STORY == done.exit_code
    assert golden("learn", done.output) == trimmed(done.output)


@pytest.mark.usefixtures("here")
def test_what_is_written_is_a_landscape():
    """With the question, if its address is known."""
    found = written(
        *("--answer", "crm=crm.json", "--url", "crm=https://crm.acme.example/deals?number=A-1042")
    )

    assert {"hosts": ["crm.acme.example"], "mail_domains": ["customers.example"]} == found["guard"]
    assert "/deals?number={key}" == found["systems"]["crm"]["order"]["find"]


@pytest.mark.usefixtures("here")
def test_a_page_is_read_by_selectors():
    page = written("--answer", "erp=erp.html")["systems"]["erp"]["order"]["page"]

    assert 'dt:-soup-contains("Sum") + dd' == page["total"]
    assert {"each": "tr:has(td)", "sku": "td:nth-child(1)", "quantity": "td:nth-child(2)"} == (
        page["lines"]
    )


@pytest.mark.usefixtures("here")
def test_a_mail_is_read_by_its_data_and_then_by_its_text():
    order = written("--answer", "inbox=mail.eml")["systems"]["inbox"]["order"]

    assert {"subject": "Your order {key} is confirmed"} == order["find"]
    assert """json_ld[?"@type"=='Order'] | [0].price""" == order["total"]["at"]
    assert "read.delivery_day" == order["delivery_day"]["at"]


@pytest.mark.usefixtures("here")
def test_two_orders_decide(here: Path):
    """The answer is about the order whose number it holds."""
    second = EXAMPLE.partition("[answers]")[0].replace("A-1042", "A-1043")
    (here / "second.toml").write_text(second.replace('"89.00 EUR"', '"25.00 EUR"'), "utf-8")
    paid = {**CRM["results"][0], "order_number": "A-1043", "amount_paid": 2500}
    (here / "two.json").write_text(json.dumps({"results": [paid], "total": 1}), "utf-8")
    found = written(
        "--order", "second.toml", "--answer", "crm=crm.json", "--answer", "crm=two.json"
    )

    assert "amount_paid" == found["systems"]["crm"]["order"]["total"]["at"]


@pytest.mark.usefixtures("here")
def test_it_asks_only_the_host_that_is_named(monkeypatch: pytest.MonkeyPatch):
    """With the secret of the environment, of which nothing is written."""
    monkeypatch.setenv("CRM_TOKEN", "secret-of-the-crm")
    heard: list[str | None] = []

    def answer(asked: Asked) -> None:
        heard.append(asked.headers["Authorization"])
        asked.say(CRM)

    with served(answer, anybody) as port:
        auth = 'crm={ kind = "bearer", token_env = "CRM_TOKEN" }'
        found = written("--ask", f"crm=http://127.0.0.1:{port}/deals/A-1042", "--auth", auth)

    assert ["Bearer secret-of-the-crm"] == heard
    assert {"kind": "bearer", "token_env": "CRM_TOKEN"} == found["systems"]["crm"]["auth"]
    assert "/deals/{key}" == found["systems"]["crm"]["order"]["find"]
    assert "secret-of-the-crm" not in Path("learned.toml").read_text("utf-8")


def test_it_asks_with_the_secret_of_the_projects_env_file(here: Path):
    """As every other command does; a secret that is nowhere is named without a file of ours."""
    heard: list[str | None] = []
    auth = 'crm={ kind = "bearer", token_env = "LEARNED_TOKEN" }'

    def answer(asked: Asked) -> None:
        heard.append(asked.headers["Authorization"])
        asked.say(CRM)

    with served(answer, anybody) as port:
        asked = ("--order", "known.toml", "--ask", f"crm=http://127.0.0.1:{port}/deals/A-1042")
        unknown = learn(*asked, "--auth", auth)
        (here / ".env").write_text("LEARNED_TOKEN='from-the-file'\n", "utf-8")
        found = learn(*asked, "--auth", auth, "--write", "landscapes/learned.toml")

    assert "crm was not asked: [systems.crm]: the environment variable LEARNED" in unknown.output
    assert (0, ["Bearer from-the-file"]) == (found.exit_code, heard)


def test_no_file_of_ours_is_named_or_read_wherever_it_lies(
    here: Path, monkeypatch: pytest.MonkeyPatch
):
    """Temporary files may lie below the folder one is in, and beside somebody else's `.env`."""
    temporary = here / "temporary"
    temporary.mkdir()
    (temporary / ".env").write_text("LEARNED_TOKEN=of-somebody-else\nno line\n", "utf-8")
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    ask = ("--ask", "crm=http://127.0.0.1:1/deals/A-1042")
    auth = 'crm={ kind = "bearer", token_env = "LEARNED_TOKEN" }'
    done = learn("--order", "known.toml", *ask, "--auth", auth)

    assert "crm was not asked: [systems.crm]: the environment variable LEARNED" in done.output
    assert "no NAME=value" not in done.output


@pytest.mark.usefixtures("here")
def test_a_secret_in_an_address_comes_from_the_environment():
    address = "crm=https://crm.acme.example/deals?number=A-1042&api_key=0123456789"
    done = learn("--order", "known.toml", "--answer", "crm=crm.json", "--url", address)

    assert "/deals?number={key}&api_key=${API_KEY}" in done.output
    assert "0123456789" not in done.output


@pytest.mark.usefixtures("here")
def test_an_openapi_file_knows_the_question_and_the_codes(here: Path):
    answer = {
        "type": "object",
        "properties": {"results": {"type": "array", "items": order_schema()}},
    }
    content = {"application/json": {"schema": answer}}
    operation = {"responses": {"200": {"content": content}}}
    document = {
        "servers": [{"url": "https://crm.acme.example/api"}],
        "paths": {"/deals/{number}": {"get": operation}},
    }
    (here / "openapi.json").write_text(json.dumps(document), "utf-8")
    found = written("--answer", "crm=crm.json", "--openapi", "crm=openapi.json")["systems"]["crm"]

    assert ("https://crm.acme.example/api", "/deals/{key}") == (
        found["base_url"],
        found["order"]["find"],
    )
    assert "# open: status: openapi.json knows these codes as well: lost" in (
        Path("learned.toml").read_text("utf-8")
    )


def order_schema() -> dict[str, Any]:
    text = {"type": "string"}
    names = ("order_number", "amount_minor", "amount_paid", "currency", "promised")
    items = {"type": "object", "properties": dict.fromkeys(("code", "qty", "price"), text)}
    contact = {"type": "object", "properties": dict.fromkeys(("email", "full_name"), text)}
    return {
        "type": "object",
        "properties": {
            **dict.fromkeys(names, text),
            "stage": {"type": "string", "enum": ["closed_won", "lost"]},
            "items": {"type": "array", "items": items},
            "contact": contact,
        },
    }


@pytest.mark.usefixtures("here")
def test_an_openapi_file_alone_proposes_nothing(here: Path):
    """No value was seen, so that names are only questions."""
    content = {"application/json": {"schema": order_schema()}}
    operation = {"responses": {"200": {"content": content}}}
    (here / "openapi.json").write_text(
        json.dumps({"paths": {"/deals": {"get": operation}}}), "utf-8"
    )
    done = learn("--order", "known.toml", "--openapi", "crm=openapi.json")

    assert "# open: status: perhaps at stage, by its name alone" in done.output
    assert {"adapter", "base_url"} == tomllib.loads(done.output)["systems"]["crm"].keys()


def test_alone_it_says_what_it_needs():
    done = learn()

    assert Exit.WRONG_CALL == done.exit_code
    assert EXAMPLE == done.stdout
    assert "samestory learn > known.toml" in done.stderr


@pytest.mark.usefixtures("here")
def test_every_mistake_is_told_at_once(here: Path):
    (here / "known.toml").write_text('[order]\nnumbr = "A-1"\ntotal = 89.0\n[ordr]\n', "utf-8")
    done = learn(
        *("--order", "known.toml", "--answer", "crm.custmer=crm.json", "--answer", "erp"),
        *("--url", "crm=https://me:secret@crm.example.com", "--zone", "Europe/Berln"),
    )

    assert Exit.WRONG_CALL == done.exit_code
    assert golden("learn-mistakes", done.stderr) == trimmed(done.stderr)


@pytest.mark.usefixtures("here")
def test_nothing_is_overwritten():
    Path("learned.toml").write_text("mine", "utf-8")
    done = learn("--order", "known.toml", "--answer", "crm=crm.json", "--write", "learned.toml")

    assert Exit.WRONG_CALL == done.exit_code
    assert "mine" == Path("learned.toml").read_text("utf-8")
