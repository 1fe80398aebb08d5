"""Where known values stand in a mail: in its JSON-LD, its tables, or behind a word of its text."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date
from typing import Any

from samestory.adapters.imap.mail import Mail, open_mail
from samestory.adapters.imap.search import search_for
from samestory.adapters.imap.system import mail_document, mails_document
from samestory.adapters.imap.texts import Matched
from samestory.config.subjects import KNOWN
from samestory.core.model import Subject
from samestory.learn.candidates import KnownSubject
from samestory.learn.places import Steps
from samestory.learn.trying import Sample
from samestory.learn.value_matching import may_say

NEWEST: Steps = ("newest",)
LOOKED_INTO = ("json_ld", "tables", "read", "to")
"""Parts of a mail in which places are looked for; its whole text is none."""
_LABEL = re.compile(r"(?P<label>[^\d:=]{2,40}[:=]?\s+)(?P<said>\S.*)")
_IN_TEXTS = frozenset({"money", "day", "text", "email"})


def mail_sample(raw: bytes, known: KnownSubject, read: Mapping[str, str]) -> Sample:
    """Return a mail as landscapes read it; `read` are patterns by name, looked for in its text."""
    mail = open_mail(raw, UTC)
    wanted = {name: Matched(pattern) for name, pattern in read.items()}
    search = search_for({"read": wanted}, Subject(known.kind, known.key, known.of), date.min)
    document = mails_document([mail_document(mail, None, search, None)])
    newest = {name: document["newest"][name] for name in LOOKED_INTO}
    return Sample(known, document, {"newest": newest}, NEWEST)


def patterns_in(raw: bytes, known: KnownSubject) -> dict[str, str]:
    """Return by field a pattern that finds its value behind the words before it."""
    mail: Mail = open_mail(raw, UTC)
    found: dict[str, str] = {}
    kinds = KNOWN[known.kind]
    for name, value in known.values.items():
        if kinds[name] in _IN_TEXTS:
            pattern = next(_patterns(str(mail.document["text"]), kinds[name], value), None)
            if pattern is not None:
                found[name] = pattern
    return found


def _patterns(text: str, kind: str, value: object) -> Iterator[str]:
    for line in text.splitlines():
        found = _LABEL.fullmatch(" ".join(line.split()))
        if found and may_say(found["said"], kind, value):
            label = r"\s+".join(map(re.escape, found["label"].split()))
            yield rf"^\s*{label}\s+(.+)$"


def search_words(raw: bytes, known: KnownSubject) -> dict[str, str]:
    """Return what such mails are searched by: the subject if it names the key, else the text."""
    subject: Any = open_mail(raw, UTC).document["subject"] or ""
    place = re.search(rf"(?<![^\W_]){re.escape(known.key)}(?![^\W_])", subject, re.IGNORECASE)
    if place is None or set("{}") & set(subject):
        return {"text": "{key}"}
    return {"subject": f"{subject[: place.start()]}{{key}}{subject[place.end() :]}"}
