"""Which companies are up, where each of their systems is, and whether it answers."""

from __future__ import annotations

import os
import socket
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from samestory.errors import CannotAsk, SamestoryError

if TYPE_CHECKING:
    from rich.console import Console

    from samestory.company import Background

PATIENCE = 2.0
"""Seconds that a system may take to show that it is there."""


def show(console: Console, started: Background) -> None:
    """One company: its landscape, its process, its faults and its systems."""
    from samestory.cli.screen import say

    say(console, f"{started.name} is up: {started.landscape}")
    say(console, f"  control {started.control}, process {started.pid}, log {started.log}")
    say(console, f"  faults: {_faults_on(started)}")
    _show_systems(console, started)


def _show_systems(console: Console, started: Background) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from samestory.cli.screen import row, say, table

    try:
        places = _places(started)
    except SamestoryError as trouble:
        say(console, f"  its landscape cannot be read any more: {trouble}")
        return
    drawn = table("system", "where", "answers")
    for name, address in places.items():
        row(drawn, name, address, Text("yes") if answers(address) else Text("no", "bold red"))
    console.print(Padding(drawn, (0, 0, 0, 2), expand=False))


def _places(started: Background) -> dict[str, str]:
    """Where each system is, by what people call it; only those that have a door of their own."""
    from pathlib import Path

    from samestory.cli.company import address_of
    from samestory.config import load

    landscape = load(Path(started.landscape), {**started.environ, **os.environ})
    addresses = {each.called: address_of(each) for each in landscape.systems.values()}
    return {name: address for name, address in addresses.items() if split(address).port}


def split(address: str) -> SplitResult:
    """A web address, or a host and a port, in its parts."""
    return urlsplit(address if "://" in address else f"//{address}")


def answers(address: str) -> bool:
    """Whether whoever listens there says something: any reply at all, or a mail server's greeting.

    That it says the truth is what the other commands find out.
    """
    if "://" in address:
        return _replies(address)
    place = split(address)
    try:
        with closing(socket.create_connection((place.hostname, place.port), PATIENCE)) as door:
            return bool(door.recv(1))
    except OSError:
        return False


def _replies(address: str) -> bool:
    import httpx

    try:
        with httpx.stream("GET", address, timeout=PATIENCE, trust_env=False):
            return True
    except httpx.HTTPError:
        return False


def _faults_on(started: Background) -> str:
    from samestory.company import faults

    try:
        return ", ".join(each.name for each in faults(started.control) if each.on) or "none"
    except CannotAsk:
        return "its control does not answer"
