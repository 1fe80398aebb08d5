"""Witnesses that say what a test has written down for them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from samestory.config import Landscape, load
from samestory.core.agreement import compare
from samestory.core.model import Evidence, Line, Money, Observation, Promise, Subject
from samestory.core.verdict import Look, Verdict
from samestory.witnesses import Witnesses
from tests.fakes import Down, Word, said

DEMO = Path(__file__).parents[2] / "landscapes" / "demo.toml"
ADA = "ada@customers.example"
ORDER: Mapping[str, object] = {
    "email": ADA,
    "lines": (Line("BB-IT", 1, Money(Decimal("89.00"), "EUR")),),
    "total": Money(Decimal("89.00"), "EUR"),
    "status": "placed",
    "delivery_day": date(2026, 11, 25),
}


SYSTEMS = ("website", "inbox", "crm", "erp", "payments", "list")


def demo_landscape() -> Landscape:
    """The landscape of the demo company, whatever the environment says."""
    return load(DEMO, {"DEMO_PORTS": "88"})


def landscape_of(systems: Collection[str]) -> Landscape:
    """The landscape of the demo company, with these systems alone."""
    landscape = demo_landscape()
    kept = {name: each for name, each in landscape.systems.items() if name in systems}
    return replace(landscape, systems=kept)


class Told(Witnesses):
    """Real witnesses whose answers are `words` by system, and who note what they were asked.

    Of its word, a system tells the fields that the landscape describes for the kind of subject.
    """

    def __init__(self, landscape: Landscape, words: Mapping[str, Word]) -> None:
        super().__init__(landscape)
        self.words = words
        self.asked: list[tuple[tuple[str, ...], Subject]] = []

    def observe(self, subject: Subject, among: Sequence[str]) -> list[Observation]:
        self.asked.append((tuple(among), subject))
        return [self._said(name, subject) for name in among]

    def converge(
        self,
        subject: Subject,
        among: Sequence[str],
        promise: Promise | None = None,
        *,
        only: str = "",
        until: Callable[[Look], bool] | None = None,
    ) -> Verdict:
        del only, until
        fields = self.landscape.fields_of(subject.kind)
        return compare(fields, self.observe(subject, among), promise)

    def _said(self, name: str, subject: Subject) -> Observation:
        word = self.words.get(name)
        fields = self.landscape.systems[name].subjects[subject.kind].fields
        values = (
            {field: word[field] for field in fields if field in word}
            if isinstance(word, Mapping)
            else None
        )
        told = said(name, word if isinstance(word, Down) else values, subject, takes=0.012)
        evidence = Evidence(f"{name}-1.json", "application/json", b'{"answer": 1}')
        return replace(told, asked=f"GET http://{name}/{subject.key}", evidence=(evidence,))


def opening(witnesses: Witnesses) -> Callable[[Landscape], object]:
    """What takes the place of `opening.opened`."""

    @contextmanager
    def opened(_: Landscape, **_more: object) -> Iterator[Witnesses]:
        yield witnesses

    return opened
