"""Names of hosts, in the one spelling that the guard, browsers and resolvers compare."""

import re
import socket
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

import idna

_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_LONGEST_NAME = 253
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PORT = re.compile(r"(?:\]|^[^:]*):\d*$")


class NoHost(ValueError):
    """An entry of a list of hosts is none; `better` is what was probably meant, or empty."""

    def __init__(self, why: str, better: str = "") -> None:
        self.better = better
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class HostPattern:
    """One entry of a list of hosts: a host, or all that are `below` a domain."""

    name: str
    """As `canonical` spells it."""
    below: bool = False

    @property
    def is_address(self) -> bool:
        """Whether it is an IP address, not a name."""
        return _is_address(self.name)

    def fits(self, host: str) -> bool:
        """Whether the entry allows a host (in its canonical spelling)."""
        return host.endswith(f".{self.name}") if self.below else host == self.name

    @property
    def in_url(self) -> str:
        """As it stands in a URL: an IPv6 address has brackets around it there."""
        return f"[{self.name}]" if ":" in self.name else self.name

    @property
    def javascript(self) -> str:
        """A regular expression of JavaScript for the host of a URL as browsers write it."""
        before, dot = r"[^/?#@:]+\." if self.below else "", "" if ":" in self.name else r"\.?"
        return before + re.escape(self.in_url) + dot


def canonical(host: str) -> str | None:
    """Return a host as browsers spell it: lower case, punycode, IPv6 compressed.

    It has no brackets and no final dot. None for what is no plain host, also for an IPv4 address
    in other digits (`2130706433`, `0x7f.1`), which programs read differently.
    """
    if host.startswith("["):
        return _ipv6(host[1:-1]) if host.endswith("]") else None
    if ":" in host:
        return _ipv6(host)
    name = _ascii(host)
    if name is None or len(name) > _LONGEST_NAME:
        return None
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return name if _is_ipv4(name) else None
    return name if all(map(_LABEL.fullmatch, labels)) else None


@lru_cache(maxsize=1024)
def read_host(entry: str) -> HostPattern:
    """Read an entry of a list of hosts: `shop.example.com`, `*.example.com`, `127.0.0.1`, `::1`.

    Raise `NoHost` for anything else.
    """
    below = entry.startswith("*.")
    name = canonical(entry.removeprefix("*."))
    if name is None or (below and _is_address(name)):
        raise NoHost(_what_is_wrong(entry), _what_was_meant(entry))
    return HostPattern(name, below)


def _ascii(host: str) -> str | None:
    """Lower case and punycode, as browsers map it (UTS 46, without transitional processing)."""
    name = host.removesuffix(".")
    if name.isascii():
        return name.lower()
    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except idna.IDNAError:
        return None


def _ipv6(digits: str) -> str | None:
    """As the URL standard writes it, which has no dots at the end of an IPv6 address."""
    try:
        address = IPv6Address(digits)
    except ValueError:
        return None
    if address.scope_id is not None:
        return None
    if (ipv4 := address.ipv4_mapped) is not None:
        high, low = divmod(int(ipv4), 0x10000)
        return f"::ffff:{high:x}:{low:x}"
    return address.compressed


def _is_ipv4(name: str) -> bool:
    try:
        return str(IPv4Address(name)) == name
    except ValueError:
        return False


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _what_is_wrong(entry: str) -> str:
    rest = entry.strip().removeprefix("*.")
    wrong = {
        "is empty": not entry.strip(),
        "would allow every host there is": entry.strip() in {"*", "*.", "*.*"},
        "is a web address, not a host": "://" in entry,
        "holds a user name": "@" in entry,
        "holds a path": bool(re.search(r"[/?#\\]", entry)),
        "holds a port, and a host is allowed on all of its ports": bool(_PORT.search(rest)),
        "has its * in another place than before a domain": "*" in rest,
        "is an address with a *": entry.startswith("*.") and _is_address(canonical(rest) or ""),
        "holds white space": bool(re.search(r"\s", entry)),
        "is an IPv4 address in an unusual spelling": _in_usual_digits(rest) is not None,
    }
    return next((why for why, is_so in wrong.items() if is_so), "is no name of a host")


def _what_was_meant(entry: str) -> str:
    """Leave out all that does not belong into an entry; return an empty text if nothing is left."""
    text = "".join(entry.split())
    if "%" in text:
        return ""
    with suppress(ValueError):
        host = urlsplit(text if "://" in text else f"//{text}").hostname or ""
        below = "*." if host.startswith("*.") else ""
        name = host.removeprefix("*.")
        name = _in_usual_digits(name) or canonical(name) or ""
        return (below if name and not _is_address(name) else "") + name
    return ""


def _in_usual_digits(name: str) -> str | None:
    if not all(map(_NUMBER.fullmatch, name.lower().split("."))):
        return None
    try:
        return str(IPv4Address(socket.inet_aton(name)))
    except OSError:
        return None
