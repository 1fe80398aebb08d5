"""A company in this process: two systems that hold orders, and what a run does there."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from samestory import CannotAsk, Guard, Observation, Subject, SystemEntry, said
from samestory.config import Landscape, load
from samestory.journeys.deeds import Deed, read_deeds
from samestory.journeys.ledger import LEDGER, Ledger
from samestory.journeys.undo_rules import UndoWay
from samestory.testing import FakeClock
from samestory.testing.doubles import START
from samestory.undo import Plan, Result, Thing, Undoing, plan_undo
from samestory.witnesses import Witnesses

ADA = "ada@customers.example"
LANDSCAPE = """
[guard]
hosts = ["127.0.0.1"]
mail_domains = ["customers.example"]
[defaults]
patience = "5 s"
rate = "1000/s"
[systems.crm]
adapter = "tests.undo.company:Books"
[systems.crm.order]
status = { at = "status", means = { P = "placed", S = "shipped", C = "cancelled" } }
[systems.crm.orders]
numbers = "numbers"
[systems.erp]
adapter = "tests.undo.company:Books"
[systems.erp.order]
status = { at = "status", means = { P = "placed", S = "shipped", C = "cancelled" } }
[channels.shop]
base_url = "http://127.0.0.1"
[channels.desk]
base_url = "http://127.0.0.1"
[undo]
leaves_nothing = ["shop.log_out"]
[undo.order]
unless = { status = "cancelled" }
ways = [
    { when = { status = "placed" }, channel = "desk", action = "cancel" },
    { cannot = "it is on its way" },
]
keeps = { erp = "documents are never deleted" }
[subjects.offer]
email = "email"
[undo.offer]
cannot = "a mail cannot be called back"
[undo.outage]
made_by = ["shop.take_down"]
channel = "desk"
action = "put_up"
"""


@dataclass
class World:
    """What the company holds; `down` are the systems that do not answer, `deaf` never follow."""

    orders: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    down: set[str] = field(default_factory=set)
    deaf: dict[str, dict[str, str]] = field(default_factory=dict)

    def place(self, number: str, who: str = ADA, status: str = "placed") -> None:
        """Take an order."""
        self.orders[number] = status
        self.owners[number] = who


class Books:
    """A system that tells what the world of the moment holds."""

    main_thread = False
    world = World()

    def __init__(self, entry: SystemEntry, _guard: Guard, _store: object) -> None:
        self.name = entry.name

    def observe(self, subject: Subject) -> Observation:
        """Tell the status of an order, or the numbers of hers."""
        world = self.world
        if self.name in world.down:
            raise CannotAsk("the connection was refused")
        if subject.kind == "orders":
            hers = {number for number, who in world.owners.items() if who == subject.key}
            return said(self.name, subject, {"numbers": frozenset(hers)})
        held = {**world.orders, **world.deaf.get(self.name, {})}
        status = held.get(subject.key)
        return said(self.name, subject, {"status": status} if status else None)

    def close(self) -> None:
        """Keep nothing."""


@dataclass
class FakeHands:
    """Cancels in the world, or raises what it is given for a key."""

    world: World
    raises: dict[str, BaseException] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)

    def take_back(self, thing: Thing, way: UndoWay) -> None:
        """See `Hands`."""
        self.done.append(f"{way} {thing.key}")
        if error := self.raises.get(thing.key):
            raise error
        if thing.kind == "order":
            self.world.orders[thing.key] = "cancelled"


class Company:
    """All of it together, with the ledger of one report folder."""

    def __init__(self, folder: Path, report: Path | None = None) -> None:
        file = folder / "landscape.toml"
        file.write_text(LANDSCAPE, "utf-8")
        self.landscape: Landscape = load(file, {})
        self.world = Books.world = World()
        self.hands = FakeHands(self.world)
        self.clock = FakeClock()
        self.report = report or folder / "reports"
        self.who = ADA

    @staticmethod
    def deed(run: str) -> Deed:
        """A deed of a scenario."""
        facts = {"journey": "a.feature::test_b", "state": "done", "deed": "order"}
        return Deed(id="1", run=run, at=START, **facts)

    def ledger(self, run: str = "42") -> Ledger:
        """The ledger as a scenario of a run writes it."""
        where = {"landscape": "landscape.toml", "leads_to": self.landscape.leads_to}
        return Ledger(self.report / LEDGER, run, "a.feature::test_b", self.clock.now, where=where)

    def order(self, number: str, status: str = "placed", *, run: str = "42") -> None:
        """Let Ada order, as a journey does."""
        facts = {"who": self.who, "person": "Ada", "channel": "shop", "action": "order"}
        with self.ledger(run).about_to("order", makes="order", **facts) as entry:
            self.world.place(number, self.who, status)
            entry.done(number=number)

    def order_and_die(self, number: str = "") -> None:
        """Let her order, and the process be killed before it hears the number."""
        facts = {"who": self.who, "person": "Ada", "channel": "shop", "action": "order"}
        line = {"id": f"killed-{number}", "state": "intended", "run": "42", "deed": "order"}
        self.ledger().note(**line, makes="order", leads_to=self.landscape.leads_to, **facts)
        if number:
            self.world.place(number, self.who)

    def do(self, action: str, makes: str = "") -> None:
        """Let her do something of which no number is told."""
        facts = {"who": ADA, "channel": "shop", "action": action}
        made = {"makes": makes, "key": ADA} if makes else {}
        with self.ledger().about_to(action, **facts, **made):
            pass

    def plan(self, run: str | None = None) -> Plan:
        """What there is to undo."""
        return plan_undo(
            read_deeds(self.report / LEDGER),
            self.landscape.undo,
            self.landscape.rules,
            leads_to=self.landscape.leads_to,
            run=run,
        )

    def undo(self, *, run: str | None = None, dry: bool = False) -> list[Result]:
        """Undo all of it."""
        undoing = Undoing(self.witnesses, self.hands, self.ledger("").note, dry=dry)
        return list(undoing.results(self.plan(run)))

    @cached_property
    def witnesses(self) -> Witnesses:
        """Its systems, opened once: their threads end with the process."""
        return Witnesses(self.landscape, clock=self.clock)

    def lines(self) -> Iterable[dict[str, object]]:
        """The lines of the ledger."""
        text = (self.report / LEDGER).read_text("utf-8")
        return [json.loads(line) for line in text.splitlines()]
