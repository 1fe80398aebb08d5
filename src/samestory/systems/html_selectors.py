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


@dataclass(frozen=True, slots=True)
class Page:
    """Where the values of a page are; where `missing` fits, it says that there is no record.

    `where` names the table, for whoever has to mend it.
    """

    parts: Mapping[str, Part] = field(default_factory=lambda: MappingProxyType({}))
    missing: str | None = None
    where: str = ""
