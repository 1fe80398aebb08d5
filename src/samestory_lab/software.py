"""The pieces of other people's software: what is installed, what makes and serves each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from samestory_lab.settings import HERE, Settings


@dataclass(frozen=True, slots=True)
class Software:
    """One piece: `folder` holds our files for it, among them requirements.txt and two programs.

    `prepare.py` makes its database once, `serve.py` opens it. `environ` gives the variables that
    both read, from the folder of its database; `answers` is a path that answers when it is open.
    `name` is that of its port in `Ports`.
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
        "SHOP_AGENT_PASSWORD": settings.secrets.agent_password,
        "SHOP_OFFER_KEY": settings.secrets.list_key,
        "SHOP_LIST_SIGN_UP": f"{settings.address('list')}/newsletter/offers/subscribe/",
        "PYTHONWARNINGS": "ignore",
    }


def _crm_environ(home: Path, settings: Settings) -> Mapping[str, str]:
    return {
        "CRM_HOME": str(home),
        "CRM_PORT": str(settings.ports.crm),
        "CRM_PASSWORD": settings.secrets.crm_password,
        "CRM_SYNC_KEY": settings.secrets.crm_sync_key,
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


def _payments_environ(_home: Path, settings: Settings) -> Mapping[str, str]:
    return {
        "PAYMENTS_PORT": str(settings.ports.payments),
        "PAYMENTS_KEY": settings.secrets.payments_key,
    }


def _list_environ(home: Path, settings: Settings) -> Mapping[str, str]:
    return {
        "LIST_HOME": str(home),
        "LIST_PORT": str(settings.ports.list),
        "LIST_SMTP_PORT": str(settings.ports.smtp),
        "LIST_KEY": settings.secrets.list_key,
        "PYTHONWARNINGS": "ignore",
    }


SHOP = Software(
    name="shop",
    called="django-oscar 4.2.1 with django-oscar-api 3.3",
    folder=HERE / "shop",
    answers="/api/",
    environ=_shop_environ,
)
CRM = Software(
    name="crm",
    called="creme-crm 2.8.6",
    folder=HERE / "crm",
    answers="/creme_login/",
    environ=_crm_environ,
)
ERP = Software(
    name="erp",
    called="trytond 8.2",
    folder=HERE / "erp",
    answers="/erp/rest/model/sale.sale",
    environ=_erp_environ,
)
PAYMENTS = Software(
    name="payments",
    called="localstripe 1.15.10",
    folder=HERE / "payments",
    answers="/v1/customers",
    environ=_payments_environ,
)
LIST = Software(
    name="list",
    called="django-newsletter 1.2.1",
    folder=HERE / "marketing",
    answers="/marketing/members",
    environ=_list_environ,
)

COMPANIES: Mapping[str, tuple[Software, ...]] = {
    "opensource": (CRM, ERP, SHOP, PAYMENTS, LIST),  # what takes longest to prepare comes first
    "oscar-tryton": (ERP, SHOP),
}
"""What each company is made of; a mail server is in every one."""
