"""Copies of a system's description that are pointed somewhere else."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from samestory.adapters.probing import Endpoint, endpoint_of_url
from samestory.config.entries import SystemEntry

NO_FILE = "/samestory-no-such-folder/no-such-file"


def redirected(
    entry: SystemEntry, host: str, port: int, *, tokens: bool = True
) -> SystemEntry | None:
    """Return the same system at another address, without TLS; None if it has no address.

    The address is its `base_url`, or its `host` and `port`. Its tokens are fetched there as well,
    so that the real server is left alone, unless `tokens` is False.
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
    """Return the same web address on another host, without TLS."""
    return urlsplit(url)._replace(scheme="http", netloc=f"{host}:{port}").geturl()


def without_its_file(entry: SystemEntry) -> SystemEntry | None:
    """Return the same custom adapter, its `file` one that does not exist; None if it names none."""
    if entry.own is None or not isinstance(entry.settings.get("file"), str):
        return None
    return replace(entry, settings={**entry.settings, "file": NO_FILE})


def endpoint_of(entry: SystemEntry) -> Endpoint | None:
    """Return the endpoint of a system; None if it names none, or is a file."""
    if entry.settings.get("base_url"):
        return endpoint_of_url(entry.settings)
    host, port = entry.settings.get("host"), entry.settings.get("port")
    if not host or not port:
        return None
    return Endpoint(host, int(port), entry.settings.get("tls", "none"), entry.settings.get("ca"))
