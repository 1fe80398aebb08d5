"""A copy of a system's description that leads somewhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from samestory.adapters.probing import Endpoint, endpoint_of_url
from samestory.config.entries import SystemEntry

NO_FILE = "/samestory-no-such-folder/no-such-file"


def pointed_at(
    entry: SystemEntry, host: str, port: int, *, tokens: bool = True
) -> SystemEntry | None:
    """The same system as if it stood there, without TLS; None where it does not say where it is.

    Where it is, it says in `base_url`, or in `host` and `port`. Its tokens are fetched there as
    well, so that the real place is left alone; unless they are not to be.
    """
    moved = _moved(entry.settings, host, port)
    if moved is None:
        return None
    auth, fetched = entry.auth, entry.auth.tokens
    if fetched is not None and tokens:
        auth = replace(auth, tokens=replace(fetched, url=moved_url(fetched.url, host, port)))
    return replace(entry, settings=moved, auth=auth)


def _moved(settings: Mapping[str, Any], host: str, port: int) -> Mapping[str, Any] | None:
    if settings.get("base_url"):
        return {**settings, "base_url": moved_url(settings["base_url"], host, port), "ca": None}
    if settings.get("host"):
        plain = {"tls": "none", "ca": None} if "tls" in settings else {}
        return {**settings, "host": host, "port": port, **plain}
    return None


def moved_url(url: str, host: str, port: int) -> str:
    """The same web address on another host, without TLS."""
    return urlsplit(url)._replace(scheme="http", netloc=f"{host}:{port}").geturl()


def led_to_no_file(entry: SystemEntry) -> SystemEntry | None:
    """The same adapter of one's own, the `file` that it reads gone; None where it names none."""
    if entry.own is None or not isinstance(entry.settings.get("file"), str):
        return None
    return replace(entry, settings={**entry.settings, "file": NO_FILE})


def door_of(entry: SystemEntry) -> Endpoint | None:
    """The door that a system is really behind; None where it does not say, or is in a file."""
    if entry.settings.get("base_url"):
        return endpoint_of_url(entry.settings)
    host, port = entry.settings.get("host"), entry.settings.get("port")
    if not host or not port:
        return None
    return Endpoint(host, int(port), entry.settings.get("tls", "none"), entry.settings.get("ca"))
