"""Texts that a person reads, kept as files: `GOLDEN=write pytest tests/cli` writes them anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def golden(name: str, text: str) -> str:
    """The kept text; lines carry no trailing spaces, because tables pad their last column."""
    file = FOLDER / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_text(trimmed(text), encoding="utf-8")
    return file.read_text(encoding="utf-8")


def trimmed(text: str) -> str:
    """The text without colours, and without spaces at the ends of its lines."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n") + "\n"
