"""Where the systems of a landscape are, how to log in there, and whether they answer."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

PATIENCE = 2.0
"""Seconds that a system may take to show that it is there."""


@dataclass(frozen=True, slots=True)
class Place:
    """A system or channel: its name, its address (empty if it has none), and how to log in."""

    name: str
    address: str
    login: str


def systems_of(tables: Mapping[str, Any]) -> Iterator[Place]:
    """Yield the systems of a landscape, given its tables with the variables filled in."""
    for name, each in tables.get("systems", {}).items():
        yield Place(each.get("called", name), _address(each), _login(each.get("auth", {})))


def places_of(tables: Mapping[str, Any]) -> Iterator[Place]:
    """Yield its systems, then those channels whose address and login no system has."""
    known = set()
    channels = tables.get("channels", {}).items()
    for each in (
        *systems_of(tables),
        *(
            Place(f"{name} (channel)", _address(it), _login(it.get("auth", {})))
            for name, it in channels
        ),
    ):
        if (each.address, each.login) not in known:
            known.add((each.address, each.login))
            yield each


def answers(address: str) -> bool:
    """Return whether anything is said there: any HTTP reply, or the greeting of a mail server."""
    if "://" in address:
        return _replies(address)
    parts = urlsplit(f"//{address}")
    try:
        with closing(socket.create_connection((parts.hostname, parts.port), PATIENCE)) as door:
            return bool(door.recv(1))
    except OSError:
        return False


def _replies(address: str) -> bool:
    import httpx  # noqa: PLC0415 - `samestory --help` answers without it

    try:
        with httpx.stream("GET", address, timeout=PATIENCE, trust_env=False):
            return True
    except httpx.HTTPError:
        return False


def _address(table: Mapping[str, Any]) -> str:
    if url := table.get("base_url"):
        return str(url)
    return f"{table['host']}:{table.get('port', '')}" if table.get("host") else ""


def _login(auth: Mapping[str, Any]) -> str:
    """The kind of login, the user, and the variables that hold the secrets; never a secret."""
    user = auth.get("user", "")
    variables = [each for key, each in auth.items() if key.endswith("_env")]
    who = "the customer's address" if user == "{of}" else user
    kind = auth.get("header") or auth.get("kind", "none")
    return "" if kind == "none" else ", ".join(filter(None, (kind, who, *variables)))
