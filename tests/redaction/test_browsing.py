"""Secrets that only the browser knows: cookies, credentials in headers, typed passwords."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from samestory.redaction import cookies_of, secrets_in_trace

KEY = "k3y4" * 4


def trace(**lines: object) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("trace.network", json.dumps(lines))
        archive.writestr("resources/a.html", b"{ no JSON")
    return content.getvalue()


def test_a_cookie_that_scripts_may_not_read_is_a_secret() -> None:
    """So is one that looks like a key; languages and zones are none."""
    cookies = [
        {"name": "sid", "value": "opaque-words", "httpOnly": True},
        {"name": "csrf", "value": "Zm9vYmFyMTIzNDU2", "httpOnly": False},
        {"name": "zone", "value": "Europe/Berlin", "httpOnly": False},
        {"name": "lang", "value": "de", "httpOnly": True},
        {"name": "who", "value": "ada.kohler.1a2b3c@customers.example", "httpOnly": True},
        {"name": "seen", "value": "2026-11-27T08:15:00Z", "httpOnly": False},
        {"name": "cart", "value": "ORDER-2026-1042", "httpOnly": False},
    ]

    assert ["opaque-words", "Zm9vYmFyMTIzNDU2"] == list(cookies_of(cookies))


@pytest.mark.parametrize(
    ("entry", "secret"),
    [
        ({"cookies": [{"name": "PHPSESSID", "value": "opaque-words"}]}, "opaque-words"),
        (
            {"request": {"cookies": [{"name": "sid", "value": KEY}]}},
            KEY,
        ),
        (
            {"headers": [{"name": "Cookie", "value": f"a=b; sid={KEY}"}]},
            KEY,
        ),
        (
            {"headers": [{"name": "set-cookie", "value": "sid=opaque-words; HttpOnly"}]},
            "opaque-words",
        ),
        (
            {"headers": [{"name": "Authorization", "value": f"Bearer {KEY}"}]},
            KEY,
        ),
        ({"params": {"selector": "#password", "value": "by hand"}}, "by hand"),
        ({"params": {"selector": 'internal:label="Passwort"i', "text": "by hand"}}, "by hand"),
        (
            {"html": ["INPUT", {"type": "password", "__playwright_value_": "by hand"}]},
            "by hand",
        ),
    ],
)
def test_a_trace_tells_what_was_sent_and_typed(entry: object, secret: str) -> None:
    """Requests, calls, snapshots of pages."""
    assert [secret] == list(secrets_in_trace(trace(entry=entry)))


@pytest.mark.parametrize(
    "entry",
    [
        {"headers": [{"name": "Accept-Language", "value": "de-DE,de;q=0.9-and-more1"}]},
        {"headers": [{"name": "Cookie", "value": "zone=Europe/Berlin"}]},
        {"params": {"selector": "#search", "value": "Bottom bracket"}},
        {"params": {"selector": "#passenger", "value": "Ada Lovelace"}},
        {"html": ["INPUT", {"type": "submit", "name": "reset_password", "value": "Send link"}]},
    ],
)
def test_other_things_in_a_trace_are_no_secrets(entry: object) -> None:
    """Words that everybody may see would be hidden in every report."""
    assert not list(secrets_in_trace(trace(entry=entry)))


def test_what_is_no_json_in_a_trace_is_left_out() -> None:
    """It is masked by what is known otherwise."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.trace", b'{"half\n' + b"[" * 100_000)

    assert not list(secrets_in_trace(content.getvalue()))
