"""`python -m samestory_demo`: run the company in the foreground until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from samestory_demo import calling
from samestory_demo.defects import FAULTS
from samestory_demo.faults import Faults
from samestory_demo.settings import Ports, Secrets, Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the company; gives the exit code."""
    call = _parser().parse_args(arguments)
    _log_to(call.log)
    settings = Settings(
        ports=call.ports,
        secrets=Secrets.of(os.environ),
        delay=call.delay,
        seed=call.seed,
        traces=call.traces,
    )
    try:
        # Imported here so that `--help` and mistakes in the call are answered at once.
        from samestory_demo.serving import BusyPortError  # noqa: PLC0415 - see above
    except ModuleNotFoundError as missing:
        calling.say(
            f"Cannot open Speedwell Cycles: {missing.name} is not installed. "
            "Install it: pip install 'samestory[demo]'"
        )
        return calling.MISTAKE
    try:
        asyncio.run(_run(settings, call.fault, until_stdin_closes=call.until_stdin_closes))
    except BusyPortError as busy:
        calling.say(f"Cannot open Speedwell Cycles: {busy}")
        return calling.MISTAKE
    return 0


async def _run(settings: Settings, faults: list[str], *, until_stdin_closes: bool) -> None:
    from samestory_demo.company import Company  # noqa: PLC0415 - see `main`

    stop = calling.stop_event()
    if until_stdin_closes:
        loop = asyncio.get_running_loop()
        calling.at_end_of_stdin(lambda: loop.call_soon_threadsafe(stop.set))
    company = Company(settings, Faults(faults))
    try:
        await company.open()
        calling.say_ready(settings.address("control"))
        await stop.wait()
    finally:
        await company.close()


def _log_to(file: str | None) -> None:
    log = logging.getLogger("samestory_demo")
    if file is None:
        return
    handler = logging.FileHandler(file, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)


def _parser() -> calling.CallParser:
    parser = calling.CallParser(
        prog="python -m samestory_demo",
        description="Speedwell Cycles: website, mail, CRM, ERP, payments and marketing list.",
    )
    calling.add_ports(parser, Ports.beginning_with, "88", "8800 (website), 8802 (CRM)")
    calling.add_faults(parser, FAULTS)
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
        "--traces",
        type=lambda text: Path(text) if text else None,
        metavar="FILE",
        help="add spans of what the systems do to this file, as OTLP JSON",
    )
    calling.add_end(parser)
    return parser


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
