"""A raw mail as a document that JMESPath can search; no mail, however broken, is an error."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, tzinfo
from email.message import Message
from typing import Any

from bs4 import BeautifulSoup, Tag

from samestory.adapters.imap.bodies import decode, read_bodies
from samestory.adapters.imap.calendars import read_calendars
from samestory.core.formats import read_mail_date
from samestory.extraction.html_tree import HIDDEN, tree
from samestory.extraction.lossless_json import read_json
from samestory.extraction.mime_parts import LONGEST_HEADER, headers_alone, raw_header, take_apart
from samestory.extraction.strict_jmespath import Unreadable

_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")
_OPENING = ("<!--", "-->", "<![CDATA[", ">")
_CLOSING = ("-->", "]]>", "<!")
"""What hides a script from old browsers and from XML: comments, CDATA sections."""
_AROUND = " \t\r\n\ufeff/*"
"""What else may stand around a JSON document, and never begins or ends one."""
_WRAPPINGS = 5
_UNSEEN = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)(?![\w-])", re.IGNORECASE
)
"""The style of a preview text, which lists of mails show and no mail, and of another layout."""
_BLOCKS = [
    *("p", "div", "br", "tr", "table", "li", "ul", "ol", "hr"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "blockquote"),
]
"""Elements that begin a new line."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as a document, and the elements of its HTML as a person sees it."""

    document: dict[str, Any]
    soup: BeautifulSoup


def read_mail(raw: bytes, zone: tzinfo = UTC) -> dict[str, Any]:
    """Return a mail as {subject, from, to, date, message_id, unsubscribe, text, plain, ...}.

    `date` is ISO 8601, the header as it is if it cannot be read, or None. `plain` is its plain
    text or None, `html` the text of its HTML without scripts and styles, `text` what a person
    reads, in its order: the HTML only if there is no plain text in its stead. `links` are
    {text, href}, `tables` lists of rows, each {header: cell}. `json_ld` are schema.org objects.
    `calendars` are as in `calendars.read_calendar`; times without a zone are in `zone`. `notes`
    are what could not be read. `text` and `json_ld` are `Unreadable` if the body is sealed,
    `json_ld` also if any of it is broken: the lost object may be the one that is looked for.
    """
    return open_mail(raw, zone).document


def read_head(raw: bytes) -> dict[str, str | None]:
    """Return the {subject, from, to} of a mail, or of its headers alone."""
    message = headers_alone(raw)
    return {name: header(message, name) for name in ("subject", "from", "to")}


def open_mail(raw: bytes, zone: tzinfo) -> Mail:
    """Return what `read_mail` does, with the elements of the HTML."""
    notes: list[str] = []
    message = take_apart(raw, notes)
    bodies = read_bodies(message, notes)
    soup = tree("\n".join(bodies.html), notes)
    objects = _json_ld([*bodies.json_ld, *_scripts(soup)], notes)
    _strip(soup)
    links = [
        {"text": _cell(link), "href": str(link["href"]).strip()}
        for link in soup.find_all("a", href=True)
    ]
    text = _read(bodies.shown, html := _visible(soup))
    document = {
        "subject": header(message, "Subject"),
        "from": header(message, "From"),
        "to": header(message, "To"),
        "date": _date(header(message, "Date")),
        "message_id": header(message, "Message-ID"),
        "unsubscribe": header(message, "List-Unsubscribe"),
        "text": Unreadable(bodies.unread) if bodies.unread else text,
        "plain": "\n".join(bodies.plain).strip() or None,
        "html": html,
        "links": links or [{"text": each, "href": each} for each in _ADDRESS.findall(text)],
        "json_ld": Unreadable(bodies.unread) if bodies.unread else objects,
        "tables": _tables(soup),
        "calendars": read_calendars(bodies.calendars, zone, notes),
        "notes": notes,
    }
    return Mail(document, soup)


def _read(shown: list[str | None], html: str) -> str:
    place = shown.index(None) if None in shown else len(shown)
    texts = [html if at == place else each for at, each in enumerate(shown)]
    return "\n".join(each for each in texts if each is not None).strip()


def header(message: Message, name: str) -> str | None:
    """Return a header decoded and on one line, or None; the raw text if it cannot be decoded."""
    raw = raw_header(message, name)
    try:
        value = raw if len(raw) > LONGEST_HEADER else message[name]
        return None if value is None else " ".join(_as_meant(str(value), raw).split())
    except Exception:  # noqa: BLE001 - the parser of headers fails in many ways on hostile ones
        return " ".join(raw.split())


def _as_meant(value: str, raw: str) -> str:
    """Decode a header that was sent in Latin-1, which only encoded words may be."""
    if "\N{REPLACEMENT CHARACTER}" not in value or "=?" in raw:
        return value
    return decode(raw.encode("utf-8", "surrogateescape"), None, [])


def _date(text: str | None) -> str | None:
    try:
        return read_mail_date(text).isoformat() if text else None
    except ValueError:
        return text


# HTML -------------------------------------------------------------------------------------------


def _scripts(soup: BeautifulSoup) -> list[str]:
    found = soup.find_all("script", type=re.compile(r"^\s*application/ld\+json", re.IGNORECASE))
    return [script.get_text() for script in found]


def _strip(soup: BeautifulSoup) -> None:
    """Leave what a person sees, with a line break around every block."""
    for hidden in [*soup(HIDDEN), *soup(hidden=True), *soup(style=_UNSEEN)]:
        hidden.decompose()
    for block in soup(_BLOCKS):
        block.insert(0, "\n")  # not before it: that would count the elements before it each time
        block.append("\n")
    for cell in soup(["td", "th"]):
        cell.append(" ")


def _visible(soup: BeautifulSoup) -> str:
    lines = (" ".join(line.split()) for line in soup.get_text().splitlines())
    return "\n".join(line for line in lines if line)


def _tables(soup: BeautifulSoup) -> list[list[dict[str, str]]]:
    """The tables with rows in them; tables within a cell are tables of their own."""
    found: dict[int, list[list[Tag]]] = {id(table): [] for table in soup.find_all("table")}
    for row in soup.find_all("tr"):
        table = next((each for each in row.parents if each.name == "table"), None)
        if table is not None and (cells := row.find_all(["th", "td"], recursive=False)):
            found[id(table)].append(cells)
    return [rows for each in found.values() if (rows := _headed(each))]


def _headed(rows: list[list[Tag]]) -> list[dict[str, str]]:
    if rows and all([cell.name for cell in row] == ["th", "td"] for row in rows):
        return [{_cell(name): _cell(value) for name, value in rows}]
    if len(rows) < 2:
        return []
    headers = [_cell(each) or str(number) for number, each in enumerate(rows[0], 1)]
    return [dict(zip(headers, map(_cell, row), strict=False)) for row in rows[1:]]


def _cell(element: Tag) -> str:
    return " ".join(element.get_text().split())


# JSON-LD ----------------------------------------------------------------------------------------


def _json_ld(texts: list[str], notes: list[str]) -> list[dict[str, Any]] | Unreadable:
    """The objects of all texts; an empty one says nothing, and hides nothing."""
    try:
        return [
            found
            for text in texts
            if (bare := _unwrapped(text))
            for found in _objects(read_json(bare, strict=False))
        ]
    except (ValueError, RecursionError) as error:
        notes.append(f"its JSON-LD is broken ({error})")
        return Unreadable(notes[-1])


def _unwrapped(text: str) -> str:
    for _ in range(_WRAPPINGS):
        for opening in _OPENING:
            text = text.strip(_AROUND).removeprefix(opening)
        for closing in _CLOSING:
            text = text.strip(_AROUND).removesuffix(closing)
    return text.strip(_AROUND)


def _objects(document: object) -> Iterator[dict[str, Any]]:
    if isinstance(document, list):
        for each in document:
            yield from _objects(each)
    elif isinstance(document, dict) and isinstance(document.get("@graph"), list | dict):
        yield from _objects(document["@graph"])
    elif isinstance(document, dict):
        yield document
