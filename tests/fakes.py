"""Stand-ins for time and for the systems, for tests that take no time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType

from samestory.core.model import (
    Evidence,
    Field,
    Line,
    Money,
    Observation,
    Promise,
    Revision,
    Subject,
)
from samestory.testing import FakeClock
from samestory.testing.doubles import START

OPENED = START
ORDER = Subject("order", "A-1042", of="ada@customers.example")


PORTS = MappingProxyType({"website": 8800, "crm": 8802, "erp": 8804, "payments": 8806})


@dataclass(frozen=True, slots=True)
class Down:
    """What a scripted system does when it cannot be asked."""

    why: str = "connection refused"
    leave_alone: float = 0.0


NO_RECORD = None
Word = Mapping[str, object] | Down | None
"""What a scripted system answers: values, no record, or trouble."""


@dataclass(frozen=True, slots=True)
class Scripted:
    """A system whose answer changes with time.

    `words` are (seconds since the start, answer) in order; `takes` is how long a request takes,
    and the answer is what is true when the request arrives (`sees_at` of the time it takes).
    """

    words: Sequence[tuple[float, Word]]
    takes: float = 0.0
    sees_at: float = 1.0
    listens: bool = False

    def word(self, at: float) -> Word:
        said = [word for since, word in self.words if since <= at + 1e-9]
        return said[-1]


def always(word: Word, *, takes: float = 0.0, listens: bool = False) -> Scripted:
    """A system that says the same for ever."""
    return Scripted([(0.0, word)], takes=takes, listens=listens)


def turning(before: Word, at: float, after: Word, *, takes: float = 0.0) -> Scripted:
    """A system that says something else from a moment on."""
    return Scripted([(0.0, before), (at, after)], takes=takes)


@dataclass(slots=True)
class FakePanel:
    """Scripted systems on a fake clock; `asked` is (seconds, systems) of every look.

    `given` are the seconds within which a system's turn had to come in each of them.
    """

    clock: FakeClock
    systems: Mapping[str, Scripted]
    asked: list[tuple[float, tuple[str, ...]]] = field(default_factory=list)
    given: list[float | None] = field(default_factory=list)
    listened: list[tuple[float, float]] = field(default_factory=list)

    def ask(
        self,
        systems: Sequence[str],
        subject: Subject,
        within: float | None = None,
    ) -> list[Observation]:
        start = self.clock.elapsed
        self.given.append(within)
        self.asked.append((start, tuple(systems)))
        self.clock.advance(max(self.systems[name].takes for name in systems))
        return [self._said(name, subject, start) for name in systems]

    def listen(self, systems: Sequence[str], seconds: float) -> bool:
        ears = [self.systems[name] for name in systems if self.systems[name].listens]
        if not ears:
            return False
        self.listened.append((self.clock.elapsed, seconds))
        news = [since - self.clock.elapsed for each in ears for since, _ in each.words]
        self.clock.advance(min([seconds, *(each for each in news if each > 0)]))
        return True

    def _said(self, name: str, subject: Subject, start: float) -> Observation:
        system = self.systems[name]
        word = system.word(start + system.takes * system.sees_at)
        return said(
            name,
            word,
            subject,
            at=start + system.takes,
            takes=system.takes,
            evidence=f"{name}-{len(self.asked)}.json",
        )


def said(
    system: str,
    word: Word = None,
    subject: Subject = ORDER,
    *,
    at: float = 0.0,
    takes: float = 0.0,
    evidence: str | None = None,
) -> Observation:
    """What one system said; `word` None: it has no such record."""
    return Observation(
        system=system,
        subject=subject,
        at=OPENED + timedelta(seconds=at),
        values=None if isinstance(word, Down) else word,
        unreachable=word.why if isinstance(word, Down) else None,
        leave_alone=timedelta(seconds=word.leave_alone if isinstance(word, Down) else 0.0),
        asked=f"GET http://127.0.0.1:{PORTS.get(system, 8800)}/{subject.kind}s/{subject.key}",
        took=timedelta(seconds=takes),
        evidence=(Evidence(evidence, "application/json", b"{}"),) if evidence else (),
    )


def promised(*revisions: Mapping[str, object], subject: Subject = ORDER) -> Promise:
    """What the customer was told, "order" first and then "amendment 1", "amendment 2" ...

    The order was 31 seconds before the looking begins, each amendment 11 seconds after it.
    """
    names = ["order", *(f"amendment {number}" for number in range(1, len(revisions)))]
    told = (
        Revision(name, OPENED + timedelta(seconds=-31 + 22 * at), MappingProxyType(dict(values)))
        for at, (name, values) in enumerate(zip(names, revisions, strict=True))
    )
    return Promise(subject, tuple(told))


def euros(amount: str) -> Money:
    """Give an amount in euros."""
    return Money(Decimal(amount), "EUR")


def line(sku: str, quantity: int = 1, price: str | None = None) -> Line:
    """Give a line of an order."""
    return Line(sku, quantity, euros(price) if price else None)


FIELDS = (
    Field("lines", "lines"),
    Field("total", "money"),
    Field("status", "status"),
    Field("delivery_day", "day"),
    Field("address", "address"),
)
