"""A copy of a system's description that leads somewhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from samestory.systems.entries import SystemEntry


def pointed_at(entry: SystemEntry, host: str, port: int) -> SystemEntry | None:
    """The same system as if it stood there, without TLS; None where it does not say where it is.

    Where it is, it says in `base_url`, or in `host` and `port`. Its tokens are fetched there as
    well, so that the real place is left alone.
    """
    moved = _moved(entry.settings, host, port)
    if moved is None:
        return None
    auth, tokens = entry.auth, entry.auth.tokens
    if tokens is not None:
        auth = replace(auth, tokens=replace(tokens, url=moved_url(tokens.url, host, port)))
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
