"""Browsers that were started elsewhere: served by `python -m samestory.browser --serve 3000`.

Such a browser is used only if it proves to be kept on the allowed hosts: it has to find this
process's own proxy on the browser's machine, and to look up no name by itself. On another machine
both ends are forwarded, as `ssh -L 3000:127.0.0.1:3000 -R 3128:127.0.0.1:3128` does.
"""

import json
import os
import re
import secrets
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from samestory.browser.launching import VARIABLE, is_address, launch_options
from samestory.errors import WrongCall
from samestory.network.guard import is_this_machine
from samestory.network.proxy import HERE, GuardProxy

PORT_VARIABLE = "SAMESTORY_PROXY_PORT"
"""The environment variable that says on which port the proxy listens, so that it is forwarded."""
WORKER = "PYTEST_XDIST_WORKER"
"""The environment variable in which pytest-xdist names a worker ("gw1"): each has a proxy."""
PROBE = "samestory-guard.invalid"
"""A name that only a browser with our arguments finds: it leads to its own machine (RFC 2606)."""
FENCED = (
    f"--host-resolver-rules=MAP {PROBE} {HERE}, MAP * ~NOTFOUND, EXCLUDE {HERE}",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
)
"""What keeps a Chromium from everything but the proxy; see `fencing.CHROMIUM`."""
IN_TIME = 10_000
"""Milliseconds in which a browser has to find the proxy."""


_AFTER_PORT = re.compile(r"(?P<scheme>wss?://)(?:[^\s/?#@]*@)*(?P<host>[^\s/?#@]*)\S*")


def address_of_remote(environ: Mapping[str, str]) -> str | None:
    """Return the address of a browser that was started elsewhere; None if none is named.

    Raise `WrongCall` if it is on another machine.
    """
    named = environ.get(VARIABLE, "")
    if not is_address(named):
        return None
    host = urlsplit(named).hostname or ""
    if not is_this_machine(host):
        raise WrongCall(
            f"{VARIABLE} names a browser on {host}, from which samestory's proxy on {HERE} cannot "
            "be reached, so nothing would keep it on the hosts that the landscape allows.\n"
            f"  Forward both: ssh -N -L 3000:{HERE}:3000 -R 3128:{HERE}:3128 {host}; then set "
            f"{VARIABLE}=ws://{HERE}:3000/... and {PORT_VARIABLE}=3128."
        )
    return named


def up_to_port(text: str) -> str:
    """Return a text in which addresses of browsers end with their port.

    Who knows the path, or what comes after it, may use the browser.
    """
    return _AFTER_PORT.sub(lambda found: f"{found['scheme']}{found['host']}", text)


def port_of_proxy(environ: Mapping[str, str]) -> int:
    """Return the port that the proxy is to listen on, 0 for any; each worker has one of its own.

    Raise `WrongCall` if what the environment says is no port.
    """
    named = environ.get(PORT_VARIABLE, "")
    if not named:
        return 0
    if not named.isdecimal() or not 0 < int(named) < 65_536:
        raise WrongCall(f"{PORT_VARIABLE} is {named!r}, which is no port.\n  Write it like 3128.")
    worker = environ.get(WORKER, "").removeprefix("gw")
    return int(named) + (int(worker) if worker.isdecimal() else 0)


def prove_fenced(browser: Browser, proxy: GuardProxy, address: str) -> None:
    """Raise `WrongCall` unless a browser finds our proxy, and no host without it."""
    token, shown = secrets.token_hex(8), up_to_port(address)
    _go(browser, proxy, f"http://{PROBE}:{proxy.port}/{token}", bypass=PROBE)
    if token in proxy.knocks:
        return
    _go(browser, proxy, f"http://{token}.invalid/")
    if f"{token}.invalid" in proxy.knocks:
        raise WrongCall(
            f"The browser at {shown} was started without the arguments that keep it on the "
            "hosts that the landscape allows.\n"
            "  Start it like this: python -m samestory.browser --serve 3000"
        )
    raise WrongCall(
        f"The browser at {shown} does not find samestory's proxy on {HERE}:{proxy.port}, so "
        "nothing would keep it on the hosts that the landscape allows.\n"
        f"  If it is on another machine, forward that port as well (ssh -R), and set "
        f"{PORT_VARIABLE} to it."
    )


def _go(browser: Browser, proxy: GuardProxy, url: str, bypass: str | None = None) -> None:
    from playwright.sync_api import Error  # noqa: PLC0415 - a slow import

    settings: Any = {"server": proxy.url} | ({"bypass": bypass} if bypass else {})
    context = browser.new_context(proxy=settings)
    with suppress(Error):  # no page comes from there
        context.new_page().goto(url, timeout=IN_TIME)
    context.close()


def serve(port: int, environ: Mapping[str, str]) -> int:
    """Run a browser for others until it is interrupted; it prints the address to connect to.

    Everybody who connects has contexts of their own, and sees no others.
    """
    options = launch_options(environ)
    config = {
        "headless": True,
        "args": [*options["args"], *FENCED],
        "executablePath": options.get("executable_path"),
        "host": HERE,
        "port": port,
        "wsPath": f"/{secrets.token_urlsafe(12)}",
    }
    with TemporaryDirectory(prefix="samestory-browser-") as folder:
        file = Path(folder) / "server.json"
        file.write_text(json.dumps({k: v for k, v in config.items() if v is not None}), "utf-8")
        command = [
            *(sys.executable, "-m", "playwright", "launch-server"),
            *("--browser", "chromium", "--config", str(file)),
        ]
        return _run_until_interrupted(command)


def _run_until_interrupted(command: list[str]) -> int:
    """Run a command and what it starts, until it ends or somebody asks us to end."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    running = subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own command line
    try:
        return running.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGTERM)
        running.wait()
