"""Texts that a landscape looks for in a mail: by a selector or by a pattern."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from samestory.errors import CannotAsk
from samestory.extraction.patterns import LONGEST, PATIENCE, compile_pattern, on_one_line

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

PLACES = ("text", "plain", "html", "subject")
"""Where a pattern is looked for: see `mail.read_mail`."""


@dataclass(frozen=True, slots=True)
class Selected:
    """The text of the first element that fits a selector (CSS), or one of its attributes."""

    css: str
    attribute: str | None = None

    def found(self, _: Mapping[str, Any], soup: BeautifulSoup) -> str | None:
        """Return what is found, on one line; None if nothing fits."""
        element = soup.select_one(self.css)
        if element is None:
            return None
        said = element.get_text() if self.attribute is None else element.get(self.attribute)
        return on_one_line(" ".join(said) if isinstance(said, list) else said)


@dataclass(frozen=True, slots=True)
class Matched:
    """What a pattern finds: its first group, or all of it if it has none."""

    pattern: str
    place: str = "text"

    def found(self, mail: Mapping[str, Any], _: BeautifulSoup) -> str | None:
        """Return the first match, on one line; raise `CannotAsk` if the search takes too long."""
        text = str(mail[self.place] or "")
        try:
            match = compile_pattern(self.pattern).search(text[:LONGEST], timeout=PATIENCE)
        except TimeoutError as error:
            raise CannotAsk(f"the pattern {self.pattern!r} takes too long in a mail") from error
        if len(text) > LONGEST and (match is None or match.end() == LONGEST):
            raise CannotAsk(f"a mail is too long to look for {self.pattern!r} in all of it")
        return None if match is None else on_one_line(match[1 if match.re.groups else 0])


Wanted = Selected | Matched


def texts_in(
    mail: Mapping[str, Any], soup: BeautifulSoup, wanted: Mapping[str, Wanted]
) -> dict[str, str | None]:
    """Return each text that is wanted, by its name; None for one that is not there."""
    return {name: each.found(mail, soup) for name, each in wanted.items()}
