"""Where the company of other people's software listens, and what its secrets are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

from samestory_demo.settings import HOST

HERE = Path(__file__).parent
CATALOGUE = HERE / "catalogue.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The port of every system; all share one prefix (`89` gives 8900, 8902, ...).

    `lmtp` lies between the two mail servers, if there are two. 0 stands for none.
    """

    shop: int = 0
    crm: int = 0
    erp: int = 0
    payments: int = 0
    list: int = 0
    smtp: int = 0
    imap: int = 0
    lmtp: int = 0
    control: int = 0

    @classmethod
    def beginning_with(cls, prefix: str) -> Self:
        """The ports of one company; the endings are those of the demo company."""
        endings = ("00", "02", "04", "06", "08", "25", "43", "24", "99")
        names = [each.name for each in fields(cls)]
        return cls(
            **{n: int(f"{prefix}{ending}") for n, ending in zip(names, endings, strict=True)}
        )


@dataclass(frozen=True, slots=True)
class Secrets:
    """The made-up secrets of a made-up company; the environment may say otherwise.

    A system's own key or password is for readers; the `sync` ones are the integration's.
    """

    erp_key: str = "erp-secret-T82"
    erp_sync_key: str = "sync-secret-e4"
    shop_sync_password: str = "sync-secret-o9"  # noqa: S105  (made up, see above)
    crm_password: str = "crm-secret-c2"  # noqa: S105  (made up, see above)
    crm_sync_key: str = "sync-secret-c7"
    payments_key: str = "sk_test_secret_9d"
    list_key: str = "list-secret-x8"
    agent_password: str = "agent-secret-5k"  # noqa: S105  (made up, see above)
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
