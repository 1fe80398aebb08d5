"""The two pieces of other people's software: what is installed, what makes and serves it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from samestory_demo.opensource.settings import HERE, Settings


@dataclass(frozen=True, slots=True)
class Software:
    """One piece: `folder` holds our files for it, among them requirements.txt and two programs.

    `prepare.py` makes its database once, `serve.py` opens it. `environ` gives the variables that
    both read, from the folder of its database; `answers` is a path that answers when it is open.
    """

    name: str
    called: str
    folder: Path
    answers: str
    environ: Callable[[Path, Settings], Mapping[str, str]]


def _shop_environ(home: Path, settings: Settings) -> Mapping[str, str]:
    return {
        "SHOP_HOME": str(home),
        "SHOP_PORT": str(settings.ports.shop),
        "SHOP_SMTP_PORT": str(settings.ports.smtp),
        "SHOP_SYNC_PASSWORD": settings.secrets.shop_sync_password,
        "PYTHONWARNINGS": "ignore",
    }


def _erp_environ(home: Path, settings: Settings) -> Mapping[str, str]:
    return {
        "TRYTOND_DATABASE_URI": "sqlite://",
        "TRYTOND_DATABASE__PATH": str(home),
        "TRYTOND_DATABASE_NAMES": "erp",
        "ERP_PORT": str(settings.ports.erp),
        "ERP_KEY": settings.secrets.erp_key,
        "ERP_SYNC_KEY": settings.secrets.erp_sync_key,
        "PYTHONWARNINGS": "ignore",
    }


SHOP = Software(
    name="shop",
    called="django-oscar 4.2.1 with django-oscar-api 3.3",
    folder=HERE / "shop",
    answers="/api/",
    environ=_shop_environ,
)
ERP = Software(
    name="erp",
    called="trytond 8.2",
    folder=HERE / "erp",
    answers="/erp/rest/model/sale.sale",
    environ=_erp_environ,
)
ALL = (SHOP, ERP)
