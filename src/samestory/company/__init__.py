"""Start and stop the company that a landscape describes: a process of its own, never imported.

What such a process has to do: write `{"ready": true}` as a line of its own once everything
listens, stop at SIGTERM, exit with 4 and one sentence where it was called wrongly or a port is
taken. With `--until-stdin-closes` it also stops when its standard input ends. Its control answers
`GET /faults`, `PUT /faults/NAME`, `POST /reset` and, where programs of it have logs of their own,
`GET /logs`: a JSON object of files by the system's name.
"""

from samestory.company.background import (
    Background,
    all_in_background,
    at_home,
    background,
    log_of,
    start_in_background,
    stop_in_background,
)
from samestory.company.control import Fault, faults, logs, reset, switch
from samestory.company.logs import lines_of
from samestory.company.ports import Ports, check_ports, choose_ports
from samestory.company.process import running

__all__ = [
    "Background",
    "Fault",
    "Ports",
    "all_in_background",
    "at_home",
    "background",
    "check_ports",
    "choose_ports",
    "faults",
    "lines_of",
    "log_of",
    "logs",
    "reset",
    "running",
    "start_in_background",
    "stop_in_background",
    "switch",
]
