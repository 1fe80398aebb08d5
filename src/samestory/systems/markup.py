"""HTML of a stranger as a tree that is never deep, for every step through a deep one is dear."""

from __future__ import annotations

import re
from collections import Counter
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
"""Elements of which a person sees nothing."""

_NO_TAG = re.compile(r"<(?![^<>]*>)")


def tree(html: str, notes: list[str]) -> BeautifulSoup:
    """The elements of a page; what was left out or could not be read is noted."""
    if len(html) > LARGEST_HTML:
        notes.append(f"only the first {LARGEST_HTML} characters of its HTML were read")
    try:
        soup = _Shallow(_mended(html[:LARGEST_HTML], notes), "html.parser")
    except Exception as error:  # noqa: BLE001 - html.parser refuses some declarations
        notes.append(f"its HTML could not be read ({type(error).__name__})")
        return BeautifulSoup("", "html.parser")
    if soup.left_out:
        notes.append(f"its HTML is nested more than {DEEPEST} deep; below, only its text was read")
    return soup


def _mended(html: str, notes: list[str]) -> str:
    """The same where it is hardly broken; else without what never ends."""
    open_comments = html.count("<!--") - html.count("-->")
    if len(_NO_TAG.findall(html)) <= MOST_BROKEN and open_comments <= MOST_BROKEN:
        return html
    notes.append(BROKEN)
    return _NO_TAG.sub("&lt;", html).replace("<!", "&lt;!")


class _Shallow(BeautifulSoup):
    """A tree in which elements that lie too deep are left out, and their text is not."""

    def __init__(self, *arguments: Any) -> None:
        self._open: Counter[str] = Counter()
        self.left_out = False
        super().__init__(*arguments)

    def handle_starttag(self, name: str, *arguments: Any, **more: Any) -> Tag | None:
        deep = len(self.tagStack) > DEEPEST
        within_hidden = self.currentTag is not None and self.currentTag.name in HIDDEN
        if deep and (within_hidden or name not in HIDDEN):
            self._open[name] += 1
            self.left_out = True
            return None
        tag: Tag | None = super().handle_starttag(name, *arguments, **more)
        return tag

    def handle_endtag(self, name: str, nsprefix: str | None = None) -> None:
        if self._open[name] > 0 and len(self.tagStack) > DEEPEST:
            self._open[name] -= 1
        else:
            super().handle_endtag(name, nsprefix)
