"""What one system said, as it was kept in a file: JSON, a page, a mail, rows, XML-RPC."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException

from samestory.adapters.http.dialects.xml_rpc import read_response
from samestory.errors import CannotAsk, WrongCall
from samestory.extraction.html_page import page_of
from samestory.extraction.lossless_json import read_json

LARGEST = 5_000_000
"""Bytes of an answer that are read, as of a reply."""
BY_SUFFIX: Mapping[str, str] = MappingProxyType(
    {
        ".json": "json",
        ".eml": "mail",
        ".html": "page",
        ".htm": "page",
        ".xhtml": "page",
        ".xml": "xml-rpc",
        ".csv": "rows",
    }
)
"""What kind of answer a file holds, by the end of its name."""
_ENDS = ".json, .html, .eml, .csv, .xml"
_HEADER = re.compile(rb"(?:From |[A-Za-z-]+: )")
_PAGE = re.compile(rb"<(?:!doctype\s+html|html)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """One answer of a system: the kind of it, what it holds, and where it was asked for.

    `document` is what JSON and XML-RPC hold, the rows of a table, or the elements of a page; a
    mail stays `raw`. `url` is "" if that is not known.
    """

    file: str
    form: str
    raw: bytes
    document: object = None
    url: str = ""

    @property
    def adapter(self) -> str:
        """The adapter that brings such answers."""
        return {"mail": "inbox", "page": "html", "rows": "sql"}.get(self.form, "http")

    def holds(self, text: str) -> bool:
        """Whether the text stands in it, in any case."""
        return text.casefold().encode() in self.raw.lower()


def read_file(path: Path, url: str = "") -> KeptAnswer:
    """Read an answer from a file. Raise `WrongCall` if it cannot be read."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise WrongCall(
            f"{path} cannot be read: {error.strerror}.\n  Name the file that holds the answer."
        ) from error
    return answer_of(raw, str(path), BY_SUFFIX.get(path.suffix.lower(), ""), url)


def answer_of(raw: bytes, name: str, form: str = "", url: str = "") -> KeptAnswer:
    """Return an answer; without a form, its first characters tell it. Raise `WrongCall`."""
    form = form or _form_of(raw)
    if len(raw) > LARGEST:
        raise WrongCall(
            f"{name} has more than {LARGEST:,} bytes.\n  Keep the answer about one order."
        )
    try:
        document = _document(raw, form)
    except (ValueError, LookupError, TypeError, RecursionError, ParseError) as error:
        raise WrongCall(
            f"{name} is not {_CALLED[form]}: {error if raw.strip() else 'it is empty'}.\n"
            f"  Keep the answer exactly as it came, under a name that says what it is: {_ENDS}."
        ) from error
    except (CannotAsk, DefusedXmlException) as error:
        raise WrongCall(f"{name} cannot be read: {error}.\n  Keep another answer.") from error
    return KeptAnswer(name, form, raw, document, url)


_CALLED = {
    "json": "JSON",
    "page": "a page",
    "mail": "a mail",
    "rows": "a table of rows (CSV)",
    "xml-rpc": "an answer of XML-RPC, the only XML that a landscape reads",
}


def _form_of(raw: bytes) -> str:
    start = raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:200]
    if start[:1] in (b"{", b"["):
        return "json"
    if _PAGE.match(start):
        return "page"
    if start.startswith(b"<"):
        return "xml-rpc" if b"<?xml" in start or b"methodResponse" in start else "page"
    return "mail" if _HEADER.match(start) else "json"


def _document(raw: bytes, form: str) -> object:
    if form == "json":
        return read_json(raw.decode("utf-8-sig"))
    if form == "page":
        return page_of(raw)
    if form == "xml-rpc":
        return read_response(raw)
    if form == "rows":
        rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig")), strict=True))
        if not rows:
            raise ValueError("it holds no row below its names")
        return {"rows": rows}
    return None
