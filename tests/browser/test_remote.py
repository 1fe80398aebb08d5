"""A browser that was started elsewhere is used if it proves that nothing passes the guard."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

from samestory.browser import BrowserFence, launch_options, open_browser
from samestory.browser.remote import address_of_remote, port_of_proxy
from samestory.errors import WrongCall
from samestory.network.guard import Guard
from tests.browser.stand_ins import SHOP, Net, address_of, net
from tests.browser.vectors import asked_by

GUARD = Guard(hosts=(SHOP,), file="shop.toml")


@contextmanager
def served(command: list[str]) -> Iterator[str]:
    """The address of a browser that another process has started; skips without a browser."""
    if launch_options({}).get("executable_path") is None:
        pytest.skip("there is no browser on this machine")
    with subprocess.Popen(  # noqa: S603 - our own command line
        command, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()
            process.wait(30)
            with suppress(ProcessLookupError):  # Playwright's own command leaves its child behind
                os.killpg(process.pid, signal.SIGTERM)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served([sys.executable, "-m", "samestory.browser", "--serve", "0"]) as found:
        yield found


@contextmanager
def connected(address: str) -> Iterator[Browser]:
    with closing(BrowserFence(GUARD)) as border, sync_playwright() as playwright:
        browser = open_browser(border.around(playwright), {"SAMESTORY_BROWSER": address})
        yield browser
        browser.close()


@pytest.fixture
def hosts(monkeypatch: pytest.MonkeyPatch) -> Iterator[Net]:
    """The shop and forbidden hosts; every name leads to one of them."""
    really = socket.getaddrinfo

    def looked_up(host: str | bytes | None, *more: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        return really(name and address_of(name), *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    with net() as found:
        yield found


def test_it_shows_the_pages_of_allowed_hosts_and_is_redirected_to_no_other(
    address: str, hosts: Net
):
    """Routes do not see redirects: the proxy of this process is its only way out."""
    with connected(address) as browser, browser.new_context() as hers:
        tab = hers.new_page()
        assert tab.goto(f"{hosts.shop}/").ok  # type: ignore[union-attr]  # it answers
        hosts.forget()
        _, redirected = asked_by(tab.goto, "goto", hosts)

    assert redirected == hosts.hops, "each of them was tried"
    assert [] == hosts.strays
    assert set(hosts.asked) <= {SHOP}


def test_two_who_use_one_browser_do_not_see_each_other(address: str, hosts: Net):
    """Neither contexts nor cookies."""
    with connected(address) as one:
        hers = one.new_context()
        hers.add_cookies([{"name": "session", "value": "hers", "url": hosts.shop}])
        assert ["hers"] == [each["value"] for each in hers.cookies()]
        seen = subprocess.run(  # noqa: S603 - as above
            [sys.executable, "-c", OTHER, address], capture_output=True, text=True, check=False
        )

    assert "0 contexts, 0 cookies" == seen.stdout.strip(), seen.stderr


OTHER = f"""
import sys
from contextlib import closing
from playwright.sync_api import sync_playwright
from samestory.browser import BrowserFence, open_browser
from samestory.network.guard import Guard
guard = Guard(hosts=({SHOP!r},), file="shop.toml")
with closing(BrowserFence(guard)) as border, sync_playwright() as playwright:
    browser = open_browser(border.around(playwright), {{"SAMESTORY_BROWSER": sys.argv[1]}})
    seen = len(browser.contexts)
    print(f"{{seen}} contexts, {{len(browser.new_context().cookies())}} cookies")
"""


def test_one_without_the_arguments_that_keep_it_in_is_refused(tmp_path: Path):
    """It would look up names, and talk to whom it likes."""
    config = {"executablePath": launch_options({}).get("executable_path"), "host": "127.0.0.1"}
    file = tmp_path / "server.json"
    file.write_text(json.dumps(config))
    command = [sys.executable, "-m", "playwright", "launch-server", "--browser", "chromium"]
    with (
        served([*command, "--config", str(file)]) as plain,
        pytest.raises(WrongCall, match="started without the arguments that keep it on the hosts"),
        connected(plain),
    ):
        pass


def test_one_that_does_not_find_the_proxy_is_refused(address: str, monkeypatch: pytest.MonkeyPatch):
    """As on another machine to which the proxy's port is not forwarded."""
    monkeypatch.setattr("samestory.network.proxy.GuardProxy.url", "http://127.0.0.1:1")
    monkeypatch.setattr("samestory.browser.remote.PROBE", "another.invalid")
    with (
        pytest.raises(WrongCall, match="does not find samestory's proxy"),
        connected(address),
    ):
        pass


def test_nobody_there_is_told_in_a_sentence():
    """With the command that starts one."""
    with (
        pytest.raises(WrongCall, match=r"no browser at ws://127.0.0.1:1 .*\n.*--serve 3000"),
        connected("ws://127.0.0.1:1/"),
    ):
        pass


def test_what_opens_a_browser_is_in_no_message(hosts: Net):
    """Its path does, or what comes after it; the host that is there refuses it, and quotes it."""
    host = f"127.0.0.1:{hosts.shop.rpartition(':')[2].strip('/')}"
    with (
        pytest.raises(WrongCall, match=f"no browser at ws://{host} ") as told,
        connected(f"ws://me:canary@{host}/canary?token=canary"),
    ):
        pass

    assert "canary" not in str(told.value)


def test_a_page_object_may_not_connect_past_the_guard():
    """By the protocol of Chromium's own tools there is no proof."""
    with closing(BrowserFence(GUARD)) as border, sync_playwright() as playwright:
        border.around(playwright)
        ways: list[Callable[[str], object]] = [
            playwright.chromium.connect_over_cdp,
            playwright.firefox.connect,
        ]
        for connect in ways:
            with pytest.raises(WrongCall, match="cannot be kept on the hosts"):
                connect("ws://127.0.0.1:1")


class TestWhatTheEnvironmentSays:
    def test_a_path_or_a_command_is_no_address(self):
        assert address_of_remote({"SAMESTORY_BROWSER": "/usr/bin/chromium"}) is None
        assert address_of_remote({}) is None

    def test_a_browser_on_another_machine_is_refused_with_the_way_to_reach_it(self):
        """Its own 127.0.0.1 is not ours, and the proxy listens nowhere else."""
        with pytest.raises(WrongCall, match=r"(?s)on grid.example.*-R 3128:127.0.0.1:3128"):
            address_of_remote({"SAMESTORY_BROWSER": "ws://grid.example:3000/x"})

    def test_each_worker_has_a_proxy_on_a_port_of_its_own(self):
        environ = {"SAMESTORY_PROXY_PORT": "3128"}

        assert 3128 == port_of_proxy(environ)
        assert 3131 == port_of_proxy({**environ, "PYTEST_XDIST_WORKER": "gw3"})
        assert 0 == port_of_proxy({})

    @pytest.mark.parametrize("port", ["x", "0", "70000", "-1"])
    def test_no_port_is_a_mistake(self, port: str):
        with pytest.raises(WrongCall, match="which is no port"):
            port_of_proxy({"SAMESTORY_PROXY_PORT": port})


def test_a_port_that_is_taken_is_told_in_a_sentence(hosts: Net):
    """It was named so that it can be forwarded; another one would not be."""
    taken = int(hosts.shop.rpartition(":")[2])
    with (
        closing(BrowserFence(GUARD, port=taken)) as border,
        sync_playwright() as playwright,
        pytest.raises(WrongCall, match=f"cannot listen on 127.0.0.1:{taken}"),
    ):
        border.around(playwright).request.new_context()


def test_an_error_of_a_page_is_still_playwrights(address: str):
    """Only connecting is told in sentences of ours."""
    with connected(address) as browser, pytest.raises(Error, match="ERR_"):
        browser.new_page().goto("http://127.0.0.1:1/")
