"""Commands that sentences advise, with the folder and the landscape of the record in question."""

import shlex
from pathlib import Path

REPORTS = Path("reports")
"""The report folder of every command, unless one is named."""


def command(*words: str, report: Path = REPORTS, landscape: str = "") -> str:
    """Return a call of samestory as a person types it; what is usual is not said.

    `landscape` is "" if it is the usual one.

    >>> command("run", "--resume", report=Path("old shop"), landscape="shop.toml")
    "samestory run --resume -l shop.toml --report 'old shop'"
    """
    named = ["-l", landscape] if landscape else []
    placed = [] if report == REPORTS else ["--report", report.as_posix()]
    return shlex.join(["samestory", *words, *named, *placed])
