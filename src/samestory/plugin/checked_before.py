"""Whether the words of features were checked before, with the same landscape and the same code.

Reading a landscape takes longer than collecting a hundred scenarios. A session that only collects
plays nothing, so it may rely on an earlier one. Only what was right is remembered, in pytest's
cache; a session that plays always reads its landscape.
"""

from __future__ import annotations

import os
import stat
import sys
import warnings
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from samestory.browser.temporary_files import NAMES, OF_PYTEST
from samestory.config.dotenv import dotenv_places

if TYPE_CHECKING:
    import pytest

    from samestory.plugin.landscape_words import KnownStep

KEPT = "samestory/checked"
IMPORTED = (".py", ".pth", ".dist-info", ".egg-info")
"""How the names of modules and of installed packages end."""
OF_SESSION = frozenset({*NAMES, OF_PYTEST, "PYTEST_CURRENT_TEST"})
"""Variables that pytest or this plugin sets, with another value in each session."""


def is_unchanged(config: pytest.Config, landscape: Path, said: Iterable[KnownStep]) -> bool:
    """Return whether the last check found these words right, and no file that it read changed."""
    cache = _cache(config)
    kept = cache.get(KEPT, None) if cache else None
    if not isinstance(kept, dict) or kept.get("asked") != _asked(landscape, said):
        return False
    files: Mapping[str, str] = kept["files"]
    return all(_state(file) == state for file, state in files.items())


def keep(config: pytest.Config, landscape: Path, said: Iterable[KnownStep]) -> None:
    """Remember that these words are right, in the world as it is now."""
    if cache := _cache(config):
        files = {file: _state(file) for file in _read(landscape)}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # where nothing can be written, nothing is kept
            cache.set(KEPT, {"asked": _asked(landscape, said), "files": files})


def _cache(config: pytest.Config) -> pytest.Cache | None:
    return getattr(config, "cache", None)  # `-p no:cacheprovider` takes it away


def _asked(landscape: Path, said: Iterable[KnownStep]) -> str:
    """Hash what was checked, and the environment that the landscape may take its secrets from."""
    environ = sorted((name, each) for name, each in os.environ.items() if name not in OF_SESSION)
    told = [sys.version, str(landscape), *map(repr, said), *map(repr, environ)]
    return sha256("\0".join(told).encode("utf-8", "replace")).hexdigest()


def _read(landscape: Path) -> set[str]:
    """Return what a check depends on: all code that is loaded, and where more would be found."""
    modules = (getattr(each, "__file__", None) for each in list(sys.modules.values()))
    own = (landscape, landscape.parent, *dotenv_places(landscape))
    return {*filter(None, modules), *filter(None, sys.path), *map(str, own)}


def _state(file: str) -> str:
    """Return what changes if a file is written, or what can be imported from a folder.

    It is "" if there is no such file.
    """
    try:
        found = os.stat(file)  # noqa: PTH116 - of a thousand files, so that it has to be quick
        if not stat.S_ISDIR(found.st_mode):
            return f"{found.st_mtime_ns} {found.st_size}"
        names = sorted(each for each in os.listdir(file) if each.endswith(IMPORTED))  # noqa: PTH208 - as above
    except OSError:
        return ""
    return sha256("\0".join(names).encode("utf-8", "replace")).hexdigest()
