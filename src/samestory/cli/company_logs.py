"""The log of a company and those of its programs, shown together and named by system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samestory.errors import CannotAsk

if TYPE_CHECKING:
    from pathlib import Path

COMPANY = "company"
"""What the log of the company itself is called, beside those of its systems."""


def show_logs(name: str, *, last: int, follow: bool) -> None:
    """Write the last lines of each log, and with `follow` what is added until the company stops."""
    from samestory.cli.places import file_of
    from samestory.cli.screen import say, screen
    from samestory.company import background, lines_of, log_of

    console = screen()
    landscape = file_of(name)
    started = background(landscape)
    log = log_of(landscape)
    if not log.exists():
        say(console, f"The company '{name}' has written nothing yet.\n  {how_to_start(name)}")
        return
    if started is None:
        say(console, f"The company '{name}' is not up; this is what it said last.")
    logs = {COMPANY: log, **(_of_programs(started.control) if started else {})}
    width = max(map(len, logs))
    going_on = (lambda: started.alive) if follow and started else None
    for system, line in lines_of(logs, last=last, going_on=going_on):
        say(console, f"{system:<{width}} | {line}")


def how_to_start(name: str) -> str:
    """What to do where a company is not up."""
    return f"Start it: samestory company up{'' if name == 'demo' else f' {name}'}"


def _of_programs(control: str) -> dict[str, Path]:
    from samestory.company import logs

    try:
        return logs(control)
    except CannotAsk:  # it is on its way up or down, and its own log tells more
        return {}
