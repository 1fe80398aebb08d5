"""`samestory undo`: what it does through channels and requests, and what it prints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from samestory.cli import app
from samestory.cli.undo.hands import RealHands
from samestory.config import Landscape, load
from samestory.errors import CannotAct, ForbiddenHost
from samestory.journeys import invent_identity
from samestory.journeys.undo_rules import UndoWay
from samestory.undo import Thing
from tests.cli.golden import golden, trimmed
from tests.undo.company import ADA, Company


class TestPrinting:
    @pytest.fixture
    def company(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Company:
        company = Company(tmp_path)
        monkeypatch.setattr("samestory.cli.undo.undoing.RealHands", lambda *_: company.hands)
        monkeypatch.setattr("samestory.cli.undo.undoing.must_be_up", lambda _: None)
        return company

    def undo(self, company: Company, *options: str) -> Result:
        where = ("--report", str(company.report), "-l", str(company.landscape.path))
        return CliRunner().invoke(app, ["undo", *where, *options])

    def test_each_thing_is_a_line_and_the_end_counts(self, company: Company) -> None:
        """What stays in the books is said once, and what nobody can undo has its reason."""
        company.order("A-1")
        company.order("A-2", "cancelled")
        company.order("A-3", "shipped")
        company.world.place("A-4")

        done = self.undo(company)

        assert 0 == done.exit_code
        assert golden("undo", done.stdout) == trimmed(done.stdout)

    def test_what_is_still_there_ends_as_a_contradiction(self, company: Company) -> None:
        company.order("A-1")
        company.hands.raises["A-1"] = RuntimeError("the desk is closed")

        done = self.undo(company)

        assert 6 == done.exit_code
        assert "? order A-1: failed (desk.cancel; the desk is closed)" in done.stdout
        assert "    the erp says: status placed" in done.stdout

    def test_it_is_the_same_for_programs(self, company: Company) -> None:
        company.order("A-1")

        told = json.loads(self.undo(company, "--json", "--dry-run").stdout)

        assert "would be undone" == told["things"][0]["end"]
        assert {"crm": "status placed", "erp": "status placed"} == told["things"][0]["left"]

    def test_a_folder_without_a_ledger_is_said(self, company: Company) -> None:
        """That nothing is noted is no proof that nothing was made."""
        done = self.undo(company)

        assert 5 == done.exit_code
        assert f"There is no ledger in {company.report}" in done.stderr
        assert "--report DIR" in done.stderr

    def test_an_empty_ledger_is_said(self, company: Company) -> None:
        company.report.mkdir()
        (company.report / "ledger.jsonl").touch()

        done = self.undo(company)

        assert 5 == done.exit_code
        assert "names nothing that could be undone" in done.stdout

    def test_a_run_that_the_ledger_does_not_name_is_said(self, company: Company) -> None:
        """With those that it does."""
        company.order("A-1")

        done = self.undo(company, "--run", "4711")

        assert 5 == done.exit_code
        assert "The ledger names no run 4711.\n  It names: " in done.stderr


class _Case(BaseHTTPRequestHandler):
    """Notes what is sent, and refuses one number."""

    heard: list[tuple[str, str, str]]

    def do_POST(self) -> None:
        self.heard.append((self.command, self.path, self.headers["Authorization"] or ""))
        self.send_response(409 if "C-9" in self.path else 404 if "C-4" in self.path else 204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class TestActing:
    @pytest.fixture
    def landscape(self, tmp_path: Path) -> Iterator[Landscape]:
        _Case.heard = []
        server = ThreadingHTTPServer(("127.0.0.1", 0), _Case)
        Thread(target=server.serve_forever, daemon=True).start()
        (tmp_path / "pages.py").write_text(PAGES, "utf-8")
        (tmp_path / "shop.toml").write_text(SHOP.replace("PORT", str(server.server_port)), "utf-8")
        yield load(tmp_path / "shop.toml", {"TOKEN": "secret-4711"})
        server.shutdown()
        server.server_close()

    @pytest.fixture
    def hands(self, landscape: Landscape) -> Iterator[RealHands]:
        with ExitStack() as stack:
            yield RealHands(landscape, landscape.masker(), stack)

    def thing(self, landscape: Landscape, key: str, kind: str = "case") -> Thing:
        who = invent_identity(
            42, "a.feature::test_b/Ada", first_name="Ada", mail_domain="customers.example"
        )
        deed = replace(Company.deed("42"), who=who.email, person="Ada", leads_to=landscape.leads_to)
        rule = landscape.undo.by_kind[kind]
        return Thing(kind=kind, key=key, who=who.email, person="Ada", deeds=(deed,), rule=rule)

    def way(self, thing: Thing) -> UndoWay:
        assert thing.rule is not None
        return thing.rule.ways[0]

    def test_a_request_shows_the_systems_own_credentials(
        self, landscape: Landscape, hands: RealHands
    ) -> None:
        """A number is one segment of the path, whatever it holds."""
        thing = self.thing(landscape, "C-1/../x")
        hands.take_back(thing, self.way(thing))

        assert [("POST", "/cases/C-1%2F..%2Fx/close", "Bearer secret-4711")] == _Case.heard

    def test_a_refusal_is_an_error_and_nothing_there_is_none(
        self, landscape: Landscape, hands: RealHands
    ) -> None:
        """Whether it is really gone, the systems say afterwards."""
        hands.take_back(gone := self.thing(landscape, "C-4"), self.way(gone))
        with pytest.raises(CannotAct, match="the crm answered 409 Conflict to POST"):
            hands.take_back(kept := self.thing(landscape, "C-9"), self.way(kept))

    def test_a_channel_acts_as_the_person_who_made_it(
        self, landscape: Landscape, hands: RealHands
    ) -> None:
        """She is invented again from the seed, with her password."""
        thing = self.thing(landscape, "A-1", "order")
        hands.take_back(thing, self.way(thing))

        [(who, number)] = hands._channel(thing, "shop").pages.done
        assert (thing.who, "A-1") == (who.email, number)

    def test_somebody_else_is_never_acted_for(self, landscape: Landscape, hands: RealHands) -> None:
        """Neither a person whom the seed does not give, nor one outside the guard."""
        thing = replace(self.thing(landscape, "A-1", "order"), who=ADA)
        with pytest.raises(CannotAct, match="no longer gives the customer"):
            hands.take_back(thing, self.way(thing))
        with pytest.raises(ForbiddenHost):
            hands.take_back(replace(thing, who="ada@elsewhere.example"), self.way(thing))


PAGES = """
class Shop:
    def __init__(self, access):
        self.who, self.done = access.who, []

    def cancel_order(self, number):
        self.done.append((self.who, number))
"""
SHOP = """
[guard]
hosts = ["127.0.0.1"]
mail_domains = ["customers.example"]
[systems.crm]
adapter  = "http"
base_url = "http://127.0.0.1:PORT"
auth     = { kind = "bearer", token_env = "TOKEN" }
[systems.crm.order]
find  = "/orders/{key}"
email = "email"
[channels.shop]
base_url = "http://127.0.0.1:PORT"
pages    = "pages:Shop"
[undo.order]
channel = "shop"
action  = "cancel_order"
[undo.case]
system  = "crm"
request = "POST /cases/{key}/close"
"""
