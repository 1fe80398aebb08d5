"""`python -m samestory_lab [prepare]`: run the company until SIGTERM or Ctrl-C.

With `prepare`, install everything that a first start needs, and stop.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path

from platformdirs import user_cache_path

from samestory_demo import calling
from samestory_demo.serving import BusyPortError, listening
from samestory_demo.switchboard import UnknownFaultError
from samestory_lab.company import Company
from samestory_lab.integration.faults import FAULTS, Faults
from samestory_lab.mail.choosing import Kind, mail_of
from samestory_lab.preparing import SetUpError, prepare
from samestory_lab.programs import DidNotOpenError
from samestory_lab.settings import Ports, Secrets, Settings
from samestory_lab.software import COMPANIES


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the company; gives the exit code."""
    parser = _parser()
    call = parser.parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    settings = Settings(call.ports, Secrets.of(os.environ))
    pieces = COMPANIES[call.company]
    try:
        faults = Faults(call.fault, pieces=[each.name for each in pieces])
    except UnknownFaultError as unknown:
        parser.error(str(unknown))
    try:
        if not call.only_prepare:
            _check(settings.ports)
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # leave set-up as Ctrl-C does
        if call.until_stdin_closes:
            calling.at_end_of_stdin(_stop)
        prepared = prepare(pieces, call.cache, settings, calling.say)
        if call.only_prepare:
            return 0
        company = Company(settings, faults, prepared, mail_of(Kind(call.mail), settings))
        asyncio.run(_run(company, settings))
    except (BusyPortError, SetUpError, DidNotOpenError) as trouble:
        calling.say(f"Cannot open the company: {trouble}")
        return calling.MISTAKE
    except KeyboardInterrupt:
        calling.say("Stopped before the company was open; what is prepared is kept.")
    return 0


def _check(ports: Ports) -> None:
    """Find out before minutes of set-up that a port is taken, not after them (BusyPortError)."""
    for port in filter(None, astuple(ports)):
        listening(port).close()


async def _run(company: Company, settings: Settings) -> None:
    """Open, say so, and close when told to stop, even if that is while opening."""
    stop = calling.stop_event()
    opening = asyncio.create_task(company.open())
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({opening, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if opening.done():
            opening.result()
            calling.say_ready(settings.address("control"))
            await stopping
    finally:
        opening.cancel()
        stopping.cancel()
        await asyncio.gather(opening, stopping, return_exceptions=True)
        await company.close()


def _stop() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def _parser() -> calling.CallParser:
    parser = calling.CallParser(
        prog="python -m samestory_lab",
        description="A company of other people's software: a shop, an ERP, mail, and more.",
    )
    parser.add_argument(
        "only_prepare",
        nargs="?",
        choices=["prepare"],
        metavar="prepare",
        help="install everything and make the first databases, and no more",
    )
    parser.add_argument(
        "--company",
        choices=COMPANIES,
        default="opensource",
        help="which of the companies (%(default)s): " + "; ".join(map(_made_of, COMPANIES)),
    )
    calling.add_ports(parser, Ports.beginning_with, "89", "8900 (shop), 8904 (ERP)")
    calling.add_faults(parser, FAULTS)
    parser.add_argument(
        "--mail",
        choices=[each.value for each in Kind],
        default=Kind.AUTO.value,
        help="what carries the mail (%(default)s): postfix is Debian's Postfix and Dovecot, python"
        " is aiosmtpd and pymap, auto the first of them that can be run",
    )
    parser.add_argument(
        "--cache",
        type=Path,
        default=user_cache_path("samestory") / "opensource",
        metavar="FOLDER",
        help="where the software is installed (%(default)s)",
    )
    calling.add_end(parser)
    return parser


def _made_of(name: str) -> str:
    return f"{name} is {', '.join(each.called for each in COMPANIES[name])}, and mail"


if __name__ == "__main__":
    sys.exit(main())
