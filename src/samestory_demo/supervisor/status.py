"""What `samestory company status` says about one company."""

from __future__ import annotations

import os
from pathlib import Path

from rich.console import Console
from rich.padding import Padding

from samestory_demo.supervisor.background import Background
from samestory_demo.supervisor.control import get_faults
from samestory_demo.supervisor.description import describe
from samestory_demo.supervisor.errors import CompanyDown, CompanyMistake
from samestory_demo.supervisor.screen import cell, table, write_line
from samestory_demo.supervisor.systems import answers, systems_of


def show_status(out: Console, started: Background) -> None:
    """Write about one company: its landscape, its process, its faults and its systems."""
    write_line(out, f"{started.name} is up: {started.landscape}")
    write_line(out, f"  control {started.control}, process {started.pid}, log {started.log}")
    write_line(out, f"  faults: {_faults_on(started)}")
    try:
        described = describe(Path(started.landscape), {**os.environ, **started.environ})
    except CompanyMistake as mistake:
        write_line(out, f"  its landscape cannot be read any more: {mistake}")
        return
    drawn = table("system", "where", "answers")
    for each in systems_of(described.tables):
        if each.address:
            here = answers(each.address)
            said = cell("yes" if here else "no", "" if here else "bold red")
            drawn.add_row(cell(each.name), cell(each.address), said)
    out.print(Padding(drawn, (0, 0, 0, 2), expand=False))


def _faults_on(started: Background) -> str:

    try:
        return ", ".join(each.name for each in get_faults(started.control) if each.on) or "none"
    except CompanyDown:
        return "its control does not answer"
