"""Questions with blanks: `{key}` and `{of}` stand for the subject's key and its owner's address.

A blank may carry filters, worked off from left to right: `{key|lower|md5}`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import md5
from types import MappingProxyType
from typing import Any, TypeGuard
from urllib.parse import quote

from samestory.core.model import Subject
from samestory.errors import WrongCall
from samestory.extraction.entries import Question

SUBJECT_PLACEHOLDERS = ("key", "of")
CREDENTIALS = ("user", "password")
"""The blanks of systems that want to see credentials within the question."""

_BLANK = re.compile(r"\{([A-Za-z_]\w*)((?:\|[^{}|\"]*)*)\}")


def _whole(text: str) -> str:
    """Percent-encoded, slashes and all (RFC 3986): one value, wherever it stands in a URL."""
    return quote(text, safe="")


FILTERS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "lower": str.lower,
        "urlencode": _whole,
        "base64": lambda text: b64encode(text.encode()).decode(),
        "md5": lambda text: md5(text.encode(), usedforsecurity=False).hexdigest(),
        "doubled": lambda text: text.replace("'", "''"),
        "escaped": lambda text: re.sub(r"(['\"\\])", r"\\\1", text),
        "json": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    }
)
"""By name: small letters, percent-encoding, base64, the hex digits of MD5, and three ways to stand
within quotes: single ones doubled (SQL), quotes and backslashes after a backslash (SOQL), or as a
string of JSON does (RFC 8259)."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A place to be filled in: the name of what stands there, and its filters."""

    name: str
    filters: tuple[str, ...] = ()

    def __str__(self) -> str:
        """As it stands in a template."""
        return f"{{{'|'.join((self.name, *self.filters))}}}"

    def filtered(self, text: str) -> str:
        """The text after all filters."""
        for each in self.filters:
            text = FILTERS[each](text)
        return text


def split_template(template: str) -> Iterator[str | Placeholder]:
    """The template taken apart; what only looks like a blank stays text."""
    at = 0
    for match in _BLANK.finditer(template):
        blank = _blank(match)
        if all(each in FILTERS for each in blank.filters):
            yield template[at : match.start()]
            yield blank
            at = match.end()
    yield template[at:]


def is_link(template: str) -> bool:
    """Whether it is one blank alone, which an earlier answer fills: a link to be followed."""
    parts = [each for each in split_template(template) if each]
    given = {*SUBJECT_PLACEHOLDERS, *CREDENTIALS}
    return len(parts) == 1 and isinstance(parts[0], Placeholder) and parts[0].name not in given


def names_its_record(find: Mapping[str, Any]) -> bool:
    """Whether a question asks at an address of the record's own, and does not search for it."""
    place = str(find.get("path") or find.get("set") or "").partition("?")[0]
    return bool(placeholder_names(place)) and not {"query", "body", "form"} & find.keys()


def placeholders_in(template: str) -> list[Placeholder]:
    """Everything that looks like a blank, unknown filters and all, in the order of the text."""
    return [_blank(match) for match in _BLANK.finditer(template)]


def without_placeholders(template: str, instead: str) -> str:
    """The template with another text in the place of everything that looks like a blank."""
    return _BLANK.sub(instead, template)


def placeholder_names(template: str) -> list[str]:
    """The names in braces, in the order in which they stand."""
    return [each.name for each in placeholders_in(template)]


def placeholders_within(question: Question) -> set[str]:
    """The names in braces anywhere in a question and in those that come before it."""
    hops = [name for hop in question.via for name in placeholders_within(hop.question)]
    return {*placeholder_names(json.dumps(dict(question.find), default=str)), *hops}


def check_subject(subject: Subject) -> None:
    """Refuse (WrongCall) a key or an address that could smuggle something into a request.

    Control characters end headers and commands (imaplib and imapclient send CR and LF on), lone
    surrogates cannot be sent at all, and `.` or `..` would climb in a path. One that is blank asks
    for everything.
    """
    if _is_blank(subject.key):
        raise WrongCall(
            f"The key {subject.key!r} of the {subject.kind} is blank, which may mean any of them; "
            "nobody was asked.\n  Give a real key."
        )
    for what, text in (("key", subject.key), ("address", subject.of or "")):
        problem = harm_in(text)
        if problem:
            raise WrongCall(
                f"The {what} {text!r} of the {subject.kind} {problem}; nobody was asked.\n"
                f"  Give {'a real ' + what if text in _STEPS else f'the {what} without it'}."
            )


def _is_blank(text: str) -> bool:
    """Whether nothing in it is visible: spaces of any kind, and marks without a width."""
    return all(unicodedata.category(each) in {"Zs", "Zl", "Zp", "Cf"} for each in text)


_STEPS = {".", ".."}


def harm_in(text: str) -> str | None:
    """What could do harm in a request ("holds the control character U+000D"), or None."""
    bad = next((each for each in text if unicodedata.category(each) in {"Cc", "Cs"}), None)
    if bad is not None:
        return f"holds the control character U+{ord(bad):04X}"
    return "is a step in a path" if text in _STEPS else None


@dataclass(frozen=True, slots=True)
class PlaceholderValues:
    """What the blanks of a question stand for: a subject, and what earlier answers told.

    `taken` are texts, numbers, or lists of them.
    """

    subject: Subject
    taken: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        check_subject(self.subject)

    def text(self, template: str) -> str:
        """The template, its blanks filled in literally; a list is joined by commas."""
        return self.woven(template, lambda text, _: text)

    def url(self, template: str) -> str:
        """The same for a URL: a filled-in value can never become a second parameter or segment.

        Every value is percent-encoded once, so `urlencode` as the last filter changes nothing.
        """
        return self.woven(template, _within_url)

    def parameter(self, template: str) -> str:
        """The same for the value of one parameter, of which all is percent-encoded."""
        return "".join(
            self.url(str(each)) if self._fills(each) else _whole(str(each))
            for each in split_template(template)
        )

    def json(self, template: Any) -> Any:
        """The same for every text in a JSON document; one that is a blank alone stays a number."""
        if isinstance(template, str):
            return self._alone(template)
        if isinstance(template, list):
            return [self.json(each) for each in template]
        if isinstance(template, Mapping):
            return {key: self.json(each) for key, each in template.items()}
        return template

    def woven(self, template: str, written: Callable[[str, Placeholder], str]) -> str:
        """The template, each value (every member of a list by itself) written in a way."""
        return "".join(
            self._written(each, written) if self._fills(each) else str(each)
            for each in split_template(template)
        )

    def _fills(self, piece: str | Placeholder) -> TypeGuard[Placeholder]:
        return isinstance(piece, Placeholder) and (
            piece.name in SUBJECT_PLACEHOLDERS or piece.name in self.taken
        )

    def _written(self, blank: Placeholder, written: Callable[[str, Placeholder], str]) -> str:
        value = self._value(blank)
        members = value if isinstance(value, list) else [value]
        return ",".join(written(blank.filtered(str(each)), blank) for each in members)

    def _alone(self, template: str) -> object:
        parts = list(split_template(template))
        if len(parts) == 3 and parts[0] == parts[2] == "":
            blank = parts[1]
            if self._fills(blank) and not blank.filters:
                return self._value(blank)
        return self.text(template)

    def _value(self, blank: Placeholder) -> object:
        if blank.name == "key":
            return self.subject.key
        if blank.name == "of":
            return self._owner()
        return self.taken[blank.name]

    def _owner(self) -> str:
        if self.subject.of is None:
            raise WrongCall(
                f"Whose {self.subject} is it? The question needs the customer's mail address "
                f"({{of}}).\n  Name the customer with the {self.subject.kind}."
            )
        return self.subject.of


def filled(template: str, subject: Subject) -> str:
    """The question about this subject, its blanks filled in literally."""
    return PlaceholderValues(subject).text(template)


def _blank(match: re.Match[str]) -> Placeholder:
    filters = match[2].split("|")[1:]
    return Placeholder(match[1], tuple(each.strip() for each in filters))


def _within_url(text: str, blank: Placeholder) -> str:
    return text if blank.filters[-1:] == ("urlencode",) else _whole(text)
