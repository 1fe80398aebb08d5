"""What each adapter has to be told: where the system is, and how it is asked about a subject."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from samestory.landscape.environment import Environment
from samestory.landscape.mistakes import did_you_mean, listed
from samestory.landscape.quantities import read_duration
from samestory.landscape.tables import Table
from samestory.systems.guard import Guard, allowed, host_of, line_to_add
from samestory.systems.templates import BLANKS, blanks

CRITERIA = ("subject", "text", "to", "from", "since")
"""What a mailbox can be searched by."""

SETTINGS = ("base_url", "headers", "ca", "host", "port", "tls", "folder", "pages")
"""The words of all adapters in a system's own table."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every table is read against."""

    folder: Path
    environment: Environment
    guard: Guard


@dataclass(slots=True)
class Question:
    """How a subject is asked about: see `SubjectEntry`."""

    find: Mapping[str, str] = field(default_factory=dict)
    body: object = None
    absent: tuple[int, ...] = (404,)


@dataclass(frozen=True, slots=True)
class Adapter:
    """What one adapter reads from its system's table and from that of each subject."""

    auth: tuple[str, ...]
    settings: Callable[[Table, Surroundings], dict[str, Any]]
    question: Callable[[Table], Question]


def _http_settings(table: Table, around: Surroundings) -> dict[str, Any]:
    return {
        "base_url": read_base_url(table, around.guard),
        "headers": table.text_map("headers"),
        "ca": _file(table, "ca", around.folder),
    }


def read_base_url(table: Table, guard: Guard) -> str:
    """The address of a system or a channel, on a host that the guard allows."""
    url = table.needed_text("base_url", '"https://shop.example.com"').rstrip("/")
    if url:
        check_address(table, "base_url", url, guard)
        if "?" in url or "#" in url:
            table.mistake("'base_url' holds a '?' or a '#'.", "Move what follows it into 'find'.")
    return url


def check_address(table: Table, key: str, url: str, guard: Guard) -> None:
    """Note an address that is none, or one on a host that the guard does not allow."""
    host = host_of(url)
    if host is None:
        fact = f"'{key}' is '{url}', which is no web address."
        table.mistake(fact, f'Write it like this: {key} = "https://shop.example.com"')
    else:
        check_host(table, host, guard)


def check_host(table: Table, host: str, guard: Guard) -> None:
    """Note a host that the guard does not allow."""
    if not allowed(host, guard.hosts):
        fact = f"[guard] does not allow the host '{host}'. Allowed: {listed(guard.hosts)}."
        table.mistake(fact, line_to_add("hosts", guard.hosts, host))


def _file(table: Table, key: str, folder: Path) -> str | None:
    name = table.text(key)
    if not name:
        return None
    if not (folder / name).is_file():
        table.mistake(f"'{key}': there is no file {folder / name}.", "Correct the path.")
    return str(folder / name)


def _http_question(table: Table) -> Question:
    """`find = "/deals?number={key}"`, or a table of method, path and body (JSON)."""
    absent = table.numbers("absent", (404,))
    if not isinstance(table.content.get("find"), Mapping):
        path = table.needed_text("find", '"/orders/{key}"')
        return Question({"method": "GET", "path": _path(table, path)}, absent=absent)
    inner = table.table("find")
    method = inner.text("method", "POST").upper()
    path = _path(inner, inner.needed_text("path", '"/search"'))
    body = inner.any("body")
    _check_blanks(inner, json.dumps(body, default=str))
    inner.unknown_keys()
    if method not in {"GET", "POST"}:
        inner.mistake(f"'method' is '{method}'.", "Systems are only asked: write GET or POST.")
    return Question({"method": method, "path": path}, body, absent)


def _path(table: Table, path: str) -> str:
    if path and not path.startswith("/"):
        table.mistake(f"the path '{path}' does not begin with '/'.", f"Write '/{path}'.")
    _check_blanks(table, path)
    return path


def _check_blanks(table: Table, template: str) -> None:
    for name in blanks(template):
        if name not in BLANKS:
            hint = did_you_mean(name, BLANKS)
            table.mistake(
                f"unknown blank {{{name}}} in '{template}'.", f"{hint}Known: {{key}}, {{of}}."
            )


def _inbox_settings(table: Table, around: Surroundings) -> dict[str, Any]:
    host = table.needed_text("host", '"imap.example.com"')
    tls = _tls(table)
    if host:
        check_host(table, host, around.guard)
    if host and tls == "none" and not around.guard.may_be_plain(host):
        table.mistake(
            f"the mailbox on {host} would be read without TLS.",
            f'Write tls = "tls", or allow it in [guard]: plaintext = ["{host}"].',
        )
    return {
        "host": host,
        "port": table.number("port", 993 if tls == "tls" else 143),
        "tls": tls,
        "folder": table.text("folder", "INBOX"),
        "ca": _file(table, "ca", around.folder),
    }


def _tls(table: Table) -> str:
    tls, known = table.text("tls", "tls"), ("tls", "starttls", "none")
    if tls in known:
        return tls
    table.mistake(f"unknown 'tls' '{tls}'.", f"{did_you_mean(tls, known)}Known: {listed(known)}.")
    return "tls"


def _inbox_question(table: Table) -> Question:
    """`find = { subject = "order {key}", since = "2 days" }`; without it, every mail.

    Mailboxes know no hours, so `since` becomes a whole number of days.
    """
    inner = table.table("find")
    find = {key: inner.text(key) for key in CRITERIA if key in inner.content}
    inner.asked.update(CRITERIA)
    inner.unknown_keys()
    for template in find.values():
        _check_blanks(inner, template)
    if "since" in find:
        span = inner.parsed("since", read_duration, timedelta(), '"2 days"')
        find["since"] = str(math.ceil(span / timedelta(days=1)))
    return Question(find)


def _website_settings(table: Table, around: Surroundings) -> dict[str, Any]:
    return {"base_url": read_base_url(table, around.guard)}


def _no_question(_: Table) -> Question:
    return Question()


def own_settings(table: Table, around: Surroundings) -> dict[str, Any]:
    """The settings of a company's own adapter: whatever it likes, but no foreign host."""
    own = [key for key in table.content if key not in table.asked]
    found = {key: table.any(key) for key in own if not isinstance(table.content[key], Mapping)}
    if "base_url" in table.content:
        found["base_url"] = read_base_url(table, around.guard)
    if "host" in table.content:
        check_host(table, table.text("host"), around.guard)
    return found


def own_question(table: Table) -> Question:
    """The question as a company's own adapter wants it: a text or a table of texts."""
    if isinstance(table.content.get("find"), str):
        return Question({"find": table.text("find")})
    return Question(table.text_map("find"))


ADAPTERS: Mapping[str, Adapter] = {
    "http": Adapter(("none", "basic", "header", "bearer"), _http_settings, _http_question),
    "inbox": Adapter(("password",), _inbox_settings, _inbox_question),
    "website": Adapter(("none",), _website_settings, _no_question),
}
"""The adapters that samestory brings along; any other is a class named by its import path."""

OWN = Adapter(("none", "basic", "header", "bearer", "password"), own_settings, own_question)


def _any_settings(table: Table, around: Surroundings) -> dict[str, Any]:
    """Know the words of every adapter, and check what needs no adapter to be wrong."""
    table.asked.update(SETTINGS)
    if "base_url" in table.content:
        read_base_url(table, around.guard)
    if "host" in table.content:
        check_host(table, table.text("host"), around.guard)
    return {}


def _any_question(table: Table) -> Question:
    table.asked.update(("find", "absent"))
    return Question()


ANY = Adapter(OWN.auth, _any_settings, _any_question)
"""What all have in common: for a system whose adapter is missing or misspelt.

Its other mistakes are told all the same, so that the file can be mended at one go.
"""
