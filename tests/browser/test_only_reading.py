"""A page that would act as soon as it is opened can do nothing but ask."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, sync_playwright

from samestory.browser import launch_options
from samestory.browser.routes import fence, only_reading
from samestory.network.guard import Guard

pytestmark = pytest.mark.skipif(
    "executable_path" not in launch_options(os.environ), reason="there is no browser here"
)
EAGER = b"""<!doctype html><form method="post" action="/cancel"></form>
<script>
fetch("/asked").then(() => fetch("/unsubscribe", {method: "POST"})).catch(() => 0)
    .then(() => fetch("/gone", {method: "DELETE"})).catch(() => 0)
    .then(() => { document.title = "done"; document.forms[0].submit(); });
</script>"""
QUIET = b"<!doctype html><title>quiet</title>"


class Shop(BaseHTTPRequestHandler):
    """Notes every request."""

    heard: list[str]

    def do_GET(self) -> None:
        self.heard.append(f"{self.command} {self.path}")
        body = EAGER if self.path == "/link" else QUIET
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_DELETE = do_GET  # noqa: N815 - http.server calls them so

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is called there
        pass


@pytest.fixture
def shop() -> Iterator[str]:
    Shop.heard = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Shop) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options(os.environ))
        context = browser.new_context()
        fence(context, Guard(hosts=("127.0.0.1",), file="x.toml"))
        yield context.new_page()
        browser.close()


def test_neither_its_form_nor_its_script_changes_anything(page: Page, shop: str):
    """Only what was asked for has reached the shop; afterwards the tab may act again."""
    with only_reading(page):
        page.goto(f"{shop}/link")
        page.wait_for_function("document.title === 'done'")
        page.wait_for_timeout(200)
        assert {"GET /link", "GET /asked"} == {e for e in Shop.heard if "favicon" not in e}
        assert page.url == f"{shop}/link"

    page.evaluate("() => fetch('/unsubscribe', {method: 'POST'})")
    assert "POST /unsubscribe" in Shop.heard
