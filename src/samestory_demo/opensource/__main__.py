"""`python -m samestory_demo.opensource [prepare]`: run the company until it is told to stop.

With `prepare` everything is installed and made that a first start would have to, and no more.
"""

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
from dataclasses import astuple
from pathlib import Path

from platformdirs import user_cache_path

from samestory_demo.opensource.company import Company
from samestory_demo.opensource.faults import FAULTS, Faults
from samestory_demo.opensource.preparing import SetUpError, prepare
from samestory_demo.opensource.programs import DidNotOpenError
from samestory_demo.opensource.settings import Ports, Secrets, Settings
from samestory_demo.opensource.software import ALL
from samestory_demo.serving import BusyPortError, listening

MISTAKE = 4
"""The exit code for a mistake in the call, for a port that is taken, and for a failed set-up."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the company; gives the exit code."""
    call = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    settings = Settings(call.ports, Secrets.of(os.environ))
    try:
        if not call.only_prepare:
            _check(settings.ports)
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # leave set-up as Ctrl-C does
        if call.until_stdin_closes:
            threading.Thread(target=_stop_at_end_of_stdin, daemon=True).start()
        prepared = {each: prepare(each, call.cache, settings, _say) for each in ALL}
        if call.only_prepare:
            return 0
        asyncio.run(_run(Company(settings, Faults(call.fault), prepared), settings))
    except (BusyPortError, SetUpError, DidNotOpenError) as trouble:
        _say(f"Cannot open the company: {trouble}")
        return MISTAKE
    except KeyboardInterrupt:
        _say("Stopped before the company was open; what is prepared is kept.")
    return 0


def _check(ports: Ports) -> None:
    """Find out before minutes of set-up that a port is taken, not after them (BusyPortError)."""
    for port in astuple(ports):
        listening(port).close()


async def _run(company: Company, settings: Settings) -> None:
    """Open, say so, and close when told to stop, even if that is while opening."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: loop.call_soon_threadsafe(stop.set))
    opening = asyncio.create_task(company.open())
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({opening, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if opening.done():
            opening.result()
            told = {"ready": True, "control": settings.address("control")}
            print(json.dumps(told), flush=True)  # noqa: T201  (whoever started us waits for it)
            await stopping
    finally:
        opening.cancel()
        stopping.cancel()
        await asyncio.gather(opening, stopping, return_exceptions=True)
        await company.close()


def _stop_at_end_of_stdin() -> None:
    while sys.stdin.buffer.read(1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)  # noqa: T201  (a command)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m samestory_demo.opensource",
        description="A company of other people's software: django-oscar, Tryton, and mail.",
    )
    parser.add_argument(
        "only_prepare",
        nargs="?",
        choices=["prepare"],
        metavar="prepare",
        help="install everything and make the first databases, and no more",
    )
    parser.add_argument(
        "--ports",
        type=_ports,
        default=Ports.beginning_with("89"),
        metavar="PREFIX",
        help="what all port numbers begin with; 89 gives 8900 (shop), 8904 (ERP), ...",
    )
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        choices=sorted(FAULTS),
        metavar="NAME",
        help=f"a defect to start with; may be repeated: {', '.join(sorted(FAULTS))}",
    )
    parser.add_argument(
        "--cache",
        type=Path,
        default=user_cache_path("samestory") / "opensource",
        metavar="FOLDER",
        help="where the software is installed (%(default)s)",
    )
    parser.add_argument(
        "--until-stdin-closes",
        action="store_true",
        help="stop when whoever started this goes away",
    )
    return parser


def _ports(prefix: str) -> Ports:
    if not prefix.isdecimal() or not 11 <= int(prefix) <= 654:
        raise argparse.ArgumentTypeError("a prefix is a number from 11 to 654, such as 89")
    return Ports.beginning_with(prefix)


if __name__ == "__main__":
    sys.exit(main())
