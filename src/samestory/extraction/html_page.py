"""Pages as documents: CSS selectors say where each value is."""

import math
import re
import time
from collections.abc import Iterator, Mapping

from bs4 import BeautifulSoup, Tag
from bs4.dammit import EncodingDetector
from bs4.element import NavigableString

from samestory.errors import CannotAsk
from samestory.extraction.charsets import codec_of
from samestory.extraction.html_tree import BROKEN, HIDDEN, LARGEST_HTML, Tree, tree
from samestory.extraction.records import NoSuchPlace
from samestory.extraction.selectors import Page, Part, Pick, Records, selector

MOST_TAGS = 60_000
"""Tags of a page that are read, which takes about a second."""
MOST_RECORDS = 2000
"""Records of one list that are read; a page for people never has so many."""

ITSELF = ":scope"
"""The selector of the element itself, such as that of a record."""

_WITHIN_TEXT = re.compile(
    "a|abbr|b|bdi|bdo|cite|code|data|em|font|i|kbd|mark|q|s|small|span|strong|sub|sup|time|u|var|wbr"
)
"""Elements whose text runs on into what stands beside them; all others stand for themselves."""


def page_of(body: bytes | bytearray | str, content_type: str = "", until: float = math.inf) -> Tree:
    """Return the elements of a page; raise `CannotAsk` if not all of it could be read.

    What was left out looks like what was never there. Like everything here, raise TimeoutError if
    it takes longer than `until` (on the monotonic clock).
    """
    html = body if isinstance(body, str) else _text(bytes(body), content_type)
    if len(html) > LARGEST_HTML:
        raise CannotAsk(f"its page has more than {LARGEST_HTML:,} characters")
    if html.count("<") > MOST_TAGS:
        raise CannotAsk(f"its page has more than {MOST_TAGS:,} tags")
    notes: list[str] = []
    soup = tree(html, notes, until)
    untold = [each for each in notes if each != BROKEN]
    if untold:
        raise CannotAsk(f"its page is not one that can be read to its end: {'; '.join(untold)}")
    return soup


def document_of(soup: BeautifulSoup, page: Page, until: float = math.inf) -> object:
    """Return the values on a page, None if it says that there is no such record.

    A value whose selector fits nothing is None. In the records of a list it is left out, so that
    a path through all of them fails. Raise `NoSuchPlace` for another page than the landscape
    expects, and for one that says "no such record" and shows one.
    """
    gone = None if page.missing is None else soup.select_one(page.missing)
    if not is_known(soup, page):
        if page.known_by is not None:
            raise _unexpected("known_by does not fit", soup, page)
        if gone is None:
            raise _unexpected("none of the selectors fits", soup, page)
    if gone is None:
        return _values(soup, page.parts, until)
    marks = page.marks.items()
    shown = next((name for name, part in marks if _shows(soup, part, gone, until)), None)
    if shown is not None:
        raise _unexpected(f"it says both, for missing and {shown} fit", soup, page)
    return None


def is_known(soup: BeautifulSoup, page: Page) -> bool:
    """Whether it is the page that the landscape describes, and not one to log in by."""
    marks = map(selector, page.marks.values()) if page.known_by is None else [page.known_by]
    return any(soup.select_one(each) is not None for each in marks)


def asks_for_a_password(soup: BeautifulSoup) -> bool:
    """Whether there is a field for a password: then it may be the page to log in by."""
    return soup.select_one('input[type="password" i]') is not None


def shown_text(element: Tag) -> str:
    """Return what a person reads there, in one line."""
    return " ".join("".join(_pieces(element)).split())


def _unexpected(why: str, soup: BeautifulSoup, page: Page) -> NoSuchPlace:
    return NoSuchPlace(f"{why} the page that came ({_title(soup) or 'untitled'})", page.where)


def _shows(soup: BeautifulSoup, part: Part, gone: Tag, until: float) -> bool:
    """Whether a value stands outside the element that says that there is none.

    An empty table often says so in a row of its own.
    """
    if isinstance(part, Pick):
        fit = soup.select_one(part.css)
        return fit is not None and _is_beside(fit, gone) and bool(_value(fit, _itself(part), until))
    return any(
        _is_beside(each, gone) and any(_values(each, part.parts, until).values())
        for each in soup.select(part.each, limit=MOST_RECORDS)
    )


def _itself(part: Pick) -> Pick:
    return Pick(ITSELF, part.attribute)


def _is_beside(element: Tag, other: Tag) -> bool:
    return not (
        element is other
        or any(each is element for each in other.parents)
        or any(each is other for each in element.parents)
    )


def _values(element: Tag, parts: Mapping[str, Part], until: float) -> dict[str, object]:
    return {name: _value(element, part, until) for name, part in parts.items()}


def _value(element: Tag, part: Part, until: float) -> object:
    if time.monotonic() >= until:
        raise TimeoutError
    if isinstance(part, Records):
        found = element.select(part.each, limit=MOST_RECORDS + 1)
        if len(found) > MOST_RECORDS:
            raise CannotAsk(f"its page has more than {MOST_RECORDS} of {part.each!r}")
        rows = [_values(each, part.parts, until) for each in found]
        return [{name: said for name, said in each.items() if said is not None} for each in rows]
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
    """Decode a page by the encoding that it declares, else UTF-8 (RFC 9110, 8.3)."""
    _, _, charset = content_type.lower().partition("charset=")
    declared = charset.split(";")[0].strip(' "') or EncodingDetector.find_declared_encoding(
        body, is_html=True
    )
    try:
        return body.decode(codec_of(declared or "utf-8"), "replace")
    except (LookupError, ValueError):  # it is unknown, or none for pages
        return body.decode("utf-8", "replace")
