"""Untrusted HTML as a tree of limited depth, because deep trees are expensive to search."""

from __future__ import annotations

import math
import re
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any

from bs4 import BeautifulSoup, Tag

LARGEST_HTML = 1_000_000
"""Characters of HTML that are looked at; real order mails have a tenth of that."""
DEEPEST = 200
"""Elements within each other; real mails have 60, and more where they forget to close some."""
MOST_BROKEN = 300
"""Tags and comments that never end; each makes html.parser read the rest of the page again."""
BROKEN = "its HTML is broken in many places"
"""The note about a page of which all was read, if not in the way that it was meant."""
HIDDEN = ("script", "style", "head", "template")
"""Elements that a person does not see."""

_ROW = frozenset({"tr", "td", "th"})
_LISTS = ("table", "ul", "ol", "dl")
_PART = frozenset({"thead", "tbody", "tfoot"})
_TABLE = frozenset({"table"})
_ENDED_BY: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    **dict.fromkeys(("td", "th"), (frozenset({"td", "th"}), _TABLE | {"tr"})),
    "tr": (_ROW, _TABLE | _PART),
    **dict.fromkeys(_PART, (_ROW | _PART, _TABLE)),
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu"})),
    **dict.fromkeys(("dt", "dd"), (frozenset({"dt", "dd"}), frozenset({"dl"}))),
    "option": (frozenset({"option"}), frozenset({"select", "datalist"})),
    "p": (frozenset({"p"}), frozenset({"table", "td", "th", "caption", "button", "div", "li"})),
}
"""What may be left open (HTML Standard, 13.1.2.4): the elements that end where the next one of a
name begins, and those beyond which it ends none."""

_NO_TAG = re.compile(r"<(?![^<>]*>)")


def tree(html: str, notes: list[str], until: float = math.inf) -> Tree:
    """Return the elements of a page, and note what was left out or could not be read.

    Raise TimeoutError if it takes longer than `until` (on the monotonic clock).
    """
    if len(html) > LARGEST_HTML:
        notes.append(f"only the first {LARGEST_HTML} characters of its HTML were read")
    try:
        soup = Tree(_repaired(html[:LARGEST_HTML], notes), "html.parser", until=until)
    except TimeoutError:
        raise
    except Exception as error:  # noqa: BLE001 - html.parser refuses some declarations
        notes.append(f"its HTML could not be read ({type(error).__name__})")
        return Tree("", "html.parser")
    if soup.left_out:
        notes.append(f"its HTML is nested more than {DEEPEST} deep; below, only its text was read")
    return soup


def _repaired(html: str, notes: list[str]) -> str:
    """Return the HTML as it is, or without tags that never end if it has many of them."""
    open_comments = html.count("<!--") - html.count("-->")
    if len(_NO_TAG.findall(html)) <= MOST_BROKEN and open_comments <= MOST_BROKEN:
        return html
    notes.append(BROKEN)
    return _NO_TAG.sub("&lt;", html).replace("<!", "&lt;!")


class Tree(BeautifulSoup):
    """A tree that keeps the text of elements that are too deep, and not the elements."""

    def __init__(self, *arguments: Any, until: float = math.inf) -> None:
        self._open: Counter[str] = Counter()
        self._begun: Counter[str] = Counter()
        self._ended: Counter[str] = Counter()
        self._until = until
        self.left_out = False
        super().__init__(*arguments)

    @property
    def ends_as_a_document(self) -> bool:
        """Whether it begins and ends as a document."""
        return bool(self._begun["html"] and self._ended["html"])

    @property
    def has_no_end(self) -> bool:
        """Whether it begins as a document without ending as one, which HTML allows."""
        return bool(self._begun["html"] and not self._ended["html"])

    @property
    def stops_within_a_list(self) -> bool:
        """Whether a list or table has no end, which HTML does not allow."""
        return any(self._begun[each] > self._ended[each] for each in _LISTS)

    def handle_starttag(self, name: str, *arguments: Any, **more: Any) -> Tag | None:
        """Begin an element, after ending those that were left open."""
        if time.monotonic() >= self._until:
            raise TimeoutError
        self._begun[name] += 1
        self._end_what_was_left_open(name)
        deep = len(self.tagStack) > DEEPEST
        within_hidden = self.currentTag is not None and self.currentTag.name in HIDDEN
        if deep and (within_hidden or name not in HIDDEN):
            self._open[name] += 1
            self.left_out = True
            return None
        tag: Tag | None = super().handle_starttag(name, *arguments, **more)
        return tag

    def _end_what_was_left_open(self, name: str) -> None:
        """End open cells before the next cell begins; html.parser does not do it by itself."""
        ended, beyond = _ENDED_BY.get(name, (frozenset(), frozenset()))
        outermost = None
        for each in reversed(self.tagStack) if ended else ():
            if each.name in beyond:
                break
            outermost = each if each.name in ended else outermost
        if outermost is not None:
            self.endData()
            newest = None
            while newest is not outermost:
                newest = self.tagStack[-1]
                self.popTag()

    def handle_endtag(self, name: str, nsprefix: str | None = None) -> None:
        """End an element, unless it was left out."""
        self._ended[name] += 1
        if self._open[name] > 0 and len(self.tagStack) > DEEPEST:
            self._open[name] -= 1
        else:
            super().handle_endtag(name, nsprefix)
