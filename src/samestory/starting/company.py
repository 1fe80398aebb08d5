"""What a company has, as whoever begins a project tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from samestory.errors import WrongCall
from samestory.formats import read_currency
from samestory.landscape.mistakes import did_you_mean, listed
from samestory.starting.examples import Example, example_called

WAYS = ("http", "odata", "graphql", "json-rpc", "xml-rpc", "html", "sql")
"""How a system can be asked; each is a template in templates/ways/."""
BOTH = ("order", "customer")
_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_HOW_AND_WHERE = re.compile(r"(?:([a-z-]+)\+)?(https?://.+)")
_DOMAIN = re.compile(r"[A-Za-z0-9.-]+")
_HOST = re.compile(r"[A-Za-z0-9.-]+(?::\d+)?")


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


ROLES: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        "crm": ("CRM", BOTH),
        "erp": ("ERP", BOTH),
        "payments": ("payment processor", ("order",)),
        "list": ("marketing list", ("customer",)),
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
        urls = [self.website, *(each.address for each in self.systems)]
        hosts = [urlsplit(each).hostname for each in urls if each]
        inbox = [self.inbox.partition(":")[0]] if self.inbox else []
        copied = [host for each in self.examples for host in each.hosts]
        return list(dict.fromkeys([*filter(None, hosts), *inbox, *copied]))

    @property
    def slug(self) -> str:
        """Its name as that of a Python project (PEP 508)."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-") or "our"

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


def company(  # noqa: PLR0913 - one argument for each answer
    *,
    name: str,
    website: str = "",
    inbox: str = "",
    systems: Mapping[str, str],
    examples: Sequence[str] = (),
    mail_domain: str = "customers.example",
    currency: str = "EUR",
    zone: str = "UTC",
    products: Sequence[str] = (),
) -> Company:
    """The company that these answers describe; `systems` are their addresses by name.

    Raises `WrongCall` for an answer that cannot be.
    """
    first, second = (*products, "Product one", "Product two")[:2]
    made = Company(
        name=" ".join(name.split()),
        website=_web_address(website) if website else "",
        inbox=_mail_host(inbox) if inbox else "",
        systems=tuple(system(each, where) for each, where in systems.items()),
        examples=tuple(map(example_called, examples)),
        mail_domain=_mail_domain(mail_domain),
        currency=_currency(currency),
        zone=_zone(zone),
        products=(_product(first), _product(second)),
    )
    _check_names(made)
    if max(len(made.telling(kind)) for kind in BOTH) < 2:
        raise WrongCall(
            "Fewer than two of these systems know of the same things, so there is no story to "
            "compare.\n  Name two or more that know of orders, or of customers: --website, "
            "--inbox, --crm, --erp, --payments, --list, --system NAME=ADDRESS."
        )
    return made


def system(name: str, where: str) -> System:
    """A system by its name and its address: `https://...`, `odata+https://...` or `sql`."""
    if not _NAME.fullmatch(name):
        raise WrongCall(
            f"'{name}' cannot be the name of a system.\n"
            "  Write a small letter first, then small letters, digits, - and _."
        )
    called, kinds = ROLES.get(name, (name.replace("_", " ").replace("-", " "), BOTH))
    if where == "sql":
        return System(name, called, kinds, "sql")
    found = _HOW_AND_WHERE.fullmatch(where)
    way = (found[1] or "http") if found else ""
    if found and way in WAYS and way != "sql":
        return System(name, called, kinds, way, _web_address(found[2]))
    hint = did_you_mean(way, WAYS) if way else ""
    raise WrongCall(
        f"'{where}' does not say where the {called} is, or how it is asked.\n  {hint}Write its "
        "address (https://crm.example.com/api), how it is asked before it where that is not JSON "
        f"(odata+https://...; known: {listed(WAYS)}), or sql for its database."
    )


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme in {"http", "https"} and parts.hostname and not (parts.query or parts.fragment):
        if "@" in parts.netloc:
            raise WrongCall(
                "An address holds a user or a password, and it would stand in a file.\n"
                "  Leave it out; the landscape takes secrets from the environment."
            )
        return url.rstrip("/")
    raise WrongCall(f"'{url}' is no web address.\n  Write it like this: https://shop.example.com")


def _mail_host(text: str) -> str:
    if _HOST.fullmatch(text):
        return text
    raise WrongCall(f"'{text}' is no mail server.\n  Write its host: imap.example.com")


def _mail_domain(text: str) -> str:
    if _DOMAIN.fullmatch(text):
        return text
    raise WrongCall(f"'{text}' is no mail domain.\n  Write it like this: customers.example")


def _currency(code: str) -> str:
    try:
        return read_currency(code)
    except ValueError:
        raise WrongCall(
            f"'{code}' is no currency.\n  Write its ISO 4217 code, such as EUR."
        ) from None


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, LookupError):
        raise WrongCall(f"'{name}' is no time zone.\n  Write it like this: Europe/Berlin") from None


def _product(name: str) -> str:
    if '"' in name or not name.isprintable() or not name.strip():
        raise WrongCall(
            f"The product {name!r} cannot stand in a feature.\n  Leave out its quotation marks."
        )
    return name


def _check_names(made: Company) -> None:
    taken = ["website"] * bool(made.website) + ["inbox"] * bool(made.inbox)
    names = [*taken, *(each.name for each in made.systems)]
    names += [name for each in made.examples for name in each.systems]
    if twice := sorted({each for each in names if names.count(each) > 1}):
        raise WrongCall(
            f"Two systems would be called {' and '.join(twice)}.\n"
            "  Give one of them another name: --system NAME=ADDRESS."
        )
