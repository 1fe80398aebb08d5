"""A Python that has imported everything already, for tests that start a process of their own.

Most of what such a test costs are the imports of pytest, Playwright, pydantic and samestory. One
server for each test process imports them once, and forks a process for each call: with the caller's
arguments, folder, environment, standard streams and signals, and its own exit code. Only what is
imported, and so how long it takes, differs from `sys.executable`.
"""

from __future__ import annotations

import atexit
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def warm_python() -> str:
    """Return the path of a command that understands `-m MODULE`, `-c CODE` and a file.

    Outside of Linux, which alone tells of the end of a process that is nobody's child, it is
    Python itself.
    """
    if sys.platform != "linux":
        return sys.executable
    folder = tempfile.TemporaryDirectory(prefix="warm-")
    atexit.register(folder.cleanup)
    address, command = f"{folder.name}/socket", Path(folder.name) / "python"
    command.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -IS "{HERE / "caller.py"}" "{address}" "$0" "$@"\n'
    )
    command.chmod(0o700)
    server = subprocess.Popen(  # noqa: S603  our own program
        [sys.executable, str(HERE / "server.py"), address],
        cwd=folder.name,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert server.stdout is not None
    assert b"ready\n" == server.stdout.readline()
    atexit.register(server.wait)
    atexit.register(server.stdin.close)  # what is registered last is called first
    return str(command)
