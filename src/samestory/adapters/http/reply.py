"""What comes back over HTTP: read within bounds, judged by its state, kept as evidence."""

from __future__ import annotations

import codecs
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from email.message import Message

import httpx

from samestory.adapters.http.decompression import decoded, encoding_of
from samestory.config.entries import Auth
from samestory.errors import CannotAsk
from samestory.extraction.entries import Question
from samestory.extraction.html_tree import codec_of
from samestory.extraction.lossless_json import read_json

LARGEST = 5_000_000
"""Bytes of a reply that are read; a record of one customer is never that large."""

OK, NO_CONTENT, NOT_FOUND = 200, 204, 404


@dataclass(slots=True)
class Reply:
    """What has come back so far; it grows while the reply is read.

    `url` is where it came from in the end, after all redirects. The names of `headers` are found
    in any case.
    """

    status: int = 0
    reason: str = ""
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)
    links: Sequence[Mapping[str, str]] = ()
    """What `Link` headers name (RFC 8288): each with its `url` and `rel`."""
    is_secret: bool = False
    """Whether it is what a login answers, of which nothing is to be written down."""

    @property
    def media_type(self) -> str:
        """What it says it is, without parameters: "text/html"; empty where it does not say."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def text(self) -> str | bytes:
        """The body in the charset that it is declared in, or as bytes if that is Unicode.

        If one byte is one letter in that charset, and the body is UTF-8 all the same, UTF-8 counts:
        it is never that by chance, and all JSON should be (RFC 8259, 8.1). Raises ValueError if
        the body is not in its charset.
        """
        body, codec = bytes(self.body), _declared_codec(self.headers.get("content-type", ""))
        if codec is None or codec.startswith("utf") or body.startswith(_UNICODE):
            return body
        if codec.startswith(_OF_ONE_BYTE):
            with suppress(UnicodeDecodeError):
                return body.decode("utf-8")
        return body.decode(codec)

    def forget(self) -> None:
        """Be as new: the request is sent once more."""
        self.status, self.reason, self.url = 0, "", ""
        self.headers, self.body, self.links = {}, bytearray(), ()


_OF_ONE_BYTE = ("cp125", "iso8859", "koi8")
_UNICODE = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def _declared_codec(content_type: str) -> str | None:
    message = Message()
    message["content-type"] = content_type
    charset = message.get_content_charset()
    with suppress(LookupError):
        return codec_of(charset) if charset else None
    return None


async def read(response: httpx.Response, reply: Reply) -> None:
    """Read all of a response into the reply; raises `CannotAsk` where it is too large."""
    reply.status, reply.reason = response.status_code, response.reason_phrase
    reply.url, reply.headers = str(response.url), response.headers
    reply.links = tuple(response.links.values())
    encoding = encoding_of(response.headers.get("content-encoding", ""))
    async for chunk in response.aiter_raw() if encoding else response.aiter_bytes():
        reply.body += chunk
        _refuse_too_much(reply.body)
    if encoding:
        reply.body = decoded(reply.body, encoding, LARGEST)
        _refuse_too_much(reply.body)


def _refuse_too_much(body: bytearray) -> None:
    if len(body) > LARGEST:
        raise CannotAsk(f"its reply is larger than {LARGEST // 1_000_000} MB")


def answers(reply: Reply, question: Question, auth: Auth, absent: tuple[int, ...] = ()) -> bool:
    """Whether it holds an answer; False where its state says that there is no such record.

    `absent` are the states that say so where the question names none. Raises `CannotAsk` for every
    state that is no answer at all: only 200 brings a whole one, others a part or a promise
    (RFC 9110, 15.3).
    """
    if reply.status in (absent if question.absent is None else question.absent):
        return False
    if reply.status in {401, 403}:
        raise CannotAsk(refusal(reply, auth))
    if reply.status not in {OK, *question.answers}:
        raise CannotAsk(f"it answered {reply.status} {reply.reason}".rstrip())
    return True


def refusal(reply: Reply, auth: Auth) -> str:
    """That it does not let us in, and which variables the credentials come from."""
    named = " and ".join(auth.variables)
    what = f"the credentials in {named}" if named else "to answer without credentials"
    return f"it refuses {what} ({f'{reply.status} {reply.reason}'.rstrip()})"


def wrong_format(reply: Reply, wanted: str) -> str:
    """That it is not in the format that was wanted ("JSON", "XML"), and how it begins."""
    media_type = reply.headers.get("content-type", "an unnamed format").split(";")[0]
    start = reply.body[:60].decode("utf-8", "replace")
    quoted = "of which nothing is shown" if reply.is_secret else repr(start)
    broken = wanted.lower() in media_type
    what = f"broken {wanted}" if broken else f"{media_type} instead of {wanted}"
    return f"it answered {what}: {quoted}" if start else f"it answered {what}, and it is empty"


def readable(reply: Reply) -> object:
    """The reply as JSON, or as text where JSON would not show all of what was said."""
    try:
        read_json(reply.text)
        return json.loads(reply.text, parse_float=_float)
    except (ValueError, RecursionError):
        return reply.body.decode("utf-8", "replace")


def _float(number: str) -> float:
    if Decimal(repr(float(number))) != Decimal(number):
        raise ValueError(f"{number} has more digits than a float keeps")
    return float(number)
