"""Listening: several HTTP servers in one event loop, each of which can be shut and opened again."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from samestory_demo.settings import HOST

BACKLOG = 128


class BusyPortError(Exception):
    """Somebody else listens on a port that the company needs."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"port {port} on {HOST} is in use: stop what listens there, or choose another"
            " prefix with --ports."
        )


class _Unattended(uvicorn.Server):
    """Leaves signals to the process; one server of several must not take them."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Capture none."""
        yield


class Service:
    """One application on one port."""

    def __init__(self, name: str, app: ASGIApp, port: int) -> None:
        self.name = name
        self.port = port
        self._app = app
        self._server: uvicorn.Server | None = None
        self._serving: asyncio.Task[None] | None = None

    def wrap(self, around: Callable[[ASGIApp], ASGIApp]) -> None:
        """Let every request go through what `around` makes of the application."""
        self._app = around(self._app)

    @property
    def is_open(self) -> bool:
        """Whether it answers."""
        return self._serving is not None

    async def open(self) -> None:
        """Listen; BusyPortError if somebody else does."""
        door = listening(self.port)
        server = _Unattended(
            uvicorn.Config(
                self._app, lifespan="off", access_log=False, log_level="error", ws="none"
            )
        )
        self._server = server
        self._serving = asyncio.create_task(server.serve(sockets=[door]))
        while not server.started:  # noqa: ASYNC110 - uvicorn offers a flag and no event
            await asyncio.sleep(0)

    async def close(self) -> None:
        """Stop listening; connections are refused from now on."""
        if self._server and self._serving:
            self._server.should_exit = self._server.force_exit = True
            await self._serving
        self._server = self._serving = None


def listening(port: int) -> socket.socket:
    """A socket that listens on this port; BusyPortError if somebody else does."""
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform != "win32":  # where this would let two companies share one port
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((HOST, port))
        door.listen(BACKLOG)
    except OSError as busy:
        door.close()
        raise BusyPortError(port) from busy
    return door
