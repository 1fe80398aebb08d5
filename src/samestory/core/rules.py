"""Standing rules: what must hold under every scenario, whatever it is about; pure.

Each rule turns what a customer was promised into questions. They are put to the systems that the
landscape describes the field for; a rule of which no system tells anything does not apply.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from samestory.core.model import Money, Promise, Revision, Subject

Tells = Callable[[str, str], Sequence[str]]
"""Returns the systems of record that report a field of a kind: `tells("order", "email")`."""

LIVE = frozenset({"placed", "picked", "shipped", "delivered", "in process"})
"""The statuses of an order that is to be paid for and delivered."""
CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Fact:
    """What a rule demands: a value of one field of one record.

    If it is only about records that are there, a system without one keeps to it.
    """

    subject: Subject
    field: str
    value: object
    if_there: bool = True


@dataclass(frozen=True, slots=True)
class RuleQuestion:
    """A fact that a rule demands, as a promise, and the systems that have to tell it."""

    rule: str
    promise: Promise
    systems: tuple[str, ...]
    if_there: bool


@dataclass(frozen=True, slots=True)
class StandingRule:
    """A rule: its name, the fields (kind, field) that it needs, and what it demands of a customer.

    `demands` is given her mail address and all her promises.
    """

    name: str
    needs: tuple[tuple[str, str], ...]
    demands: Callable[[str, Sequence[Promise]], Iterable[Fact]]
    of_all: str = ""
    """The kind of which every record has to be known, none left without an answer; "" for none."""

    def questions(
        self, email: str, promises: Sequence[Promise], tells: Tells, now: datetime
    ) -> list[RuleQuestion]:
        """Return what is to be asked; nothing if no system tells the fields."""
        asked = (
            (fact, tuple(tells(fact.subject.kind, fact.field)))
            for fact in self.demands(email, promises)
        )
        return [
            RuleQuestion(self.name, self._promise(fact, now), systems, fact.if_there)
            for fact, systems in asked
            if systems
        ]

    def applies(self, tells: Tells) -> bool:
        """Return whether any system tells one of the fields that it needs."""
        return any(tells(*each) for each in self.needs)

    def _promise(self, fact: Fact, now: datetime) -> Promise:
        told = Revision(self.name, now, MappingProxyType({fact.field: fact.value}))
        return Promise(fact.subject, (told,))


def is_live(order: Promise) -> bool:
    """Return whether an order stands, as far as the customer was told."""
    return not order.withdrawn and order.values.get("status") in LIVE


def is_cancelled(order: Promise) -> bool:
    """Return whether the customer was told that an order is cancelled."""
    return order.withdrawn or order.values.get("status") == CANCELLED


def _orders(promises: Sequence[Promise]) -> list[Promise]:
    return [each for each in promises if each.subject.kind == "order"]


def _no_money_kept(_: str, promises: Sequence[Promise]) -> Iterator[Fact]:
    for each in _orders(promises):
        total = each.values.get("total")
        if is_cancelled(each) and isinstance(total, Money):
            nothing = Money(Decimal(0), total.currency)
            yield Fact(each.subject, "kept", nothing)


def _charges(email: str, promises: Sequence[Promise]) -> Iterator[Fact]:
    """Only if it is known of every order whether it stands, and what it costs."""
    orders = _orders(promises)
    totals = [each.values.get("total") for each in orders if is_live(each)]
    known = all(is_live(each) or is_cancelled(each) for each in orders)
    amounts = [each for each in totals if isinstance(each, Money)]
    currencies = {each.currency for each in amounts}
    if known and len(amounts) == len(totals) and len(currencies) == 1:
        total = Money(sum((each.amount for each in amounts), Decimal(0)), currencies.pop())
        yield Fact(Subject("charges", email, email), "sum", total, if_there=False)


def _owners(email: str, promises: Sequence[Promise]) -> Iterator[Fact]:
    for each in promises:
        if each.subject.kind in {"order", "case"} and not each.withdrawn:
            yield Fact(each.subject, "email", email)


def _no_blank_mail(email: str, _: Sequence[Promise]) -> Iterator[Fact]:
    mails = Subject("mails", email, email)
    yield Fact(mails, "blank", 0)
    yield Fact(mails, "without_order", 0)


def _stays_cancelled(_: str, promises: Sequence[Promise]) -> Iterator[Fact]:
    for each in _orders(promises):
        if is_cancelled(each):
            yield Fact(each.subject, "status", CANCELLED)


def _confirmed(email: str, promises: Sequence[Promise]) -> Iterator[Fact]:
    for each in _orders(promises):
        if is_live(each):
            mail = Subject("confirmation", each.subject.key, email)
            yield Fact(mail, "count", 1, if_there=False)


NOBODY_INVENTS = "nobody invents a status while its source is down"
"""The rule that is judged by the looks of the scenario, without any question."""

STANDING_RULES: Mapping[str, StandingRule] = MappingProxyType(
    {
        each.name: each
        for each in (
            StandingRule(
                "no cancelled order keeps the money", (("order", "kept"),), _no_money_kept
            ),
            StandingRule("charges equal live orders", (("charges", "sum"),), _charges, "order"),
            StandingRule(
                "every order and case names its customer",
                (("order", "email"), ("case", "email")),
                _owners,
            ),
            StandingRule(
                "no blank mail", (("mails", "blank"), ("mails", "without_order")), _no_blank_mail
            ),
            StandingRule("cancelled stays cancelled", (("order", "status"),), _stays_cancelled),
            StandingRule("visible implies confirmed", (("confirmation", "count"),), _confirmed),
            StandingRule(NOBODY_INVENTS, (), lambda *_: ()),
        )
    }
)
"""Every standing rule by its name."""
