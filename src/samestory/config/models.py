"""The tables of a landscape that describe no system: company, guard, channels."""

from typing import Annotated, Any

from pydantic import AfterValidator, ValidationInfo

from samestory.config.addresses import check_address, check_hosts, check_mail_domains
from samestory.config.page_objects import PAGES
from samestory.config.value_types import BaseUrl, ImportedClass, Url, Zone
from samestory.config.words import Surroundings, Words, word
from samestory.core.rules import STANDING_RULES


def _hosts(hosts: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    if info.context is None:
        return hosts
    return check_hosts(info.context, str(info.field_name), hosts)


def _mail_domains(domains: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    return domains if info.context is None else check_mail_domains(info.context, domains)


Hosts = Annotated[tuple[str, ...], AfterValidator(_hosts)]


class CompanyTable(Words):
    """The table `[company]`."""

    name: str | None = word("What the company is called.", "My shop", default=None)
    zone: Zone | None = word("The time zone of its days.", "Europe/Berlin", default=None)
    command: tuple[str, ...] = word(
        "The arguments for Python by which samestory starts it.", ["-m", "my_demo"], default=()
    )
    control: Url = word("The address at which its faults are switched.", default="")
    clock: str = word(
        "Where its own time can be read, if its clock is moved: a path at `control`, or an address."
        ' It answers {"now": "2026-11-27T02:00:00+01:00"}.',
        "/clock",
        default="",
    )
    environment: dict[str, str] = word(
        "Its secrets, which are made up; the real environment goes before them.",
        {"CRM_TOKEN": "made-up"},
        default={},
    )

    def check(self, around: Surroundings) -> None:
        """Note a clock that nothing can be read from."""
        if self.clock.startswith("/") and not self.control:
            around.mistake(
                f"'clock' is '{self.clock}', a path at 'control', and 'control' is missing.",
                'Add it: control = "http://127.0.0.1:9000"',
            )
        elif self.clock and not self.clock.startswith("/"):
            check_address(around, "clock", self.clock, around.guard)

    @property
    def clock_url(self) -> str:
        """The whole address of its clock; "" if it has none of its own."""
        at_control = self.clock.startswith("/")
        return f"{self.control.rstrip('/')}{self.clock}" if at_control else self.clock


class GuardTable(Words):
    """The table `[guard]`: the only hosts and mail domains that samestory touches."""

    hosts: Hosts = word(
        'The hosts that may be asked; "*.example.com" stands for all below it.',
        ["*.staging.example.com"],
        default=(),
    )
    mail_domains: Annotated[tuple[str, ...], AfterValidator(_mail_domains)] = word(
        "The domains of the mail addresses that may be written to.",
        ["customers.example"],
        default=(),
    )
    plaintext: Hosts = word("The hosts that may be asked without encryption.", default=())
    unverified: Hosts = word("The hosts whose certificates are not checked.", default=())

    def check(self, around: Surroundings) -> None:
        """Note a pattern for several hosts among those whose certificates are not checked."""
        for each in self.unverified:
            if "*" in each:
                around.mistake(
                    f"'unverified' holds '{each}', which is more than one host.",
                    "Name each host by itself, and only those of test systems.",
                )


class FootprintTable(Words):
    """The table `[footprint]`: what belongs to a customer, besides all her promises."""

    kinds: tuple[str, ...] = word(
        "The kinds of subjects that nothing else may change; each is asked about with her mail "
        "address.",
        ["orders", "records", "subscription"],
        default=(),
    )


class ChannelTable(Words):
    """A table `[channels.NAME]`: one way in which a customer acts."""

    base_url: BaseUrl
    pages: ImportedClass | None = word(PAGES, "shop_pages:Shop", default=None)
    auth: dict[str, Any] | None = word(
        "How its page objects log in.",
        {"kind": "basic", "user": "agent", "password_env": "DESK_PASSWORD"},
        default=None,
    )
    system: str = word(
        "The system by whose tables its words are read, if not the website's.",
        "telephone",
        default="",
    )
    commits: tuple[str, ...] = word(
        "The paths of the requests by which something is bought or booked for good: what goes "
        "wrong on the way to a website happens to these; without any, to the next that changes "
        "something.",
        ["/checkout/place"],
        default=(),
    )

    def check(self, around: Surroundings) -> None:
        """Note the paths that no request can have."""
        for each in self.commits:
            if not each.startswith(("/", "*")):
                around.mistake(
                    f"'commits' holds '{each}', which is no path.",
                    f'Begin it with a slash: commits = ["/{each}"]',
                )


class RulesTable(Words):
    """The table `[rules]`: the standing rules that are checked under every scenario."""

    off: tuple[str, ...] = word(
        "The standing rules that are not checked; every report says so.",
        ["no blank mail"],
        default=(),
    )

    def check(self, around: Surroundings) -> None:
        """Note the names that are no standing rule's."""
        for each in self.off:
            if each not in STANDING_RULES:
                around.mistakes.unknown(around.place, "standing rule", each, STANDING_RULES)
