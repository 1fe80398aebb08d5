"""What is sent over HTTP and what comes back: a request, and a reply that is read within limits."""

from __future__ import annotations

import codecs
import json
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from email.message import Message
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from samestory.errors import CannotAsk
from samestory.extraction.charsets import codec_of
from samestory.extraction.lossless_json import read_json

if TYPE_CHECKING:
    import httpx

LARGEST = 5_000_000
"""Bytes of a reply that are read; a record of one customer is never that large."""

_SINGLE_BYTE = ("cp125", "iso8859", "koi8")
_UNICODE_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
"""What makes zlib recognise gzip and deflate by themselves."""
_COMPRESSIONS = {"gzip", "x-gzip", "deflate"}

Origin = tuple[str, str | None, int | None]


def origin(url: str) -> Origin:
    """Return the scheme, host and port of a URL; credentials belong to one origin alone."""
    parts = urlsplit(url)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname, parts.port or default


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent: as JSON (`body`), as a form (`form`) or as bytes (`content`), if anything.

    `shown` is what people read instead of the body.
    """

    method: str
    url: str
    body: object = None
    form: Mapping[str, str] | None = field(default=None, repr=False)
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    shown: str | None = None

    def __str__(self) -> str:
        """Return the request in one line; a form may hold a password, so it is left out."""
        shown = self.shown
        if shown is None and self.body is not None:
            shown = json.dumps(self.body, ensure_ascii=False)
        return f"{self.method} {self.url}{f' {shown}' if shown else ''}"


@dataclass(slots=True)
class Reply:
    """What has come back so far; it grows while the reply is read.

    `url` is the address after all redirects. The names of `headers` are found in any case.
    """

    status: int = 0
    reason: str = ""
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)
    links: Sequence[Mapping[str, str]] = ()
    """The `Link` headers (RFC 8288): each with its `url` and `rel`."""
    is_secret: bool = False
    """Whether it answers a login, so that none of it may be written down."""

    @property
    def state(self) -> str:
        """The status as people read it: "404 Not Found"."""
        return f"{self.status} {self.reason}".rstrip()

    @property
    def media_type(self) -> str:
        """The media type without parameters, "text/html"; empty if none is declared."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def text(self) -> str | bytes:
        """The body decoded by its declared charset, or as bytes if that is Unicode.

        A body that is declared in a single-byte charset and is valid UTF-8 is read as UTF-8: it is
        never that by chance, and all JSON should be (RFC 8259, 8.1). Raise ValueError if the body
        is not in its charset.
        """
        body, codec = bytes(self.body), _declared_codec(self.headers.get("content-type", ""))
        if codec is None or codec.startswith("utf") or body.startswith(_UNICODE_MARKS):
            return body
        if codec.startswith(_SINGLE_BYTE):
            with suppress(UnicodeDecodeError):
                return body.decode("utf-8")
        return body.decode(codec)

    @property
    def readable(self) -> object:
        """The reply as JSON, or as text if JSON would lose something (a digit, a doubled name)."""
        try:
            read_json(self.text)
            return json.loads(self.text, parse_float=_same_float)
        except (ValueError, RecursionError):
            return self.body.decode("utf-8", "replace")

    @property
    def document(self) -> object:
        """The JSON of the reply, None if it is none."""
        try:
            return read_json(self.text)
        except (ValueError, RecursionError):
            return None

    def clear(self) -> None:
        """Empty it, because the request is sent once more."""
        self.status, self.reason, self.url = 0, "", ""
        self.headers, self.body, self.links = {}, bytearray(), ()

    def begin(self, response: httpx.Response) -> None:
        """Take over all but the body of a response."""
        self.status, self.reason = response.status_code, response.reason_phrase
        self.url, self.headers = str(response.url), response.headers
        self.links = tuple(response.links.values())


async def receive(response: httpx.Response, reply: Reply) -> None:
    """Read all of a response into the reply; raise `CannotAsk` if it is too large."""
    reply.begin(response)
    encoding = encoding_of(response.headers.get("content-encoding", ""))
    async for chunk in response.aiter_raw() if encoding else response.aiter_bytes():
        reply.body += chunk
        check_size(reply.body)
    if encoding:
        reply.body = decompressed(reply.body, encoding, LARGEST)
        check_size(reply.body)


def check_size(body: bytes | bytearray) -> None:
    """Raise `CannotAsk` if a body is too large."""
    if len(body) > LARGEST:
        raise CannotAsk(f"its reply is larger than {LARGEST // 1_000_000} MB")


def encoding_of(header: str) -> str | None:
    """Return the one coding that a `Content-Encoding` names (RFC 9110, 8.4), None if it is plain.

    Raise `CannotAsk` for an unknown coding and for several.
    """
    names = [each.strip().lower() for each in header.split(",")]
    codings = [each for each in names if each not in {"", "identity"}]
    if not codings:
        return None
    if len(codings) == 1 and codings[0] in _COMPRESSIONS:
        return codings[0]
    raise CannotAsk(
        f"it compresses its reply ({', '.join(codings)[:80]}), although it was asked not to"
    )


def decompressed(packed: bytearray, encoding: str, most: int) -> bytearray:
    """Return the reply itself, but hardly more than `most` bytes of it.

    It may be packed in several members (RFC 1952, 2.2). Raise `CannotAsk` if it is broken.
    """
    found, rest = bytearray(), bytes(packed)
    try:
        while rest and len(found) <= most:
            member = zlib.decompressobj(_GZIP_OR_ZLIB)
            found += member.decompress(rest, most + 1 - len(found))
            if not member.eof and len(found) <= most:
                raise CannotAsk(f"its {encoding} broke off after {len(packed)} bytes")
            rest = member.unused_data.lstrip(b"\0")  # some pad the last block
    except zlib.error as error:
        raise CannotAsk(f"its reply is no {encoding}, though it says so ({error})") from error
    return found


def in_brief(text: object) -> str:
    """Return the first line of an error message, at most 200 characters of it."""
    lines = str(text).strip().splitlines()
    return lines[0][:200] if lines else "no message"


def _declared_codec(content_type: str) -> str | None:
    message = Message()
    message["content-type"] = content_type
    charset = message.get_content_charset()
    with suppress(LookupError):
        return codec_of(charset) if charset else None
    return None


def _same_float(number: str) -> float:
    if Decimal(repr(float(number))) != Decimal(number):
        raise ValueError(f"{number} has more digits than a float keeps")
    return float(number)
