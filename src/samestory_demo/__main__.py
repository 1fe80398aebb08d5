"""`python -m samestory_demo`: run the company in the foreground until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence

from samestory_demo.defects import FAULTS
from samestory_demo.faults import Faults
from samestory_demo.settings import Ports, Secrets, Settings

PORT_TAKEN = 4
"""The exit code where a port is taken."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the company; gives the exit code."""
    call = _parser().parse_args(arguments)
    _log_to(call.log)
    settings = Settings(
        ports=call.ports,
        secrets=Secrets.of(os.environ),
        delay=call.delay,
        seed=call.seed,
    )
    # Imported here so that `--help` and mistakes in the call are answered at once.
    from samestory_demo.serving import BusyPortError  # noqa: PLC0415 - see above

    try:
        asyncio.run(_run(settings, call.fault, until_stdin_closes=call.until_stdin_closes))
    except BusyPortError as busy:
        print(f"Cannot open Speedwell Cycles: {busy}", file=sys.stderr)  # noqa: T201 - a command
        return PORT_TAKEN
    return 0


async def _run(settings: Settings, faults: list[str], *, until_stdin_closes: bool) -> None:
    from samestory_demo.company import Company  # noqa: PLC0415 - see `main`

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: loop.call_soon_threadsafe(stop.set))
    if until_stdin_closes:
        _set_at_end_of_stdin(stop, loop)
    company = Company(settings, Faults(faults))
    try:
        await company.open()
        told = {"ready": True, "control": settings.address("control")}
        print(json.dumps(told), flush=True)  # noqa: T201 - whoever started us waits for this line
        await stop.wait()
    finally:
        await company.close()


def _set_at_end_of_stdin(stop: asyncio.Event, loop: asyncio.AbstractEventLoop) -> None:
    def wait() -> None:
        while sys.stdin.buffer.read(1024):
            pass
        loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=wait, daemon=True).start()


def _log_to(file: str | None) -> None:
    log = logging.getLogger("samestory_demo")
    if file is None:
        return
    handler = logging.FileHandler(file, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m samestory_demo",
        description="Speedwell Cycles: website, mail, CRM, ERP, payments and marketing list.",
    )
    parser.add_argument(
        "--ports",
        type=_ports,
        default=Ports.beginning_with("88"),
        metavar="PREFIX",
        help="what all port numbers begin with; 88 gives 8800 (website), 8802 (CRM), ...",
    )
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        choices=sorted(FAULTS),
        metavar="NAME",
        help=f"a defect to start with; may be repeated: {', '.join(sorted(FAULTS))}",
    )
    parser.add_argument("--seed", type=int, default=0, help="repeats the jitter of the bus")
    parser.add_argument(
        "--delay",
        type=_delay,
        default=(0.05, 0.4),
        metavar="MIN-MAX",
        help="how long the bus takes for a message, in milliseconds (50-400)",
    )
    parser.add_argument("--log", metavar="FILE", help="write down what the bus carries")
    parser.add_argument(
        "--until-stdin-closes",
        action="store_true",
        help="stop when whoever started this goes away",
    )
    return parser


def _ports(prefix: str) -> Ports:
    if not prefix.isdecimal() or not 11 <= int(prefix) <= 654:
        raise argparse.ArgumentTypeError("a prefix is a number from 11 to 654, such as 88")
    return Ports.beginning_with(prefix)


def _delay(text: str) -> tuple[float, float]:
    shortest, _, longest = text.partition("-")
    try:
        delay = int(shortest) / 1000, int(longest or shortest) / 1000
    except ValueError:
        raise argparse.ArgumentTypeError("a delay is MIN-MAX in milliseconds: 50-400") from None
    if delay[0] > delay[1]:
        raise argparse.ArgumentTypeError("the shortest delay comes first: 50-400")
    return delay


if __name__ == "__main__":
    sys.exit(main())
