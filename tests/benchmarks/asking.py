"""How long `samestory ask` takes on a company that runs, beside the systems' own time."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright
from rich.table import Table

from samestory.browser import launch_options
from samestory_demo.supervisor.description import describe
from samestory_demo.supervisor.process import running
from tests.benchmarks.by_hand import Ada, Company, all_agree, order, poll, register
from tests.benchmarks.samples import Samples
from tests.benchmarks.script_process import BASKET
from tests.oracle.playing import ROOT

LIMIT = 1.0
"""Seconds beside the systems' own."""


class AskFailed(Exception):
    """`samestory ask` did not find that all agree."""


def measure(environ: Mapping[str, str], ports: str, count: int) -> tuple[Samples, Samples, Samples]:
    """Ask about an order so many times: the seconds of the command, of the processor, and by hand.

    The systems are asked by hand in a process that runs, the website with a browser that is open.
    """
    path = ROOT / "landscapes" / "demo.toml"
    environ = {**environ, "DEMO_PORTS": ports}
    with TemporaryDirectory(prefix="samestory-bench-") as made, sync_playwright() as playwright:
        folder = Path(made)
        company = describe(path, environ)
        with running(company, environ=environ, log=folder / "company.log"), Company(ports) as asked:
            browser = playwright.chromium.launch(**launch_options(os.environ))
            page, ada = browser.new_context().new_page(), Ada()
            register(page, asked, ada)
            number, total = order(page, asked, BASKET)
            with asked.mailbox(ada) as box:

                def agree() -> bool:
                    return all_agree(page, asked, box, number, BASKET, total)

                if not poll(agree):
                    raise AskFailed
                own = Samples([seconds(agree) for _ in range(count + 1)][1:])
            words = [sys.executable, "-m", "samestory", "ask", "order", number, "--of", ada.address]
            words += ["--landscape", str(path), "--report", str(folder / "report")]

            def ask() -> bool:
                told = folder / "told"  # a pipe would be read until the browser has ended as well
                with told.open("w", encoding="utf-8") as file:
                    status = subprocess.call(  # noqa: S603 - our own command line
                        words, env=environ, cwd=ROOT, stdout=file, stderr=file
                    )
                sys.stderr.write(told.read_text("utf-8") if status else "")
                return not status

            seconds(ask)  # this compiles what is imported
            command, used = list[float](), list[float]()
            for _ in range(count):
                before = getrusage(RUSAGE_CHILDREN)
                command.append(seconds(ask))
                after = getrusage(RUSAGE_CHILDREN)
                used.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
            browser.close()
    return Samples(command), Samples(used), own


def seconds(does: Callable[[], bool]) -> float:
    """Return how long something takes; raise `AskFailed` if it does not find that all agree."""
    began = time.perf_counter()
    if not does():
        raise AskFailed
    return time.perf_counter() - began


def table_of(command: Samples, used: Samples, own: Samples) -> Table:
    """Return a table of all three."""
    table = Table("asking about an order", "runs", "min s", "median s", "p90 s", box=None)
    table.add_row("samestory ask", *command.shown())
    table.add_row("  of the processor, with its browser", *used.shown())
    table.add_row("the systems by hand", *own.shown())
    return table
