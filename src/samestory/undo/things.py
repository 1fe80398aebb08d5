"""From the deeds of a ledger to the things that may have to be taken back."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from samestory.core.model import Subject
from samestory.journeys.deeds import Deed
from samestory.journeys.ledger import NOT_UNDONE, UNDOING, UNDONE
from samestory.journeys.promise_rules import BY_EMAIL, PromiseRules
from samestory.journeys.undo_rules import UndoRule, UndoRules
from samestory.redaction import MASK


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One thing that deeds made, or may have made: an order, an account, a subscription.

    Without a `key` it is one of which no number was told: it has to be found by the address of
    its owner. `rule` says how it is taken back; None if the landscape does not say it.
    """

    kind: str
    key: str
    who: str
    person: str
    deeds: tuple[Deed, ...]
    rule: UndoRule | None

    @property
    def name(self) -> str:
        """What the ledger and the terminal call it: "order A-1042"."""
        if self.key and self.key != self.who:
            return f"{self.kind} {self.key}"
        return f"{self.kind} of {self.who}" if self.who else self.kind

    @property
    def subject(self) -> Subject:
        """What systems are asked about."""
        return Subject(self.kind, self.key, self.who or None)

    @property
    def is_hidden(self) -> bool:
        """Whether a part of its key is hidden in the ledger."""
        return MASK in f"{self.key}{self.who}"

    @property
    def since(self) -> datetime:
        """When the last deed that made it was begun."""
        return max(each.at for each in self.deeds)

    @property
    def was_begun(self) -> bool:
        """Whether an earlier undoing of it was begun, and how it ended is not known."""
        return any(_state(each, self.name) == UNDOING for each in self.deeds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a ledger gives to do: the newest thing first, so that an account goes last.

    `settled` is the number of things that were taken back before, and `given_up` those that were
    listed before as what nobody can take back. `foreign` counts the deeds of other landscapes, by
    what the ledger calls them. `known` are the keys by kind and address that deeds were told.
    """

    things: tuple[Thing, ...] = ()
    unexplained: tuple[Deed, ...] = ()
    """The deeds of which the landscape does not say what they made."""
    settled: int = 0
    given_up: int = 0
    foreign: Mapping[str, int] = field(default_factory=dict)
    known: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether the ledger says nothing at all."""
        found = (self.things, self.unexplained, self.settled, self.given_up, self.foreign)
        return not any(found)


def plan_undo(
    deeds: Iterable[Deed],
    undo: UndoRules,
    rules: Mapping[str, PromiseRules],
    *,
    leads_to: str,
    run: str | None = None,
) -> Plan:
    """Return what there is to take back, of one run or of all.

    `rules` say by kind with what systems are asked. Deeds at other addresses than `leads_to` are
    left alone.
    """
    mine = [each for each in deeds if run in {None, each.run}]
    foreign: dict[str, int] = {}
    for each in mine:
        if each.leads_to != leads_to:
            name = each.landscape or "an unnamed landscape"
            foreign[name] = foreign.get(name, 0) + 1
    mine = [each for each in mine if each.leads_to == leads_to]
    groups: dict[tuple[str, str, str], list[Deed]] = {}
    for each in mine:
        for kind, key in _made(each, undo, rules):
            groups.setdefault((kind, key, each.who), []).append(each)
    things = [_thing(place, made, undo) for place, made in reversed(groups.items())]
    ends = [_ended(each) for each in things]
    return Plan(
        things=tuple(each for each, end in zip(things, ends, strict=True) if end is None),
        unexplained=tuple(each for each in mine if _is_unexplained(each, undo)),
        settled=ends.count(UNDONE),
        given_up=ends.count(NOT_UNDONE),
        foreign=foreign,
        known=_known(things),
    )


def _made(
    deed: Deed, undo: UndoRules, rules: Mapping[str, PromiseRules]
) -> Iterator[tuple[str, str]]:
    """Yield the kind and the key of everything that a deed makes; "" for a key not known."""
    if deed.makes:
        yield deed.makes, deed.key
    for rule in undo.made_by(deed.by):
        if rule.kind != deed.makes:
            by_email = rule.kind not in rules or rules[rule.kind].key == BY_EMAIL
            yield rule.kind, deed.who if by_email else ""


def _is_unexplained(deed: Deed, undo: UndoRules) -> bool:
    told = deed.makes or deed.changes or deed.by in undo.leaves_nothing
    return not told and not undo.made_by(deed.by)


def _thing(place: tuple[str, str, str], deeds: list[Deed], undo: UndoRules) -> Thing:
    kind, key, who = place
    return Thing(
        kind=kind,
        key=key,
        who=who,
        person=next((each.person for each in deeds if each.person), ""),
        deeds=tuple(deeds),
        rule=undo.by_kind.get(kind),
    )


def _state(deed: Deed, name: str) -> str:
    return str(deed.notes.get(name, {}).get("state") or "")


def _ended(thing: Thing) -> str | None:
    """Return how an earlier undoing ended for good; None if there is still something to do."""
    states = {_state(each, thing.name) for each in thing.deeds}
    if states == {UNDONE}:
        return UNDONE
    final = all(each.notes.get(thing.name, {}).get("final") for each in thing.deeds)
    return NOT_UNDONE if final else None


def _known(things: Iterable[Thing]) -> dict[tuple[str, str], frozenset[str]]:
    found: dict[tuple[str, str], frozenset[str]] = {}
    for each in things:
        if each.key:
            at = each.kind, each.who
            found[at] = found.get(at, frozenset()) | {each.key}
    return found
