"""Find ports for the company: the usual hundred, or a free one where something listens there."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from samestory.errors import WrongCall

if TYPE_CHECKING:
    from collections.abc import Mapping

PORTS = "DEMO_PORTS"
"""The environment variable that holds the first digits of every port of the company."""
USUAL_PORTS = "88"
LOWEST = 60
"""No free ports are looked for below this."""
FIRST, LAST = 11, 654
"""Above the ports that only root may use, below the highest port there is."""


def ports_of(environ: Mapping[str, str]) -> str:
    """The ports to use: those the environment asks for, else a free hundred near the usual one."""
    asked = environ.get(PORTS)
    if not asked:
        return str(free_prefix())
    if not asked.isdecimal() or not FIRST <= int(asked) <= LAST:
        raise WrongCall(
            f"{PORTS} is '{asked}', and should be the first digits of the ports to use.\n"
            f"  Choose a number from {FIRST} to {LAST}: 88 stands for the ports 8800 to 8899."
        )
    if not all_free(int(asked)):
        raise WrongCall(
            f"Ports {asked}00 to {asked}99 are not all free, and {PORTS}={asked} asks for them.\n"
            f"  Stop what listens there, or unset {PORTS}: free ports are then found by themselves."
        )
    return asked


def free_prefix() -> int:
    """The first digits of a hundred ports of which none is taken."""
    for prefix in range(int(USUAL_PORTS), LOWEST - 1, -1):
        if all_free(prefix):
            return prefix
    raise WrongCall("No hundred free ports between 6000 and 8899. Stop something that listens.")


def all_free(prefix: int) -> bool:
    """Whether nothing listens on any of the hundred ports that begin with these digits."""
    return all(_free(port) for port in range(prefix * 100, prefix * 100 + 100))


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
