"""Where a database is: only kinds that can themselves refuse all writing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

KINDS: Mapping[str, str] = MappingProxyType(
    {"sqlite": "sqlite", "postgresql": "postgresql", "postgres": "postgresql"}
)
"""The kind of database by the scheme of its URL."""

_PLAIN_HOST = re.compile(r"[\w.:-]+")
"""libpq takes a comma for several hosts, and a slash for a folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseAddress:
    """One database: a file (SQLite), or a name on a host (PostgreSQL).

    `ca` is a file of trusted certificates, `sslmode` what the URL asks for (libpq's word).
    `variables` are the environment variables that the URL and the password come from.
    """

    kind: str
    name: str
    host: str = ""
    port: int = 5432
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    sslmode: str | None = None
    ca: str | None = None
    variables: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return it without the password."""
        return f"{self.name} on {self.host}:{self.port}" if self.host else self.name


def read_database_url(text: str, folder: Path) -> DatabaseAddress:
    """Return the address in a URL; a file's path starts from the folder.

    Raise `ValueError` with a fact that never quotes the URL, as it may hold a password.
    """
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        raise ValueError("is no URL of a database") from None
    word = url.scheme.partition("+")[0]
    if not word:
        raise ValueError("is no URL of a database")
    if word not in KINDS:
        raise ValueError(
            f"names a database of the kind '{word[:30]}', which samestory does not know how to ask "
            f"without being able to write (known: {', '.join(sorted(set(KINDS.values())))})"
        )
    return _file(url, folder) if word == "sqlite" else _server(url, port or 5432)


def _file(url: SplitResult, folder: Path) -> DatabaseAddress:
    """`sqlite:///orders.db` is beside the landscape, `sqlite:////var/orders.db` anywhere."""
    if url.netloc or url.query or url.fragment:
        raise ValueError("is no plain path of a file")
    name = unquote(url.path[1:])
    if name in {"", ":memory:"}:
        raise ValueError("names no file")
    return DatabaseAddress(kind="sqlite", name=str(folder / name))


def _server(url: SplitResult, port: int) -> DatabaseAddress:
    """Other parameters than `sslmode` could lead to another host than the one checked."""
    words = parse_qs(url.query, keep_blank_values=True)
    unknown = sorted({*words, *filter(None, [url.fragment])} - {"sslmode"})
    if unknown:
        raise ValueError(f"says more than where the database is ({', '.join(unknown)[:80]})")
    name = unquote(url.path[1:])
    if not url.hostname or not name or not _PLAIN_HOST.fullmatch(url.hostname):
        raise ValueError("names no single host and database")
    return DatabaseAddress(
        kind="postgresql",
        name=name,
        host=url.hostname,
        port=port,
        user=unquote(url.username) if url.username else None,
        password=unquote(url.password) if url.password else None,
        sslmode=words["sslmode"][0] if "sslmode" in words else None,
    )
