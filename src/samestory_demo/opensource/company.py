"""The whole company: shop, ERP, mail, and the synchronisation between shop and ERP."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from samestory_demo.control import control_app
from samestory_demo.opensource.faults import Faults
from samestory_demo.opensource.oscar import Oscar
from samestory_demo.opensource.preparing import Prepared
from samestory_demo.opensource.programs import Program
from samestory_demo.opensource.settings import Settings
from samestory_demo.opensource.software import Software
from samestory_demo.opensource.synchronisation import Shift, Synchronisation
from samestory_demo.opensource.tryton import Tryton
from samestory_demo.post_office import PostOffice
from samestory_demo.serving import Service


class Company:
    """Speedwell Cycles, on other people's software."""

    def __init__(
        self, settings: Settings, faults: Faults, prepared: Mapping[Software, Prepared]
    ) -> None:
        self.faults = faults
        self._settings = settings
        self._prepared = prepared
        self._post_office = PostOffice(settings.secrets.mailbox_password)
        self._control = Service("control", control_app(self), settings.ports.control)
        self._programs: list[Program] = []
        self._open_until = AsyncExitStack()
        self._shift: AsyncExitStack | None = None

    async def open(self) -> None:
        """Open everything (BusyPortError, DidNotOpenError)."""
        ports = self._settings.ports
        await self._post_office.open(ports.smtp, ports.imap, self._open_until)
        homes = self._open_until.enter_context(TemporaryDirectory(prefix="samestory-opensource-"))
        self._programs = [
            Program(software, made, self._settings, Path(homes))
            for software, made in self._prepared.items()
        ]
        await self._begin()
        await self._control.open()

    async def close(self) -> None:
        """Close everything and leave nothing but what was prepared."""
        await self._control.close()
        await self._end()
        await self._open_until.aclose()

    async def obey_faults(self) -> None:
        """Nothing to do: each sale is bent as it passes, and no fault opens or shuts anything."""

    async def reset(self) -> None:
        """Forget every customer, order and mail; the faults stay as they are."""
        await self._end()
        self._post_office.reset()
        await self._begin()

    async def _begin(self) -> None:
        await asyncio.gather(*(each.open() for each in self._programs))
        self._shift = AsyncExitStack()
        shop = self._shift.enter_context(self._client("shop"))
        erp = self._shift.enter_context(self._client("erp", "/erp/rest/model/"))
        erp.headers["Authorization"] = f"Bearer {self._settings.secrets.erp_sync_key}"
        oscar = Oscar(shop, self._settings.secrets.shop_sync_password)
        work = Shift(Synchronisation(oscar, Tryton(erp), self.faults).hand_over)
        work.start()
        self._shift.push_async_callback(asyncio.to_thread, work.stop)

    async def _end(self) -> None:
        if self._shift:
            await self._shift.aclose()
        await asyncio.gather(*(each.close() for each in self._programs))

    def _client(self, system: str, path: str = "") -> httpx.Client:
        return httpx.Client(
            base_url=self._settings.address(system) + path, trust_env=False, timeout=10
        )
