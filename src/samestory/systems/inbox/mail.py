"""A raw mail as a document that JMESPath can search; no mail, however broken, is an error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any

from bs4 import BeautifulSoup, Tag

from samestory.systems.exactly import read_json
from samestory.systems.inbox.calendars import is_calendar, read_calendars
from samestory.systems.inbox.parts import LONGEST_HEADER, every_part, raw_header, take_apart
from samestory.systems.markup import HIDDEN, codec_of, tree

_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")
_NOT_ABOVE_ASCII = re.compile(r"utf[-_]?(7|16|32)|iso[-_]?2022|^hz", re.IGNORECASE)
"""Charsets that write other letters with the bytes of ASCII, so that UTF-8 seems to fit."""


_BLOCKS = [
    *("p", "div", "br", "tr", "table", "li", "ul", "ol", "hr"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "blockquote"),
]
"""Elements that begin a new line."""


@dataclass(slots=True)
class _Bodies:
    text: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    json_ld: list[str] = field(default_factory=list)
    calendars: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as a document, and the elements of its HTML as a person sees it."""

    document: dict[str, Any]
    soup: BeautifulSoup


def read_mail(raw: bytes, zone: tzinfo = UTC) -> dict[str, Any]:
    """A mail as {subject, from, to, date, message_id, unsubscribe, text, plain, html, ...}.

    `date` is ISO 8601 or None; `plain` is its plain-text part or None, `html` the text of its
    HTML without scripts and styles, `text` the first of both that there is. `links` are
    {text, href}, `tables` lists of rows, each {header: cell}. `json_ld` holds schema.org objects;
    where any of it is broken, it is a text that says why, for the lost one may be the one that is
    looked for. `calendars` are what `calendars.read_calendar` makes of them (times without a zone
    are meant in `zone`), `notes` what could not be read.
    """
    return open_mail(raw, zone).document


def open_mail(raw: bytes, zone: tzinfo) -> Mail:
    """The same, with its elements."""
    notes: list[str] = []
    message = take_apart(raw, notes)
    bodies = _bodies(message, notes)
    soup = tree("\n".join(bodies.html), notes)
    objects = _json_ld([*bodies.json_ld, *_scripts(soup)], notes)
    _strip(soup)
    links = _links(soup)
    tables = [rows for table in soup.find_all("table") if (rows := _rows(table))]
    html = _visible(soup)
    plain = "\n".join(bodies.text).strip() or None
    text = plain or html
    document = {
        "subject": header(message, "Subject"),
        "from": header(message, "From"),
        "to": header(message, "To"),
        "date": _date(message),
        "message_id": header(message, "Message-ID"),
        "unsubscribe": header(message, "List-Unsubscribe"),
        "text": text,
        "plain": plain,
        "html": html,
        "links": links or [{"text": each, "href": each} for each in _ADDRESS.findall(text)],
        "json_ld": objects,
        "tables": tables,
        "calendars": read_calendars(bodies.calendars, zone, notes),
        "notes": notes,
    }
    return Mail(document, soup)


def header(message: Message, name: str) -> str | None:
    """A header decoded and on one line, or None; the raw text where it cannot be decoded."""
    raw = raw_header(message, name)
    try:
        value = raw if len(raw) > LONGEST_HEADER else message[name]
        return None if value is None else " ".join(str(value).split())
    except Exception:  # noqa: BLE001 - the parser of headers fails in many ways on hostile ones
        return " ".join(raw.split())


def _date(message: Message) -> str | None:
    text = header(message, "Date")
    try:
        return parsedate_to_datetime(text).isoformat() if text else None
    except (ValueError, TypeError, OverflowError):
        return None


# Parts ------------------------------------------------------------------------------------------


def _bodies(message: Message, notes: list[str]) -> _Bodies:
    found = _Bodies()
    lists = {
        "text/plain": found.text,
        "text/html": found.html,
        "application/ld+json": found.json_ld,
    }
    for part in every_part(message):
        texts = lists.get(part.get_content_type())
        if is_calendar(part):
            found.calendars.append(_decoded(part, notes))
        elif texts is not None and part.get_content_disposition() != "attachment":
            texts.append(_decoded(part, notes))
    return found


def _decoded(part: Message, notes: list[str]) -> str:
    try:
        content = part.get_payload(decode=True)
        charset = part.get_content_charset()
    except Exception as error:  # noqa: BLE001 - the same: a part that lies about itself
        notes.append(f"a part could not be decoded ({type(error).__name__})")
        return ""
    return decode(content, charset, notes) if isinstance(content, bytes) else ""


def decode(content: bytes, charset: str | None, notes: list[str]) -> str:
    """The text of a part, whatever its charset claims.

    What reads as UTF-8 almost certainly is UTF-8, also where the label says Latin-1.
    """
    claimed = charset or "utf-8"
    charsets = [claimed, "utf-8"] if _NOT_ABOVE_ASCII.search(claimed) else ["utf-8", claimed]
    for each in charsets:
        try:
            return content.decode(codec_of(each))
        except (LookupError, ValueError):
            continue
    notes.append(f"its text is not the charset that it claims ({claimed})")
    return content.decode("cp1252", "replace")


# HTML -------------------------------------------------------------------------------------------


def _scripts(soup: BeautifulSoup) -> list[str]:
    found = soup.find_all("script", type=re.compile(r"^\s*application/ld\+json", re.IGNORECASE))
    return [script.get_text() for script in found]


def _strip(soup: BeautifulSoup) -> None:
    """Leave what a person sees, with a line break around every block."""
    for hidden in soup(HIDDEN):
        hidden.decompose()
    for block in soup(_BLOCKS):
        block.insert_before("\n")
        block.append("\n")
    for cell in soup(["td", "th"]):
        cell.append(" ")


def _visible(soup: BeautifulSoup) -> str:
    lines = (" ".join(line.split()) for line in soup.get_text().splitlines())
    return "\n".join(line for line in lines if line)


def _links(soup: BeautifulSoup) -> list[dict[str, str]]:
    return [
        {"text": " ".join(link.get_text().split()), "href": str(link["href"]).strip()}
        for link in soup.find_all("a", href=True)
    ]


def _rows(table: Tag) -> list[dict[str, str]]:
    """The rows of a table by their headers; tables within its cells are tables of their own."""
    rows = [cells for row in table.find_all("tr") if (cells := _cells(row, table))]
    if rows and all(_is_pair(row) for row in rows):
        return [{_cell(name): _cell(value) for name, value in rows}]
    if len(rows) < 2:
        return []
    headers = [_cell(each) or str(number) for number, each in enumerate(rows[0], 1)]
    return [dict(zip(headers, map(_cell, row), strict=False)) for row in rows[1:]]


def _cells(row: Tag, table: Tag) -> list[Tag]:
    return row.find_all(["th", "td"], recursive=False) if row.find_parent("table") is table else []


def _is_pair(row: list[Tag]) -> bool:
    """A heading and its value side by side."""
    return [cell.name for cell in row] == ["th", "td"]


def _cell(cell: Tag) -> str:
    return " ".join(cell.get_text().split())


# JSON-LD ----------------------------------------------------------------------------------------


def _json_ld(texts: list[str], notes: list[str]) -> list[dict[str, Any]] | str:
    """The objects of all texts, or a text where a list is expected: a reading finds it in its way.

    One that is empty says nothing, and hides nothing.
    """
    try:
        return [
            found
            for text in texts
            if text.strip()
            for found in _objects(read_json(text, strict=False))
        ]
    except (ValueError, RecursionError) as error:
        notes.append(f"its JSON-LD is broken ({error})")
        return notes[-1]


def _objects(document: object) -> Iterator[dict[str, Any]]:
    """The objects of a document: one, a list of them, or the members of a graph."""
    if isinstance(document, list):
        for each in document:
            yield from _objects(each)
    elif isinstance(document, dict) and isinstance(document.get("@graph"), list):
        yield from _objects(document["@graph"])
    elif isinstance(document, dict):
        yield document
