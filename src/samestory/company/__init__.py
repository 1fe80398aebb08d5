"""Start and stop the company that a landscape describes: a process of its own, never imported.

What such a process has to do: write `{"ready": true}` as a line of its own once everything
listens, stop at SIGTERM, exit with 4 and one sentence where it was called wrongly or a port is
taken. With `--until-stdin-closes` it also stops when its standard input ends.
"""

from samestory.company.background import (
    Background,
    all_in_background,
    at_home,
    background,
    start_in_background,
    stop_in_background,
)
from samestory.company.control import Fault, faults, switch
from samestory.company.ports import PORTS, USUAL_PORTS, ports_of
from samestory.company.process import running

__all__ = [
    "PORTS",
    "USUAL_PORTS",
    "Background",
    "Fault",
    "all_in_background",
    "at_home",
    "background",
    "faults",
    "ports_of",
    "running",
    "start_in_background",
    "stop_in_background",
    "switch",
]
