"""The real command, in a process of its own and a folder of its own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.warm_python import warm_python

SOON = 120.0
"""Seconds within which every command has long ended."""


def samestory(folder: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """What came of a command."""
    return subprocess.run(  # noqa: S603 - our own command
        [warm_python(), "-m", "samestory", *words],
        cwd=folder,
        env={**os.environ, "XDG_STATE_HOME": str(folder / "state"), "COLUMNS": "200", **environ},
        capture_output=True,
        encoding="utf-8",
        timeout=SOON,
        check=False,
    )


def written_below(folder: Path) -> str:
    """All that stands in the files of a folder."""
    files = (each for each in folder.rglob("*") if each.is_file())
    return "\n".join(each.read_text(errors="replace") for each in files)
