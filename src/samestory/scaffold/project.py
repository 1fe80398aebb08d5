"""What a new project is written for: a company's systems, and what each of them knows."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Self
from urllib.parse import urljoin, urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, model_validator

from samestory.errors import WrongCall
from samestory.network.guard import is_this_machine
from samestory.scaffold import answers
from samestory.scaffold.examples import Example, example_called

ORDER, CUSTOMER = KINDS = ("order", "customer")
LIST = "marketing list"
ROLES: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        "crm": ("CRM", KINDS),
        "erp": ("ERP", KINDS),
        "payments": ("payment processor", (ORDER,)),
        "list": (LIST, (CUSTOMER,)),
    }
)
"""The systems that most companies have: what each is called, and the kinds that it knows."""


@dataclass(frozen=True, slots=True)
class PlannedSystem:
    """A system: the name of its table, what it is called, the kinds it knows, and its address."""

    name: str
    called: str
    kinds: tuple[str, ...]
    protocol: str
    address: str = ""

    @property
    def template(self) -> str:
        """The file of its template in templates/systems/."""
        return "rpc.toml.j2" if self.protocol.endswith("-rpc") else f"{self.protocol}.toml.j2"

    @property
    def variable(self) -> str:
        """The beginning of the environment variables that hold its secrets."""
        return self.name.upper().replace("-", "_")

    @property
    def home(self) -> str:
        """Its address without a path, for a protocol that has one endpoint."""
        return urljoin(self.address, "/").rstrip("/")

    def endpoint(self, usual: str) -> str:
        """Return the path of that endpoint; `usual` if its address has no path."""
        return urlsplit(self.address).path or usual


def planned_system(name: str, where: str) -> PlannedSystem:
    """Return a system, given its name and `https://...`, `odata+https://...` or `sql`.

    Raise `WrongCall` if one of them is wrong.
    """
    words = answers.system_name(name).replace("_", " ").replace("-", " ")
    called, kinds = ROLES.get(name, (words, KINDS))
    protocol, address = answers.protocol_and_url(where, called)
    return PlannedSystem(name, called, kinds, protocol, address)


class Project(BaseModel, frozen=True):
    """Everything that the scaffold is written from; raises `WrongCall` for a wrong answer.

    `website` is an address and `inbox` a mail server, each empty if there is none. `systems` are
    given as addresses by name, `examples` by name. `products` are two that the shop sells.
    """

    name: Annotated[str, AfterValidator(answers.company_name)]
    website: Annotated[str, AfterValidator(answers.web_address)] = ""
    inbox: Annotated[str, AfterValidator(answers.mail_host)] = ""
    systems: Annotated[
        tuple[PlannedSystem, ...],
        BeforeValidator(lambda named: tuple(planned_system(*each) for each in named.items())),
    ] = ()
    examples: Annotated[
        tuple[Example, ...], BeforeValidator(lambda names: tuple(map(example_called, names)))
    ] = ()
    mail_domain: Annotated[str, AfterValidator(answers.domain)] = "customers.example"
    currency: Annotated[str, AfterValidator(answers.currency_code)] = "EUR"
    zone: Annotated[str, AfterValidator(answers.zone_name)] = "UTC"
    products: Annotated[tuple[str, ...], AfterValidator(answers.two_products)] = (
        "Product one",
        "Product two",
    )

    @property
    def hosts(self) -> list[str]:
        """Every host that has to be allowed."""
        inbox = [self.inbox.partition(":")[0]] if self.inbox else []
        copied = [host for each in self.examples for host in each.hosts]
        return list(dict.fromkeys([*map(_host, self._addresses), *inbox, *copied]))

    @property
    def plaintext(self) -> list[str]:
        """The hosts of other machines that are asked without TLS."""
        plain = [_host(each) for each in self._addresses if each.startswith("http:")]
        return list(dict.fromkeys(each for each in plain if not is_this_machine(each)))

    @property
    def _addresses(self) -> list[str]:
        return [each for each in (self.website, *(it.address for it in self.systems)) if each]

    @property
    def slug(self) -> str:
        """The name as that of a Python project (PEP 508)."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-") or "our"

    @property
    def asks_by_owner(self) -> bool:
        """Whether a system finds an order only by the customer's mail address (`{of}`)."""
        return bool(self.inbox) or any("{of}" in each.text for each in self.examples)

    @property
    def comparable(self) -> bool:
        """Whether two systems know the same kind of subject."""
        return any(len(self.knowing(kind)) > 1 for kind in KINDS)

    @property
    def lists(self) -> list[str]:
        """What people call the systems that know a customer only once she has subscribed."""
        return [each for each in self.knowing(CUSTOMER) if each == f"the {LIST}"]

    @property
    def sellers(self) -> list[str]:
        """What people call the systems that know a customer at the latest when she has ordered."""
        return [each for each in self.knowing(CUSTOMER) if each not in self.lists]

    def knowing(self, kind: str) -> list[str]:
        """Return what people call the systems that know such subjects: "her inbox"."""
        own = ["the website"] if self.website else []
        own += ["her inbox"] if self.inbox and kind == ORDER else []
        called = [each.called for each in self.systems if kind in each.kinds]
        called += [name for each in self.examples for name in each.knowing(kind)]
        return [*own, *(f"the {each}" for each in called)]

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        """Raise `WrongCall` if two systems, or the variables of their secrets, would be one."""
        named = [(each, each) for each in ("website", "inbox") if getattr(self, each)]
        named += [(each.name, each.called) for each in self.systems]
        named += [pair for each in self.examples for pair in each.called.items()]
        spoken = [(name, {_spoken(name), _spoken(called)}) for name, called in named]
        times = Counter(each for _, names in spoken for each in names)
        if twice := [name for name, names in spoken if max(times[each] for each in names) > 1]:
            raise WrongCall(
                f"Two systems would be called {' and '.join(dict.fromkeys(twice))}.\n"
                "  Give one of them another name (--system NAME=ADDRESS)."
            )
        return self


def comparable_project(**answered: Any) -> Project:
    """Return the project for these answers, which are the fields of `Project`.

    Raise `WrongCall` if an answer is wrong, or if there is nothing to compare.
    """
    project = Project(**answered)
    if not project.comparable:
        raise WrongCall(
            "Fewer than two of these systems know the same things, so there is nothing to "
            "compare.\n  Name two or more that know orders, or customers: --website, --inbox, "
            "--crm, --erp, --payments, --list, --system NAME=ADDRESS, --from NAME."
        )
    return project


def _spoken(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").casefold()


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
