"""Find ports for a company: its usual hundred, or a free one where something listens there.

A landscape that lets its ports be chosen takes their first digits from the environment, as in
`http://127.0.0.1:${DEMO_PORTS:-88}00`.
"""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from samestory.errors import WrongCall

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FEWER = 28
"""So many hundreds below the usual one are tried."""
FIRST, LAST = 11, 654
"""Above the ports that only root may use, below the highest port there is."""
_CHOSEN_BY = re.compile(r"\$\{(\w*PORTS):-(\d+)\}")


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports of a company: a hundred that begin with `prefix`.

    `variable` is the environment variable that says so, `usual` what they are without it.
    """

    variable: str
    usual: str
    prefix: str
    asked_for: bool

    @property
    def environ(self) -> dict[str, str]:
        """What a landscape has to be loaded with to find them."""
        return {self.variable: self.prefix}

    @property
    def moved(self) -> bool:
        """They are not the usual ones, and nobody asked for that."""
        return self.prefix != self.usual and not self.asked_for


def choose_ports(landscape: Path, environ: Mapping[str, str]) -> Ports | None:
    """The ports that the environment asks for, else free ones; None where there is no choice."""
    found = _chosen_by(landscape)
    if found is None:
        return None
    variable, usual = found.groups()
    asked = environ.get(variable)
    prefix = _checked(variable, asked) if asked else str(_free_near(int(usual)))
    return Ports(variable, usual, prefix, asked_for=bool(asked))


def _chosen_by(landscape: Path) -> re.Match[str] | None:
    """Where a landscape lets its ports be chosen; what cannot be read is told when it is loaded."""
    try:
        return _CHOSEN_BY.search(landscape.read_text("utf-8", "replace"))
    except OSError:
        return None


def check_ports(landscape: Path, environ: Mapping[str, str]) -> None:
    """Raise `WrongCall` where the environment asks for ports that cannot be."""
    found = _chosen_by(landscape)
    if found and (asked := environ.get(found[1])):
        _must_be_digits(found[1], asked)


def _must_be_digits(variable: str, asked: str) -> None:
    if not asked.isdecimal() or not FIRST <= int(asked) <= LAST:
        raise WrongCall(
            f"{variable} is '{asked}', and should be the first digits of the ports to use.\n"
            f"  Choose a number from {FIRST} to {LAST}: 88 stands for the ports 8800 to 8899."
        )


def _checked(variable: str, asked: str) -> str:
    _must_be_digits(variable, asked)
    if not all_free(int(asked)):
        raise WrongCall(
            f"Ports {asked}00 to {asked}99 are not all free, and {variable}={asked} asks for "
            f"them.\n  Stop what listens there, or unset {variable}: free ports are then found."
        )
    return asked


def _free_near(usual: int) -> int:
    """The usual first digits, or the nearest below them of which no port is taken."""
    lowest = max(FIRST, usual - FEWER)
    for prefix in range(usual, lowest - 1, -1):
        if all_free(prefix):
            return prefix
    raise WrongCall(
        f"There are no hundred free ports from {lowest}00 to {usual}99.\n"
        "  Stop something that listens there."
    )


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
