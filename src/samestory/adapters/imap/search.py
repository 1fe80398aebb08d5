"""Which mails are about a subject: what a server is asked for, and what is checked here."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from samestory.core.model import Subject
from samestory.extraction.placeholders import (
    SUBJECT_PLACEHOLDERS,
    Placeholder,
    filled,
    split_template,
)

ALL = "ALL"
"""Every mail of a folder (RFC 3501, 6.4.4)."""
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_PLACES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "subject": ("subject",),
        "to": ("to",),
        "from": ("from",),
        "text": ("subject", "text", "html"),
    }
)
"""Where each word of `find` is looked for in a mail."""
_WORD = (r"(?<![^\W_])", r"(?!\w|-\w)")
_ADDRESS = (r"(?<![\w.+-])", r"(?![\w-]|\.\w)")
"""What may not stand before and after a value that is filled in."""
_HYPHENS = dict.fromkeys(
    map(ord, "\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{MINUS SIGN}"), "-"
)
"""How mails write the hyphen of a number that must not be broken into two lines."""


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for in a mailbox.

    `days` asks a server for all mails of some days, `words` also for the texts: in ASCII, as no
    server has to know another charset, and empty if that adds nothing. No server is trusted to
    find words: some miss folded subjects, encoded words or parts of words. So `concerns` checks.
    """

    days: str
    words: str
    find: Mapping[str, Any]
    subject: Subject

    def concerns(self, mail: Mapping[str, Any]) -> bool:
        """Whether a mail is about the subject, as far as the given parts of it tell.

        A search for order A-10 must not find A-1042.
        """
        if "link" in self.find and "links" in mail and self.linked(mail) is None:
            return False
        return all(
            _phrase(
                self.find[key], self.subject, _ADDRESS if key in {"to", "from"} else _WORD
            ).search(_on_one_line("\n".join(str(mail[part] or "") for part in parts)))
            for key, parts in _PLACES.items()
            if key in self.find and mail.keys() >= set(parts)
        )

    def linked(self, mail: Mapping[str, Any]) -> Any:
        """Return the first link ({text, href}) of a mail whose address is the one looked for."""
        wanted = filled(self.find["link"], self.subject)
        return next((each for each in mail["links"] if each["href"] == wanted), None)

    def __str__(self) -> str:
        return self.words or self.days


def search_for(find: Mapping[str, Any], subject: Subject, today: date) -> Search:
    """Return the search for the words in `find`; `since` is a number of days before `today`."""
    texts = {key: filled(find[key], subject) for key in _PLACES if key in find}
    days = ALL
    if "since" in find:
        first = today - timedelta(days=int(find["since"]))
        days = f"SINCE {first.day:02}-{_MONTHS[first.month - 1]}-{first.year}"
    asked = [f"{key.upper()} {_quoted(text)}" for key, text in texts.items() if text.isascii()]
    words = " ".join([*asked, *([days] if days != ALL else [])]) if asked else ""
    return Search(days, words, find, subject)


def _quoted(value: str) -> str:
    """A value that never becomes syntax (RFC 3501, 4.3)."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _phrase(template: str, subject: Subject, edges: tuple[str, str]) -> re.Pattern[str]:
    before, after = edges
    pattern, last = "", ""
    for piece in split_template(" ".join(template.split())):
        if isinstance(piece, Placeholder) and piece.name in SUBJECT_PLACEHOLDERS:
            value = piece.filtered(subject.key if piece.name == "key" else subject.of or "")
            start = "" if last[-1:].isalnum() else before
            pattern += f"{start}{re.escape(_on_one_line(value))}{after}"
        else:
            last = _normalized(str(piece))
            pattern += re.escape(last)
    return re.compile(pattern, re.IGNORECASE)


def _on_one_line(text: str) -> str:
    return " ".join(_normalized(text).split())


def _normalized(text: str) -> str:
    """One of the ways to write a text in Unicode: "ü" is one letter, or two."""
    return unicodedata.normalize("NFKC", text).translate(_HYPHENS)
