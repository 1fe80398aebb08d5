"""What a company has, as whoever begins a project tells it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import urljoin, urlsplit

from samestory.errors import WrongCall
from samestory.network.guard import is_this_machine
from samestory.scaffold import answers
from samestory.scaffold.examples import Example, example_called

BOTH = ("order", "customer")
LIST = "marketing list"
PRODUCTS = ("Product one", "Product two")
"""Stand in the features until somebody names two that the shop sells."""


@dataclass(frozen=True, slots=True)
class System:
    """One system: its table, what it is called, what it knows of, and how and where it is asked."""

    name: str
    called: str
    kinds: tuple[str, ...]
    way: str
    address: str = ""

    @property
    def variable(self) -> str:
        """The beginning of the environment variables that hold its secrets."""
        return self.name.upper().replace("-", "_")

    @property
    def home(self) -> str:
        """Its address without a path, for a system that is asked at one address alone."""
        return urljoin(self.address, "/").rstrip("/")

    def endpoint(self, usual: str) -> str:
        """The path of that one address; the usual one if its address has none."""
        return urlsplit(self.address).path or usual


ROLES: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        "crm": ("CRM", BOTH),
        "erp": ("ERP", BOTH),
        "payments": ("payment processor", ("order",)),
        "list": (LIST, ("customer",)),
    }
)
"""The systems that most companies have: what they are called, and what they know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """Everything that the starter is written from.

    `website` is its address, `inbox` the mail server of its customers; each empty where there is
    none. `products` are two that the shop sells, named as its pages name them.
    """

    name: str
    website: str
    inbox: str
    systems: tuple[System, ...]
    examples: tuple[Example, ...]
    mail_domain: str
    currency: str
    zone: str
    products: tuple[str, str]

    @property
    def hosts(self) -> list[str]:
        """Every host that has to be allowed."""
        inbox = [self.inbox.partition(":")[0]] if self.inbox else []
        copied = [host for each in self.examples for host in each.hosts]
        return list(dict.fromkeys([*map(_host, self._addresses), *inbox, *copied]))

    @property
    def plaintext(self) -> list[str]:
        """The hosts on other machines that are asked without TLS."""
        plain = [_host(each) for each in self._addresses if each.startswith("http:")]
        return list(dict.fromkeys(each for each in plain if not is_this_machine(each)))

    @property
    def _addresses(self) -> list[str]:
        return [each for each in (self.website, *(each.address for each in self.systems)) if each]

    @property
    def slug(self) -> str:
        """Its name as that of a Python project (PEP 508)."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-") or "our"

    @property
    def in_databases(self) -> bool:
        """Whether a system is asked in its database."""
        return any(each.way == "sql" for each in self.systems)

    @property
    def asks_by_owner(self) -> bool:
        """Whether somebody can be asked about an order only with her mail address (`{of}`)."""
        return bool(self.inbox) or any("{of}" in each.text for each in self.examples)

    @property
    def comparable(self) -> bool:
        """Whether two systems know of the same things."""
        return any(len(self.telling(kind)) > 1 for kind in BOTH)

    @property
    def lists(self) -> list[str]:
        """What people call those that know her once she has subscribed, and not before."""
        return [each for each in self.telling("customer") if each == f"the {LIST}"]

    @property
    def sellers(self) -> list[str]:
        """What people call those that know her at the latest when she has ordered."""
        return [each for each in self.telling("customer") if each not in self.lists]

    def telling(self, kind: str) -> list[str]:
        """What people call the systems that can be asked about such subjects: "her inbox"."""
        return list(self._telling(kind))

    def _telling(self, kind: str) -> Iterator[str]:
        if self.website:
            yield "the website"
        if self.inbox and kind == "order":
            yield "her inbox"
        for each in self.systems:
            if kind in each.kinds:
                yield f"the {each.called}"
        for example in self.examples:
            yield from (f"the {called}" for called in example.telling(kind))


def company(**answered: Any) -> Company:
    """The company that these answers describe, as `described` takes them.

    Raises `WrongCall` for an answer that cannot be, and where there is nothing to compare.
    """
    made = described(**answered)
    if not made.comparable:
        raise WrongCall(
            "Fewer than two of these systems know of the same things, so there is no story to "
            "compare.\n  Name two or more that know of orders, or of customers: --website, "
            "--inbox, --crm, --erp, --payments, --list, --system NAME=ADDRESS, --from NAME."
        )
    return made


def described(  # noqa: PLR0913 - one argument for each answer
    *,
    name: str,
    website: str = "",
    inbox: str = "",
    systems: Mapping[str, str] = MappingProxyType({}),
    examples: Sequence[str] = (),
    mail_domain: str = "customers.example",
    currency: str = "EUR",
    zone: str = "UTC",
    products: Sequence[str] = (),
) -> Company:
    """The same as far as it has been answered; `systems` are their addresses by name.

    Raises `WrongCall` for an answer that cannot be.
    """
    first, second = _products(products)
    made = Company(
        name=answers.company_name(name),
        website=answers.web_address(website) if website else "",
        inbox=answers.mail_host(inbox) if inbox else "",
        systems=tuple(system(each, where) for each, where in systems.items()),
        examples=tuple(map(example_called, examples)),
        mail_domain=answers.mail_domain(mail_domain),
        currency=answers.currency(currency),
        zone=answers.zone(zone),
        products=(first, second),
    )
    _check_names(made)
    return made


def system(name: str, where: str) -> System:
    """A system by its name and its address: `https://...`, `odata+https://...` or `sql`."""
    words = answers.system_name(name).replace("_", " ").replace("-", " ")
    called, kinds = ROLES.get(name, (words, BOTH))
    way, address = answers.way_and_address(where, called)
    return System(name, called, kinds, way, address)


def _check_names(made: Company) -> None:
    """Raise `WrongCall` where two systems, or the variables of their secrets, would be one."""
    called = {each: each for each in ("website", "inbox") if getattr(made, each)}
    named = [*called.items(), *((each.name, each.called) for each in made.systems)]
    named += [(name, name_of) for each in made.examples for name, name_of in each.called.items()]
    spelled = [{_as_spoken(name), _as_spoken(known)} for name, known in named]
    times = Counter(each for names in spelled for each in names)
    pairs = zip(named, spelled, strict=True)
    twice = [name for (name, _), names in pairs if max(times[each] for each in names) > 1]
    if twice:
        raise WrongCall(
            f"Two systems would be called {' and '.join(dict.fromkeys(twice))}.\n"
            "  Give one of them another name (--system NAME=ADDRESS)."
        )


def _as_spoken(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").casefold()


def _products(names: Sequence[str]) -> tuple[str, str]:
    """The two that the features speak of."""
    if not names:
        return PRODUCTS
    if len(names) != 2:
        raise WrongCall(
            f"The features speak of two products, and {len(names)} "
            f"{'is' if len(names) == 1 else 'are'} named.\n"
            "  Name two: --product 'Bottom bracket' --product 'Inner tube'"
        )
    first, second = map(answers.product, names)
    if first == second:
        raise WrongCall(f"The product '{first}' is named twice.\n  Name two that differ.")
    return first, second


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
