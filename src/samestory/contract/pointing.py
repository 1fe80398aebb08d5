"""A copy of a system's description that leads somewhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any
from urllib.parse import urlsplit

from samestory.systems.entries import Auth, SystemEntry

WEB = frozenset({"http", "https"})


def pointed_at(entry: SystemEntry, host: str, port: int) -> SystemEntry | None:
    """The same system as if it stood there, without TLS; None where it does not say where it is.

    Where it is, it says in `base_url`, in `host` and `port`, or in the `url` of a database server.
    What fetches a token fetches it there as well: no secret leaves for the real place.
    """
    moved = _moved(entry.settings, host, port)
    if moved is None:
        return None
    return replace(entry, settings=moved, auth=_with_tokens_from(entry.auth, host, port))


def _moved(settings: Mapping[str, Any], host: str, port: int) -> Mapping[str, Any] | None:
    if settings.get("base_url"):
        return {**settings, "base_url": moved_url(settings["base_url"], host, port), "ca": None}
    if settings.get("host"):
        plain = {"tls": "none", "ca": None} if "tls" in settings else {}
        return {**settings, "host": host, "port": port, **plain}
    url = settings.get("url")
    if isinstance(url, str) and urlsplit(url).hostname:
        return {**settings, "url": moved_url(url, host, port)}
    return None


def moved_url(url: str, host: str, port: int) -> str:
    """The same address on another host; of the web without TLS, of a database with its user."""
    parts = urlsplit(url)
    user, at, _ = parts.netloc.rpartition("@")
    if parts.scheme in WEB:
        return parts._replace(scheme="http", netloc=f"{host}:{port}").geturl()
    return parts._replace(netloc=f"{user}{at}{host}:{port}").geturl()


def _with_tokens_from(auth: Auth, host: str, port: int) -> Auth:
    addresses = {
        each.name: moved_url(value, host, port)
        for each in fields(auth)
        if isinstance(value := getattr(auth, each.name), str)
        and urlsplit(value).scheme in WEB
        and urlsplit(value).hostname
    }
    return replace(auth, **addresses)  # type: ignore[arg-type]  # only texts are replaced by texts
