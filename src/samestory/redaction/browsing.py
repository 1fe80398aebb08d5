"""Finds the secrets that a browser holds: cookies, headers, and what was typed as a password."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

LEAST = 8
"""Characters of a value from which on it may let somebody in."""

_HEADERS = re.compile(r"auth|cookie|token|session|secret|csrf|xsrf|api-?key", re.IGNORECASE)
_TYPED = re.compile(
    r"pass|pwd|kennwort|secret|\bpin\b|cvc|cvv|csc|card.?number|\botp\b|one-time-code",
    re.IGNORECASE,
)
"""What the field of a secret is called, by its selector, name or type."""
_CALLED = ("selector", "name", "id", "type", "autocomplete")
_PRESSED = ("submit", "button", "image", "reset", "radio", "checkbox")
LEAST_TYPED = 4
"""The same for what was typed as a password."""


def cookies_of(cookies: Any) -> Iterator[str]:
    """Return the values of cookies that may let somebody in; "de-DE" does not."""
    for each in cookies if isinstance(cookies, list) else ():
        value = str(each.get("value", "")) if isinstance(each, Mapping) else ""
        if len(value) >= LEAST and (each.get("httpOnly") or _is_random(value)):
            yield value


def secrets_in_trace(zipped: bytes) -> Iterator[str]:
    """Return what a trace of Playwright recorded of cookies, credentials and typed passwords."""
    with zipfile.ZipFile(io.BytesIO(zipped)) as trace:
        for name in trace.namelist():
            if name.endswith((".trace", ".network")):
                for line in trace.read(name).splitlines():
                    yield from _in(json.loads(line))


def _in(thing: Any) -> Iterator[str]:
    if isinstance(thing, Mapping):
        yield from cookies_of(thing.get("cookies"))
        yield from _in_header(str(thing.get("name")), str(thing.get("value")))
        yield from _typed(thing)
        for each in thing.values():
            yield from _in(each)
    if isinstance(thing, list):
        for each in thing:
            yield from _in(each)


def _in_header(name: str, value: str) -> Iterator[str]:
    if "cookie" in name.lower():
        yield from _in_cookie(value)
    elif _HEADERS.search(name):
        yield from (each for each in value.split() if len(each) >= LEAST and _is_random(each))


def _in_cookie(header: str) -> Iterator[str]:
    try:
        cookies = SimpleCookie(header)
    except CookieError:
        return
    for each in cookies.values():
        yield from cookies_of([{"value": each.value, "httpOnly": each["httponly"]}])


def _typed(thing: Mapping[str, Any]) -> Iterator[str]:
    """What was filled into the field of a secret: a call's parameters, an element's attributes."""
    called = " ".join(str(thing.get(each, "")) for each in _CALLED)
    if _TYPED.search(called) and thing.get("type") not in _PRESSED:
        typed = (thing.get(each) for each in ("value", "text", "__playwright_value_"))
        yield from (each for each in typed if isinstance(each, str) and len(each) >= LEAST_TYPED)


def _is_random(value: str) -> bool:
    """Tell whether a value looks made up by a machine: long, letters and digits mixed."""
    return len(value) >= 12 and any(map(str.isdigit, value)) and any(map(str.isalpha, value))
