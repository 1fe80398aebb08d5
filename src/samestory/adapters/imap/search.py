"""Which mails are about a subject: what a server is asked for, and what is checked here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from imapclient.datetime_util import (  # type: ignore[import-untyped]  # it brings no types
    format_criteria_date,
)

from samestory.core.model import Subject
from samestory.extraction.placeholders import (
    SUBJECT_PLACEHOLDERS,
    Placeholder,
    filled,
    split_template,
)

ALL = "ALL"
"""Every mail of a folder (RFC 3501, 6.4.4)."""
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
"""How mails write the hyphen of a number that shall not be broken into two lines."""


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for in a mailbox.

    `days` asks a server for all mails of some days. `words` asks it for the texts as well, in
    ASCII alone, as no server has to know another charset; it is empty if that asks for nothing
    more. No server is trusted to find words: some miss folded subjects, encoded words or parts of
    words. Whether a mail is meant is checked here.
    """

    days: str
    words: str
    find: Mapping[str, Any]
    subject: Subject

    def concerns(self, mail: Mapping[str, Any]) -> bool:
        """Whether a mail is about the subject, as far as the parts of it that are given tell."""
        return about(mail, self.find, self.subject)

    def __str__(self) -> str:
        return self.words or self.days


def search_for(find: Mapping[str, Any], subject: Subject, today: date) -> Search:
    """The search for the words in `find`; `since` is a number of days before `today`."""
    texts = {key: filled(find[key], subject) for key in _PLACES if key in find}
    days = ALL
    if "since" in find:
        first = today - timedelta(days=int(find["since"]))
        days = f"SINCE {format_criteria_date(first).decode()}"
    asked = [f"{key.upper()} {_quoted(text)}" for key, text in texts.items() if text.isascii()]
    words = " ".join([*asked, *([days] if days != ALL else [])]) if asked else ""
    return Search(days, words, find, subject)


def _quoted(value: str) -> str:
    """A value that never becomes syntax (RFC 3501, 4.3)."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def about(mail: Mapping[str, Any], find: Mapping[str, Any], subject: Subject) -> bool:
    """Whether a mail is really about the subject; parts that the mail does not have are not asked.

    A search for order A-10 must not find A-1042.
    """
    return all(
        _phrase(find[key], subject, _ADDRESS if key in {"to", "from"} else _WORD).search(
            _plain("\n".join(str(mail[part] or "") for part in parts))
        )
        for key, parts in _PLACES.items()
        if key in find and mail.keys() >= set(parts)
    )


def _phrase(template: str, subject: Subject, edges: tuple[str, str]) -> re.Pattern[str]:
    """The template as a pattern in which the filled-in values stand as whole words."""
    before, after = edges
    pattern, last = "", ""
    for piece in split_template(" ".join(template.split())):
        if isinstance(piece, Placeholder) and piece.name in SUBJECT_PLACEHOLDERS:
            value = piece.filtered(subject.key if piece.name == "key" else subject.of or "")
            pattern += f"{'' if last[-1:].isalnum() else before}{re.escape(_plain(value))}{after}"
        else:
            last = _spelled(str(piece))
            pattern += re.escape(last)
    return re.compile(pattern, re.IGNORECASE)


def _plain(text: str) -> str:
    return " ".join(_spelled(text).split())


def _spelled(text: str) -> str:
    """A text in one of the ways to write it in Unicode: "ü" is one letter, or two."""
    return unicodedata.normalize("NFKC", text).translate(_HYPHENS)
