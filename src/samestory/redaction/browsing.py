"""Finds the secrets that a browser holds: cookies, headers, and what was typed as a password."""

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from typing import Any

_OPAQUE = re.compile(r"(?!.*(?:@|%40))\S{8,}")
"""What may be a credential: it is long, and no mail address."""
_RANDOM = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])(?!.*(?:@|%40|:|%3A))\S{16,}", re.IGNORECASE)
"""The same for what scripts can read: longer, letters and digits mixed, no address, no time."""

_HEADERS = re.compile(r"auth|cookie|token|session|secret|csrf|xsrf|api-?key", re.IGNORECASE)
_SESSION = re.compile(r"sess|sid\b|auth|token|csrf|xsrf|jwt", re.IGNORECASE)
_TYPED = re.compile(
    r"(?<![a-z])(?:pass(?:w\w*|phrase|code)?|pwd|kennwort|secret|pin|cvc2?|cvv2?|csc|otp)(?![a-z])"
    r"|card.?number|one-time-code|(?:current|new)-?password",
    re.IGNORECASE,
)
"""The selector, name or type of a field for a secret."""
_CALLED = ("selector", "name", "id", "type", "autocomplete")
_PRESSED = ("submit", "button", "image", "reset", "radio", "checkbox")
LEAST_TYPED = 4
"""Characters from which on a text typed into such a field is a secret."""


def cookies_of(cookies: Any) -> Iterator[str]:
    """Return the values of cookies that may be credentials; "de-DE" is none."""
    for each in cookies if isinstance(cookies, list) else ():
        value = str(each.get("value", "")) if isinstance(each, Mapping) else ""
        if (_is_private(each) and _OPAQUE.fullmatch(value)) or _RANDOM.fullmatch(value):
            yield value


def _is_private(cookie: Mapping[str, Any]) -> bool:
    name = str(cookie.get("name"))
    return bool(cookie.get("httpOnly")) or _SESSION.search(name) is not None


def secrets_in_trace(zipped: bytes) -> Iterator[str]:
    """Return the cookies, credentials and typed passwords in a Playwright trace.

    What is no JSON in it is skipped.
    """
    with zipfile.ZipFile(io.BytesIO(zipped)) as trace:
        for name in trace.namelist():
            if name.endswith((".trace", ".network")):
                for line in trace.read(name).splitlines():
                    with suppress(ValueError, RecursionError):
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
        yield from (each for each in value.split() if _RANDOM.fullmatch(each))


def _in_cookie(header: str) -> Iterator[str]:
    try:
        cookies = SimpleCookie(header)
    except CookieError:
        return
    for each in cookies.values():
        cookie = {"name": each.key, "value": each.value, "httpOnly": each["httponly"]}
        yield from cookies_of([cookie])


def _typed(thing: Mapping[str, Any]) -> Iterator[str]:
    called = " ".join(str(thing.get(each, "")) for each in _CALLED)
    if _TYPED.search(called) and thing.get("type") not in _PRESSED:
        typed = (thing.get(each) for each in ("value", "text", "__playwright_value_"))
        yield from (each for each in typed if isinstance(each, str) and len(each) >= LEAST_TYPED)
