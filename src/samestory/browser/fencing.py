"""Keeps all that a Playwright opens on the allowed hosts: browsers, contexts, requests."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from playwright.sync_api import APIRequestContext, Browser, Playwright

from samestory.browser.launching import VARIABLE
from samestory.browser.remote import (
    PORT_VARIABLE,
    address_of_remote,
    prove_fenced,
    up_to_port,
)
from samestory.browser.routes import fence
from samestory.errors import WrongCall
from samestory.network.guard import Guard
from samestory.network.proxy import HERE, GuardProxy, TraceOf
from samestory.network.upstream_proxy import from_environment, from_settings

Settings = Mapping[str, Any]
"""A proxy, as Playwright's option `proxy` describes it."""
Opened = TypeVar("Opened")

CHROMIUM = (
    f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HERE}",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
)
"""Chromium finds only this machine, where the proxy is; names and addresses alike."""

FIREFOX = {
    "media.peerconnection.enabled": False,
    "network.http.http3.enable": False,
    "network.dns.disablePrefetch": True,
    "network.proxy.failover_direct": False,
    "network.trr.mode": 5,
}
"""No WebRTC, no QUIC, no lookups of names, and never past the proxy."""


class BrowserFence:
    """Keeps one Playwright on the allowed hosts.

    Each upstream proxy that is asked for gets a `GuardProxy` in front of it; the first listens on
    `port` if that is not 0.
    """

    def __init__(self, guard: Guard, trace_of: TraceOf = lambda _: "", *, port: int = 0) -> None:
        self._guard = guard
        self._port = port
        self._trace_of = trace_of
        self._proxies: dict[tuple[tuple[str, object], ...], GuardProxy] = {}

    def around(self, playwright: Playwright) -> Playwright:
        """Return the same Playwright, fenced."""
        for kind in (playwright.chromium, playwright.firefox, playwright.webkit):
            _replace(kind, "launch", partial(self._launching, kind.name))
            _replace(kind, "launch_persistent_context", partial(self._opening, kind.name, None))
            _replace(kind, "connect", self._connecting if kind.name == "chromium" else _refusing)
            _replace(kind, "connect_over_cdp", _refusing)
        _replace(playwright.request, "new_context", self._asking)
        return playwright

    def allow(self, guard: Guard) -> None:
        """Let this guard decide from now on, for browsers that are open as well.

        A context that is open keeps to what was allowed when it was opened, too: its routes only
        make the proxy's answer stricter, and Playwright would match new ones beside the old.
        """
        self._guard = guard
        for each in self._proxies.values():
            each.guard = guard

    def close(self) -> None:
        """Close its proxies."""
        for each in self._proxies.values():
            each.close()
        self._proxies.clear()

    def _launching(self, kind: str, launch: Callable[..., Browser]) -> Callable[..., Browser]:
        def launched(**options: Any) -> Browser:
            usual = options.get("proxy")
            return self._fenced(launch(**_options(kind, options, self._proxy(usual))), usual)

        return launched

    def _connecting(self, connect: Callable[..., Browser]) -> Callable[..., Browser]:
        def connected(address: str, **options: Any) -> Browser:
            from playwright.sync_api import Error  # noqa: PLC0415 - slow, and doctor can spare it

            address_of_remote({VARIABLE: address})
            try:
                browser = connect(address, **options)
            except Error as error:
                why = up_to_port(error.message.splitlines()[0])
                raise WrongCall(
                    f"There is no browser at {up_to_port(address)} ({why}).\n"
                    "  Start one: python -m samestory.browser --serve 3000"
                ) from None
            prove_fenced(browser, self._proxy(None), address)
            return self._fenced(browser, None)

        return connected

    def _fenced(self, browser: Browser, usual: Settings | None) -> Browser:
        _replace(browser, "new_context", partial(self._opening, "", usual))
        _replace(browser, "new_page", partial(self._opening, "", usual))
        return browser

    def _opening(
        self, kind: str, usual: Settings | None, opens: Callable[..., Opened]
    ) -> Callable[..., Opened]:
        def opened(*folder: Any, **options: Any) -> Opened:
            proxy = self._proxy(options.get("proxy") or usual)
            found = opens(*folder, **_options(kind, options, proxy))
            context: Any = found
            fence(getattr(context, "context", context), self._guard, proxy.why_down)
            return found

        return opened

    def _asking(self, new: Callable[..., APIRequestContext]) -> Callable[..., APIRequestContext]:
        return lambda **options: new(**_options("", options, self._proxy(options.get("proxy"))))

    def _proxy(self, settings: Settings | None) -> GuardProxy:
        key = tuple(sorted((settings or {}).items()))
        if key not in self._proxies:
            via = from_settings(settings) if settings else from_environment()
            port = 0 if self._proxies else self._port
            try:
                self._proxies[key] = GuardProxy(self._guard, via, self._trace_of, port=port)
            except OSError as error:
                raise WrongCall(
                    f"samestory's proxy cannot listen on {HERE}:{port} ({error.strerror}).\n"
                    f"  Set {PORT_VARIABLE} to a port that is free."
                ) from error
        return self._proxies[key]


def _options(kind: str, options: Mapping[str, Any], proxy: GuardProxy) -> dict[str, Any]:
    fenced = {**options, "proxy": {"server": proxy.url}}
    if kind == "chromium":
        fenced["args"] = [*(options.get("args") or ()), *CHROMIUM]
    if kind == "firefox":
        fenced["firefox_user_prefs"] = {**(options.get("firefox_user_prefs") or {}), **FIREFOX}
    return fenced


def _replace(owner: object, name: str, make: Callable[[Any], Any]) -> None:
    setattr(owner, name, make(getattr(owner, name)))


def _refusing(_: Callable[..., Any]) -> Callable[..., Any]:
    def refuse(*_: object, **__: object) -> None:
        raise WrongCall(
            "A browser that was started elsewhere cannot be kept on the hosts that the landscape "
            "allows.\n  Let samestory start the browser."
        )

    return refuse
