"""What may be answered about a company: each answer as it is used, or `WrongCall` with the fix.

Every answer ends up in a file of code or configuration.
"""

import re
from zoneinfo import ZoneInfo

from samestory.config.config_errors import listed
from samestory.core.formats import read_currency
from samestory.errors import WrongCall, did_you_mean
from samestory.network.guard import host_of

PROTOCOLS = ("http", "odata", "graphql", "json-rpc", "xml-rpc", "html", "sql")
"""How a system can be asked; templates/systems/ has a template for each."""
HIGHEST_PORT = 65535
_NAME = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")
_WORD_OF_PHRASES = re.compile(r"(^|[_-])(and|the|her)([_-]|$)")
_PROTOCOL_AND_URL = re.compile(r"(?:([a-z-]+)\+)?(https?://.+)")
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"({_LABEL}\.)*{_LABEL}")
_DOMAIN = re.compile(rf"({_LABEL}\.)+{_LABEL}")
_PORT = re.compile(r"https?://(?:[^/@:\[\]]+|\[[^/@\[\]]*\]):([^/@:\[\]?#]*)(?:[/?#]|\Z)")
"""What follows the host of an address, even if it is not a port."""


def company_name(text: str) -> str:
    """Return the name on one line."""
    name = " ".join(text.split())
    if name and name.isprintable():
        return name
    raise _wrong(repr(text), "a name of a company", "Acme Cycles")


def system_name(text: str) -> str:
    """Return the name of a system's table, by which features call it."""
    if not _NAME.fullmatch(text):
        raise WrongCall(
            f"'{text}' cannot be the name of a system.\n  Write a small letter first, then small "
            "letters and digits; - or _ between two words."
        )
    if _WORD_OF_PHRASES.search(text):
        raise WrongCall(
            f"'{text}' cannot be the name of a system: phrases such as \"the CRM and her inbox\" "
            "are split at these words.\n  Leave out 'and', 'the' and 'her'."
        )
    return text


def protocol_and_url(text: str, called: str) -> tuple[str, str]:
    """Return how a system is asked and where: ("odata", "https://...") for `odata+https://...`."""
    if text == "sql":
        return "sql", ""
    found = _PROTOCOL_AND_URL.fullmatch(text)
    protocol = (found[1] or "http") if found else ""
    if found and protocol in PROTOCOLS and protocol != "sql":
        return protocol, web_address(found[2])
    hint = did_you_mean(protocol, PROTOCOLS) if protocol else ""
    raise WrongCall(
        f"'{text}' is not an address of the {called}.\n  {hint}Write https://crm.example.com/api "
        "for JSON over HTTP, prefix another protocol (odata+https://...), or write sql for its "
        f"database. Known protocols: {listed(PROTOCOLS)}."
    )


def web_address(url: str) -> str:
    """Return an address that has no query, fragment or password."""
    if not url:
        return ""
    if "@" in url.partition("://")[2].partition("/")[0]:
        raise WrongCall(
            "An address holds a user or a password, and it would be written to a file.\n"
            "  Leave it out; the landscape takes secrets from the environment."
        )
    if port := _PORT.match(url):
        _check_port(port[1])
    if host_of(url) is None or "?" in url or "#" in url:
        raise _wrong(f"'{url}'", "a web address", "https://shop.example.com")
    return url.rstrip("/")


def mail_host(text: str) -> str:
    """Return the host of a mail server, with its port if one is given."""
    host, colon, port = text.partition(":")
    if text and (not _HOST.fullmatch(host) or "/" in port):
        raise _wrong(f"'{text}'", "a mail server", "imap.example.com, or imap.example.com:143")
    if colon:
        _check_port(port)
    return text


def _wrong(shown: str, what: str, example: str) -> WrongCall:
    return WrongCall(f"{shown} is not {what}.\n  Write it like this: {example}")


def _check_port(text: str) -> None:
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= HIGHEST_PORT):
        raise WrongCall(f"'{text}' is not a port.\n  Write a number from 1 to {HIGHEST_PORT}.")


def domain(text: str) -> str:
    """Return the domain at which invented customers get their mail."""
    if _DOMAIN.fullmatch(text):
        return text
    raise _wrong(f"'{text}'", "a mail domain", "customers.example")


def currency_code(code: str) -> str:
    """Return an ISO 4217 code."""
    try:
        return read_currency(code)
    except ValueError:
        raise _wrong(f"'{code}'", "a currency", "EUR (its ISO 4217 code)") from None


def zone_name(name: str) -> str:
    """Return the name of a time zone in the IANA database."""
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, LookupError):
        raise _wrong(f"'{name}'", "a time zone", "Europe/Berlin") from None


def two_products(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of two products; features write them between quotation marks."""
    if len(names) != 2:
        raise WrongCall(
            f"The features use two products, and {len(names)} "
            f"{'is' if len(names) == 1 else 'are'} named.\n"
            "  Name two: --product 'Bottom bracket' --product 'Inner tube'"
        )
    for name in names:
        if '"' in name or not name.isprintable() or not name.strip():
            raise WrongCall(
                f"The product {name!r} cannot stand in a feature.\n"
                "  Write its name on one line, without quotation marks."
            )
    first, second = map(str.strip, names)
    if first == second:
        raise WrongCall(f"The product '{first}' is named twice.\n  Name two that differ.")
    return first, second
