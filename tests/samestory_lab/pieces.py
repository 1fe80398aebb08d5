"""One piece of the company alone, with a post office beside it, for tests that ask the real thing.

Set SAMESTORY_REAL=1 to run them (`make real` does): the first time they install software.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import fields
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from samestory_demo.post_office import PostOffice
from samestory_demo.serving import listening
from samestory_lab.preparing import prepare
from samestory_lab.programs import Program
from samestory_lab.settings import Ports, Settings
from samestory_lab.software import Software

CACHE = user_cache_path("samestory") / "opensource"
real = pytest.mark.skipif(
    os.environ.get("SAMESTORY_REAL") != "1",
    reason="set SAMESTORY_REAL=1: it installs software and takes minutes",
)


def free_ports() -> Ports:
    """Ports that nobody listens on."""
    doors = {each.name: listening(0) for each in fields(Ports)}
    found = {name: door.getsockname()[1] for name, door in doors.items()}
    for door in doors.values():
        door.close()
    return Ports(**found)


@contextmanager
def piece(software: Software, homes: Path) -> Iterator[Settings]:
    """This piece, open in a thread of its own; gives where it listens."""
    settings = Settings(free_ports())
    prepared = prepare([software], CACHE, settings, lambda _: None)[software]
    program = Program(software, prepared, settings, homes)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    until = AsyncExitStack()

    async def opened() -> None:
        office = PostOffice(settings.secrets.mailbox_password)
        await office.open(settings.ports.smtp, settings.ports.imap, until)
        until.push_async_callback(program.close)
        await program.open()

    try:
        asyncio.run_coroutine_threadsafe(opened(), loop).result()
        yield settings
    finally:
        asyncio.run_coroutine_threadsafe(until.aclose(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
