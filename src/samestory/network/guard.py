"""The production guard: the hosts and the mail domains that a landscape allows to be touched."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from unicodedata import normalize
from urllib.parse import urlsplit

from samestory.errors import ForbiddenHost
from samestory.network.hosts import HostPattern, NoHost, canonical, read_host

_SUSPICIOUS = re.compile(r"[\x00-\x20\x7f\\]")
_ADDRESS = re.compile(r"[^\s\x00-\x1f\x7f@,;:<>()\"%!\\]+@([^\s\x00-\x1f\x7f@,;<>()\"]+)")
"""No `%` and no `!`: by them old mail servers pass a mail on to another domain.

Nor a wide form of such a sign, which a program may take for the sign itself.
"""


@dataclass(frozen=True, slots=True)
class Guard:
    """What may be touched: exact names, or `*.example.com` for everything below a domain.

    `plaintext` are hosts that may be asked without TLS, besides this machine, and `unverified`
    those whose certificate is not checked. `file` is the landscape, named in every refusal.
    """

    hosts: tuple[str, ...] = ()
    mail_domains: tuple[str, ...] = ()
    plaintext: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    file: str = "the landscape"

    def check_url(self, url: str) -> None:
        """Raise `ForbiddenHost` for a host that is not allowed, and for a malformed URL."""
        host = host_of(url)
        if host is None:
            raise ForbiddenHost(
                f"{url!r} is no plain web address (http or https with a host); nothing was sent.\n"
                "  Check where it comes from."
            )
        self.check_host(host)

    def check_host(self, host: str) -> None:
        """Raise `ForbiddenHost` for a host that is not allowed."""
        if not allowed(host, self.hosts):
            raise ForbiddenHost(self._refusal("host", host, "hosts", self.hosts))

    def check_mail_address(self, address: str) -> None:
        """Raise `ForbiddenHost` for an address outside the allowed domains, or several."""
        match = _ADDRESS.fullmatch(address)
        if match is None or not _ADDRESS.fullmatch(normalize("NFKC", address)):
            raise ForbiddenHost(
                f"{address!r} is not one plain mail address; nothing was sent.\n"
                "  Give exactly one address, without a name."
            )
        if not allowed(match[1], self.mail_domains):
            raise ForbiddenHost(
                self._refusal("mail domain", match[1], "mail_domains", self.mail_domains)
            )

    def check_redirect(self, url: str, meant: str) -> None:
        """Raise `ForbiddenHost` for plain text instead of TLS, on this machine as well.

        `meant` is the address in the landscape, from which a redirect leads to `url`.
        """
        host, plain = host_of(url) or "", urlsplit(meant).scheme == "http"
        fine = plain and (host == host_of(meant) or is_this_machine(host))
        if urlsplit(url).scheme == "http" and not (fine or allowed(host, self.plaintext)):
            raise ForbiddenHost(
                f"{url} is plain text, which anyone on the network can read and change, where TLS "
                f"was meant; nothing was sent there.\n  "
                f"{line_to_add('plaintext', self.plaintext, host)}"
            )

    def may_be_plain(self, host: str) -> bool:
        """Whether this host may be asked without TLS."""
        return is_this_machine(host) or allowed(host, self.plaintext)

    def verifies(self, host: str) -> bool:
        """Whether the certificate of this host has to be good."""
        return not allowed(host, self.unverified)

    @property
    def concessions(self) -> tuple[str, ...]:
        """What is less safe than it should be: every report of a run says it loudly."""
        return (
            *(
                f"anything that calls itself {host} is trusted: its certificate is not checked "
                f"(unverified in [guard] of {self.file})"
                for host in self.unverified
            ),
            *(
                f"{host} may be asked in plain text, which anyone on the network can read and "
                f"change (plaintext in [guard] of {self.file})"
                for host in self.plaintext
            ),
        )

    @property
    def unverified_origins(self) -> tuple[str, ...]:
        """The hosts whose certificate is not checked, as httpx mounts them: "https://[::1]"."""
        return tuple(f"https://{each.in_url}" for each in _patterns(self.unverified))

    @property
    def patterns(self) -> tuple[HostPattern, ...]:
        """The allowed hosts, as browsers spell them."""
        return tuple(_patterns(self.hosts))

    def _refusal(self, what: str, name: str, key: str, known: Sequence[str]) -> str:
        return (
            f"{self.file} does not allow the {what} '{name}'; nothing was sent there. "
            f"Allowed: {', '.join(known) or 'none'}.\n  {line_to_add(key, known, name)}"
        )


def line_to_add(key: str, known: Sequence[str], name: str) -> str:
    """Return how to allow a name, for the second half of a refusal."""
    names = ", ".join(f'"{each}"' for each in (*known, name))
    return f"If samestory may act there, write this into [guard]: {key} = [{names}]"


def allowed(name: str, known: Iterable[str]) -> bool:
    """Whether a host or a domain is one of the known ones, or lies below a `*.` one."""
    host = canonical(name)
    return host is not None and any(each.fits(host) for each in _patterns(known))


def _patterns(known: Iterable[str]) -> Iterator[HostPattern]:
    for each in known:
        with suppress(NoHost):
            yield read_host(each)


def is_this_machine(host: str) -> bool:
    """Whether a host is a loopback address or `localhost`."""
    name = canonical(host)
    if name == "localhost":
        return True
    try:
        return ip_address(name or "").is_loopback
    except ValueError:
        return False


def host_of(url: str) -> str | None:
    """Return the host of an http or https URL as browsers spell it, or None for anything else.

    Also None for a URL with a backslash or white space: a browser might read another host in it.
    """
    if _SUSPICIOUS.search(url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port  # read, because it refuses one that is no number, or too large
    except ValueError:
        return None
    return canonical(parts.hostname or "") if parts.scheme in {"http", "https"} else None
