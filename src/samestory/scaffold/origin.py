"""Where the running samestory came from, so that a new project gets it from the same place.

Installers record that in `direct_url.json` (PEP 610), except for packages of an index.
"""

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
    """A version of samestory, and its address; the address is empty if it came from an index."""

    version: str
    url: str = ""

    @property
    def only_here(self) -> bool:
        """Whether only this machine reaches that address."""
        return self.url.startswith("file:")

    def requirement(self, extras: Collection[str] = ()) -> str:
        """Return the dependency (PEP 508): `samestory[postgresql] @ git+https://...@<commit>`."""
        name = f"{NAME}[{','.join(extras)}]" if extras else NAME
        major, minor, *_ = self.version.split(".")
        between = f"{name}>={self.version},<{major}.{int(minor) + 1}"
        return f"{name} @ {self.url}" if self.url else between


def where_from() -> Origin:
    """Return where the running samestory came from."""
    installed = distribution(NAME)
    return origin_from(installed.version, installed.read_text("direct_url.json"))


def origin_from(version: str, direct_url: str | None) -> Origin:
    """Return the origin for a version and the text of its `direct_url.json`, if there is one."""
    return Origin(version, _address(json.loads(direct_url)) if direct_url else "")


def _address(recorded: Mapping[str, Any]) -> str:
    """The address of a repository with its commit, or of a file with its digest.

    A wheel on this machine has no digest: it is built again now and then, at the same place.
    """
    url = _without_password(recorded["url"])
    if "vcs_info" in recorded:
        vcs = recorded["vcs_info"]
        url = f"{vcs['vcs']}+{url}@{vcs['commit_id']}"
    fragments = {"subdirectory": recorded.get("subdirectory")}
    if not url.startswith("file:"):
        fragments["sha256"] = recorded.get("archive_info", {}).get("hashes", {}).get("sha256")
    found = "&".join(f"{name}={value}" for name, value in fragments.items() if value)
    return f"{url}#{found}" if found else url


def _without_password(url: str) -> str:
    """The address without a password, as it is written to a file; `git@` is none."""
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    if at and ":" in user and not _FROM_ENVIRONMENT.fullmatch(user):
        return urlunsplit(parts._replace(netloc=host))
    return url
