"""From known orders and everything that was answered about them to a whole landscape."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from samestory.config import load
from samestory.config.config_errors import listed
from samestory.config.secrets import STAND_IN, unset
from samestory.errors import WrongCall
from samestory.learn.answers import KeptAnswer
from samestory.learn.asking import kept_for_now
from samestory.learn.candidates import KnownSubject
from samestory.learn.known_orders import OTHERS, KnownOrder
from samestory.learn.systems import Heard, LearnedSystem, learn_system

_FROM_ENVIRONMENT = re.compile(r"\$\{([A-Z_][A-Z0-9_]*)\}")
KINDS = ("order", *OTHERS)
"""The kinds of subjects that can be learned."""


@dataclass(frozen=True, slots=True)
class Told:
    """An answer, whose it is and what it is about; `order` is the known one, None if unsaid."""

    system: str
    kind: str
    answer: KeptAnswer
    order: KnownOrder | None = None


def learned(
    orders: Sequence[KnownOrder],
    told: Iterable[Told],
    zone: ZoneInfo | None = None,
    auth: Mapping[str, Any] | None = None,
) -> list[LearnedSystem]:
    """Return the tables of every system. Raise `WrongCall` for an answer that is about no order."""
    heard: dict[str, dict[str, dict[int, tuple[KnownSubject, list[KeptAnswer]]]]] = {}
    for each in told:
        order = each.order or _order_of(each, orders)
        known = _known(each, order)
        by_kind = heard.setdefault(each.system, {}).setdefault(each.kind, {})
        by_kind.setdefault(orders.index(order), (known, []))[1].append(each.answer)
    found = []
    for name, kinds in heard.items():
        said: dict[str, Sequence[Heard]] = {kind: [*each.values()] for kind, each in kinds.items()}
        _check_alike(name, said)
        system = learn_system(name, said, zone)
        system.auth = (auth or {}).get(name)
        found.append(system)
    return found


def _order_of(told: Told, orders: Sequence[KnownOrder]) -> KnownOrder:
    """Return the order that an answer is about: the only one, or the one whose number it holds."""
    if len(orders) == 1:
        return orders[0]
    holding = [
        each
        for each in orders
        if told.answer.holds(each.order.key if told.kind == "order" else each.order.of or "")
    ]
    if len(holding) == 1:
        return holding[0]
    which = "none" if not holding else "several"
    raise WrongCall(
        f"{told.answer.file} holds the number of {which} of the {len(orders)} orders.\n"
        "  Name it in the file of its order: "
        f'[answers] {told.system} = "{Path(told.answer.file).name}"'
    )


def _known(told: Told, order: KnownOrder) -> KnownSubject:
    known = order.subjects.get(told.kind)
    if known is None:
        raise WrongCall(
            f"{order.file} says nothing about {told.kind}, and {told.answer.file} is about it.\n"
            f'  Add it: [orders] numbers = ["{order.order.key}"]'
        )
    return known


def _check_alike(name: str, said: Mapping[str, Sequence[Heard]]) -> None:
    adapters = {each.adapter for some in said.values() for _, told in some for each in told}
    if len(adapters) > 1 and adapters != {"http", "html"}:
        raise WrongCall(
            f"The answers of {name} are of several kinds: {listed(adapters)}.\n"
            "  One system is asked in one way: give the others a name of their own."
        )


def check_landscape(text: str, environ: Mapping[str, str]) -> None:
    """Load a landscape, whether its secrets are set or not. Raise `LandscapeMistakes`."""
    named = dict.fromkeys(_FROM_ENVIRONMENT.findall(text), STAND_IN)
    with kept_for_now(text) as file:
        load(file, {**named, **environ, **unset(file, environ)})
