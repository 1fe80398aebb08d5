"""Starting and stopping a program."""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path

import pytest

from samestory_lab.preparing import Prepared
from samestory_lab.programs import DidNotOpenError, Program
from samestory_lab.settings import Ports, Settings
from samestory_lab.software import Software

SERVES = """
import os
from http.server import HTTPServer, SimpleHTTPRequestHandler
os.chdir(os.environ["HOME_OF_IT"])
SimpleHTTPRequestHandler.log_message = lambda *_: None
HTTPServer(("127.0.0.1", int(os.environ["ITS_PORT"])), SimpleHTTPRequestHandler).serve_forever()
"""


@pytest.fixture
def port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@pytest.fixture
def program(tmp_path: Path, port: int) -> Program:
    """A program that shows the files of its home, as the software `shop`."""
    folder, snapshot = tmp_path / "ours", tmp_path / "snapshot"
    folder.mkdir()
    snapshot.mkdir()
    (folder / "serve.py").write_text(SERVES)
    (snapshot / "database").write_text("as it begins")
    environ = lambda home, _: {"HOME_OF_IT": str(home), "ITS_PORT": str(port)}  # noqa: E731 (short)
    software = Software("shop", "the shop", folder, "/", environ)
    settings = Settings(Ports(shop=port))
    return Program(software, Prepared(Path(sys.executable), snapshot), settings, tmp_path / "homes")


@pytest.fixture
def homes(tmp_path: Path) -> Path:
    (tmp_path / "homes").mkdir()
    return tmp_path / "homes"


def test_every_start_begins_with_the_snapshot(program: Program, homes: Path, port: int):
    """What was written since the last start is gone after the next one."""

    async def twice() -> None:
        for _ in range(2):
            await program.open()
            database = homes / "shop" / "database"
            assert database.read_text() == "as it begins"
            database.write_text("orders")
            await program.close()

    asyncio.run(twice())
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(("127.0.0.1", port))


def test_a_program_that_stops_is_told_with_its_last_words(program: Program, homes: Path):
    """Nobody waits for what has ended already."""
    serve = homes.parent / "ours" / "serve.py"
    serve.write_text("raise SystemExit('the table is missing')")

    with pytest.raises(DidNotOpenError, match=r"the shop did not open: it stopped.\n  the table"):
        asyncio.run(program.open())
    asyncio.run(program.close())
