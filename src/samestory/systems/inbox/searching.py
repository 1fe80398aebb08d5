"""How a mailbox is searched for the mails about a subject (RFC 3501, 6.4.4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from imapclient.datetime_util import (  # type: ignore[import-untyped]  # it brings no types
    format_criteria_date,
)

from samestory.errors import CannotAsk
from samestory.model import Subject
from samestory.systems.inbox.mailbox import Criteria
from samestory.systems.templates import BLANKS, Blank, filled, pieces

_ATOM = re.compile(r"[A-Za-z0-9@._+-]+")


def search_criteria(find: Mapping[str, Any], subject: Subject, today: date) -> Criteria:
    """What to send to the server (RFC 3501, 6.4.4).

    Every text in `find` is a criterion. They become a text when all is ASCII, every value quoted
    here: imapclient would leave some of them bare, and a server would read `{9}` or `)` in them
    as syntax. A list otherwise, for imapclient sends what is not ASCII as counted literals.
    """
    words = {key: filled(each, subject) for key, each in find.items() if isinstance(each, str)}
    days = words.pop("since", None)
    first = None if days is None else today - timedelta(days=int(days))
    dated = [] if first is None else ["SINCE", format_criteria_date(first).decode()]
    if not words and not dated:
        return "ALL"
    if all(value.isascii() for value in words.values()):
        return " ".join(
            [*(f"{key.upper()} {_quoted(value)}" for key, value in words.items()), *dated]
        )
    for value in words.values():
        if value.isascii() and not _ATOM.fullmatch(value) and not re.search(r'[ "\\]', value):
            raise CannotAsk(f"{value!r} cannot be searched for together with letters beyond ASCII")
    return [each for key, value in words.items() for each in (key.upper(), value)] + dated


def shown(item: str) -> str:
    """A part of a search as a person reads it."""
    return item if item.isupper() and item.isascii() else _quoted(item)


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def about(mail: Mapping[str, Any], find: Mapping[str, Any], subject: Subject) -> bool:
    """Whether a mail that the server found is really about the subject.

    Servers look for parts of words: a search for order A-10 also finds order A-1042.
    """
    text = "\n".join(str(mail[part] or "") for part in ("subject", "text", "html"))
    places = {"subject": str(mail["subject"] or ""), "text": text}
    return all(
        _phrase(find[key], subject).search(" ".join(place.split()))
        for key, place in places.items()
        if key in find
    )


def _phrase(template: str, subject: Subject) -> re.Pattern[str]:
    """The template as a pattern in which the filled-in values stand as whole words."""
    pattern, before = "", ""
    for piece in pieces(" ".join(template.split())):
        if isinstance(piece, Blank) and piece.name in BLANKS:
            value = piece.filtered(subject.key if piece.name == "key" else subject.of or "")
            start = "" if before[-1:].isalnum() else r"(?<![^\W_])"
            pattern += rf"{start}{re.escape(' '.join(value.split()))}(?!\w|-\w)"
        else:
            before = str(piece)
            pattern += re.escape(before)
    return re.compile(pattern, re.IGNORECASE)
