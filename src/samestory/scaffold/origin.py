"""Where the samestory that runs came from, so that a new project gets it from the same place.

Installers note that in `direct_url.json` (PEP 610) unless it came from a package index.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.metadata import distribution
from typing import Any
from urllib.parse import urlsplit, urlunsplit

NAME = "samestory"
_FROM_ENVIRONMENT = re.compile(r"(\$\{[A-Z0-9_]+\}:?)+")


@dataclass(frozen=True, slots=True)
class Origin:
    """A version of samestory, and the address that it has; none where it came from an index."""

    version: str
    url: str = ""

    @property
    def only_here(self) -> bool:
        """Whether nobody but this machine reaches that place."""
        return self.url.startswith("file:")

    def requirement(self, extras: Collection[str] = ()) -> str:
        """It as a dependency (PEP 508): `samestory[postgresql] @ git+https://...@<commit>`."""
        name = f"{NAME}[{','.join(extras)}]" if extras else NAME
        major, minor, *_ = self.version.split(".")
        between = f"{name}>={self.version},<{major}.{int(minor) + 1}"
        return f"{name} @ {self.url}" if self.url else between


def where_from() -> Origin:
    """Where the samestory that runs came from."""
    installed = distribution(NAME)
    return origin_from(installed.version, installed.read_text("direct_url.json"))


def origin_from(version: str, direct_url: str | None) -> Origin:
    """The same from a version and the text of its `direct_url.json`, if it has one."""
    return Origin(version, _address(json.loads(direct_url)) if direct_url else "")


def _address(noted: Mapping[str, Any]) -> str:
    """That of a repository with its commit, or of a file with its digest.

    A wheel on this machine is built anew now and then, at the same place.
    """
    url = _without_password(noted["url"])
    if "vcs_info" in noted:
        vcs = noted["vcs_info"]
        url = f"{vcs['vcs']}+{url}@{vcs['commit_id']}"
    fragments = [f"subdirectory={noted['subdirectory']}"] if noted.get("subdirectory") else []
    hashes = noted.get("archive_info", {}).get("hashes", {}) if not url.startswith("file:") else {}
    fragments += [f"sha256={hashes['sha256']}"] if "sha256" in hashes else []
    return f"{url}#{'&'.join(fragments)}" if fragments else url


def _without_password(url: str) -> str:
    """The address without a password, which would stand in a file; `git@` is none."""
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    if at and ":" in user and not _FROM_ENVIRONMENT.fullmatch(user):
        return urlunsplit(parts._replace(netloc=host))
    return url
