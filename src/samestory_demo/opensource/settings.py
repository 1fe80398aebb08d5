"""Where the company of other people's software listens, and what its secrets are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

from samestory_demo.settings import HOST

HERE = Path(__file__).parent
CATALOGUE = HERE / "catalogue.toml"


@dataclass(frozen=True, slots=True)
class Ports:
    """The port of every system; all share one prefix (`89` gives 8900, 8904, ...)."""

    shop: int
    erp: int
    smtp: int
    imap: int
    control: int

    @classmethod
    def beginning_with(cls, prefix: str) -> Self:
        """The ports of one company; the endings are those of the demo company."""
        return cls(*(int(f"{prefix}{ending}") for ending in ("00", "04", "25", "43", "99")))


@dataclass(frozen=True, slots=True)
class Secrets:
    """The made-up secrets of a made-up company; the environment may say otherwise."""

    erp_key: str = "erp-secret-T82"
    erp_sync_key: str = "sync-secret-e4"
    shop_sync_password: str = "sync-secret-o9"  # noqa: S105  (made up, see above)
    mailbox_password: str = "mailbox-secret-r3"  # noqa: S105  (made up, see above)

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Self:
        """Each secret from the variable of its name in capitals, else the built-in one."""
        names = [each.name for each in fields(cls)]
        return cls(**{n: environment[n.upper()] for n in names if environment.get(n.upper())})


@dataclass(frozen=True, slots=True)
class Settings:
    """How the company is set up."""

    ports: Ports
    secrets: Secrets = Secrets()

    def address(self, system: str) -> str:
        """The address of one of the HTTP systems, without a trailing slash."""
        return f"http://{HOST}:{getattr(self.ports, system)}"
