"""Searches files for canaries with none of the tester's own means: by what they would look like."""

from __future__ import annotations

import gzip
import html
import io
import json
import quopri
import re
import zipfile
from base64 import b64decode
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote_to_bytes

from tests.redaction.spellings import SPELLINGS

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){6,}")


def found_in(folder: Path, canaries: Iterable[str]) -> set[tuple[str, str]]:
    """Every file of a folder that holds a canary in any form, and which."""
    looks = {each: _looks(each) for each in canaries}
    return {
        (file.name, canary)
        for file in folder.rglob("*")
        if file.is_file()
        for text in _opened(file.read_bytes())
        for canary, forms in looks.items()
        if any(form in text for form in forms)
    }


def _looks(canary: str) -> set[bytes]:
    """As it stands, in each spelling, and in each spelling of that one."""
    once = {spell(canary) for spell in SPELLINGS.values()}
    alone = {each for each in once if canary[:4] not in each or len(each) < 2 * len(canary)}
    return {canary.encode(), *(each.encode() for each in alone if "---" not in each)}


def _opened(content: bytes) -> Iterator[bytes]:
    """What a file holds, archives opened, and what remains of it without its escapes and codes."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for each in archive.namelist():
                yield from _opened(archive.read(each))
        return
    if content.startswith(b"\x1f\x8b"):
        content = gzip.decompress(content)
    yield from _decoded(content, 2)


def _decoded(content: bytes, rounds: int) -> Iterator[bytes]:
    yield content
    if rounds:
        text = content.decode("utf-8", "replace")
        ways = {
            unquote_to_bytes(content),
            unquote_to_bytes(content.replace(b"+", b" ")),
            html.unescape(text).encode("utf-8", "replace"),
            quopri.decodestring(content),
            _without_backslashes(text).encode("utf-8", "replace"),
            b"\n".join(_from_base64(each) for each in _BASE64.findall(content)),
            b"\n".join(bytes.fromhex(each.decode()) for each in _HEX.findall(content)),
        }
        for each in ways - {content, b""}:
            yield from _decoded(each, rounds - 1)


def _without_backslashes(text: str) -> str:
    def plain(escape: re.Match[str]) -> str:
        with suppress(ValueError):
            return str(json.loads(f'"{escape[0]}"'))
        return escape[0][1:]

    return re.sub(r"\\(?:u[0-9a-fA-F]{4}|.)", plain, text)


def _from_base64(run: bytes) -> bytes:
    with suppress(ValueError):
        return b64decode(run.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/")) + b"==")
    return b""
