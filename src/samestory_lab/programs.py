"""A piece of software as a running program, in its own folder that begins as its snapshot."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from samestory_lab.preparing import Prepared
    from samestory_lab.settings import Settings
    from samestory_lab.software import Software

PATIENCE = 90.0
"""Seconds that a program may take to answer for the first time; it takes 1 to 5 by itself, and
longer where all of them start at once beside something else."""
GRACE = 5.0
"""Seconds that a program may take to stop by itself."""
PACE = 0.1


class DidNotOpenError(Exception):
    """A program stopped, or did not answer in time; the message holds its last words."""


class Program:
    """One piece of software; every start begins with the database of the snapshot.

    Its log is kept from start to start.
    """

    def __init__(
        self, software: Software, prepared: Prepared, settings: Settings, homes: Path
    ) -> None:
        self._software = software
        self._prepared = prepared
        self._settings = settings
        self._home = homes / software.name
        self.log = homes / f"{software.name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    async def open(self) -> None:
        """Start it and wait until it answers (DidNotOpenError)."""
        shutil.rmtree(self._home, ignore_errors=True)
        shutil.copytree(self._prepared.snapshot, self._home)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603, ASYNC220  (our program, and it returns at once)
                [str(self._prepared.python), str(self._software.folder / "serve.py")],
                env={**os.environ, **self._software.environ(self._home, self._settings)},
                stdin=subprocess.PIPE,  # it ends when this pipe does: with us, however we end
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        await self._answering()

    async def close(self) -> None:
        """Stop it."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            await asyncio.to_thread(process.wait, GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            await asyncio.to_thread(process.wait)
        if process.stdin:
            process.stdin.close()

    async def _answering(self) -> None:
        address = self._settings.address(self._software.name) + self._software.answers
        until = asyncio.get_running_loop().time() + PATIENCE
        async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as client:
            while not await _answers(client, address):
                if self._process is None or self._process.poll() is not None:
                    raise self._did_not_open("it stopped")
                if asyncio.get_running_loop().time() > until:
                    raise self._did_not_open(f"it does not answer after {PATIENCE:.0f} s")
                await asyncio.sleep(PACE)

    def _did_not_open(self, what: str) -> DidNotOpenError:
        last = last_words(self.log)
        return DidNotOpenError(f"{self._software.called} did not open: {what}.\n{last}")


def last_words(log: Path, lines: int = 6) -> str:
    """The end of a log, indented; empty if there is none."""
    words = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return "\n".join(f"  {line}" for line in words[-lines:])


async def _answers(client: httpx.AsyncClient, address: str) -> bool:
    try:
        await client.get(address)
    except httpx.TransportError:
        return False
    return True
