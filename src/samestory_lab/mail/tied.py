"""Runs a command that ends with its parent: `python tied.py COMMAND ...`.

It is told to stop when the standard input ends or a SIGTERM comes, and killed where it does not.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress

GRACE = 4.0
"""Seconds that the command may take to stop by itself."""


def main() -> int:
    """Run it to its end; gives its exit code."""
    with (
        subprocess.Popen(  # noqa: S603  (the caller names the command)
            sys.argv[1:],
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Postfix's master signals its whole group, and must lead one
        ) as process
    ):
        told = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: told.set())
        threading.Thread(target=_at_end_of_stdin, args=[told], daemon=True).start()
        threading.Thread(target=_at_end_of, args=[process, told], daemon=True).start()
        told.wait()
        return _stop(process)


def _at_end_of_stdin(told: threading.Event) -> None:
    while os.read(0, 1024):
        pass
    told.set()


def _at_end_of(process: subprocess.Popen[bytes], told: threading.Event) -> None:
    process.wait()
    told.set()


def _stop(process: subprocess.Popen[bytes]) -> int:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # what is left of its group, if anything
    return process.wait()


if __name__ == "__main__":
    sys.exit(main())
