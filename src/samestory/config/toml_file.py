"""Reads the file of a landscape, or says in a sentence why it cannot be read."""

import tomllib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path
from typing import Any

from samestory.config.config_errors import listed
from samestory.errors import LandscapeMistakes, did_you_mean


def read_toml(path: Path, shown: str) -> dict[str, Any]:
    """Return what a file says; `shown` is its name in messages. Raise `LandscapeMistakes`."""
    try:
        return tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        fact, fix = (
            f"this is not TOML: {error}.",
            "Fix that place first; other mistakes are looked for afterwards.",
        )
    except UnicodeDecodeError as error:
        fact, fix = f"{error.reason}.", "Save the file as UTF-8."
    except IsADirectoryError:
        usual = path / "landscapes" if (path / "landscapes").is_dir() else path
        fact, fix = "this is a folder, and a landscape is one file.", _neighbours(usual / "any")
    except OSError as error:
        fact, fix = f"this file cannot be read: {error.strerror}.", _neighbours(path)
    raise LandscapeMistakes([f"{shown}: {fact}\n  {fix}"])


def _text(path: Path) -> str:
    """Read UTF-8, with a byte order mark or without; raises UnicodeDecodeError."""
    raw = path.read_bytes()
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or b"\0" in raw[:4]:
        raise UnicodeDecodeError("utf-8", raw, 0, 1, "this file is UTF-16 instead of UTF-8")
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        error.reason = f"byte {error.start} is not UTF-8"
        raise


def _neighbours(path: Path) -> str:
    others = sorted(each.name for each in path.parent.glob("*.toml"))
    return f"{did_you_mean(path.name, others)}Landscapes there: {listed(others)}."
