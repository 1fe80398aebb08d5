"""Which selectors (CSS) find the known values on a page for people."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from bs4 import BeautifulSoup, Tag

from samestory.config.subjects import KNOWN
from samestory.core.model import Line
from samestory.extraction.html_page import shown_text
from samestory.extraction.html_tree import HIDDEN
from samestory.learn.candidates import KnownSubject
from samestory.learn.field_words import FIELD_WORDS, fitness
from samestory.learn.value_matching import is_same_text, may_say

Seen = tuple[KnownSubject, BeautifulSoup]
"""What is known, and the page that was seen."""
NUMBER = "number"
"""What the key of a page is called."""
LONGEST_LABEL = 40
_NAME = re.compile(r"-?[A-Za-z_][\w-]*")
_BY_LABEL = {"td": "th", "dd": "dt"}
"""The element that holds a value, and the one before it that holds its label."""
_ROWS = ("tr", "li", "article", "section", "div")


def page_parts(seen: Sequence[Seen]) -> dict[str, Any]:
    """Return by field the selector that finds its value on every page, or the parts of its lines.

    Identifiers go before classes, and classes before labels; a position is never named but in a
    row of a table.
    """
    [(known, first), *_] = seen
    parts: dict[str, Any] = {}
    for name, value in known.values.items():
        kind = KNOWN[known.kind][name]
        if kind == "lines":
            found: Any = _lines(seen)
        else:
            found = _best(name, kind, value, seen, first)
        if found is not None:
            parts[name] = found
    if known.key not in known.values.values():
        keys = [(KnownSubject(each.kind, "", {"key": each.key}), page) for each, page in seen]
        number = _best("key", "text", known.key, keys, first)
        parts |= {NUMBER: number} if number is not None else {}
    return parts


def _best(name: str, kind: str, value: object, seen: Sequence[Seen], first: Tag) -> str | None:
    rated = [
        (fitness(name, (_named(css),)) if name in FIELD_WORDS else 0.0, -rank, css)
        for element in _elements(first)
        if _says(element, kind, value)
        for rank, css in enumerate(_selectors(element, first))
        if all(_finds(page, css, kind, each.values.get(name)) for each, page in seen)
    ]
    return max(rated, default=(0.0, 0, None))[2]


def _finds(page: Tag, css: str, kind: str, value: object) -> bool:
    element = page.select_one(css)
    return element is not None and value is not None and _says(element, kind, value)


def _says(element: Tag, kind: str, value: object) -> bool:
    text = shown_text(element)
    return bool(text) and may_say(text, kind, value)


def _elements(page: Tag) -> Iterator[Tag]:
    """Yield what is seen, inner elements first: an outer one with the same text says no more."""
    for element in reversed(page.find_all(True)):
        if element.name in HIDDEN or any(each.name == "head" for each in element.parents):
            continue
        inner = element.find_all(True, recursive=False)
        if not any(shown_text(each) == shown_text(element) for each in inner):
            yield element


def _selectors(element: Tag, scope: Tag) -> Iterator[str]:
    """Yield the selectors that find this element first, the most lasting first."""
    for css in _ways(element):
        if scope.select_one(css) is element:
            yield css


def _ways(element: Tag) -> Iterator[str]:
    if (own := str(element.get("id") or "")) and _NAME.fullmatch(own):
        yield f"#{own}"
    for attribute in ("itemprop", "data-field", "data-test", "data-testid", "data-name"):
        if said := element.get(attribute):
            yield f'{element.name}[{attribute}="{said}"]'
    for each in _classes(element):
        yield f"{element.name}.{each}"
    label = element.find_previous_sibling(_BY_LABEL.get(element.name, "label"))
    text = shown_text(label) if isinstance(label, Tag) else ""
    if isinstance(label, Tag) and text and len(text) <= LONGEST_LABEL and '"' not in text:
        yield f'{label.name}:-soup-contains("{text}") + {element.name}'
    parent = element.parent
    for each in _classes(parent) if isinstance(parent, Tag) else ():
        yield f".{each} {element.name}"


def _classes(element: Tag) -> list[str]:
    said: Any = element.get("class") or []
    return [each for each in said if _NAME.fullmatch(each)]


def _named(css: str) -> str:
    """Return the words by which a selector finds an element: its name, its class, its label."""
    return re.sub(r"[^\w]+", "_", css.replace("-soup-contains", ""))


def _lines(seen: Sequence[Seen]) -> dict[str, str] | None:
    """Return the selector of a row, and those of its parts."""
    [(known, page), *_] = seen
    lines: Any = known.values["lines"]
    rows = [_row_of(page, line, lines) for line in lines]
    if any(each is None for each in rows):
        return None
    found: list[Tag] = [each for each in rows if each is not None]
    each = next((css for css in _row_selectors(found) if page.select(css) == found), None)
    if each is None:
        return None
    parts = {"each": each} | {
        name: css
        for name in ("sku", "quantity", "unit_price")
        if (css := _part(name, found, lines)) is not None
    }
    return parts if {"sku", "quantity"} <= parts.keys() else None


def _row_of(page: Tag, line: Line, lines: Sequence[Line]) -> Tag | None:
    """Return the row of a line: the element around its number that holds no other line's."""
    for element in _elements(page):
        if not is_same_text(shown_text(element), line.sku):
            continue
        for parent in (element, *element.parents):
            if parent.name in _ROWS and _count_of(parent, lines) == 1:
                return parent
    return None


def _count_of(row: Tag, lines: Sequence[Line]) -> int:
    text = shown_text(row)
    return sum(each.sku in text for each in lines)


def _row_selectors(rows: Sequence[Tag]) -> Iterator[str]:
    first = rows[0]
    kinds = [f"{first.name}.{each}" for each in _classes(first)]
    kinds += [f"tbody > {first.name}"] if first.name == "tr" else [first.name]
    kinds += [f"{first.name}:has(td)"] if first.name == "tr" else []
    scopes = [
        scope
        for parent in first.parents
        for scope in [
            *([f"#{parent['id']}"] if parent.get("id") else []),
            *(f"{parent.name}.{each}" for each in _classes(parent)),
        ]
    ]
    for kind in kinds:
        yield kind
        yield from (f"{scope} {kind}" for scope in scopes)


def _part(name: str, rows: Sequence[Tag], lines: Sequence[Line]) -> str | None:
    rated = []
    for element in rows[0].find_all(True):
        for rank, css in enumerate(_ways_in_a_row(element)):
            texts = [each.select_one(css) for each in rows]
            if all(
                isinstance(text, Tag) and _is_part(name, shown_text(text), line)
                for text, line in zip(texts, lines, strict=True)
            ):
                rated.append((fitness(name, (_named(css),)), -rank, css))
    return max(rated, default=(0.0, 0, None))[2]


def _ways_in_a_row(element: Tag) -> Iterator[str]:
    yield from _ways(element)
    if element.name == "td":
        place = len(element.find_previous_siblings(["td", "th"])) + 1
        yield f"td:nth-child({place})"


def _is_part(name: str, text: str, line: Line) -> bool:
    if name == "sku":
        return is_same_text(text, line.sku)
    if name == "quantity":
        return text.strip() == str(line.quantity)
    price = line.unit_price
    return price is not None and may_say(text, "money", price)
