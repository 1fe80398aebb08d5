"""Runs the commands of a set-up: they take minutes, and end with their caller."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

SIGN_OF_LIFE = 20.0
"""Seconds between two words during something that takes long: silence would look like a hang."""


class SetUpError(Exception):
    """A piece of software could not be installed or prepared; the message says which and why."""


async def run(
    command: Sequence[str],
    trouble: str,
    say: Callable[[str], None],
    more: Mapping[str, str] | None = None,
) -> None:
    """Run a command, with a sign of life now and then; SetUpError with its last words."""
    with tempfile.TemporaryFile() as words:
        process = await asyncio.create_subprocess_exec(
            *command,
            env={**os.environ, **(more or {})},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=words,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,  # a group of its own, see _kill
        )
        code = await _ended(process, say)
        words.seek(0)
        said = words.read().decode(errors="replace").strip()
    if code != 0:
        raise SetUpError(f"{trouble} (exit {code}):\n{_last(said)}")


async def _ended(process: asyncio.subprocess.Process, say: Callable[[str], None]) -> int:
    began = time.monotonic()
    try:
        while True:
            try:
                return await asyncio.wait_for(process.wait(), SIGN_OF_LIFE)
            except TimeoutError:
                say(f"still at it after {time.monotonic() - began:.0f} s")
    except BaseException:
        _kill(process)
        await process.wait()
        raise


def _kill(process: asyncio.subprocess.Process) -> None:
    """End it with all that it has started itself, if the machine knows groups of processes."""
    with suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


def _last(said: str, lines: int = 6) -> str:
    return "\n".join(f"  {line}" for line in said.splitlines()[-lines:])
