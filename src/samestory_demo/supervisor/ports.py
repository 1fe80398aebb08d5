"""Find ports for a company: its usual hundred, or another one if something listens there.

A landscape whose ports may move takes their first digits from the environment, as in
`http://127.0.0.1:${DEMO_PORTS:-88}00`.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from samestory_demo.supervisor.errors import CompanyMistake

FEWER = 28
"""How many hundreds below the usual one are tried."""
FIRST, LAST = 11, 654
"""Above the ports that only root may use, below the highest port there is."""
_VARIABLE_OF_PORTS = re.compile(r"\$\{(\w*PORTS):-(\d+)\}")


@dataclass(frozen=True, slots=True)
class PortRange:
    """The hundred ports of a company: those that begin with the digits `prefix`.

    `variable` is the environment variable that says so, `usual` their first digits without it.
    """

    variable: str
    usual: str
    prefix: str
    asked_for: bool

    @property
    def environ(self) -> dict[str, str]:
        """The variable to load the landscape with."""
        return {self.variable: self.prefix}

    @property
    def moved(self) -> bool:
        """Whether they are not the usual ones although nobody asked for others."""
        return self.prefix != self.usual and not self.asked_for


def choose_ports(landscape: Path, environ: Mapping[str, str]) -> PortRange | None:
    """Return the ports that the environment asks for, else free ones; None if they are fixed.

    Raise `CompanyMistake` if those asked for are impossible or taken, or if none are free.
    """
    found = _variable_of_ports(landscape)
    if found is None:
        return None
    check_ports(landscape, environ)
    variable, usual = found
    asked = environ.get(variable)
    prefix = _free(variable, asked) if asked else str(_free_near(int(usual)))
    return PortRange(variable, usual, prefix, asked_for=bool(asked))


def check_ports(landscape: Path, environ: Mapping[str, str]) -> None:
    """Raise `CompanyMistake` if the environment asks for ports that cannot be."""
    variable, _ = _variable_of_ports(landscape) or ("", "")
    asked = environ.get(variable)
    if asked and (not asked.isdecimal() or not FIRST <= int(asked) <= LAST):
        raise CompanyMistake(
            f"{variable} is '{asked}', and should be the first digits of the ports to use.\n"
            f"  Choose a number from {FIRST} to {LAST}: 88 stands for the ports 8800 to 8899."
        )


def all_free(prefix: int) -> bool:
    """Return whether nothing listens on any of the hundred ports that begin with these digits."""
    return all(_is_free(port) for port in range(prefix * 100, prefix * 100 + 100))


def _variable_of_ports(landscape: Path) -> tuple[str, str] | None:
    try:
        found = _VARIABLE_OF_PORTS.search(landscape.read_text("utf-8", "replace"))
    except OSError:  # reported when the landscape is loaded
        return None
    return (found[1], found[2]) if found else None


def _free(variable: str, asked: str) -> str:
    if not all_free(int(asked)):
        raise CompanyMistake(
            f"Ports {asked}00 to {asked}99 are not all free, and {variable}={asked} asks for "
            f"them.\n  Stop what listens there, or unset {variable}: free ports are then found."
        )
    return asked


def _free_near(usual: int) -> int:
    lowest = max(FIRST, usual - FEWER)
    for prefix in range(usual, lowest - 1, -1):
        if all_free(prefix):
            return prefix
    raise CompanyMistake(
        f"There are no hundred free ports from {lowest}00 to {usual}99.\n"
        "  Stop something that listens there."
    )


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
