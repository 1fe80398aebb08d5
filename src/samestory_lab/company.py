"""A whole company: its pieces of other people's software, its mail, and the integration."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from samestory_demo.calling import say
from samestory_demo.control import control_app
from samestory_demo.serving import Service
from samestory_lab.integration.faults import Faults
from samestory_lab.integration.wiring import Running
from samestory_lab.mail.choosing import Mail
from samestory_lab.preparing import Prepared
from samestory_lab.programs import Program
from samestory_lab.runs import folder_of_run
from samestory_lab.settings import Settings
from samestory_lab.software import Software

INTEGRATION = logging.getLogger("samestory_demo.integration")


class Company:
    """Speedwell Cycles, on other people's software."""

    def __init__(
        self, settings: Settings, faults: Faults, prepared: Mapping[Software, Prepared], mail: Mail
    ) -> None:
        self.faults = faults
        self._settings = settings
        self._prepared = prepared
        self._mail = mail
        logs = Route("/logs", self._get_logs)
        self._control = Service("control", control_app(self, logs), settings.ports.control)
        self._programs: dict[str, Program] = {}
        self._home = Path()
        self._running: Running | None = None
        self._open_until = AsyncExitStack()

    async def open(self) -> None:
        """Open everything (BusyPortError, DidNotOpenError)."""
        self._home = self._open_until.enter_context(folder_of_run("samestory-opensource-"))
        self._open_until.enter_context(_written_to(self._integration_log))
        self._programs = {
            software.name: Program(software, made, self._settings, self._home)
            for software, made in self._prepared.items()
        }
        self._open_until.push_async_callback(self._mail.close)
        await asyncio.gather(
            _telling("mail", self._mail.open()),
            *(_telling(name, each.open()) for name, each in self._programs.items()),
        )
        self._integrate()
        await self._control.open()

    async def close(self) -> None:
        """Close everything and leave nothing but what was prepared."""
        await self._control.close()
        await self._end()
        await self._open_until.aclose()

    async def obey_faults(self) -> None:
        """Nothing to do: what passes is bent as it passes, and no fault opens or shuts anything."""

    async def reset(self) -> None:
        """Forget every customer, order and mail; the faults stay as they are."""
        await self._end()
        await asyncio.gather(self._mail.reset(), *(each.open() for each in self._programs.values()))
        self._integrate()

    @property
    def logs(self) -> Mapping[str, Path]:
        """Where each system writes what it does, by its name."""
        programs = {name: each.log for name, each in self._programs.items()}
        return {**programs, **self._mail.logs, "integration": self._integration_log}

    @property
    def _integration_log(self) -> Path:
        return self._home / "integration.log"

    def _integrate(self) -> None:
        queue = self._home / "integration.sqlite"
        for each in self._home.glob(f"{queue.name}*"):
            each.unlink()
        self._running = Running(list(self._programs), self._settings, self.faults, queue)
        self._running.start()

    async def _end(self) -> None:
        running, self._running = self._running, None
        if running:
            await asyncio.to_thread(running.stop)
        await asyncio.gather(*(each.close() for each in self._programs.values()))

    async def _get_logs(self, _request: Request) -> JSONResponse:
        return JSONResponse({name: str(path) for name, path in self.logs.items()})


async def _telling(name: str, opening: Awaitable[None]) -> None:
    """Print each system that is open, so that a long start shows progress."""
    await opening
    say(f"{name}: open")


@contextmanager
def _written_to(log: Path) -> Iterator[None]:
    """What the integration has to say stands in its own log, and in the company's as well."""
    handler = logging.FileHandler(log)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    INTEGRATION.addHandler(handler)
    try:
        yield
    finally:
        INTEGRATION.removeHandler(handler)
        handler.close()
