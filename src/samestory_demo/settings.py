"""Where the company listens, what its secrets are, and how slow its bus is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

HOST = "127.0.0.1"
ZONE = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True, slots=True)
class Ports:
    """The port of every system; all share one prefix (`88` gives 8800, 8802, ...)."""

    website: int
    crm: int
    erp: int
    payments: int
    marketing: int
    warehouse: int
    courier: int
    field_service: int
    telephone: int
    smtp: int
    imap: int
    control: int

    @classmethod
    def beginning_with(cls, prefix: str) -> Self:
        """The ports of one company; two companies with two prefixes can stand side by side."""
        endings = ("00", "02", "04", "06", "08", "10", "12", "14", "16", "25", "43", "99")
        return cls(*(int(f"{prefix}{ending}") for ending in endings))


@dataclass(frozen=True, slots=True)
class Secrets:
    """The made-up secrets of a made-up company; the environment may say otherwise."""

    crm_token: str = "crm-secret-7Q2"  # noqa: S105 - made up, and written in the landscape as well
    erp_key: str = "erp-secret-M41"
    payments_key: str = "sk_test_secret_9d"
    list_key: str = "list-secret-x8"
    field_service_key: str = "field-secret-2v"
    telephone_key: str = "phone-secret-9h"
    warehouse_key: str = "stock-secret-b4"
    courier_key: str = "parcel-secret-v6"
    agent_password: str = "agent-secret-5k"  # noqa: S105 - made up, see above
    mailbox_password: str = "mailbox-secret-r3"  # noqa: S105 - made up, see above

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Self:
        """Each secret from the variable of its name in capitals, else the built-in one."""
        names = [each.name for each in fields(cls)]
        return cls(**{n: environment[n.upper()] for n in names if environment.get(n.upper())})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How one company is set up; `delay` is the bus's shortest and longest delay in seconds."""

    ports: Ports
    secrets: Secrets = Secrets()
    delay: tuple[float, float] = (0.05, 0.4)
    seed: int = 0
    traces: Path | None = None
    """The file to which spans are added; None: none are recorded."""

    def address(self, system: str) -> str:
        """The address of one of the HTTP systems, without a trailing slash."""
        return f"http://{HOST}:{getattr(self.ports, system)}"
