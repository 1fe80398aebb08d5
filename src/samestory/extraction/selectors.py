"""What a landscape says about a page: the CSS selectors of its values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Pick:
    """One value: the text of the first element that fits, or one of its attributes."""

    css: str
    attribute: str | None = None


@dataclass(frozen=True, slots=True)
class Records:
    """A list: one record for every element that fits `each`, with the values within it."""

    each: str
    parts: Mapping[str, Part]


Part = Pick | Records


_ON_EVERY_PAGE = (
    *("*", ":root", ":scope", "html", "head", "title", "body"),
    *("header", "nav", "main", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"),
)
"""Elements of a login page, or of a notice of maintenance, as well as of any other."""
_STEPS = re.compile(r"[\s>+~,]+")


@dataclass(frozen=True, slots=True)
class Page:
    """Where the values of a page are; if `missing` fits, the page says "no such record".

    `known_by` fits this page and no other, whether there is a record or not; without it, a page is
    known by its values. `where` names the table, for error messages.
    """

    parts: Mapping[str, Part] = field(default_factory=dict)
    missing: str | None = None
    where: str = ""
    known_by: str | None = None

    @property
    def marks(self) -> Mapping[str, Part]:
        """The values that not every page has, by their names."""
        return {
            name: part for name, part in self.parts.items() if not is_on_every_page(selector(part))
        }


def selector(part: Part) -> str:
    """Return the selector of its element, or of the first of its elements."""
    return part.each if isinstance(part, Records) else part.css


def is_on_every_page(css: str) -> bool:
    """Whether a selector names nothing but elements that every page has: "body > h1"."""
    return all(each in _ON_EVERY_PAGE for each in _STEPS.split(css.strip().lower()))


def css_problem(css: str) -> str | None:
    """Return what is wrong with a selector, or None."""
    import soupsieve  # noqa: PLC0415 - only pages and mails need it

    try:
        soupsieve.compile(css)
    except (soupsieve.SelectorSyntaxError, NotImplementedError, ValueError) as error:
        return (str(error).splitlines() or ["it is none"])[0].rstrip(".")
    return None
