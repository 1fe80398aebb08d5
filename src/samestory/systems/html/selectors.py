"""What a landscape says about a page: by which selectors (CSS) its values are found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Pick:
    """One value: the text of the first element that fits, or one of its attributes."""

    css: str
    attribute: str | None = None


@dataclass(frozen=True, slots=True)
class Records:
    """A list: one record for every element that fits `each`, its values looked for within it."""

    each: str
    parts: Mapping[str, Part]


Part = Pick | Records


ON_EVERY_PAGE = frozenset({"*", ":root", "html", "head", "title", "body"})
"""Selectors that fit a notice of maintenance as well, so that no page is known by them."""


@dataclass(frozen=True, slots=True)
class Page:
    """Where the values of a page are; where `missing` fits, it says that there is no record.

    `where` names the table, for whoever has to mend it.
    """

    parts: Mapping[str, Part] = field(default_factory=lambda: MappingProxyType({}))
    missing: str | None = None
    where: str = ""

    @property
    def marks(self) -> frozenset[str]:
        """The names of the values by which the page can be known."""
        return frozenset(name for name, part in self.parts.items() if _is_its_own(part))


def _is_its_own(part: Part) -> bool:
    return isinstance(part, Records) or part.css.strip().lower() not in ON_EVERY_PAGE
