"""Where the systems of a landscape are, how to log in there, and whether they answer."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from samestory_demo.supervisor.description import table_in

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
    yield from _places(tables, "systems")


def places_of(tables: Mapping[str, Any]) -> Iterator[Place]:
    """Yield its systems, then those channels whose address and login no system has."""
    known = set()
    for each in (*systems_of(tables), *_places(tables, "channels", " (channel)")):
        if (each.address, each.login) not in known:
            known.add((each.address, each.login))
            yield each


def _places(tables: Mapping[str, Any], kind: str, mark: str = "") -> Iterator[Place]:
    for name in (found := table_in(tables, kind)):
        each = table_in(found, name)
        called = f"{each.get('called', name)}{mark}"
        yield Place(called, _address(each), _login(table_in(each, "auth")))


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
