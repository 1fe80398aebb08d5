"""Pages as documents: selectors (CSS) say where each value stands on them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.dammit import EncodingDetector

from samestory.errors import CannotAsk
from samestory.systems.html.selectors import Page, Part, Records
from samestory.systems.markup import BROKEN, HIDDEN, LARGEST_HTML, tree
from samestory.systems.reading import NoSuchPlace

MOST_TAGS = 60_000
"""Tags of a page that are read, which takes about a second."""
MOST_RECORDS = 2000
"""Records of one list that are read; a page for people never has so many."""

ITSELF = ":scope"
"""The selector of the element that is looked at: that of a record, within it."""

_WITHIN_TEXT = re.compile(
    "a|abbr|b|bdi|bdo|cite|code|data|em|font|i|kbd|mark|q|s|small|span|strong|sub|sup|time|u|var|wbr"
)
"""Elements whose text runs on into what stands beside them; all others stand for themselves."""


def page_of(body: bytes | bytearray | str, content_type: str = "") -> BeautifulSoup:
    """The elements of a page; raises `CannotAsk` where not all of it could be read.

    What is left out of a page cannot be told from what was never on it.
    """
    html = body if isinstance(body, str) else _text(bytes(body), content_type)
    if len(html) > LARGEST_HTML:
        raise CannotAsk(f"its page has more than {LARGEST_HTML:,} characters")
    if html.count("<") > MOST_TAGS:
        raise CannotAsk(f"its page has more than {MOST_TAGS:,} tags")
    notes: list[str] = []
    soup = tree(html, notes)
    untold = [each for each in notes if each != BROKEN]
    if untold:
        raise CannotAsk(f"its page is not one that can be read to its end: {'; '.join(untold)}")
    return soup


def document_of(soup: BeautifulSoup, page: Page) -> object:
    """What a page tells, None where it says that there is no such record.

    A value whose selector fits nothing is None. Where none fits but those that fit every page, it
    is another page than the landscape expects: `NoSuchPlace`.
    """
    if page.missing is not None and soup.select_one(page.missing) is not None:
        return None
    found = _values(soup, page.parts)
    if all(found[name] is None or found[name] == [] for name in page.marks):
        why = f"none of the selectors fits the page that came ({_title(soup) or 'untitled'})"
        raise NoSuchPlace(why, page.where)
    return found


def asks_for_a_password(soup: BeautifulSoup) -> bool:
    """Whether there is a field for a password: then it may be the page to log in by."""
    return soup.select_one('form input[type="password" i]') is not None


def shown_text(element: Tag) -> str:
    """What a person reads there, in one line."""
    return " ".join("".join(_pieces(element)).split())


def _values(element: Tag, parts: Mapping[str, Part]) -> dict[str, object]:
    return {name: _value(element, part) for name, part in parts.items()}


def _value(element: Tag, part: Part) -> object:
    if isinstance(part, Records):
        found = element.select(part.each, limit=MOST_RECORDS + 1)
        if len(found) > MOST_RECORDS:
            raise CannotAsk(f"its page has more than {MOST_RECORDS} of {part.each!r}")
        return [_values(each, part.parts) for each in found]
    fit = element if part.css == ITSELF else element.select_one(part.css)
    if fit is None:
        return None
    return shown_text(fit) if part.attribute is None else _attribute(fit, part.attribute)


def _attribute(element: Tag, name: str) -> str | None:
    said = element.get(name)
    return " ".join(said) if isinstance(said, list) else said


def _title(soup: BeautifulSoup) -> str:
    return shown_text(soup.title)[:80] if soup.title is not None else ""


def _pieces(element: Tag) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, Tag):
            gap = "" if _WITHIN_TEXT.fullmatch(child.name) else " "
            yield gap
            yield from () if child.name in HIDDEN else _pieces(child)
            yield gap
        elif type(child) is NavigableString:  # comments and declarations are kinds of it
            yield str(child)


def _text(body: bytes, content_type: str) -> str:
    """The page's characters, in the encoding that it declares, else UTF-8 (RFC 9110, 8.3)."""
    _, _, charset = content_type.lower().partition("charset=")
    declared = charset.split(";")[0].strip(' "') or EncodingDetector.find_declared_encoding(
        body, is_html=True
    )
    try:
        return body.decode(declared or "utf-8", "replace")
    except LookupError:
        return body.decode("utf-8", "replace")
