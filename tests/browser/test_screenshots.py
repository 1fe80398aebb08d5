"""Pictures of pages show no secret."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from samestory.browser import launch_options
from samestory.browser.screenshots import _TEXTS, secret_elements, take_screenshot
from samestory.redaction import Masker

needs_a_browser = pytest.mark.skipif(
    "executable_path" not in launch_options(os.environ), reason="needs a browser"
)
masker = Masker(["s3cr3t-4711"])


def test_the_smallest_elements_that_say_something_secret_are_covered():
    """And all that is around them can be read; also if a secret stands in several pieces."""
    rows = [
        (-1, "", "Hello s3cr3t-4711 and goodbye"),
        (0, "Hello", "Hello"),
        (0, "", "s3cr3t-4711"),
        (2, "s3cr3t", "s3cr3t"),
        (2, "-4711", "-4711"),
        (0, "s3cr3t-4711", ""),
    ]

    assert [2, 5] == sorted(secret_elements(rows, masker.mask))


def test_without_a_secret_nothing_is_covered():
    assert not list(secret_elements([(-1, "Hello", "Hello"), (0, "", "")], masker.mask))


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options(os.environ, headless=True))
        yield browser.new_page(viewport={"width": 200, "height": 200})
        browser.close()


def shown(page: Page, body: str) -> set[tuple[int, ...]]:
    """The colours of a page with this body, red wherever something secret is shown."""
    page.set_content(
        f"<style>* {{ margin: 0; color: red; border: 0; background: red; }}</style>{body}"
    )
    png = take_screenshot(page, masker.mask, 20)
    assert png is not None
    return colours(png)


def colours(png: bytes) -> set[tuple[int, ...]]:
    """Every colour in the middle rows of a PNG without interlacing (RFC 2083)."""
    width, depth = int.from_bytes(png[16:20], "big"), {2: 3, 6: 4}[png[25]]
    data, at = b"", 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        data += png[at + 8 : at + 8 + length] if png[at + 4 : at + 8] == b"IDAT" else b""
        at += 12 + length
    raw, size = zlib.decompress(data), width * depth
    found: set[tuple[int, ...]] = set()
    before = bytes(size)
    for start in range(0, len(raw), size + 1):
        before = _row(raw[start], raw[start + 1 : start + 1 + size], before, depth)
        found |= {tuple(before[each : each + 3]) for each in range(0, size, depth)}
    return found


def _row(kind: int, row: bytes, above: bytes, depth: int) -> bytes:
    """A row without its filter (RFC 2083, 6)."""
    plain = bytearray()
    for number, each in enumerate(row):
        left = plain[number - depth] if number >= depth else 0
        corner = above[number - depth] if number >= depth else 0
        up = above[number]
        nearest = min((left, up, corner), key=lambda one: abs(left + up - corner - one))
        plain.append((each + (0, left, up, (left + up) // 2, nearest)[kind]) % 256)
    return bytes(plain)


GREY, RED = (0x80, 0x80, 0x80), (255, 0, 0)
BLOCK = 'style="display: block; width: 100vw; height: 100vh"'


@needs_a_browser
@pytest.mark.parametrize(
    "body",
    [
        f"<p {BLOCK}>The key is s3cr3t-4711.</p>",
        f"<p {BLOCK}><b>s3cr3t</b><i>-4711</i></p>",
        f'<input {BLOCK} value="s3cr3t-4711">',
        f'<textarea {BLOCK} placeholder="s3cr3t-4711"></textarea>',
        f'<input {BLOCK} type=password value="whatever">',
        f'<input {BLOCK} autocomplete="cc-number" value="1">',
        f"<p {BLOCK}>4111 1111 1111 1111</p>",
        (
            f'<iframe {BLOCK} srcdoc="<style>* {{ margin: 0; background: red }}</style>'
            "<p style='height: 100vh'>s3cr3t-4711</p>\"></iframe>"
        ),
    ],
)
def test_what_is_secret_is_covered(page: Page, body: str):
    """Texts, fields, and pages within pages."""
    assert {GREY} == shown(page, body)
    assert "samestory" not in page.content(), "the page is as it was"


@needs_a_browser
@pytest.mark.parametrize(
    "last", ["<div><p>s3cr3t-4711</p></div>", "<div><input value=s3cr3t-4711></div>"]
)
def test_what_is_secret_is_covered_after_thousands_of_elements(page: Page, last: str):
    """A long list must not use up the look before the end of the page."""
    page.set_content(f"<body>{'<b></b>' * 5000}{last}")
    rows = page.evaluate(_TEXTS, 3000)

    assert rows[-1][1].strip() == "s3cr3t-4711"
    assert [len(rows) - 1] == list(secret_elements(rows, masker.mask))


@needs_a_browser
def test_everything_else_is_shown(page: Page):
    assert {RED} == shown(page, f"<p {BLOCK}>Order A-1042, 89.00 EUR</p>")
