"""What may be answered about a company: each answer as it is used, or `WrongCall` with the way out.

Everything here ends up in files of code and configuration.
"""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from samestory.config.config_errors import did_you_mean, listed
from samestory.core.formats import read_currency
from samestory.errors import WrongCall
from samestory.network.guard import host_of

WAYS = ("http", "odata", "graphql", "json-rpc", "xml-rpc", "html", "sql")
"""How a system can be asked; each is a template in templates/ways/."""
_NAME = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")
_JOINING = re.compile(r"(^|[_-])(and|the|her)([_-]|$)")
_HOW_AND_WHERE = re.compile(r"(?:([a-z-]+)\+)?(https?://.+)")
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"({_LABEL}\.)*{_LABEL}")
_DOMAIN = re.compile(rf"({_LABEL}\.)+{_LABEL}")
_PORT = re.compile(r"https?://(?:[^/@:\[\]]+|\[[^/@\[\]]*\]):([^/@:\[\]?#]*)(?:[/?#]|\Z)")
"""What stands behind the host of an address, whatever it is."""
HIGHEST_PORT = 65535


def company_name(text: str) -> str:
    """The company's name on one line."""
    name = " ".join(text.split())
    if name and name.isprintable():
        return name
    raise WrongCall(f"{text!r} is no name of a company.\n  Write it like this: Acme Cycles")


def system_name(text: str) -> str:
    """The name of a system's table; features call the system by it."""
    if not _NAME.fullmatch(text):
        raise WrongCall(
            f"'{text}' cannot be the name of a system.\n  Write a small letter first, then small "
            "letters and digits; - or _ between two words."
        )
    if _JOINING.search(text):
        raise WrongCall(
            f"'{text}' cannot be the name of a system: phrases such as \"the CRM and her inbox\" "
            "are read by these words.\n  Leave out 'and', 'the' and 'her'."
        )
    return text


def way_and_address(text: str, called: str) -> tuple[str, str]:
    """How a system is asked and where: `odata+https://...` is ("odata", "https://...")."""
    if text == "sql":
        return "sql", ""
    found = _HOW_AND_WHERE.fullmatch(text)
    way = (found[1] or "http") if found else ""
    if found and way in WAYS and way != "sql":
        return way, web_address(found[2])
    hint = did_you_mean(way, WAYS) if way else ""
    raise WrongCall(
        f"'{text}' does not say where the {called} is, or how it is asked.\n  {hint}Write its "
        "address (https://crm.example.com/api), how it is asked before it where that is not JSON "
        f"(odata+https://...; known: {listed(WAYS)}), or sql for its database."
    )


def web_address(url: str) -> str:
    """An address without a question, a fragment or a password."""
    if "@" in url.partition("://")[2].partition("/")[0]:
        raise WrongCall(
            "An address holds a user or a password, and it would stand in a file.\n"
            "  Leave it out; the landscape takes secrets from the environment."
        )
    if (port := _PORT.match(url)) and not _is_port(port[1]):
        raise _no_port(port[1])
    if host_of(url) is None or "?" in url or "#" in url:
        raise WrongCall(
            f"'{url}' is no web address.\n  Write it like this: https://shop.example.com"
        )
    return url.rstrip("/")


def mail_host(text: str) -> str:
    """The host of a mail server, with its port where it is not the usual one."""
    host, colon, port = text.partition(":")
    if not _HOST.fullmatch(host):
        raise WrongCall(
            f"'{text}' is no mail server.\n  Write its host: imap.example.com, or with its port: "
            "imap.example.com:143"
        )
    if colon and not _is_port(port):
        raise _no_port(port)
    return text


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text) <= HIGHEST_PORT


def _no_port(text: str) -> WrongCall:
    return WrongCall(f"'{text}' is no port.\n  Write a number from 1 to {HIGHEST_PORT}.")


def mail_domain(text: str) -> str:
    """Where invented customers get their mail."""
    if _DOMAIN.fullmatch(text):
        return text
    raise WrongCall(f"'{text}' is no mail domain.\n  Write it like this: customers.example")


def currency(code: str) -> str:
    """The ISO 4217 code of a currency."""
    try:
        return read_currency(code)
    except ValueError:
        raise WrongCall(
            f"'{code}' is no currency.\n  Write its ISO 4217 code, such as EUR."
        ) from None


def zone(name: str) -> str:
    """The name of a time zone in the IANA database."""
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, LookupError):
        raise WrongCall(f"'{name}' is no time zone.\n  Write it like this: Europe/Berlin") from None


def product(name: str) -> str:
    """What the shop calls a product; features write it between quotation marks."""
    if '"' in name or not name.isprintable() or not name.strip():
        raise WrongCall(
            f"The product {name!r} cannot stand in a feature.\n  Leave out its quotation marks."
        )
    return name.strip()
