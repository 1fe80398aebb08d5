"""Whether the systems of a landscape listen at all."""

from __future__ import annotations

import socket
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from samestory.cli.places import DEMO, FOLDER, to_name
from samestory.errors import CannotAsk, ForbiddenHost
from samestory.report.commands import command
from samestory.report.results_folder import shown_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from samestory.config import Landscape

PATIENCE = 2.0
"""Seconds to wait for a connection; only a refused one counts as shut."""
WEB_PORTS = {"http": 80, "https": 443}


def must_be_up(landscape: Landscape) -> None:
    """Raise `CannotAsk` if every system refuses connections; scenarios report a single one."""
    doors = list(dict.fromkeys(_doors(landscape)))
    if _all_shut(doors):
        shown = ", ".join(f"{host}:{port}" for host, port in doors[:3])
        more = f" nor at {len(doors) - 3} more places" if doors[3:] else ""
        raise CannotAsk(
            f"{landscape.name} is not up: nothing answers at {shown}{more}.\n"
            f"  {how_to_start(landscape)}"
        )


def can_be_started(landscape: Landscape) -> bool:
    """Return whether samestory can start this company, and all of its systems refuse."""
    return landscape.company is not None and _all_shut(list(_doors(landscape)))


def how_to_start(landscape: Landscape) -> str:
    """Return what to do if nothing answers."""
    if landscape.company is None:
        call = command("doctor", landscape=to_name(landscape.path.as_posix()))
        return f"Start its systems; `{call}` tries each of them."
    file = Path(shown_path(landscape.path.absolute(), Path.cwd()))
    name = file.stem if file.parent == FOLDER else file.as_posix()
    return f"Start the company: {command('company', 'up', *([] if file == DEMO else [name]))}"


def _doors(landscape: Landscape) -> Iterator[tuple[str, int]]:
    urls = [each.base_url for each in landscape.channels.values()]
    for each in landscape.systems.values():
        settings = each.settings
        urls += [settings["base_url"]] if settings.get("base_url") else []
        urls += [f"//{settings['host']}:{settings.get('port')}"] if settings.get("host") else []
    for url in urls:
        parts = urlsplit(url)
        port = parts.port or WEB_PORTS.get(parts.scheme)
        if parts.hostname and port and _allowed(landscape, parts.hostname):
            yield parts.hostname, port


def _allowed(landscape: Landscape, host: str) -> bool:
    try:
        landscape.guard.check_host(host)
    except ForbiddenHost:
        return False
    return True


def _all_shut(doors: Sequence[tuple[str, int]]) -> bool:
    return bool(doors) and all(_shut(host, port) for host, port in doors)


def _shut(host: str, port: int) -> bool:
    try:
        with closing(socket.create_connection((host, port), PATIENCE)):
            return False
    except ConnectionRefusedError:
        return True
    except OSError:
        return False
