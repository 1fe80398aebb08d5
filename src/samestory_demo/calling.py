"""The command line of a company, and its end: shared by both companies."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Collection
from typing import NoReturn

from samestory_demo.switchboard import UnknownFaultError

MISTAKE = 4
"""The exit code for a mistake in the call, for a port that is taken, and for a failed set-up."""
STDIN = 0
READ_AT_ONCE = 1024


class CallParser(argparse.ArgumentParser):
    """Reads a call; a mistake in it ends with the exit code that samestory has for mistakes."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and stop."""
        self.print_usage(sys.stderr)
        self.exit(MISTAKE, f"{self.prog}: error: {message}\n")


def add_ports(
    parser: CallParser, beginning_with: Callable[[str], object], prefix: str, example: str
) -> None:
    """Let `parser` read a prefix as the ports that begin with it; `example` are some of them."""

    def ports(text: str) -> object:
        if not text.isdecimal() or not 11 <= int(text) <= 654:
            raise argparse.ArgumentTypeError(
                f"a prefix is a number from 11 to 654, such as {prefix}"
            )
        return beginning_with(text)

    parser.add_argument(
        "--ports",
        type=ports,
        default=beginning_with(prefix),
        metavar="PREFIX",
        help=f"what all port numbers begin with; {prefix} gives {example}, ...",
    )


def add_faults(parser: CallParser, known: Collection[str]) -> None:
    """Let `parser` read names of faults; a mistyped one is answered with the right one."""

    def fault(name: str) -> str:
        if name not in known:
            raise argparse.ArgumentTypeError(str(UnknownFaultError(name, known)))
        return name

    parser.add_argument(
        "--fault",
        action="append",
        type=fault,
        default=[],
        metavar="NAME",
        help=f"a defect to start with; may be repeated: {', '.join(sorted(known))}",
    )


def add_end(parser: CallParser) -> None:
    """Let `parser` read whether the company ends with its parent process."""
    parser.add_argument(
        "--until-stdin-closes",
        action="store_true",
        help="stop when the parent process ends",
    )


def stop_event() -> asyncio.Event:
    """An event that SIGTERM and Ctrl-C set; to be called in a running loop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: loop.call_soon_threadsafe(stop.set))
    return stop


def at_end_of_stdin(act: Callable[[], object]) -> None:
    """Call `act`, in its own thread, when the parent process has ended."""

    def wait() -> None:
        # Not sys.stdin: its lock, held by this thread, would make the interpreter's end a crash.
        while os.read(STDIN, READ_AT_ONCE):
            pass
        act()

    threading.Thread(target=wait, daemon=True).start()


def say_ready(control: str) -> None:
    """Print that the company is ready, and the address of its control API."""
    print(json.dumps({"ready": True, "control": control}), flush=True)  # noqa: T201 - a command


def say(what: str) -> None:
    """Print anything else for the starter of the company."""
    print(what, file=sys.stderr, flush=True)  # noqa: T201 - a command
